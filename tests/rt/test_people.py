"""What people did to tickets meanwhile is respected."""
import unittest

import world  # puts its folders on the path
import azure
from harness import until
from instance import SLOW_S
from screens import Screens
from world import Case

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class People(Case):
    """What people did meanwhile is respected."""

    def test_a_ticket_that_people_resolved_is_left_as_it_is(self):
        alert, number = self.opened()
        rt.check("set_status", number, "resolved")
        self.send(alert, "Resolved")
        ticket = rt.check("ticket", number)
        self.assertEqual(("resolved", ["resolved"], []), tuple(ticket[k] for k in ("status", "statuses", "comments")))

    def test_a_ticket_that_people_rejected_is_left_as_it_is(self):
        alert, number = self.opened()
        rt.check("set_status", number, "rejected")
        self.send(alert, "Resolved")
        self.assertEqual("rejected", rt.check("ticket", number)["status"])

    def test_a_deleted_ticket_stays_deleted(self):
        alert, number = self.opened()
        rt.check("set_status", number, "deleted")
        self.send(alert, "Resolved")
        self.assertEqual("deleted", rt.check("ticket", number)["status"])
        self.assertEqual([], rt.mapping("SELECT 1 FROM parked WHERE alert_id = ?", alert))

    def test_a_ticket_that_waits_for_another_is_left_open_with_a_comment(self):
        alert, number = self.opened()
        blocker = rt.check("open_ticket", "Hidden", f"{self.name} blocker")
        rt.check("depend", number, blocker)
        self.send(alert, "Resolved")
        ticket = rt.check("ticket", number)
        self.assertEqual("new", ticket["status"])
        self.assertIn(f"#{blocker}", ticket["comments"][-1])
        # The same with nothing to wait for is resolved.
        rt.check("set_status", blocker, "resolved")
        self.send(alert, fired="2026-03-02T08:00:00Z")
        self.send(alert, "Resolved", fired="2026-03-02T08:00:00Z", resolved="2026-03-02T09:00:00Z")
        self.assertEqual("resolved", rt.check("ticket", number)["status"])

    def test_two_alerts_merged_into_one_ticket_resolve_it_when_both_are_over(self):
        first, old = self.opened()
        second, new = self.opened(target=azure.resource(self.machine + "-b"))
        rt.check("merge", old, new)
        self.send(first, "Resolved")
        survivor = rt.check("ticket", new)
        self.assertEqual("new", survivor["status"])
        self.assertIn("left open", survivor["comments"][-1])
        self.send(second, "Resolved", target=azure.resource(self.machine + "-b"))
        self.assertEqual("resolved", rt.check("ticket", new)["status"])
        self.assertEqual("resolved", rt.check("ticket", old)["status"], "what the old number leads to")

    def test_a_ticket_merged_into_a_persons_own_leaves_that_open_with_a_comment(self):
        alert, number = self.opened()
        own = rt.check("open_ticket", "Azure", f"{self.name} by hand")
        rt.check("merge", number, own)
        self.send(alert, "Resolved")
        survivor = rt.check("ticket", own)
        self.assertEqual("new", survivor["status"])
        self.assertIn("condition resolved", survivor["comments"][-1])
        self.assertIn("left open", survivor["comments"][-1])

    def test_a_ticket_in_a_narrow_lifecycle_takes_the_way_that_there_is(self):
        alert, number = self.opened()
        rt.check("move", number, "Narrow")
        self.send(alert, "Resolved")
        ticket = rt.check("ticket", number)
        self.assertEqual(("resolved", ["open", "verifying", "resolved"]), (ticket["status"], ticket["statuses"][-3:]))

    def test_a_lifecycle_without_a_way_leaves_the_ticket_open_with_a_comment(self):
        alert, number = self.opened()
        rt.check("move", number, "Narrow")
        rt.check("set_status", number, "frozen")
        self.send(alert, "Resolved")
        ticket = rt.check("ticket", number)
        self.assertEqual("frozen", ticket["status"])
        self.assertIn("narrow", ticket["comments"][-1])

    def parked(self, alert):
        return rt.mapping("SELECT delivery, reason FROM parked WHERE alert_id = ?", alert)

    def retry(self, alert):
        screens = Screens(rt)
        for parked in self.parked(alert):
            self.assertEqual(200, screens.fetch("POST", f"/api/v1/parked/{parked['delivery']}/retry", "").status)
        rt.settled()

    def test_a_ticket_moved_out_of_sight_waits_for_the_right_and_is_resolved_then(self):
        alert, number = self.opened()
        rt.check("move", number, "Hidden")
        self.send(alert, "Resolved")
        [parked] = self.parked(alert)
        for word in ("ShowTicket", "Hidden", f"#{number}", "moved", "Secure Export"):
            self.assertIn(word, parked["reason"])
        self.assertEqual("new", rt.check("ticket", number)["status"])
        for right in ("ShowTicket", "ModifyTicket"):
            rt.check("queue_right", "grant", "Hidden", right)
        try:
            self.retry(alert)
        finally:
            for right in ("ShowTicket", "ModifyTicket"):
                rt.check("queue_right", "revoke", "Hidden", right)
        self.assertEqual("resolved", rt.check("ticket", number)["status"])
        self.assertEqual([], self.parked(alert))

    def test_what_comes_while_our_user_is_disabled_is_done_when_it_is_enabled(self):
        alert, number = self.opened()
        rt.check("user_enabled", "secure-export", 0)
        try:
            self.send(alert, "Resolved")
            [parked] = self.parked(alert)
            self.assertIn("disabled", parked["reason"])
        finally:
            rt.check("user_enabled", "secure-export", 1)
        self.retry(alert)
        self.assertEqual("resolved", rt.check("ticket", number)["status"])

    def test_a_right_lost_for_a_night_opens_no_second_ticket(self):
        alert, number = self.opened()
        rt.check("queue_right", "revoke", "Azure", "ShowTicket")
        try:
            self.send(alert, "Resolved")
            self.send(alert, settled=False, fired="2026-03-02T08:00:00Z")  # waits behind the one that is parked
            self.assertEqual(1, len(self.parked(alert)))
            self.assertEqual([number], rt.numbers_of(alert))
        finally:
            rt.check("queue_right", "grant", "Azure", "ShowTicket")
        self.retry(alert)
        self.assertEqual(["resolved", "new"], [t["status"] for t in rt.tickets_of(alert)])

    def test_a_right_that_is_missing_parks_the_work_until_it_is_granted_and_retried(self):
        rt.check("queue_right", "revoke", "Azure", "CreateTicket")
        alert = azure.new_alert_id()
        try:
            self.send(alert)
            [parked] = rt.mapping("SELECT delivery, reason FROM parked WHERE alert_id = ?", alert)
            self.assertEqual([], rt.numbers_of(alert))
        finally:
            rt.check("queue_right", "grant", "Azure", "CreateTicket")
        screens = Screens(rt)
        shown = screens.fetch("GET", "/api/v1/deliveries?state=parked").json()["rows"]
        self.assertIn(str(parked["delivery"]), [str(row["id"]) for row in shown])
        self.assertEqual(200, screens.fetch("POST", f"/api/v1/parked/{parked['delivery']}/retry", "").status)
        rt.settled()
        self.assertEqual("new", self.ticket_of(alert)["status"])

    def test_links_that_people_made_stay_when_an_asset_is_bound_later(self):
        alert, number = self.opened()
        other = rt.check("asset", f"by hand {self.name}", "Servers", None)
        rt.check("refer", number, other)
        asset = rt.check("asset", self.machine, "Servers", None)
        rt.make_due("UPDATE unbound SET look_again_tick = 0, look_again_at = '' WHERE resource LIKE ?", f"%/{self.machine}")
        until(lambda: asset in rt.check("ticket", number)["assets"], "the link", SLOW_S)
        self.assertEqual(sorted([other, asset]), sorted(rt.check("ticket", number)["assets"]))


if __name__ == "__main__":
    unittest.main()
