"""What an operator can ask: the views, free questions that cannot write, and the story of one alert."""
import csv
import io
import json
import unittest

import azure
from harness import EndToEndCase, connection, document

VIEWS = ("open_incidents", "alert_history", "ci_bindings", "unbound_resources", "parked", "desk_states",
         "rejected_callers", "deliveries_per_hour", "happenings")
LOST_TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de009"


class Query(EndToEndCase):
    @classmethod
    def document(cls):
        whole = document(connection("contoso", cls.TENANT, [cls.AUDIENCE], cls.authority.base),
                         connection("nowhere", LOST_TENANT, [cls.AUDIENCE], cls.authority.base, desk="host-desk"))
        whole["desks"].append({"name": "host-desk", "kind": "host"})  # this host is no desk: nothing can be delivered
        return whole

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.import_cis(f"name,resource_id,class\nqueried,{azure.resource('queried')},server\n")
        cls.alert = azure.new_alert_id()
        world = cls("test_every_documented_view_is_listed_and_answers")
        world.accept(azure.metric_alert(cls.alert, target=azure.resource("queried"), rule="Queried rule"))
        cls.host.settled()
        [cls.incident] = world.incidents_of(cls.alert)

    def test_every_documented_view_is_listed_and_answers(self):
        listed = self.host.cli("query").stdout
        for view in VIEWS:
            self.assertIn(view, listed)
            self.assertIsInstance(self.host.query(view), list)

    def test_where_and_since_narrow_a_view(self):
        number = self.incident["number"]
        found = self.host.query("open_incidents", "--where", f"number = '{number}'")
        self.assertEqual([number], [row["number"] for row in found])
        self.assertEqual([], self.host.query("open_incidents", "--where", "number = 'INC9999999'"))
        self.assertTrue(self.host.query("alert_history", "--since", "2020-01-01"))
        self.assertEqual([], self.host.query("alert_history", "--since", "2999-01-01T00:00:00Z"))

    def test_the_three_formats_tell_the_same(self):
        rows = self.host.query("ci_bindings")
        table = self.host.cli("query", "ci_bindings", "--format", "table").stdout
        read = list(csv.DictReader(io.StringIO(self.host.cli("query", "ci_bindings", "--format", "csv").stdout)))
        self.assertEqual([r["resource"] for r in rows], [r["resource"] for r in read])
        for row in rows:
            self.assertIn(row["ci"], table)

    def test_a_free_question_is_answered_and_cannot_write(self):
        [row] = self.host.sql("SELECT count(*) AS n FROM open_incidents")
        self.assertGreaterEqual(int(row["n"]), 1)
        for statement in ("DELETE FROM delivery", "UPDATE alert SET state = 'closed'", "DROP VIEW parked",
                          "CREATE TABLE t (a)", "ATTACH DATABASE ':memory:' AS other", "PRAGMA user_version = 99",
                          "SELECT 1; DELETE FROM delivery"):
            with self.subTest(statement):
                self.assertTrue(self.host.cli("query", "--sql", statement, ok=False).stderr)
        self.assertTrue(self.host.mapping("SELECT 1 FROM delivery"))

    def test_a_view_that_is_not_there_and_a_condition_that_is_no_sql_are_named(self):
        self.assertIn("open_incident", self.host.cli("query", "open_incident", ok=False).stderr)
        self.assertIn("nosuchcolumn", self.host.cli("query", "parked", "--where", "nosuchcolumn = 1", ok=False).stderr)

    def test_explain_tells_the_story_by_alert_id_and_by_incident_number(self):
        for what in (self.alert, self.alert.upper(), self.incident["number"]):
            with self.subTest(what):
                story = self.host.cli("query", "explain", what).stdout
                self.assertRegex(story, "(?i)received")
                self.assertIn("461e8683-5575-4561-ac7f-899cc907d62a", story)   # who sent it
                for check in ("signature", "issuer", "tenant", "audience", "role"):
                    self.assertIn(check, story)                              # which checks it passed
                self.assertIn("queried", story)                              # what bound it
                self.assertRegex(story, "by alertTargetIDs: resource id")             # and why
                self.assertIn(self.incident["number"], story)                # what the desk said

    def test_the_body_of_a_delivery_is_printed_as_it_came(self):
        alert = azure.new_alert_id()
        sent = json.dumps(azure.metric_alert(alert))
        self.accept(sent)
        [row] = self.host.query("alert_history", "--where", f"alert_id = '{alert}' AND what = 'received'")
        self.assertEqual(sent, self.host.cli("query", "body", row["delivery"]).stdout.rstrip("\n"))
        [stored] = self.host.mapping("SELECT body, body_form FROM delivery WHERE id = ?", row["delivery"])
        self.assertGreater(stored["body_form"], 0)
        self.assertLess(len(stored["body"]), len(sent) / 2)
        for wrong in ("999999999", "x", "-1"):
            self.assertIn(wrong, self.host.cli("query", "body", wrong, ok=False).stderr)

    def test_explain_says_when_it_knows_nothing(self):
        self.assertTrue(self.host.cli("query", "explain", "INC9999999", ok=False).stderr)

    def test_what_cannot_be_delivered_is_parked_with_its_reason(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert), tenant=LOST_TENANT)
        self.host.settled()
        [parked] = self.host.query("parked", "--where", f"alert_id = '{alert}'")
        self.assertTrue(parked["reason"])
        self.assertIn(parked["reason"], self.host.cli("query", "explain", alert).stdout)

    def test_deliveries_are_counted_by_the_hour(self):
        rows = self.host.query("deliveries_per_hour", "--where", "connection = 'contoso'")
        self.assertGreaterEqual(sum(int(r["fired"]) for r in rows), 1)


if __name__ == "__main__":
    unittest.main()
