"""Many alerts at once, processes that die, and a database that goes away."""
import concurrent.futures
import os
import random
import signal
import time
import unittest

import world  # puts its folders on the path
import azure
import instance
from harness import skip, until
from instance import SLOW_S
from world import Case, token

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class ManyAtOnce(Case):
    def test_eight_alerts_in_six_parallel_posts_with_two_workers_give_eight_tickets(self):
        rt.start_worker()
        alerts = [azure.new_alert_id() for _ in range(8)]
        bodies = {a: azure.metric_alert(a, rule=self.name, target=azure.resource(f"{self.machine}-{i}"))
                  for i, a in enumerate(alerts)}
        good = token()
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            replies = list(pool.map(lambda a: rt.post(bodies[a], good), alerts * 6))
        self.assertEqual({202}, {r.status for r in replies}, replies)
        rt.settled()
        self.assertEqual(8, len(rt.check("tickets", f"%{self.name}%")))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            over = [azure.metric_alert(a, "Resolved", rule=self.name, target=azure.resource(f"{self.machine}-{i}"))
                    for i, a in enumerate(alerts)]
            replies = list(pool.map(lambda body: rt.post(body, good), over * 6))
        self.assertEqual({202}, {r.status for r in replies}, replies)
        rt.settled()
        tickets = rt.check("tickets", f"%{self.name}%")
        self.assertEqual([("resolved", 1)] * 8, [(t["status"], len(t["comments"])) for t in tickets])

    def test_one_key_in_two_processes_gives_one_ticket(self):
        checkers = [rt.check] + [instance.Checker(rt.env, rt.folder / "checker.log") for _ in range(3)]
        for other in checkers[1:]:
            self.addCleanup(other.close)
            other("prepare")
        for round_ in range(5):
            order = {"key": f"azm-{self.name}-{round_}", "title": f"{self.name} {round_}", "description": "", "impact": 2,
                     "urgency": 2}
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda check: check("desk", "incident.open", order), checkers))
            self.assertEqual([1] * 4, [a["code"] for a in answers], answers)
            self.assertEqual(1, len({a["answer"]["incident"]["id"] for a in answers}))
            self.assertEqual(1, len(rt.check("tickets", f"{self.name} {round_}")))

    def test_a_worker_killed_at_any_moment_leaves_one_ticket_per_alert(self):
        rounds = int(os.environ.get("RT_KILL_ROUNDS", "6"))
        alerts = [azure.new_alert_id() for _ in range(rounds * 3)]
        target = {a: azure.resource(f"{self.machine}-{i}") for i, a in enumerate(alerts)}
        random.seed(int(os.environ.get("RT_SEED", "1")))
        rt.stop_workers()
        for number in range(rounds):
            for condition in ("Fired", "Resolved"):
                for alert in alerts[number * 3:number * 3 + 3]:
                    self.send(alert, condition, settled=False, target=target[alert])
                rt.start_worker()
                at_work = "SELECT 1 FROM inbox WHERE leased = 1 LIMIT 1"
                until(lambda: rt.mapping(at_work) or not rt.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"),
                      "the worker is at it", SLOW_S)
                time.sleep(random.uniform(0, 0.4))  # the moment of the kill is what is tried here
                rt.stop_workers(signal.SIGKILL)
        rt.start_worker()
        rt.start_worker()
        rt.settled()
        tickets = rt.check("tickets", f"%{self.name}%")
        self.assertEqual(len(alerts), len(tickets))
        self.assertEqual(len(alerts), len({t["key"] for t in tickets}))
        self.assertEqual({"resolved"}, {t["status"] for t in tickets})
        self.assertEqual([], rt.mapping("SELECT * FROM parked"))
        rt.stop_workers()
        rt.start_worker()

    def test_once_works_everything_off_and_a_worker_leaves_after_so_many_items(self):
        rt.stop_workers()
        alerts = [azure.new_alert_id() for _ in range(4)]
        for i, alert in enumerate(alerts):
            self.send(alert, settled=False, target=azure.resource(f"{self.machine}-{i}"))
        rt.once("--items", "1")
        left = rt.mapping("SELECT count(*) AS n FROM inbox WHERE state = 'waiting'")[0]["n"]
        rt.once()
        self.assertEqual(4, len(rt.check("tickets", f"%{self.name}%")))
        self.assertEqual(0, rt.mapping("SELECT count(*) AS n FROM inbox WHERE state = 'waiting'")[0]["n"])
        self.assertLessEqual(left, 4)
        rt.start_worker()


class DatabaseAway(Case):
    def test_alerts_are_taken_while_rts_database_is_away_and_become_tickets_when_it_is_back(self):
        if not rt.postgresql:
            skip("SQLite is never away")
        said = len((rt.folder / "worker.log").read_text(errors="replace"))
        rt.postgresql.stop_serving()
        alerts = [azure.new_alert_id() for _ in range(20)]
        for i, alert in enumerate(alerts):
            self.send(alert, settled=False, target=azure.resource(f"{self.machine}-{i}"))
        until(lambda: rt.mapping("SELECT 1 FROM desk_states WHERE desk = 'rt' AND failures >= 2"), "it is paused", SLOW_S)
        rt.postgresql.start()
        rt.settled()
        self.assertEqual(["new"] * 20, [self.ticket_of(alert)["status"] for alert in alerts])
        lines = (rt.folder / "worker.log").read_text(errors="replace")[said:].splitlines()
        self.assertLess(len([line for line in lines if "Secure Export:" in line]), 20, lines)
        self.assertEqual(1, len([line for line in lines if "cannot be used now" in line]), lines)


if __name__ == "__main__":
    unittest.main()
