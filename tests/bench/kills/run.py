"""Kills the whole program with SIGKILL, again and again, while creates of incidents take 0.5 to 4 s in all three remote desks
and go on there without their client.  Afterwards each alert must have exactly one open incident, and none once it is
resolved.

    SECURE_EXPORT=... PLUGINS=... IDENTITY=... python3 tests/bench/kills/run.py [KILLS] [SEED]

The environment is that of tests/e2e/harness.py.  KILLS (500) takes about 2 s each.  Ends with 1 when an alert was lost or
doubled.
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


class Run:
    def __init__(self, scratch, **settings):
        self.scratch = scratch
        self.authority = StandIn(scratch.path)
        self.desks = {kind: DeskStandIn(kind, scratch.path) for kind in KINDS}
        self.host = Host(scratch.path, env={"SSL_CERT_FILE": str(scratch.path / "ca.pem")})
        self.host.configure({
            "version": 1,
            "connections": [connection(kind, EndToEndCase.TENANT, [f"api://{kind}"], self.authority.base, desk=kind)
                            for kind in KINDS],
            "desks": [desk_settings(kind, kind, self.desks[kind].base, **{**SETTINGS, **settings}) for kind in KINDS]})
        for kind in KINDS:
            store_secrets(self.host, kind, kind)
        self.tokens = {kind: self.authority.token(EndToEndCase.TENANT, f"api://{kind}") for kind in KINDS}
        self.alerts = {kind: {} for kind in KINDS}  # rule -> alert id

    def post(self, kind, rule, condition="Fired"):
        alert = self.alerts[kind].setdefault(rule, azure.new_alert_id())
        try:
            return self.host.post(azure.metric_alert(alert, condition, rule=rule), self.tokens[kind]).status == 202
        except OSError:
            return False  # killed in the middle: Azure would repeat it

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
                told(f"{number} kills, {sum(len(alerts) for alerts in self.alerts.values())} alerts")
        for desk in self.desks.values():
            desk.set(create_seconds=0)
        until(lambda: not [one for one in unsent if not self.post(*one)], "all alerts are accepted")
        self.host.settled(600)

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
        self.host.settled(600)

    def close(self):
        self.host.close()
        for desk in self.desks.values():
            desk.close()
        self.authority.close()


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 20261126
    scratch = Scratch()
    run = Run(scratch)
    try:
        run.kill(kills, seed, lambda text: print(text, flush=True))
        alerts = sum(len(each) for each in run.alerts.values())
        made = sum(desk.order("incidents")["count"] for desk in run.desks.values())
        fired = run.wrong(1)
        run.resolve_all()
        resolved = run.wrong(0)
        parked = run.host.mapping("SELECT reason FROM parked")
        print(f"{kills} kills, seed {seed}: {alerts} alerts, {made} incidents created; "
              f"{len(fired)} alerts without exactly one open incident, {len(resolved)} with one after Resolved, "
              f"{len(parked)} parked")
        for line in [*fired, *resolved, *[row["reason"] for row in parked]]:
            print("  " + line)
        return 1 if fired or resolved or parked else 0
    finally:
        run.close()
        scratch.close()


if __name__ == "__main__":
    sys.exit(main())
