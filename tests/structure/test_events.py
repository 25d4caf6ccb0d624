"""plugin/core/audit_event_types.h is the one list of event names: what happens to an alert.

The compiler refuses a text where an event is written (AuditEntry, NewAuditEvent); here the list is held against the SQL
that names events, the screens' texts in every language and their colours, and no name stands as a text of its own.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = ROOT / "plugin/core/audit_event_types.h"
ASSETS = ROOT / "plugin/admin/assets"

# Words that say something else, too: states of incidents and deliveries, members of answers, verdicts of desks.
OTHERS_TOO = {"received", "repeat", "waiting", "parked", "retried", "dropped", "found", "bound", "unbound", "over",
              "resolved", "already_over", "gone", "duplicate", "forgotten", "left_open", "reopened", "opened", "late"}


def text_of(path):
    return path.read_text(encoding="utf-8")


def names():
    return re.findall(r'AuditEventTypeEntry\{AuditEventType::\w+, "(\w+)"', text_of(LIST))


def names_in_sql(text):
    """Event names in SQL: what stands for a column `what`, and what such a column is compared with."""
    found = []
    for cases in re.findall(r"CASE WHEN d\.duplicate_of IS NULL THEN ('\w+' ELSE '\w+') END", text):
        found += re.findall(r"'(\w+)'", cases)
    for compared in re.findall(r"\bwhat (?:=|<>|IN) *(\([^)]*\)|'\w+')", text):
        found += re.findall(r"'(\w+)'", compared)
    return found


def product(*suffixes):
    for folder in ("plugin", "db", "adapters"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path != LIST:
                yield path


class Events(unittest.TestCase):
    def test_every_entry_has_the_name_of_its_event(self):
        pairs = re.findall(r'AuditEventTypeEntry\{AuditEventType::(\w+), "(\w+)"', text_of(LIST))
        self.assertGreater(len(pairs), 25)
        self.assertEqual([], [pair for pair in pairs if pair[0] != pair[1]])
        self.assertEqual(len(pairs), len(set(pairs)))

    def test_every_language_has_a_text_for_each_event_and_for_nothing_else(self):
        languages = [path for path in sorted((ASSETS / "texts").glob("??.js"))]
        self.assertGreaterEqual(len(languages), 2)
        for language in languages:
            texts = re.findall(r'^  "what\.(\w+)": "[^"]', text_of(language), re.MULTILINE)
            self.assertEqual(sorted(names()), sorted(texts), language.name)

    def test_the_screens_give_a_colour_to_events_alone(self):
        colours = re.search(r"const happenings = \{([^}]*)\}", text_of(ASSETS / "lib/tags.js")).group(1)
        self.assertLessEqual(set(re.findall(r"(\w+):", colours)), set(names()))

    def test_sql_names_events_of_the_list_alone(self):
        found = {}
        for path in product(".sql", ".cpp"):
            for name in names_in_sql(re.sub(r'"\s*\n\s*"', "", text_of(path))):
                found.setdefault(name, path)
        self.assertLessEqual({"received", "repeat"}, set(found))
        self.assertEqual([], [(name, str(path)) for name, path in found.items() if name not in names()])

    def test_no_event_is_written_as_a_text_elsewhere(self):
        alone = [name for name in names() if name not in OTHERS_TOO]
        self.assertGreater(len(alone), 9)
        pattern = re.compile(r"[\"'](%s)[\"']" % "|".join(alone))
        self.assertEqual([], [(str(path.relative_to(ROOT)), found) for path in product(".cpp", ".h", ".sql")
                              for found in pattern.findall(text_of(path))])


if __name__ == "__main__":
    unittest.main()
