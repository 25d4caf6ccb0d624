"""The extension in a real Request Tracker: over HTTP with signed tokens, results read through RT's own API by another user."""
import concurrent.futures
import json
import os
import pathlib
import random
import re
import signal
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import instance  # noqa: E402  (puts tests/e2e on the path)
import azure  # noqa: E402
from harness import Scratch, StandIn, request, skip, until  # noqa: E402
from instance import Browser, RequestTracker, SLOW_S  # noqa: E402

PAGE = "/Admin/Tools/SecureExport.html"
QUEUES = [{"name": "Azure"}, {"name": "Narrow", "lifecycle": "narrow"}, {"name": "Elsewhere"}, {"name": "Hidden"}]

scratch = authority = rt = None


def setUpModule():
    global scratch, authority, rt
    if not pathlib.Path(instance.RT_SERVER).exists():
        skip("Request Tracker 5 is not installed; sh tests/rt/run.sh does it")
    if instance.DATABASE == "postgresql" and not instance.POSTGRESQL.is_dir():
        skip("PostgreSQL 15 is not installed; sh tests/rt/run.sh does it")
    scratch = Scratch()
    unittest.addModuleCleanup(scratch.close)
    authority = StandIn(scratch.path)
    unittest.addModuleCleanup(authority.close)
    rt = RequestTracker(scratch.path)
    unittest.addModuleCleanup(rt.close)
    rt.check("prepare", *QUEUES)
    rt.first_setup = rt.connect(authority.base).stdout
    rt.check("person", "onlooker", "a-password", "ShowConfigTab")
    rt.check("person", "keeper", "a-password", "ShowConfigTab", "AdminSecureExport", "SeeQueue", "ShowCatalog")
    for right in ("ShowTicket", "ModifyTicket"):
        rt.check("queue_right", "grant", "Narrow", right)
    rt.start_server(workers=3)
    rt.start_worker()
    until(lambda: rt.health().json()["status"] == "ok", "the keys are fetched")


def token(**order):
    return authority.token(RequestTracker.TENANT, RequestTracker.AUDIENCE, **order)


class Case(unittest.TestCase):
    def setUp(self):
        self.name = f"t{random.randrange(10**9)}"
        self.machine = f"{self.name}-vm"

    def send(self, alert, condition="Fired", settled=True, **more):
        more.setdefault("target", azure.resource(self.machine))
        more.setdefault("rule", self.name)
        reply = rt.post(azure.metric_alert(alert, condition, **more), token())
        self.assertEqual(202, reply.status, reply)
        if settled:
            rt.settled()
        return reply.json()

    def ticket_of(self, alert):
        tickets = rt.tickets_of(alert)
        self.assertEqual(1, len(tickets), tickets)
        return tickets[0]

    def opened(self, **more):
        alert = azure.new_alert_id()
        self.send(alert, **more)
        return alert, self.ticket_of(alert)["id"]


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
        rt.make_due("UPDATE unbound SET look_again_ms = 0, look_again_at = '' WHERE resource LIKE ?", f"%/{self.machine}")
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

    def test_a_ticket_moved_out_of_sight_is_gone(self):
        alert, number = self.opened()
        rt.check("move", number, "Hidden")
        self.send(alert, "Resolved")
        self.assertEqual("new", rt.check("ticket", number)["status"])
        self.assertEqual([], rt.mapping("SELECT 1 FROM parked WHERE alert_id = ?", alert))

    def test_a_right_that_is_missing_parks_the_work_until_it_is_granted_and_retried(self):
        rt.check("queue_right", "revoke", "Azure", "CreateTicket")
        alert = azure.new_alert_id()
        try:
            self.send(alert)
            [parked] = rt.mapping("SELECT delivery, reason FROM parked WHERE alert_id = ?", alert)
            self.assertEqual([], rt.numbers_of(alert))
        finally:
            rt.check("queue_right", "grant", "Azure", "CreateTicket")
        browser = Browser(rt, "keeper", "a-password")
        self.assertIn(str(parked["delivery"]), browser.get(PAGE).body.decode())
        browser.post(PAGE, {"Do": "Retry", "Delivery": parked["delivery"]})
        rt.settled()
        self.assertEqual("new", self.ticket_of(alert)["status"])

    def test_links_that_people_made_stay_when_an_asset_is_bound_later(self):
        alert, number = self.opened()
        other = rt.check("asset", f"by hand {self.name}", "Servers", None)
        rt.check("refer", number, other)
        asset = rt.check("asset", self.machine, "Servers", None)
        rt.make_due("UPDATE unbound SET look_again_ms = 0, look_again_at = '' WHERE resource LIKE ?", f"%/{self.machine}")
        until(lambda: asset in rt.check("ticket", number)["assets"], "the link", SLOW_S)
        self.assertEqual(sorted([other, asset]), sorted(rt.check("ticket", number)["assets"]))


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
        self.assertEqual(opened, self.done("incident.find", key=f"azm-{self.name}")["incident"])
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
        self.assertIsNone(self.done("incident.find", key=f"azm-{self.name}-2")["incident"])
        rt.check("set_status", int(opened["id"]), "deleted")
        self.assertIsNone(self.done("incident.find", key=f"azm-{self.name}")["incident"])
        self.assertEqual("gone", self.done("incident.get", id=opened["id"])["incident"]["state"])
        self.assertEqual("gone", self.done("incident.resolve", id=opened["id"], text="x")["what"])
        self.assertEqual("not_possible", self.done("incident.reopen", id=opened["id"], text="x")["what"])
        self.assertEqual(-2, self.desk("incident.note", id=opened["id"], text="x")[0])
        self.assertNotEqual(opened["id"], self.open()["id"])

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
        opened = self.open(ci="99999999")
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


