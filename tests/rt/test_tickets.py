"""What becomes of alerts: sent over HTTP with signed tokens, read through RT's own API by another user."""
import json
import unittest

import world  # puts its folders on the path
import azure
from harness import until
from instance import Browser, SLOW_S
from world import Case, token

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class Tickets(Case):
    def test_fired_opens_a_ticket_linked_to_its_asset_and_resolved_resolves_it(self):
        asset = rt.check("asset", self.machine, "Servers", None)
        alert, number = self.opened()
        ticket = self.ticket_of(alert)
        self.assertEqual(("new", "Azure", "secure-export", [asset], ""),
                         tuple(ticket[k] for k in ("status", "queue", "creator", "assets", "requestors")))
        self.assertIn(self.name, ticket["subject"])
        self.assertIn("Percentage CPU", ticket["content"])
        self.assertRegex(ticket["key"], r"^azm-[a-z0-9-]+$")
        self.send(alert, "Resolved")
        ticket = rt.check("ticket", number)
        self.assertEqual(("resolved", ["resolved"]), (ticket["status"], ticket["statuses"]))
        self.assertEqual(1, len(ticket["comments"]))
        self.assertIn("condition resolved", ticket["comments"][0])

    def test_severity_becomes_priority(self):
        found = {}
        for severity in ("Sev0", "Sev2", "Sev4"):
            alert, _ = self.opened(severity=severity)
            found[severity] = self.ticket_of(alert)["priority"]
        self.assertGreater(found["Sev0"], found["Sev2"])
        self.assertGreater(found["Sev2"], found["Sev4"])

    def test_the_same_alert_elsewhere_stays_open(self):
        here, number = self.opened()
        there, other = self.opened(target=azure.resource(self.machine + "-b"))
        self.send(here, "Resolved")
        self.assertEqual(["resolved", "new"], [rt.check("ticket", n)["status"] for n in (number, other)])

    def test_an_asset_is_found_by_its_resource_id_whatever_its_case_and_its_slash(self):
        target = azure.resource(self.machine)
        asset = rt.check("asset", f"CI of {self.name}", "Servers", target.upper() + "/")
        rt.check("asset", f"other of {self.name}", "Servers", target + "0")
        alert, _ = self.opened(target=target, items=[])
        self.assertEqual([asset], self.ticket_of(alert)["assets"])

    def test_a_long_resource_id_is_found_too(self):
        target = azure.resource(self.machine, group="g" * 90, kind="Microsoft.Compute/virtualMachines/" + "x" * 60 + "/parts")
        target += "/" + "y" * 120
        self.assertGreater(len(target), 255)
        asset = rt.check("asset", f"CI of {self.name}", "Servers", target)
        alert, _ = self.opened(target=target, items=[])
        self.assertEqual([asset], self.ticket_of(alert)["assets"])

    def test_assets_that_are_retired_or_in_another_catalog_do_not_count(self):
        rt.check("asset", self.machine, "Workplaces", None)
        retired = rt.check("asset", self.machine, "Servers", None)
        rt.check("asset_status", retired, "recycled")
        alert, _ = self.opened()
        self.assertEqual([], self.ticket_of(alert)["assets"])
        used = rt.check("asset", self.machine, "Servers", None)
        alert, _ = self.opened()
        self.assertEqual([used], self.ticket_of(alert)["assets"])

    def test_a_name_that_two_assets_carry_binds_neither_and_is_listed(self):
        for _ in range(2):
            rt.check("asset", self.machine, "Servers", None)
        alert, _ = self.opened()
        self.assertEqual([], self.ticket_of(alert)["assets"])
        rows = rt.mapping("SELECT why FROM unbound_resources WHERE resource LIKE ?", f"%/{self.machine}")
        self.assertEqual(1, len(rows))
        self.assertIn("several", rows[0]["why"])

    def test_an_alert_without_a_configuration_item_opens_a_ticket(self):
        alert, _ = self.opened(target="/subscriptions/" + azure.SUBSCRIPTION, items=[])
        self.assertEqual(("new", []), tuple(self.ticket_of(alert)[k] for k in ("status", "assets")))

    def test_an_asset_that_comes_later_is_linked_then(self):
        alert, number = self.opened()
        self.assertEqual([], rt.check("ticket", number)["assets"])
        asset = rt.check("asset", self.machine, "Servers", None)
        rt.make_due("UPDATE unbound SET look_again_tick = 0, look_again_at = '' WHERE resource LIKE ?", f"%/{self.machine}")
        until(lambda: rt.check("ticket", number)["assets"] == [asset], "the link", SLOW_S)
        self.send(alert, "Resolved")
        self.assertEqual("resolved", rt.check("ticket", number)["status"])

    def test_words_in_any_script_and_markup_arrive_as_they_were_sent(self):
        rule = f"{self.name} Lüfter — 溫度過高 🔥 <b>&amp; \"q\" O'Brien; DROP TABLE"
        alert = azure.new_alert_id()
        body = azure.metric_alert(alert, rule=rule, target=azure.resource(self.machine),
                                  description="наблюдение <script>alert(1)</script>\n\ttab")
        self.assertEqual(202, rt.post(json.dumps(body, ensure_ascii=False), token()).status)
        rt.settled()
        ticket = self.ticket_of(alert)
        self.assertIn(rule, ticket["subject"])
        self.assertIn("наблюдение <script>alert(1)</script>\n", ticket["content"])
        page = Browser(rt, "root", "root-password").get(f"/Ticket/Display.html?id={ticket['id']}").body.decode()
        self.assertNotIn("<script>alert(1)", page)
        self.assertIn("溫度過高", page)

    def test_a_title_of_250_characters_is_cut_in_the_subject_and_whole_in_the_ticket(self):
        for letter in ("x", "ü", "監"):
            with self.subTest(letter):
                rule = self.name + letter * 250
                alert, number = self.opened(rule=rule)
                ticket = rt.check("ticket", number)
                self.assertLessEqual(len(ticket["subject"]), 200)
                self.assertIn(self.name + letter * 40, ticket["subject"])
                self.assertIn(rule, ticket["content"])

    def test_a_database_field_never_sees_control_characters(self):
        alert, number = self.opened(rule=self.name + "\x00\x07\u2028end", description="a\x00b\x1bc")
        ticket = rt.check("ticket", number)
        self.assertNotRegex(ticket["subject"] + ticket["content"], r"[\x00\x07\x1b]")
        self.assertIn("end", ticket["subject"])

    def test_fired_again_after_its_end_opens_a_new_ticket(self):
        alert, first = self.opened()
        self.send(alert, "Resolved")
        self.send(alert, fired="2026-03-02T08:00:00Z")
        tickets = rt.tickets_of(alert)
        self.assertEqual([("resolved", first), ("new", tickets[1]["id"])], [(t["status"], t["id"]) for t in tickets])


if __name__ == "__main__":
    unittest.main()
