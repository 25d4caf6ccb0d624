"""The programs unit_*: --list names the cases, each of which runs by that name; a typo gets a sentence and code 2."""
import os
import subprocess
import unittest

PROGRAM = os.environ["UNIT_PROGRAM"]


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


class UnitNames(unittest.TestCase):
    def test_each_listed_name_runs_one_case(self):
        listed = run("--list")
        self.assertEqual(0, listed.returncode, listed.stderr)
        names = listed.stdout.split("\n")[:-1]
        self.assertGreater(len(names), 10)
        for name in (names[0], names[-1]):
            with self.subTest(name):
                self.assertRegex(name, r"^\w+::\w+$")
                one = run(name)
                self.assertEqual(0, one.returncode, one.stderr)
                self.assertIn("OK (1)", one.stdout + one.stderr)

    def test_the_name_of_a_suite_runs_all_its_cases(self):
        names = run("--list").stdout.split()
        suite = names[0].split("::")[0]
        count = sum(name.startswith(suite + "::") for name in names)
        done = run(suite)
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn(f"OK ({count})", done.stdout + done.stderr)

    def test_a_typo_is_told_and_runs_nothing(self):
        typo = run("NoSuchSuite::no_such_case")
        self.assertEqual(2, typo.returncode)
        self.assertIn('"NoSuchSuite::no_such_case"', typo.stderr)
        self.assertIn("--list", typo.stderr)
        self.assertNotIn("OK", typo.stdout + typo.stderr)


if __name__ == "__main__":
    unittest.main()