class Endpoint(Case):
    def test_without_a_token_401_and_never_a_cookie(self):
        body = azure.metric_alert(azure.new_alert_id())
        refused = rt.post(body, None)
        self.assertEqual(401, refused.status)
        self.assertIn("Bearer", refused.headers["WWW-Authenticate"])
        forged = rt.post(body, token(key="foreign"))
        self.assertEqual(401, forged.status)
        accepted = rt.post(body, token())
        self.assertEqual(202, accepted.status)
        with_cookie = rt.post(body, None, headers={"Cookie": Browser(rt, "root", "root-password").cookie})
        self.assertEqual(401, with_cookie.status, "RT's login opens nothing here")
        for reply in (refused, forged, accepted, with_cookie, rt.health()):
            self.assertIsNone(reply.headers["Set-Cookie"])
        rt.settled()

    def test_the_path_is_ours_below_rts_web_path_too(self):
        body = azure.metric_alert(azure.new_alert_id())
        self.assertEqual(202, rt.post(body, token()).status)
        self.assertNotEqual(202, rt.post(body, token(), path="/elsewhere/azure-monitor/alerts").status)
        rt.settled()

    def test_the_admin_api_is_not_to_be_reached_from_outside(self):
        for path in ("/api/v1/settings", "/azure-monitor/../api/v1/settings", "/azure-monitor/%2e%2e/api/v1/settings"):
            reply = request(rt.base, "GET", path, headers={"Host": f"localhost:{rt.port}"}, timeout=SLOW_S)
            self.assertNotIn(b"tenant_id", reply.body, path)

    def test_other_methods_and_addresses_are_refused_and_rt_itself_answers_elsewhere(self):
        reply = request(rt.base, "GET", "/azure-monitor/alerts")
        self.assertEqual((405, "POST"), (reply.status, reply.headers["Allow"]))
        self.assertEqual(200, request(rt.base, "GET", "/NoAuth/Login.html", timeout=SLOW_S).status)

    def test_a_body_beyond_the_limit_is_413_and_the_largest_that_azure_sends_is_taken(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id(), description="x" * 250_000))
        self.assertEqual(202, rt.post(body, token()).status)
        self.assertEqual(413, rt.post(b"[" + b" " * (1 << 20) + b"]", token()).status)
        self.assertEqual(400, rt.post("{", token()).status)
        rt.settled()

    def test_a_chunked_body_is_taken(self):
        body = json.dumps(azure.metric_alert(azure.new_alert_id())).encode()
        with socket.create_connection(("127.0.0.1", rt.port), 30) as connection:
            connection.sendall(f"POST /azure-monitor/alerts HTTP/1.1\r\nHost: localhost:{rt.port}\r\nConnection: close\r\n"
                               f"Authorization: Bearer {token()}\r\nContent-Type: application/json\r\n"
                               "Transfer-Encoding: chunked\r\n\r\n".encode())
            for part in (body[:100], body[100:]):
                connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            connection.sendall(b"0\r\n\r\n")
            self.assertRegex(connection.recv(100), rb"^HTTP/1.1 202 ")
        rt.settled()

    def test_without_the_data_directory_503_and_rt_goes_on(self):
        moved = rt.data.with_name("moved")
        rt.stop_workers()
        rt.stop_server()
        rt.data.rename(moved)
        rt.start_server(workers=1)
        try:
            reply = rt.post(azure.metric_alert(azure.new_alert_id()), token())
            self.assertEqual(503, reply.status)
            self.assertTrue(reply.headers["Retry-After"])
            self.assertEqual(200, request(rt.base, "GET", "/NoAuth/Login.html", timeout=SLOW_S).status)
        finally:
            moved.rename(rt.data)
        self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
        rt.stop_server()
        rt.start_server(workers=3)
        rt.start_worker()
        rt.settled()

    def test_starlet_serves_it_too(self):
        rt.stop_server()
        rt.start_server(workers=2, server="Starlet")
        try:
            self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
            self.assertEqual(401, rt.post(azure.metric_alert(azure.new_alert_id()), None).status)
        finally:
            rt.stop_server()
            rt.start_server(workers=3)
        rt.settled()


