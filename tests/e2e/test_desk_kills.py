"""A short run of tests/bench/kills: kill -9 while creates are under way in the remote desks, which go on there."""
import pathlib
import sys
import unittest

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench" / "kills"))
from run import POLICIES, Run


class DeskKills(unittest.TestCase):
    def run_of(self, **settings):
        scratch = harness.Scratch()
        self.addCleanup(scratch.close)
        run = Run(scratch, **settings)
        self.addCleanup(run.close)
        return run

    def fire(self, run, create_seconds):
        run.host.start()
        harness.EndToEndCase.wait_for_keys.__func__(harness.EndToEndCase, run.host)
        for kind, desk in run.desks.items():
            desk.set(create_seconds=create_seconds)
            self.assertTrue(run.post(kind, f"rule of {kind}"))

    def test_a_create_of_three_times_the_limit_is_waited_for(self):
        run = self.run_of(time_limit_s=1, settling_time_s=10)
        self.fire(run, create_seconds=3)
        run.host.settled(120)
        self.assertEqual([1, 1, 1], [desk.order("incidents")["count"] for desk in run.desks.values()])
        self.assertEqual([], run.wrong(1))

    @unittest.skipIf(harness.SANITIZED, "a minute passes before the first look, sanitized or not")
    def test_a_create_that_lands_after_the_settling_time_is_found_resolved_and_told(self):
        run = self.run_of(time_limit_s=1, settling_time_s=3)
        self.fire(run, create_seconds=15)
        harness.until(lambda: all(desk.order("calls")["calls"] for desk in run.desks.values()), "each is called")
        harness.until(lambda: run.host.mapping("SELECT count(*) AS n FROM incident WHERE create_sent = 1")[0]["n"] == 3,
                      "each create is given up")
        for desk in run.desks.values():
            desk.set(create_seconds=0)  # from the next one on
        run.host.settled(120)
        harness.until(lambda: all(desk.order("incidents")["count"] == 2 for desk in run.desks.values()),
                      "each create has taken effect", 60)
        harness.until(lambda: not run.wrong(1), "one is open of each alert", 180)
        self.assertEqual(3, len(run.host.mapping("SELECT 1 FROM story WHERE what = 'duplicate'")))
        self.assertEqual(3, run.host.process.output().count("is a duplicate of"))

    def test_a_create_under_way_at_a_kill_is_neither_lost_nor_doubled(self):
        run = self.run_of()
        run.kill(6 if harness.SANITIZED else 15, seed=1)
        self.assertEqual([], run.wrong(1))
        run.resolve_all()
        self.assertEqual([], run.wrong(0))
        self.assertEqual([], run.host.mapping("SELECT reason FROM parked"))

    def test_groups_and_holds_outlive_kills(self):
        run = self.run_of(policies=POLICIES)
        run.kill(3 if harness.SANITIZED else 8, seed=2)
        self.assertEqual([], run.wrong(1))
        self.assertTrue(run.host.mapping("SELECT 1 FROM happening WHERE members = 3"))
        run.resolve_all()
        self.assertEqual([], run.wrong(0))
        self.assertEqual([], run.host.mapping("SELECT reason FROM parked"))


if __name__ == "__main__":
    unittest.main()
