"""RT as a desk: adapters/desks/host/operations.md asked directly, and what rt-secure-export-setup prepares."""
import unittest

import world  # puts its folders on the path
from world import Case

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class Operations(Case):
    """operations.md, asked directly."""

    def desk(self, operation, **members):
        answer = rt.check("desk", operation, members)
        return answer["code"], answer["answer"]

    def done(self, operation, **members):
        code, answer = self.desk(operation, **members)
        self.assertEqual(1, code, answer)
        return answer

    def open(self, **more):
        return self.done("incident.open", **{"key": f"azm-{self.name}", "title": self.name, "description": "d\n",
                                             "impact": 2, "urgency": 1, **more})["incident"]

    def test_the_life_of_an_incident(self):
        asset = rt.check("asset", self.machine, "Servers", None)
        opened = self.open(ci=str(asset))
        self.assertEqual({"id", "number", "url", "state"}, set(opened))
        self.assertEqual(("open", f"#{opened['id']}"), (opened["state"], opened["number"]))
        self.assertTrue(opened["url"].startswith(f"http://localhost:{rt.port}/Ticket/Display.html?id="))
        self.assertEqual(opened, self.open(title="another"))
        self.assertEqual([opened], self.done("incident.find", key=f"azm-{self.name}")["incidents"])
        self.assertEqual({}, self.done("incident.note", id=opened["id"], text="again"))
        self.assertEqual("resolved", self.done("incident.resolve", id=opened["id"], text="over")["what"])
        self.assertEqual("already_over", self.done("incident.resolve", id=opened["id"], text="over")["what"])
        self.assertEqual("resolved", self.done("incident.get", id=opened["id"])["incident"]["state"])
        self.assertEqual("reopened", self.done("incident.reopen", id=opened["id"], text="back")["what"])
        self.assertEqual("was_open", self.done("incident.reopen", id=opened["id"], text="back")["what"])
        ticket = rt.check("ticket", int(opened["id"]))
        self.assertEqual(["again", "over", "back"], ticket["comments"])
        self.assertEqual([asset], ticket["assets"])

    def test_the_key_finds_whole_keys_only_and_no_deleted_ticket(self):
        opened = self.open()
        self.assertEqual([], self.done("incident.find", key=f"azm-{self.name}-2")["incidents"])
        rt.check("set_status", int(opened["id"]), "deleted")
        self.assertEqual([], self.done("incident.find", key=f"azm-{self.name}")["incidents"])
        self.assertEqual("gone", self.done("incident.get", id=opened["id"])["incident"]["state"])
        self.assertEqual("gone", self.done("incident.resolve", id=opened["id"], text="x")["what"])
        self.assertEqual("not_possible", self.done("incident.reopen", id=opened["id"], text="x")["what"])
        self.assertEqual(-2, self.desk("incident.note", id=opened["id"], text="x")[0])
        self.assertNotEqual(opened["id"], self.open()["id"])

    def test_a_ticket_gets_more_important_and_never_less(self):
        opened = self.open(impact=3, urgency=2)
        number = int(opened["id"])

        def priority():
            return rt.check("ticket", number)["priority"]

        def after(impact, urgency):
            self.assertEqual({}, self.done("incident.raise", id=opened["id"], impact=impact, urgency=urgency))
            return priority()

        first = priority()
        self.assertEqual(first, after(3, 3))
        higher = after(2, 1)
        self.assertGreater(higher, first)
        self.assertEqual([higher] * 3, [after(2, 1), after(2, 2), after(3, 3)])
        rt.check("set_priority", number, higher + 5)
        self.assertEqual(higher + 5, after(2, 1), "what a person set stays")
        self.assertGreater(after(1, 1), higher + 5)
        self.assertEqual([], rt.check("ticket", number)["comments"])
        self.assertEqual(-1, self.desk("incident.raise", id=opened["id"], impact=0, urgency=1)[0])

    def test_a_ticket_that_is_over_or_gone_is_not_made_more_important(self):
        opened = self.open(impact=3, urgency=3)
        number = int(opened["id"])
        first = rt.check("ticket", number)["priority"]
        for status in ("resolved", "rejected"):
            rt.check("set_status", number, status)
            self.assertEqual({}, self.done("incident.raise", id=opened["id"], impact=1, urgency=1))
            self.assertEqual(first, rt.check("ticket", number)["priority"])
        rt.check("set_status", number, "deleted")
        for gone in (opened["id"], "999999999", "1 OR 1=1"):
            self.assertEqual({}, self.done("incident.raise", id=gone, impact=1, urgency=1))

    def doubled(self):
        """Two tickets of one key, as a desk without the lock would make them."""
        first, second = self.open()["id"], self.open(key=f"azm-{self.name}-b")["id"]
        rt.check("set_key", int(second), f"azm-{self.name}")
        return first, second

    def test_every_ticket_of_a_key_is_told_the_oldest_first(self):
        first, second = self.doubled()
        found = self.done("incident.find", key=f"azm-{self.name}")["incidents"]
        self.assertEqual([(first, "open"), (second, "open")], [(i["id"], i["state"]) for i in found])
        rt.check("set_status", int(first), "resolved")
        found = self.done("incident.find", key=f"azm-{self.name}")["incidents"]
        self.assertEqual([(first, "resolved"), (second, "open")], [(i["id"], i["state"]) for i in found])
        self.assertEqual(second, self.open()["id"], "the one that is open counts")

    def test_two_tickets_of_a_key_that_people_merged_count_as_one_and_are_resolved(self):
        first, second = self.doubled()
        rt.check("merge", int(second), int(first))
        self.assertEqual([first], [i["id"] for i in self.done("incident.find", key=f"azm-{self.name}")["incidents"]])
        self.assertEqual("resolved", self.done("incident.resolve", id=first, text="over")["what"])

    def test_a_ticket_that_our_user_may_not_see_is_refused_everywhere_and_never_gone(self):
        opened = self.open()
        asset = rt.check("asset", self.machine, "Servers", None)
        calls = (("incident.find", {"key": f"azm-{self.name}"}), ("incident.get", {"id": opened["id"]}),
                 ("incident.note", {"id": opened["id"], "text": "x"}), ("incident.resolve", {"id": opened["id"], "text": "x"}),
                 ("incident.reopen", {"id": opened["id"], "text": "x"}),
                 ("incident.raise", {"id": opened["id"], "impact": 1, "urgency": 1}),
                 ("incident.bind", {"id": opened["id"], "ci": str(asset)}),
                 ("incident.open", {"key": f"azm-{self.name}", "title": "t", "description": "", "impact": 1, "urgency": 1}))
        hide_and_show = {
            "moved": (("move", int(opened["id"]), "Hidden"), ("move", int(opened["id"]), "Azure"), ("ShowTicket", "Hidden")),
            "right revoked": (("queue_right", "revoke", "Azure", "ShowTicket"), ("queue_right", "grant", "Azure", "ShowTicket"),
                              ("ShowTicket", "Azure")),
            "user disabled": (("user_enabled", "secure-export", 0), ("user_enabled", "secure-export", 1),
                              ("secure-export", "disabled")),
        }
        before = rt.check("count_tickets")
        for how, (hide, show, words) in hide_and_show.items():
            rt.check(*hide)
            try:
                for operation, members in calls:
                    with self.subTest(how, operation=operation):
                        code, answer = self.desk(operation, **members)
                        self.assertEqual(-2, code, answer)
                        for word in words:
                            self.assertIn(word, answer["say"])
            finally:
                rt.check(*show)
        self.assertEqual(before, rt.check("count_tickets"))
        self.assertEqual([opened], self.done("incident.find", key=f"azm-{self.name}")["incidents"])

    def test_a_right_to_change_that_is_missing_is_named_with_its_queue(self):
        opened = self.open()
        asset = rt.check("asset", self.machine, "Servers", None)
        rt.check("move", int(opened["id"]), "Hidden")
        rt.check("queue_right", "grant", "Hidden", "ShowTicket")
        try:
            for operation, members in (("incident.note", {"text": "x"}), ("incident.resolve", {"text": "x"}),
                                       ("incident.raise", {"impact": 1, "urgency": 1}),
                                       ("incident.bind", {"ci": str(asset)})):
                with self.subTest(operation):
                    code, answer = self.desk(operation, id=opened["id"], **members)
                    self.assertEqual(-2, code, answer)
                    for word in ("ModifyTicket", "Hidden", "moved"):
                        self.assertIn(word, answer["say"])
        finally:
            rt.check("queue_right", "revoke", "Hidden", "ShowTicket")

    def test_an_asset_found_by_name_tells_its_resource_id_and_retired_ones_are_left_out(self):
        target = f"/subscriptions/s/{self.name}"
        held = rt.check("asset", self.machine, "Servers", target)
        found = self.done("ci.find", by="name", value=self.machine)["cis"]
        self.assertEqual([(str(held), target)], [(c["id"], c["resource_id"]) for c in found])
        rt.check("asset_status", held, "recycled")
        for by, value in (("name", self.machine), ("resource_id", target)):
            self.assertEqual([], self.done("ci.find", by=by, value=value)["cis"])

    def test_ids_that_never_were_are_gone(self):
        for never in ("999999999", "99999999999999999999", "no such id", "1 OR 1=1", "", "0", "-1"):
            with self.subTest(never):
                self.assertEqual("gone", self.done("incident.get", id=never)["incident"]["state"])
                self.assertEqual("gone", self.done("incident.resolve", id=never, text="x")["what"])

    def test_a_rejected_ticket_is_closed_and_not_reopened(self):
        opened = self.open()
        rt.check("set_status", int(opened["id"]), "rejected")
        self.assertEqual("closed", self.done("incident.get", id=opened["id"])["incident"]["state"])
        self.assertEqual("not_possible", self.done("incident.reopen", id=opened["id"], text="x")["what"])

    def test_binding_again_replaces_our_own_link_and_nothing_is_bound_to_what_is_not_there(self):
        first = rt.check("asset", self.machine, "Servers", None)
        second = rt.check("asset", self.machine + "-2", "Servers", None)
        opened = self.open(ci=str(first))
        for _ in range(2):
            self.done("incident.bind", id=opened["id"], ci=str(second))
        self.assertEqual([second], rt.check("ticket", int(opened["id"]))["assets"])
        code, answer = self.desk("incident.bind", id=opened["id"], ci="99999999")
        self.assertEqual(-2, code)
        self.assertIn("99999999", answer["say"])
        self.assertEqual([second], rt.check("ticket", int(opened["id"]))["assets"])

    def test_an_asset_that_vanished_does_not_hinder_opening_and_a_note_says_so(self):
        answer = self.done("incident.open", key=f"azm-{self.name}", title=self.name, description="d\n", impact=2,
                           urgency=1, ci="99999999")
        self.assertIs(False, answer["ci_linked"])
        opened = answer["incident"]
        ticket = rt.check("ticket", int(opened["id"]))
        self.assertEqual([], ticket["assets"])
        self.assertIn("99999999", ticket["comments"][0])

    def test_texts_arrive_as_they_are(self):
        title = "<b>Größe</b> & \"Ω\" 'é' 監視 🔥 %s ${x} {{y}} \\n ; -- ' OR '1'='1"
        text = "<script>alert(1)</script>\n\ttab & amp &amp;\nتنبيه e\u0301\n\ntrailing  "
        opened = self.open(title=title, description=text)
        self.done("incident.note", id=opened["id"], text=text)
        ticket = rt.check("ticket", int(opened["id"]))
        self.assertEqual((title, text, [text]), (ticket["subject"], ticket["content"], ticket["comments"]))

    def test_the_longest_texts_fit(self):
        text = "🔥 a line\n" * 2700
        opened = self.open(title="監視" * 42, description=text)
        self.assertEqual(text, rt.check("ticket", int(opened["id"]))["content"])

    def test_assets_are_found_by_whole_names_without_case_and_three_are_told(self):
        wide = rt.check("asset", f"Größe-監-{self.name}", "Servers", None)
        found = self.done("ci.find", by="name", value=f"Größe-監-{self.name.upper()}")["cis"]
        self.assertEqual([(str(wide), f"Größe-監-{self.name}", "Servers")], [(c["id"], c["name"], c["class"]) for c in found])
        name = f"Web-1.{self.name}"
        for expected in (0, 1, 2, 3, 3):
            self.assertEqual(expected, len(self.done("ci.find", by="name", value=name.upper())["cis"]))
            rt.check("asset", name, "Servers", None)
        for none in (name[:-1], name[:-1] + "%", "%", "*", "' OR '1'='1"):
            self.assertEqual([], self.done("ci.find", by="name", value=none)["cis"])

    def test_what_is_not_understood_is_invalid(self):
        for operation, members in (("incident.dance", {}), ("ci.find", {"by": "colour", "value": "red"}),
                                   ("incident.find", {"key": "No Such; Key"}), ("incident.get", {})):
            with self.subTest(operation):
                code, answer = self.desk(operation, **members)
                self.assertEqual(-1, code)
                self.assertTrue(answer["say"])

    def test_the_check_finds_nothing_wrong_and_creates_nothing(self):
        before = rt.check("count_tickets")
        lines = self.done("desk.check")["lines"]
        self.assertEqual([], [line for line in lines if not line["good"]])
        rt.check("queue_right", "revoke", "Azure", "ModifyTicket")
        bad = [line for line in self.done("desk.check")["lines"] if not line["good"]]
        rt.check("queue_right", "grant", "Azure", "ModifyTicket")
        self.assertEqual(1, len(bad))
        self.assertIn("ModifyTicket", bad[0]["what"])
        self.assertTrue(bad[0]["remedy"])
        self.assertEqual(before, rt.check("count_tickets"))


class Initialisation(Case):
    def test_a_second_time_changes_nothing(self):
        before = rt.check("counts")
        again = rt.connect(authority.base).stdout
        self.assertIn("nothing was to be done", again)
        self.assertEqual(before, rt.check("counts"))
        self.assertIn("Created user secure-export", rt.first_setup)
        self.assertNotIn("NOT CREATED", rt.first_setup)

    def test_what_is_missing_is_made_again(self):
        rt.check("queue_right", "revoke", "Azure", "ModifyTicket")
        self.assertNotEqual(0, rt.setup("--check", ok=False).returncode)
        again = rt.setup().stdout
        self.assertIn("Granted ModifyTicket", again)
        self.assertEqual(0, rt.setup("--check").returncode)

    def test_the_account_has_no_password_no_mail_and_is_no_superuser(self):
        account = rt.check("rights_of", "secure-export")
        self.assertEqual(0, account["super"])
        self.assertFalse(account["email"])
        self.assertEqual("*NO-PASSWORD*", account["password"])

    def test_nobody_outside_reads_the_data_directory(self):
        self.assertEqual(0o700, rt.data.stat().st_mode & 0o777)


if __name__ == "__main__":
    unittest.main()