class ManyAtOnce(Case):
    def test_eight_alerts_in_six_parallel_posts_with_two_workers_give_eight_tickets(self):
        rt.start_worker()
        alerts = [azure.new_alert_id() for _ in range(8)]
        bodies = {a: azure.metric_alert(a, rule=self.name, target=azure.resource(f"{self.machine}-{i}"))
                  for i, a in enumerate(alerts)}
        good = token()
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            replies = list(pool.map(lambda a: rt.post(bodies[a], good), alerts * 6))
        self.assertEqual({202}, {r.status for r in replies}, replies)
        rt.settled()
        self.assertEqual(8, len(rt.check("tickets", f"%{self.name}%")))
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            over = [azure.metric_alert(a, "Resolved", rule=self.name, target=azure.resource(f"{self.machine}-{i}"))
                    for i, a in enumerate(alerts)]
            replies = list(pool.map(lambda body: rt.post(body, good), over * 6))
        self.assertEqual({202}, {r.status for r in replies}, replies)
        rt.settled()
        tickets = rt.check("tickets", f"%{self.name}%")
        self.assertEqual([("resolved", 1)] * 8, [(t["status"], len(t["comments"])) for t in tickets])

    def test_one_key_in_two_processes_gives_one_ticket(self):
        checkers = [rt.check] + [instance.Checker(rt.env, rt.folder / "checker.log") for _ in range(3)]
        for other in checkers[1:]:
            self.addCleanup(other.close)
            other("prepare")
        for round_ in range(5):
            order = {"key": f"azm-{self.name}-{round_}", "title": f"{self.name} {round_}", "description": "", "impact": 2,
                     "urgency": 2}
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda check: check("desk", "incident.open", order), checkers))
            self.assertEqual([1] * 4, [a["code"] for a in answers], answers)
            self.assertEqual(1, len({a["answer"]["incident"]["id"] for a in answers}))
            self.assertEqual(1, len(rt.check("tickets", f"{self.name} {round_}")))

    def test_a_worker_killed_at_any_moment_leaves_one_ticket_per_alert(self):
        rounds = int(os.environ.get("RT_KILL_ROUNDS", "6"))
        alerts = [azure.new_alert_id() for _ in range(rounds * 3)]
        target = {a: azure.resource(f"{self.machine}-{i}") for i, a in enumerate(alerts)}
        random.seed(int(os.environ.get("RT_SEED", "1")))
        rt.stop_workers()
        for number in range(rounds):
            for condition in ("Fired", "Resolved"):
                for alert in alerts[number * 3:number * 3 + 3]:
                    self.send(alert, condition, settled=False, target=target[alert])
                rt.start_worker()
                at_work = "SELECT 1 FROM inbox WHERE leased = 1 LIMIT 1"
                until(lambda: rt.mapping(at_work) or not rt.mapping("SELECT 1 FROM inbox WHERE state = 'waiting' LIMIT 1"),
                      "the worker is at it", SLOW_S)
                time.sleep(random.uniform(0, 0.4))  # the moment of the kill is what is tried here
                rt.stop_workers(signal.SIGKILL)
        rt.start_worker()
        rt.start_worker()
        rt.settled()
        tickets = rt.check("tickets", f"%{self.name}%")
        self.assertEqual(len(alerts), len(tickets))
        self.assertEqual(len(alerts), len({t["key"] for t in tickets}))
        self.assertEqual({"resolved"}, {t["status"] for t in tickets})
        self.assertEqual([], rt.mapping("SELECT * FROM parked"))
        rt.stop_workers()
        rt.start_worker()

    def test_once_works_everything_off_and_a_worker_leaves_after_so_many_items(self):
        rt.stop_workers()
        alerts = [azure.new_alert_id() for _ in range(4)]
        for i, alert in enumerate(alerts):
            self.send(alert, settled=False, target=azure.resource(f"{self.machine}-{i}"))
        rt.once("--items", "1")
        left = rt.mapping("SELECT count(*) AS n FROM inbox WHERE state = 'waiting'")[0]["n"]
        rt.once()
        self.assertEqual(4, len(rt.check("tickets", f"%{self.name}%")))
        self.assertEqual(0, rt.mapping("SELECT count(*) AS n FROM inbox WHERE state = 'waiting'")[0]["n"])
        self.assertLessEqual(left, 4)
        rt.start_worker()


