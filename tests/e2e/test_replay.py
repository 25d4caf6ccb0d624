"""`secure-export replay`: what other settings would have made of the alerts that came, without sending anything."""
import csv
import io
import json
import unittest

import azure
from harness import EndToEndCase, connection, document


class Replay(EndToEndCase):
    @classmethod
    def document(cls):
        return document(connection("contoso", cls.TENANT, [cls.AUDIENCE], cls.authority.base,
                                   routes=[{"name": "all"}]))

    def setUp(self):
        # Each is worked on before the next one comes.
        for name in ("one", "two"):
            alert = azure.new_alert_id()
            self.accept(azure.metric_alert(alert, target=azure.resource(name), rule="Replayed rule"))
            self.host.settled()
        self.before = self.state()

    def state(self):
        return (self.host.mapping("SELECT count(*) FROM story"), self.host.mapping("SELECT count(*) FROM incident"),
                self.host.incidents(), self.host.cli("config", "export").stdout)

    def figures(self, statement):
        return [list(row.values()) for row in self.host.mapping(statement)]

    def replay(self, *options, **more):
        return self.host.cli("replay", "--since", "1h", *options, **more).stdout

    def test_by_the_settings_in_force_it_is_what_happened(self):
        said = json.loads(self.replay("--format", "json"))
        [[count]] = self.figures("SELECT count(*) FROM delivery WHERE duplicate_of IS NULL")
        self.assertEqual((0, count), (said["different"], said["same"]), said["differences"])
        [[incidents]] = self.figures("SELECT count(*) FROM incident")
        self.assertEqual(incidents, said["total"]["opened"])
        self.assertIn("0 different", self.replay())
        rows = list(csv.DictReader(io.StringIO(self.replay("--format", "csv"))))
        self.assertEqual({"all"}, {row["route"] for row in rows})
        self.assertEqual(incidents, sum(int(row["opened"]) for row in rows))
        self.assertEqual(self.before, self.state())

    def test_other_settings_say_what_differs_and_change_nothing(self):
        whole = json.loads(self.host.cli("config", "export").stdout)
        whole["connections"][0]["routes"][0]["group_by"] = "rule"
        said = self.replay("--settings", "-", input=json.dumps(whole))
        self.assertRegex(said, r"Replayed rule: opened \S+ -> noted \S+")
        self.assertRegex(said, r"\d+ of \d+ open incidents would be treated differently")
        self.assertEqual(self.before, self.state())

    def test_what_is_wrong_is_named(self):
        self.assertIn("since", self.host.cli("replay", "--since", "soon", ok=False).stderr)
        self.assertIn("nowhere", self.host.cli("replay", "--since", "1h", "--connection", "nowhere", ok=False).stderr)
        self.assertIn("not_a_key", self.host.cli("replay", "--since", "1h", "--settings", "-", ok=False,
                                                 input='{"not_a_key": 1}').stderr)


if __name__ == "__main__":
    unittest.main()
