# Long: the programs of one test world, which know each other.
"""Starts the programs under test and the authorities beside them, each in a scratch folder on loopback.

Environment, set by CTest:
  SECURE_EXPORT  the host program
  PLUGINS        the folder with the plugin and its manifest
  IDENTITY       the authority stand-in
  SECOND_ISSUER  the folder with node_modules/oauth2-mock-server; may be absent
  SHARED_DATA    the published samples; may be absent
  SANITIZED      what the programs were built with; may be empty
"""
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

SANITIZED = os.environ.get("SANITIZED", "")
SHARED = pathlib.Path(os.environ.get("SHARED_DATA", "/nonexistent"))
# How long to wait for what must happen.  No test measures time: this only bounds a hang.
DEADLINE_S = 90 if SANITIZED else 30
# A status that a supervisor would see for a finding of a sanitizer; not one that a program of ours uses.
SANITIZER_EXIT = 86


def skip(reason):
    """A skip that nobody can overlook."""
    print(f"SKIPPED: {reason}", file=sys.stderr, flush=True)
    raise unittest.SkipTest(reason)


def until(condition, what, deadline_s=DEADLINE_S):
    """What `condition()` gives as soon as that is true; fails naming `what` when it never is."""
    end = time.monotonic() + deadline_s
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"waited {deadline_s} s in vain: {what}")
        time.sleep(0.02)  # between two looks, not in place of one


def free_port():
    """For programs that cannot be told to take any: somebody else may have taken it before they do."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Scratch:
    """A folder that goes away, unless KEEP_SCRATCH is set."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="secure-export-e2e-"))

    def close(self):
        if os.environ.get("KEEP_SCRATCH"):
            print(f"kept {self.path}", file=sys.stderr)
        else:
            shutil.rmtree(self.path, ignore_errors=True)


class Process:
    """A program with its output in a file."""

    def __init__(self, command, log, env=None, keep_input=False):
        """`keep_input`: its standard input stays open until it is ended, for programs that end with it."""
        self.log = pathlib.Path(log)
        self.begin = self.log.stat().st_size if self.log.exists() else 0  # what an earlier process wrote is not ours
        with open(self.log, "ab") as out:
            self.child = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE if keep_input else subprocess.DEVNULL,
                                          stdout=out, stderr=out,
                                          env={**os.environ, **(env or {})})

    def output(self):
        return self.log.read_bytes()[self.begin:].decode(errors="replace")

    def wait_for_line(self, pattern):
        def look():
            if self.child.poll() is not None:
                raise AssertionError(f"ended with {self.child.returncode} before saying {pattern!r}:\n{self.output()}")
            return re.search(pattern, self.output())
        try:
            return until(look, f"a line like {pattern!r}")
        except BaseException:
            self.child.kill()  # nobody will get to know it
            self.child.wait()
            raise

    def end(self, sig=signal.SIGTERM):
        """Sends `sig` and gives the exit status."""
        if self.child.poll() is None:
            self.child.send_signal(sig)
        return self.wait()

    def wait(self):
        if self.child.stdin:
            self.child.stdin.close()
        return self.exit_status()

    def exit_status(self):
        """The exit status.  A finding of a sanitizer is a failure whatever the test was about."""
        try:
            status = self.child.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
            raise AssertionError(f"did not stop:\n{self.output()[-4000:]}")
        if status == SANITIZER_EXIT or re.search(r"ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error:",
                                                 self.output()):
            raise AssertionError(f"a sanitizer found something:\n{self.output()[-20000:]}")
        return status


def sanitizer_environment():
    options = f"exitcode={SANITIZER_EXIT}"
    return {"ASAN_OPTIONS": options + ":detect_leaks=1", "TSAN_OPTIONS": options + ":halt_on_error=1",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


def request(base, method, path, body=None, headers=None, tls=None, timeout=DEADLINE_S):
    """One exchange on a connection of its own."""
    url = urllib.parse.urlsplit(base)
    if url.scheme == "https":
        connection = http.client.HTTPSConnection(url.hostname, url.port, timeout=timeout, context=tls)
    else:
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())


class StandIn:
    """tests/identity: an authority that signs what it is told to."""

    def __init__(self, folder, *options, tls=None):
        log = folder / f"identity-{len(list(folder.glob('identity-*.log')))}.log"
        self.process = Process([os.environ["IDENTITY"], *options], log, sanitizer_environment())
        self.base = self.process.wait_for_line(r"listening on (\S+)").group(1)
        self.tls = tls

    def post(self, path, body=""):
        reply = request(self.base, "POST", path, body, tls=self.tls)
        if reply.status != 200:
            raise AssertionError(f"the stand-in refused {path}: {reply}")
        return reply

    def token(self, tenant, audience, **order):
        return self.post("/token", json.dumps({"tenant": tenant, "audience": audience, **order})).body.decode()

    def rotate(self, keep_old=True):
        return self.post("/rotate", json.dumps({"keep_old": keep_old})).json()["kid"]

    def outage(self, on):
        self.post("/outage", "on" if on else "off")

    def hits(self, tenant=""):
        """How often key sets and metadata (of `tenant`) were asked for."""
        counts = request(self.base, "GET", "/hits", tls=self.tls).json()
        return sum(count for path, count in counts.items() if tenant in path)

    def close(self):
        self.process.end()