class DatabaseAway(Case):
    def test_alerts_are_taken_while_rts_database_is_away_and_become_tickets_when_it_is_back(self):
        if not rt.postgresql:
            skip("SQLite is never away")
        rt.postgresql.stop_serving()
        alert = azure.new_alert_id()
        self.send(alert, settled=False)
        rt.postgresql.start()
        rt.make_due("UPDATE inbox SET due_ms = 0 WHERE state = 'waiting'")
        rt.settled()
        self.assertEqual("new", self.ticket_of(alert)["status"])


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


class AdminPage(Case):
    # The authority is ours: nothing here asks the internet.
    CONNECTION = {"Do": "Connection", "Old": "", "C_name": "second", "C_description": "<i>test</i>", "C_cloud": "public",
                  "C_tenant_id": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002", "C_audiences": "api://second second-id",
                  "C_required_role": "", "C_allowed_subscriptions": "", "C_refire": "new", "C_authority": ""}

    @classmethod
    def setUpClass(cls):
        cls.CONNECTION = {**cls.CONNECTION, "C_authority": authority.base}
        cls.keeper = Browser(rt, "keeper", "a-password")
        cls.onlooker = Browser(rt, "onlooker", "a-password")

    def settings(self):
        return rt.mapping("SELECT document FROM setting ORDER BY version DESC LIMIT 1")[0]["document"]

    def connection(self, name):
        return next((c for c in json.loads(self.settings())["connections"] if c["name"] == name), None)

    def test_the_page_shows_what_there_is_to_those_who_have_the_right(self):
        page = self.keeper.get(PAGE)
        self.assertEqual(200, page.status)
        text = page.body.decode()
        for part in ("contoso", RequestTracker.TENANT, "azure-monitor/alerts", "Azure", "Servers", "resolved"):
            self.assertIn(part, text)
        self.assertIn(PAGE, self.keeper.get("/Admin/Tools/index.html").body.decode(), "the menu entry")

    def test_without_the_right_the_page_is_refused(self):
        before = self.settings()
        for reply in (self.onlooker.get(PAGE), self.onlooker.post(PAGE, self.CONNECTION)):
            self.assertNotIn(RequestTracker.TENANT, reply.body.decode())
            self.assertNotEqual(200, reply.status)
        self.assertNotIn(PAGE, self.onlooker.get("/Admin/Tools/index.html").body.decode())
        self.assertEqual(before, self.settings())
        nobody = request(rt.base, "GET", PAGE, headers={"Host": f"localhost:{rt.port}"}, timeout=SLOW_S)
        self.assertNotIn(RequestTracker.TENANT, nobody.body.decode())

    def test_a_connection_is_added_changed_and_disabled_and_the_change_is_in_force_at_once(self):
        self.keeper.post(PAGE, self.CONNECTION)
        added = self.connection("second")
        self.assertEqual((["api://second", "second-id"], None, True, "rt"),
                         tuple(added[k] for k in ("audiences", "required_role", "enabled", "desk")))
        self.keeper.post(PAGE, {**self.CONNECTION, "Old": "second", "C_description": "changed", "C_refire": "reopen"})
        self.assertEqual(("changed", "reopen"), tuple(self.connection("second")[k] for k in ("description", "refire")))
        self.keeper.post(PAGE, {"Do": "Disable", "Connection": "contoso"})
        try:
            self.assertFalse(self.connection("contoso")["enabled"])
            self.assertIn(rt.post(azure.metric_alert(azure.new_alert_id()), token()).status, (401, 403))
        finally:
            self.keeper.post(PAGE, {"Do": "Enable", "Connection": "contoso"})
        self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
        who = rt.mapping("SELECT changed_by FROM setting ORDER BY version DESC LIMIT 1")[0]["changed_by"]
        self.assertEqual("keeper", who)
        rt.settled()

    def test_a_mistake_is_named_and_nothing_is_saved(self):
        before = self.settings()
        page = self.keeper.post(PAGE, {**self.CONNECTION, "C_name": "third", "C_tenant_id": "no guid"})
        self.assertIn("not a GUID", page.body.decode())
        self.assertEqual(before, self.settings())

    def test_a_post_from_a_foreign_site_changes_nothing_beside_the_same_from_our_own(self):
        form = {**self.CONNECTION, "C_name": "forged", "C_audiences": "api://forged"}
        for referer in ("https://evil.example/", None):
            self.keeper.post(PAGE, form, referer=referer)
            self.assertIsNone(self.connection("forged"), referer)
        self.keeper.get(PAGE + "?Do=Disable&Connection=contoso")
        self.keeper.get(PAGE + "?Do=Disable&Connection=contoso", referer="https://evil.example/")
        self.assertTrue(self.connection("contoso")["enabled"], "a GET changes nothing")
        self.keeper.post(PAGE, form)
        self.assertIsNotNone(self.connection("forged"))

    def test_markup_in_what_is_shown_is_text(self):
        alert, _ = self.opened_with("<script>alert('page')</script>")
        self.assertNotIn("<script>alert('page')", self.keeper.get(PAGE).body.decode())

    def opened_with(self, rule):
        alert = azure.new_alert_id()
        self.send(alert, rule=rule)
        return alert, None

    def test_the_test_button_tells_that_all_is_well(self):
        text = self.keeper.post(PAGE, {"Do": "Test"}).body.decode()
        self.assertIn("CreateTicket", text)
        self.assertNotIn("NOT READY", text)

    def test_the_choice_of_another_queue_is_kept_and_used(self):
        root = Browser(rt, "root", "root-password")
        root.post(PAGE, {"Do": "Tickets", "Queue": "Elsewhere", "Catalogs": ["Servers"], "ResolveStatus": "",
                         "ReopenStatus": ""})
        alert = azure.new_alert_id()
        try:
            self.send(alert)
            self.assertEqual("Elsewhere", self.ticket_of(alert)["queue"])
        finally:
            root.post(PAGE, {"Do": "Tickets", "Queue": "Azure", "Catalogs": ["Servers"], "ResolveStatus": "",
                             "ReopenStatus": ""})
        alert = azure.new_alert_id()
        self.send(alert)
        self.assertEqual("Azure", self.ticket_of(alert)["queue"])


if __name__ == "__main__":
    unittest.main()
