"""Runs the tests of one file and closes with a line that counts them: "RESULT: 3 passed, 0 failed, 1 skipped".

    python3 run_python.py test_tokens.py [unittest options]

Tests start servers and set-up programs that Debian keeps in /usr/sbin, which is not on an ordinary user's PATH: it is added.
"""
import os
import sys
import unittest


class Counting(unittest.TextTestResult):
    """unittest's own closing line leaves tests of a class that was skipped as a whole out of what it ran."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.passed = 0

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1


if __name__ == "__main__":
    file = os.path.abspath(sys.argv[1])
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
    sys.path.insert(0, os.path.dirname(file))
    name = os.path.splitext(os.path.basename(file))[0]
    program = unittest.main(module=name, argv=[name, *sys.argv[2:]], exit=False, verbosity=2,
                            testRunner=unittest.TextTestRunner(resultclass=Counting, verbosity=2, buffer=False))
    result = program.result
    failed = len({str(test).split(" (<subtest>")[0].split(" [")[0] for test, _ in result.failures + result.errors})
    failed += len(result.unexpectedSuccesses)
    print(f"RESULT: {result.passed} passed, {failed} failed, {len(result.skipped)} skipped", file=sys.stderr)
    if result.passed + failed + len(result.skipped) == 0:
        sys.exit("no test was run")
    sys.exit(0 if result.wasSuccessful() else 1)
