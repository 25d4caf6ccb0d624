"""One Request Tracker with the extension for all files of tests in this process: it takes long to start."""
import atexit
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import instance  # noqa: E402  (puts tests/e2e on the path)
import azure  # noqa: E402
from harness import Scratch, StandIn, skip, until  # noqa: E402

QUEUES = [{"name": "Azure"}, {"name": "Narrow", "lifecycle": "narrow"}, {"name": "Elsewhere"}, {"name": "Hidden"},
          {"name": "Second"}, {"name": "Guarded", "lifecycle": "guarded"}, {"name": "Endless", "lifecycle": "endless"}]

_started = []


def start():
    """(the instance, the authority); skips the file where RT is not installed."""
    if not pathlib.Path(instance.RT_SERVER).exists():
        skip("Request Tracker 5 is not installed; sh tests/rt/run.sh does it")
    if instance.DATABASE == "postgresql" and not instance.POSTGRESQL.is_dir():
        skip("PostgreSQL 15 is not installed; sh tests/rt/run.sh does it")
    if instance.DATABASE == "mariadb" and not pathlib.Path("/usr/sbin/mariadbd").exists():
        skip("MariaDB is not installed; sh tests/rt/run.sh does it")
    if not _started:
        _started.extend(_start())
    return _started


def _start():
    scratch = Scratch()
    atexit.register(scratch.close)
    authority = StandIn(scratch.path)
    atexit.register(authority.close)
    rt = instance.RequestTracker(scratch.path)
    atexit.register(rt.close)
    rt.check("prepare", *QUEUES)
    rt.first_setup = rt.connect(authority.base).stdout
    rt.check("person", "onlooker", "a-password", "ShowConfigTab")
    rt.check("person", "keeper", "a-password", "ShowConfigTab", "AdminSecureExport", "SeeQueue", "ShowCatalog")
    for right in ("ShowTicket", "ModifyTicket"):
        rt.check("queue_right", "grant", "Narrow", right)
    rt.start_server(workers=3)
    rt.start_worker()
    until(lambda: rt.health().json()["status"] == "ok", "the keys are fetched")
    return rt, authority


def token(**order):
    rt, authority = _started
    return authority.token(rt.TENANT, rt.AUDIENCE, **order)


class Case(unittest.TestCase):
    def setUp(self):
        self.rt = _started[0]
        self.name = f"t{random.randrange(10**9)}"
        self.machine = f"{self.name}-vm"

    def send(self, alert, condition="Fired", settled=True, **more):
        more.setdefault("target", azure.resource(self.machine))
        more.setdefault("rule", self.name)
        reply = self.rt.post(azure.metric_alert(alert, condition, **more), token())
        self.assertEqual(202, reply.status, reply)
        if settled:
            self.rt.settled()
        return reply.json()

    def ticket_of(self, alert):
        tickets = self.rt.tickets_of(alert)
        self.assertEqual(1, len(tickets), tickets)
        return tickets[0]

    def opened(self, **more):
        alert = azure.new_alert_id()
        self.send(alert, **more)
        return alert, self.ticket_of(alert)["id"]
