"""A short run of tests/bench/kills: kill -9 while creates are under way in the remote desks, which go on there."""
import pathlib
import sys
import unittest

import harness

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "bench" / "kills"))
from run import Run


class DeskKills(unittest.TestCase):
    def test_a_create_under_way_at_a_kill_is_neither_lost_nor_doubled(self):
        scratch = harness.Scratch()
        self.addCleanup(scratch.close)
        run = Run(scratch)
        self.addCleanup(run.close)
        run.kill(6 if harness.SANITIZED else 15, seed=1)
        self.assertEqual([], run.wrong(1))
        run.resolve_all()
        self.assertEqual([], run.wrong(0))
        self.assertEqual([], run.host.mapping("SELECT reason FROM parked"))


if __name__ == "__main__":
    unittest.main()
