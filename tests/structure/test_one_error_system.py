"""What an engine throws becomes an Error in one place: outside of db/engine nobody begins a transaction by hand, which
would need a catch of its own, and nobody catches what a statement throws."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# The guard around code that may be anybody's.
GUARDS = {"plugin/service/unforeseen.h"}
CATCH = re.compile(r"catch\s*\(\s*const\s+(?:db::)?(?:StorageError|ConstraintError)\b")
BY_HAND = re.compile(r"\b(?:database_?|db|door|screens)(?:\.|->)(?:write|read)\(\)")


def sources():
    for top in ("plugin", "db/store", "adapters/desks"):
        for file in sorted((ROOT / top).rglob("*")):
            if file.suffix in {".h", ".cpp"}:
                yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


class OneErrorSystem(unittest.TestCase):
    def found(self, pattern):
        return [f"{path}: {line.strip()}" for path, text in sources() if path not in GUARDS
                for line in text.splitlines() if pattern.search(line)]

    def test_nobody_catches_what_an_engine_throws(self):
        self.assertEqual([], self.found(CATCH))

    def test_transactions_are_begun_by_in_transaction_and_in_reading_alone(self):
        self.assertEqual([], self.found(BY_HAND))

    def test_the_patterns_find_what_they_are_for(self):
        self.assertTrue(CATCH.search("} catch (const db::StorageError& e) {"))
        self.assertTrue(BY_HAND.search("auto tx = database_.write();"))
        self.assertFalse(BY_HAND.search("return in_transaction(database_, work);"))


if __name__ == "__main__":
    unittest.main()
