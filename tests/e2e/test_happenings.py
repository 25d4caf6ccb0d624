"""One incident for one happening, and for the alerts that a route's policies put together, with the real programs."""
import unittest

import azure
from harness import EndToEndCase, connection, document, until

HELD = "2s"
SUBSCRIPTIONS = [f"{digit}0000000-1111-4222-8333-0a1b2c3d4e5f" for digit in "123"]


def message(service, context, target, rule, minute, subscription=azure.SUBSCRIPTION):
    """What Azure sends about a happening: each time a Fired with an alert id of its own."""
    body = azure.metric_alert(azure.new_alert_id(subscription), target=target, rule=rule, severity="Sev4",
                              fired=f"2026-03-01T10:{minute:02}:00Z", monitoringService=service, signalType="Activity Log")
    body["data"]["alertContext"] = context
    return body


def service_health(stage, minute, subscription, event):
    properties = {"title": "Storage is slow", "incidentType": "Incident", "trackingId": event, "stage": stage,
                  "service": "Storage", "region": "West Europe", "communicationId": f"{event}-{stage}"}
    context = {"eventSource": 2, "channels": 1, "properties": properties,
               "status": "Resolved" if stage in ("Resolved", "RCA") else "Active"}
    return message("ServiceHealth", context, f"/subscriptions/{subscription}", f"health of {subscription[0]}", minute,
                   subscription)


def resource_health(operation, now, before, machine, minute):
    context = {"eventSource": "ResourceHealth", "operationName": f"Microsoft.Resourcehealth/healthevent/{operation}/action",
               "properties": {"currentHealthStatus": now, "previousHealthStatus": before, "cause": "PlatformInitiated"}}
    return message("Resource Health", context, azure.resource(machine), "health of machines", minute)


class Happenings(EndToEndCase):
    @classmethod
    def document(cls):
        routes = [{"name": "together", "rules": ["together *"], "group_by": "resource"},
                  {"name": "held", "rules": ["held *"], "hold": HELD},
                  {"name": "counted", "rules": ["counted *"], "ticket": False},
                  {"name": "noted", "rules": ["noted *"], "on_resolved": "note"},
                  {"name": "calm", "rules": ["calm *"], "quiet_after": HELD}]
        return document(connection("contoso", cls.TENANT, [cls.AUDIENCE], cls.authority.base, routes=routes))

    def accepted(self, *bodies):
        """The delivery of the last of these, each of which is worked on before the next one comes."""
        for body in bodies:
            delivery = self.accept(body)["delivery"]
            self.host.settled()
        return delivery

    def incidents_with(self, text):
        return [(i["state"], i["title"]) for i in self.host.incidents() if text in i["title"]]

    def notes_of(self, text):
        return [row["text"] for row in self.host.desk(
            "SELECT n.text FROM desk_work_note AS n JOIN desk_incident AS i ON i.id = n.incident WHERE i.title LIKE ? ORDER BY n.id",
            f"%{text}%")]

    def test_service_health_of_three_subscriptions_is_one_incident(self):
        stages = ("Active", "Update", "Update 2", "Resolved", "RCA")
        for minute, stage in enumerate(stages):
            self.accepted(*(service_health(stage, minute, subscription, "ABC1-234") for subscription in SUBSCRIPTIONS))
            [(state, _)] = self.incidents_with("Storage is slow")
            self.assertEqual("resolved" if stage in ("Resolved", "RCA") else "new", state, stage)

    def test_a_machine_that_goes_down_and_comes_up_is_one_incident(self):
        self.accepted(resource_health("Activated", "Unavailable", "Available", "hap-1", 0))
        self.assertEqual(["new"], [state for state, _ in self.incidents_with("hap-1")])
        self.accepted(resource_health("Updated", "Degraded", "Unavailable", "hap-1", 1))
        self.assertEqual(["new"], [state for state, _ in self.incidents_with("hap-1")])
        self.accepted(resource_health("Resolved", "Available", "Degraded", "hap-1", 2))
        self.assertEqual(["resolved"], [state for state, _ in self.incidents_with("hap-1")])

    def test_an_end_whose_beginning_was_never_seen_opens_nothing_and_says_why(self):
        delivery = self.accepted(resource_health("Resolved", "Available", "Unavailable", "hap-2", 0))
        self.assertEqual([], self.incidents_with("hap-2"))
        self.assertIn("beginning", self.host.cli("query", "explain", str(delivery)).stdout)

    def test_alerts_of_one_resource_share_an_incident_until_the_last_is_over(self):
        target = azure.resource("hap-3")
        one, other = azure.new_alert_id(), azure.new_alert_id()
        self.accepted(azure.metric_alert(one, target=target, rule="together cpu", severity="Sev3"),
                      azure.metric_alert(other, target=target, rule="together disk", severity="Sev1"))
        [(state, _)] = self.incidents_with("hap-3")
        self.assertEqual("new", state)
        self.accepted(azure.metric_alert(one, "Resolved", target=target, rule="together cpu", severity="Sev3"))
        self.assertEqual(["new"], [state for state, _ in self.incidents_with("hap-3")])
        self.accepted(azure.metric_alert(other, "Resolved", target=target, rule="together disk", severity="Sev1"))
        self.assertEqual(["resolved"], [state for state, _ in self.incidents_with("hap-3")])
        self.assertTrue([note for note in self.notes_of("hap-3") if "together disk" in note])

    def test_what_ends_while_it_is_held_opens_nothing_and_what_lasts_does(self):
        short, long = azure.new_alert_id(), azure.new_alert_id()
        ended = [azure.metric_alert(short, condition, target=azure.resource("hap-4"), rule="held cpu")
                 for condition in ("Fired", "Resolved")]
        self.accept(ended[0])
        delivery = self.accept(ended[1])["delivery"]
        self.accept(azure.metric_alert(long, target=azure.resource("hap-5"), rule="held cpu"))
        until(lambda: self.incidents_with("hap-5"), "what lasts is opened")
        self.host.settled()
        self.assertEqual([], self.incidents_with("hap-4"))
        self.assertIn("held", self.host.cli("query", "explain", str(delivery)).stdout)

    def test_what_is_only_counted_opens_nothing_and_is_found(self):
        alert = azure.new_alert_id()
        self.accepted(azure.metric_alert(alert, target=azure.resource("hap-6"), rule="counted cpu"))
        self.assertEqual([], self.incidents_with("hap-6"))
        self.assertTrue(self.host.mapping("SELECT 1 FROM alert_history WHERE lower(alert_id) = lower(?)", alert))

    def test_an_end_can_be_a_note_alone(self):
        alert = azure.new_alert_id()
        self.accepted(*(azure.metric_alert(alert, condition, target=azure.resource("hap-7"), rule="noted cpu")
                        for condition in ("Fired", "Resolved")))
        self.assertEqual(["new"], [state for state, _ in self.incidents_with("hap-7")])
        self.assertTrue([note for note in self.notes_of("hap-7") if "over" in note or "esolved" in note])

    def test_without_news_it_is_over(self):
        self.accepted(azure.metric_alert(azure.new_alert_id(), target=azure.resource("hap-8"), rule="calm cpu"))
        until(lambda: [state for state, _ in self.incidents_with("hap-8")] == ["resolved"], "silence resolves it")


if __name__ == "__main__":
    unittest.main()
