"""From an alert to an incident and back, over real HTTP with real tokens."""
import concurrent.futures
import json
import unittest

import azure
from harness import EndToEndCase, until


class Lifecycle(EndToEndCase):
    def test_fired_opens_an_incident_and_resolved_resolves_it_while_the_same_rule_elsewhere_stays_open(self):
        here, there = azure.new_alert_id(), azure.new_alert_id()
        self.accept(azure.metric_alert(here, target=azure.resource("life-01")))
        self.accept(azure.metric_alert(there, target=azure.resource("life-02")))
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(here)])
        self.accept(azure.metric_alert(here, "Resolved", target=azure.resource("life-01")))
        self.host.settled()
        self.assertEqual(["resolved"], [i["state"] for i in self.incidents_of(here)])
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(there)])

    def test_a_pair_of_samples_gives_one_incident_opened_then_resolved(self):
        fired = azure.sample("metric-dimensions-pair-1-fired.json")
        resolved = azure.sample("metric-dimensions-pair-2-resolved.json")
        alert = fired["data"]["essentials"]["alertId"]
        elsewhere = azure.new_alert_id()
        self.accept(fired)
        site = azure.resource("other", kind="microsoft.web/sites")
        self.accept(azure.changed(fired, alertId=elsewhere, alertTargetIDs=[site]))
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])
        self.accept(resolved)
        self.host.settled()
        [incident] = self.incidents_of(alert)
        self.assertEqual("resolved", incident["state"])
        self.assertIn("much is read from stjam", incident["title"])
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(elsewhere)])
        history = self.host.desk("SELECT to_value FROM desk_history AS h JOIN desk_incident AS i ON i.id = h.incident "
                                 "WHERE h.what = 'state' AND i.number = ? ORDER BY h.id", incident["number"])
        self.assertEqual(["new", "resolved"], [row["to_value"] for row in history])

    def test_sixteen_copies_at_once_give_one_incident_and_sixteen_good_answers(self):
        alert = azure.new_alert_id()
        body, token = azure.metric_alert(alert), self.token()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            replies = list(pool.map(lambda _: self.host.post(body, token), range(16)))
        self.assertEqual([202] * 16, [r.status for r in replies], replies)
        said = [r.json() for r in replies]
        self.assertEqual(1, sum(r["status"] == "accepted" for r in said))
        self.assertEqual(15, sum(r["status"] == "duplicate" for r in said))
        self.assertEqual(1, len({r["delivery"] for r in said}), "a duplicate names the delivery that it repeats")
        self.host.settled()
        self.assertEqual(1, len(self.incidents_of(alert)))

    def test_the_alert_id_is_compared_without_case(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.accept(azure.metric_alert(alert.upper(), "Resolved"))
        self.host.settled()
        self.assertEqual(["resolved"], [i["state"] for i in self.incidents_of(alert)])

    def test_resolved_before_its_fired_opens_nothing(self):
        alert, control = azure.new_alert_id(), azure.new_alert_id()
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.host.settled()
        self.accept(azure.metric_alert(alert, "Fired"))
        self.accept(azure.metric_alert(control, "Fired"))
        self.host.settled()
        self.assertEqual([], [i["state"] for i in self.incidents_of(alert) if i["state"] != "resolved"])
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(control)])

    def test_the_same_alert_fired_again_after_its_end_gets_a_new_incident(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.accept(azure.metric_alert(alert, fired="2026-03-02T08:00:00Z"))
        self.host.settled()
        self.assertEqual(["resolved", "new"], [i["state"] for i in self.incidents_of(alert)])

    def test_late_news_of_an_earlier_firing_closes_nothing(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert, fired="2026-03-02T08:00:00Z"))
        self.accept(azure.metric_alert(alert, "Resolved", fired="2026-03-01T08:00:00Z",
                                       resolved="2026-03-01T09:00:00Z"))
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])

    def test_the_second_test_of_an_action_group_shows_though_its_alert_id_is_a_constant(self):
        alert = ("/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.AlertsManagement/alerts/"
                 "12345678-1234-1234-1234-1234567890ab")
        for fired in ("2026-03-01T10:00:00Z", "2026-03-01T10:05:00Z"):
            reply = self.accept(azure.metric_alert(alert, rule="test-metricAlertRule", fired=fired))
            self.assertEqual("accepted", reply["status"])
        self.host.settled()
        self.assertEqual(2, len(self.incidents_of(alert)))

    def test_words_in_any_script_arrive_as_they_were_sent(self):
        alert = azure.new_alert_id()
        rule = "Lüfter überhitzt — 溫度過高 🔥 “quoted” O'Brien; DROP TABLE"
        body = azure.metric_alert(alert, rule=rule, description="наблюдение")
        self.accept(json.dumps(body, ensure_ascii=False))
        self.host.settled()
        [incident] = self.incidents_of(alert)
        self.assertIn(rule, incident["title"])
        self.assertIn("наблюдение", incident["description"])

    def test_a_byte_order_mark_does_no_harm(self):
        alert = azure.new_alert_id()
        self.accept("\ufeff" + json.dumps(azure.metric_alert(alert)))
        self.host.settled()
        self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])

    def test_json_that_is_no_alert_is_kept_and_opens_an_incident_that_says_so(self):
        before = len(self.host.incidents())
        self.accept({"text": "disk full on build-7"})
        self.host.settled()
        incidents = self.host.incidents()
        self.assertEqual(before + 1, len(incidents))
        [kept] = self.host.mapping("SELECT body, form FROM delivery WHERE form = 'unknown'")
        self.assertEqual({"text": "disk full on build-7"}, json.loads(kept["body"]))
        self.assertRegex(incidents[-1]["title"] + incidents[-1]["description"], "(?i)not a known alert form|recogni[sz]ed")

    def test_malformed_json_is_400_and_recorded_beside_the_same_body_made_whole(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id()))
        deliveries = "SELECT count(*) AS n FROM delivery"
        before = self.host.mapping(deliveries)[0]["n"]
        for broken in (body[:-1], body + " x", "", "null null", body.replace('"Fired"', "Fired")):
            with self.subTest(broken=broken[-20:]):
                self.assertEqual(400, self.host.post(broken, self.token()).status)
        self.assertEqual(before, self.host.mapping(deliveries)[0]["n"])
        self.accept(body)
        recorded = ("SELECT sum(count) AS n FROM rejected_callers "
                    "WHERE status = 400 AND failed_check = 'malformed_json'")
        until(lambda: self.host.mapping(recorded)[0]["n"] == 5, "the five refusals are recorded")

    def test_a_repeat_is_a_duplicate_and_changes_nothing(self):
        alert = azure.new_alert_id()
        first = self.accept(azure.metric_alert(alert))
        again = self.accept(azure.metric_alert(alert))
        self.assertEqual(("accepted", "duplicate"), (first["status"], again["status"]))
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.accept(azure.metric_alert(alert))
        self.host.settled()
        self.assertEqual(["resolved"], [i["state"] for i in self.incidents_of(alert)])

    def test_odd_alerts_still_open_incidents(self):
        oddities = {"no context": {}, "unknown service": {"monitoringService": "Weather"},
                    "unreadable time": {"firedDateTime": "yesterday"}, "no target": {"alertTargetIDs": None},
                    "hand-made severity": {"severity": "Sev5"}, "no severity": {"severity": None}}
        for name, change in oddities.items():
            with self.subTest(name):
                alert = azure.new_alert_id()
                body = azure.metric_alert(alert, **change)
                if name == "no context":
                    body["data"]["alertContext"] = None
                self.accept(body)
                self.host.settled()
                self.assertEqual(["new"], [i["state"] for i in self.incidents_of(alert)])


