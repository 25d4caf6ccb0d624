"""The extension in a real Request Tracker: all files of tests beside this one, with one instance for all of them."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))


def load_tests(loader, _tests, _pattern):
    files = sorted(file.stem for file in HERE.glob("test_*.py") if file.stem != "test_request_tracker")
    return unittest.TestSuite(loader.loadTestsFromName(name) for name in files)


if __name__ == "__main__":
    unittest.main()
