"""Kills the whole program with SIGKILL, again and again, while creates of incidents take 0.5 to 4 s in all three remote desks
and go on there without their client.  Afterwards each alert must have exactly one open incident, and none once it is
resolved.

    SECURE_EXPORT=... PLUGINS=... IDENTITY=... python3 tests/bench/kills/run.py [KILLS] [SEED] [--policies]

With --policies a route groups the alerts of three machines by rule, holds them back before it opens and before it resolves;
then each rule must have exactly one open incident.  The environment is that of tests/e2e/harness.py.  KILLS (500) takes about
2 s each.  Ends with 1 when an alert was lost or doubled.
"""
import collections
import pathlib
import random
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
import azure
from desk_stand_in import KINDS, DeskStandIn, desk_settings, store_secrets
from harness import Host, Scratch, StandIn, EndToEndCase, connection, until

LONGEST_CREATE_S = 4
SETTINGS = {"time_limit_s": 2, "settling_time_s": 6}  # longer than the longest create
POLICIES = {"group_by": "rule", "hold": "2s", "hold_resolve": "2s"}


class Run:
    def __init__(self, scratch, policies=None, **settings):
        self.scratch = scratch
        self.machines = ["vm-1", "vm-2", "vm-3"] if policies else ["vm-1"]
        routes = [{"name": "by policy", **policies}] if policies else []
        self.authority = StandIn(scratch.path)
        self.desks = {kind: DeskStandIn(kind, scratch.path) for kind in KINDS}
        self.host = Host(scratch.path, env={"SSL_CERT_FILE": str(scratch.path / "ca.pem")})
        self.host.configure({
            "version": 1,
            "connections": [connection(kind, EndToEndCase.TENANT, [f"api://{kind}"], self.authority.base, desk=kind,
                                       routes=routes) for kind in KINDS],
            "desks": [desk_settings(kind, kind, self.desks[kind].base, **{**SETTINGS, **settings}) for kind in KINDS]})
        for kind in KINDS:
            store_secrets(self.host, kind, kind)
        self.tokens = {kind: self.authority.token(EndToEndCase.TENANT, f"api://{kind}") for kind in KINDS}
        self.alerts = {kind: {} for kind in KINDS}  # rule -> machine -> alert id

    def post(self, kind, rule, condition="Fired"):
        """Whether all its alerts, one for each machine, were accepted."""
        alerts = self.alerts[kind].setdefault(rule, {machine: azure.new_alert_id() for machine in self.machines})
        try:
            return all(self.host.post(azure.metric_alert(alert, condition, rule=rule, target=azure.resource(machine)),
                                      self.tokens[kind]).status == 202 for machine, alert in alerts.items())
        except OSError:
            return False  # killed in the middle: Azure would repeat it

    def settle(self):
        """Waits until nothing is left to do, now or by a policy."""
        self.host.settled(600)
        until(lambda: not self.host.mapping("SELECT 1 FROM happening WHERE due_tick IS NOT NULL"), "nothing is due", 600)
        self.host.settled(600)

    def kill(self, kills, seed, told=lambda text: None):
        chance = random.Random(seed)
        self.host.start()
        EndToEndCase.wait_for_keys.__func__(EndToEndCase, self.host)
        unsent = []
        for number in range(1, kills + 1):
            for kind, desk in self.desks.items():
                desk.set(create_seconds=chance.uniform(0.5, LONGEST_CREATE_S))
                if number % 3 == 1:
                    unsent.append((kind, f"rule {number} of {kind}"))
            end = time.monotonic() + chance.uniform(0.2, 2.0)
            while time.monotonic() < end:
                unsent = [one for one in unsent if not self.post(*one)]
                time.sleep(min(0.1, max(0, end - time.monotonic())))
            self.host.kill()
            self.host.start()
            if number % 25 == 0:
                told(f"{number} kills, {self.count()} alerts")
        for desk in self.desks.values():
            desk.set(create_seconds=0)
        until(lambda: not [one for one in unsent if not self.post(*one)], "all alerts are accepted")
        self.settle()

    def count(self):
        return sum(len(alerts) for rules in self.alerts.values() for alerts in rules.values())

    def open_by_rule(self, kind):
        counts = collections.Counter()
        for incident in self.desks[kind].order("all")["incidents"]:
            for rule in self.alerts[kind]:
                if f"{rule} on" in incident["title"] and incident["open"]:
                    counts[rule] += 1
        return counts

    def wrong(self, expected):
        """Alerts that have not `expected` open incidents in their desk."""
        found = []
        for kind in KINDS:
            counts = self.open_by_rule(kind)
            found += [f"{rule}: {counts[rule]} open" for rule in self.alerts[kind] if counts[rule] != expected]
        return found

    def resolve_all(self):
        for kind, alerts in self.alerts.items():
            for rule in alerts:
                until(lambda: self.post(kind, rule, "Resolved"), "a Resolved is accepted")
        self.settle()

    def close(self):
        self.host.close()
        for desk in self.desks.values():
            desk.close()
        self.authority.close()


def main():
    numbers = [int(one) for one in sys.argv[1:] if one.isdigit()]
    kills = numbers[0] if numbers else 500
    seed = numbers[1] if len(numbers) > 1 else 20261126
    scratch = Scratch()
    run = Run(scratch, POLICIES if "--policies" in sys.argv else None)
    try:
        run.kill(kills, seed, lambda text: print(text, flush=True))
        alerts = run.count()
        made = sum(desk.order("incidents")["count"] for desk in run.desks.values())
        fired = run.wrong(1)
        run.resolve_all()
        resolved = run.wrong(0)
        parked = run.host.mapping("SELECT reason FROM parked")
        print(f"{kills} kills, seed {seed}: {alerts} alerts, {made} incidents created; "
              f"{len(fired)} rules without exactly one open incident, {len(resolved)} with one after Resolved, "
              f"{len(parked)} parked")
        for line in [*fired, *resolved, *[row["reason"] for row in parked]]:
            print("  " + line)
        return 1 if fired or resolved or parked else 0
    finally:
        run.close()
        scratch.close()


if __name__ == "__main__":
    sys.exit(main())