class Samples(EndToEndCase):
    def test_every_sample_is_accepted_and_becomes_an_incident_or_its_end(self):
        token = self.token()
        files = azure.sample_files() + azure.sample_files("legacy")
        for file in files:
            with self.subTest(file=file.name):
                self.assertEqual(202, self.host.post(file.read_bytes(), token).status)
        self.host.settled()
        self.assertEqual([], self.host.mapping("SELECT * FROM parked"))
        self.assertEqual(len(files), len(self.host.mapping("SELECT 1 FROM delivery WHERE duplicate_of IS NULL")))
        # No Fired without its incident, but for older news of a happening that has one.  Some Resolved come alone: those
        # open none.
        self.assertEqual([], self.host.mapping(
            "SELECT d.form, d.alert_id FROM delivery AS d WHERE d.condition <> 'resolved' AND NOT EXISTS "
            "(SELECT 1 FROM alert_history AS h WHERE h.delivery = d.id AND (h.incident <> '' OR h.what = 'late'))"))


class Reopening(EndToEndCase):
    @classmethod
    def document(cls):
        whole = super().document()
        whole["connections"][0]["refire"] = "reopen"
        return whole

    def test_the_same_alert_fired_again_opens_its_incident_again(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.accept(azure.metric_alert(alert, "Resolved"))
        self.host.settled()
        [resolved] = self.incidents_of(alert)
        self.assertEqual("resolved", resolved["state"])
        self.accept(azure.metric_alert(alert, fired="2026-03-02T08:00:00Z"))
        self.host.settled()
        [again] = self.incidents_of(alert)
        self.assertEqual(resolved["number"], again["number"])
        self.assertIn(again["state"], ("new", "in_progress"))


if __name__ == "__main__":
    unittest.main()