class Host:
    """`secure-export serve` with a data directory that outlives it."""

    admin = ("--admin-listen", "127.0.0.1:0")  # the default port is for the tests about it: others run beside them

    def __init__(self, folder, *options, env=None, name="data"):
        self.folder = folder
        self.data = folder / name
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.options = options
        self.env = {**sanitizer_environment(), **(env or {})}
        self.tls = None
        self.process = None
        self.scheme = "http"
        self.port = None

    @property
    def base(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def start(self):
        admin = () if "--admin-listen" in self.options else self.admin
        self.process = Process([os.environ["SECURE_EXPORT"], "serve", "--data-dir", self.data, "--plugins",
                                os.environ["PLUGINS"], "--listen", "127.0.0.1:0", *admin, *self.options],
                               self.folder / f"{self.data.name}.log", self.env)
        self.port = int(self.process.wait_for_line(r"listening on https?://127\.0\.0\.1:(\d+)").group(1))

        return self

    def health(self):
        return request(self.base, "GET", "/azure-monitor/health", tls=self.tls)

    def stop(self, sig=signal.SIGTERM):
        process, self.process = self.process, None
        return process.end(sig)

    def stopped(self):
        """The exit status of a host that was told to stop already."""
        process, self.process = self.process, None
        return process.wait()

    def kill(self):
        return self.stop(signal.SIGKILL)

    def close(self):
        if self.process:
            self.stop()

    def cli(self, *words, input=None, ok=True):
        """A subcommand on the data directory.  `ok`: whether it must succeed."""
        done = subprocess.run([os.environ["SECURE_EXPORT"], *words, "--data-dir", self.data, "--plugins",
                               os.environ["PLUGINS"]], input=input, capture_output=True, text=True, timeout=DEADLINE_S,
                              env={**os.environ, **self.env})
        if (done.returncode == 0) != ok or done.returncode in (SANITIZER_EXIT, -signal.SIGSEGV, -signal.SIGABRT):
            raise AssertionError(f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def query(self, view, *options):
        return json.loads(self.cli("query", view, *options, "--format", "json").stdout)

    def sql(self, statement):
        return json.loads(self.cli("query", "--sql", statement, "--format", "json").stdout)

    def configure(self, document):
        file = self.folder / "config.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return self.cli("config", "import", str(file))

    def import_cis(self, csv):
        file = self.folder / "cis.csv"
        file.write_text(csv, encoding="utf-8")
        return self.cli("ci", "import", str(file))

    def post(self, body, token, headers=None, path="/azure-monitor/alerts"):
        """Sends `body` (bytes, text, or what becomes JSON) as Azure's notification service does."""
        if not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if isinstance(body, str):
            body = body.encode()
        fields = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "IcMBroadcaster/1.0",
                  "X-CorrelationContext": "RkkKACgAAAACAAAAEAB=", "Connection": "Keep-Alive"}
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        fields.update(headers or {})
        return request(self.base, "POST", path, body, fields, tls=self.tls)

    # What stands in the two databases, read as any other SQLite client would.

    def read(self, file, statement, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.data / file}?mode=ro", uri=True, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(statement, values)]

    def mapping(self, statement, *values):
        return self.read("secure-export.sqlite", statement, *values)

    def desk(self, statement, *values):
        if not (self.data / "desk.sqlite").exists():
            return []
        try:
            return self.read("desk.sqlite", statement, *values)
        except sqlite3.OperationalError as no_table_yet:
            if "no such table" in str(no_table_yet):
                return []
            raise

    def incidents(self):
        return self.desk("SELECT * FROM incidents ORDER BY number")

    def settled(self, deadline_s=DEADLINE_S):
        """Waits until no delivery is left to be worked on."""
        until(lambda: not self.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"), "the work is done",
              deadline_s)
        return self


class EndToEndCase(unittest.TestCase):
    """A stand-in authority and a running host for all tests of a class; tests keep apart by alert id."""

    TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"
    AUDIENCE = "api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae001"
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.authority = StandIn(cls.scratch.path)
        cls.addClassCleanup(cls.authority.close)
        cls.host = Host(cls.scratch.path, *cls.options)
        cls.addClassCleanup(cls.host.close)
        cls.host.configure(cls.document())
        cls.host.start()
        cls.wait_for_keys()

    @classmethod
    def document(cls):
        return document(connection("contoso", cls.TENANT, [cls.AUDIENCE], cls.authority.base))

    @classmethod
    def wait_for_keys(cls, host=None):
        """Both versions' keys of every connection have been fetched: the first alert is then not answered 503."""
        host = host or cls.host
        until(lambda: not host.mapping("SELECT 1 FROM key_set WHERE fetched_ms IS NULL LIMIT 1")
              and host.mapping("SELECT 1 FROM key_set LIMIT 1"), "the keys are fetched")

    @classmethod
    def token(cls, **order):
        return cls.authority.token(order.pop("tenant", cls.TENANT), order.pop("audience", cls.AUDIENCE), **order)

    def accept(self, body, host=None, **order):
        reply = (host or self.host).post(body, self.token(**order))
        self.assertEqual(202, reply.status, reply)
        return reply.json()

    def incidents_of(self, alert, host=None):
        """What the desk has for this alert, through the mapping."""
        host = host or self.host
        numbers = [row["incident"] for row in host.mapping(
            "SELECT DISTINCT incident FROM alert_history WHERE lower(alert_id) = lower(?)", alert)]
        return [i for i in host.incidents() if i["number"] in numbers]


def connection(name, tenant, audiences, authority, **over):
    return {"name": name, "description": "", "enabled": True, "cloud": "public", "authority": authority,
            "tenant_id": tenant, "audiences": audiences,
            "caller_app_ids": ["461e8683-5575-4561-ac7f-899cc907d62a"],
            "required_role": "ActionGroupsSecureWebhook", "allowed_subscriptions": [], "desk": "local", **over}


def document(*connections):
    return {"version": 1, "connections": list(connections), "desks": [{"name": "local", "kind": "local"}]}


def trusting(ca):
    return ssl.create_default_context(cafile=str(ca))
