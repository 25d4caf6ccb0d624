"""The plugin's screens and its admin API below RT's page: what comes through, and who is kept out."""
import json
import unittest

import world  # puts its folders on the path
import azure
from harness import request
from instance import Browser, RequestTracker, SLOW_S
from screens import PAGE, PLACE, Screens
from world import Case, token

rt = authority = keeper = None


def setUpModule():
    global rt, authority, keeper
    rt, authority = world.start()
    keeper = Screens(rt)


def connection(name, **over):
    # The authority is ours: nothing here asks the internet.
    return {"name": name, "description": "", "enabled": True, "cloud": "public", "authority": authority.base,
            "tenant_id": "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002", "audiences": [f"api://{name}"], "required_role": None,
            "desk": "rt", **over}


def stored():
    return rt.mapping("SELECT document FROM setting ORDER BY version DESC LIMIT 1")[0]["document"]


def named(name):
    return next((c for c in json.loads(stored())["connections"] if c["name"] == name), None)


class Assets(Case):
    def test_the_screens_files_have_their_types_and_are_sent_once(self):
        for path, kind in (("app.js", "text/javascript"), ("app.css", "text/css"), ("icon.svg", "image/svg+xml"),
                           ("texts/de.js", "text/javascript")):
            reply = keeper.fetch("GET", "/ui/" + path)
            self.assertEqual((200, kind), (reply.status, reply.headers.get_content_type()), path)
            self.assertEqual("nosniff", reply.headers["X-Content-Type-Options"])
            self.assertIsNone(reply.headers["Set-Cookie"])
            again = keeper.fetch("GET", "/ui/" + path, headers={"If-None-Match": reply.headers["ETag"]})
            self.assertEqual((304, b"", reply.headers["ETag"]), (again.status, again.body, again.headers["ETag"]))
            self.assertIsNone(again.headers["Content-Length"])
            self.assertEqual(200, keeper.fetch("GET", "/ui/" + path, headers={"If-None-Match": '"other"'}).status)

    def test_what_there_is_not_is_404_and_the_page_for_other_hosts_leads_to_ours(self):
        for path in ("/ui/nosuch.js", "/ui/../api.md", "/ui/%2e%2e/%2e%2e/RT.html", "/api/v1/nosuch",
                     "/api/v1/deliveries/999999"):
            self.assertIn(keeper.fetch("GET", path).status, (400, 404), path)
        self.assertEqual((302, PAGE), (lambda r: (r.status, r.headers["Location"]))(keeper.fetch("GET", "/ui/")))
        wrong = keeper.fetch("PUT", "/ui/app.js", "x")
        self.assertEqual((405, "GET"), (wrong.status, wrong.headers["Allow"]))


class Who(Case):
    def test_nobody_is_told_401_as_json_without_a_redirect_or_a_session(self):
        for cookie in (None, "RT_SID_scratch=0123456789abcdef0123456789abcdef", f"RT_SID_scratch.{rt.port}=" + "0" * 32,
                       f"RT_SID_scratch.{rt.port}=../../etc/passwd"):
            for method, path in (("GET", "/api/v1/settings"), ("PUT", "/api/v1/settings"), ("GET", "/ui/app.js")):
                reply = request(rt.base, method, PLACE + path, None if method == "GET" else "{}",
                                {"Host": f"localhost:{rt.port}", **({"Cookie": cookie} if cookie else {})}, timeout=SLOW_S)
                self.assertEqual((401, "application/json"), (reply.status, reply.headers.get_content_type()))
                self.assertIn("error", reply.json())
                self.assertIsNone(reply.headers["Set-Cookie"])

    def test_who_lacks_the_right_is_told_403_whatever_the_token(self):
        onlooker = Screens(rt, "onlooker")
        before = stored()
        self.assertEqual({}, onlooker.data)
        for method, path in (("GET", "/api/v1/settings"), ("GET", "/ui/app.js"), ("PUT", "/api/v1/settings")):
            reply = onlooker.fetch(method, path, {} if method == "PUT" else None, csrf=keeper.data["csrf"])
            self.assertEqual((403, True), (reply.status, "AdminSecureExport" in reply.json()["error"]))
            self.assertNotIn(RequestTracker.TENANT, reply.body.decode())
        self.assertEqual(before, stored())

    def test_a_session_that_never_saw_the_page_opens_nothing_and_the_page_opens_it(self):
        fresh = Screens.__new__(Screens)
        Browser.__init__(fresh, rt, "keeper", "a-password")
        fresh.origin, fresh.data = keeper.origin, {}
        self.assertEqual(403, fresh.fetch("GET", "/api/v1/status").status)
        fresh.open()
        self.assertEqual(200, fresh.fetch("GET", "/api/v1/status").status)

    def test_after_logging_out_the_session_is_worth_nothing(self):
        leaving = Screens(rt)
        self.assertEqual("keeper", leaving.fetch("GET", "/api/v1/status").json()["user"])
        cookie = leaving.cookie
        leaving.get("/NoAuth/Logout.html")
        leaving.cookie = cookie
        self.assertEqual(401, leaving.fetch("GET", "/api/v1/status").status)


class Forged(Case):
    """A change that the person did not mean, beside the same that was."""

    def attempt(self, **how):
        document, version = keeper.settings()
        document["connections"].append(connection(self.name))
        return keeper.fetch("PUT", "/api/v1/settings", document, {"If-Match": version}, **how)

    def assert_refused(self, **how):
        reply = self.attempt(**how)
        self.assertEqual(403, reply.status, how)
        self.assertIn("error", reply.json())
        self.assertIsNone(named(self.name), how)

    def assert_taken(self, **how):
        self.assertEqual(200, self.attempt(**how).status, how)
        self.assertIsNotNone(named(self.name))

    def test_no_token_a_wrong_one_and_that_of_another_session(self):
        good = keeper.data["csrf"]
        nearly = ("1" if good[0] == "0" else "0") + good[1:]
        for wrong in (None, "", "x", good[:-1], good + "0", nearly, Screens(rt).data["csrf"]):
            self.assert_refused(csrf=wrong)
        self.assert_taken()

    def test_a_foreign_origin_or_referer_or_neither(self):
        for how in ({"origin": "https://evil.example"}, {"origin": "null"}, {"origin": keeper.origin + "0"},
                    {"referer": "https://evil.example" + PAGE}, {"origin": None, "referer": None},
                    {"origin": None, "referer": "https://evil.example/"}):
            self.assert_refused(**how)
        self.assert_taken(origin=None)

    def test_a_browser_that_says_that_another_site_asks(self):
        for site in ("cross-site", "same-site"):
            self.assert_refused(site=site)
            self.assertEqual(403, keeper.fetch("GET", "/api/v1/settings", site=site).status)
        self.assert_taken(site=None, referer=None)

    def test_a_form_cannot_do_it_nor_a_get(self):
        parked = "/api/v1/parked/retry"
        self.assertEqual(403, keeper.fetch("POST", parked, "Do=Retry", {"Content-Type": "application/x-www-form-urlencoded"},
                                           csrf=None).status)
        got = keeper.fetch("GET", parked)
        self.assertEqual((405, "POST"), (got.status, got.headers["Allow"]))
        self.assertEqual(200, keeper.fetch("POST", parked, "").status)


class Changes(Case):
    def test_a_connection_is_added_changed_and_disabled_and_the_change_is_in_force_at_once(self):
        name = self.name
        self.assertEqual(200, keeper.change(lambda d: d["connections"].append(connection(name))).status)
        self.assertEqual(([f"api://{name}"], None, True, "rt"),
                         tuple(named(name)[k] for k in ("audiences", "required_role", "enabled", "desk")))

        def enable(on):
            def edit(document):
                next(c for c in document["connections"] if c["name"] == "contoso")["enabled"] = on
            self.assertEqual(200, keeper.change(edit).status)

        enable(False)
        try:
            self.assertIn(rt.post(azure.metric_alert(azure.new_alert_id()), token()).status, (401, 403))
        finally:
            enable(True)
        self.assertEqual(202, rt.post(azure.metric_alert(azure.new_alert_id()), token()).status)
        [newest] = keeper.fetch("GET", "/api/v1/settings/history?limit=1").json()["rows"]
        self.assertEqual("keeper", newest["changed_by"])
        rt.settled()

    def test_the_second_of_two_administrators_is_told_and_overwrites_nothing(self):
        document, version = keeper.settings()
        other = Screens(rt, "root", "root-password")
        self.assertEqual(200, other.change(lambda d: d["connections"].append(connection(self.name))).status)
        document["connections"].append(connection(self.name + "-late"))
        late = keeper.fetch("PUT", "/api/v1/settings", document, {"If-Match": version})
        self.assertEqual((412, "root"), (late.status, late.json()["changed_by"]))
        self.assertIsNone(named(self.name + "-late"))
        self.assertIsNotNone(named(self.name))

    def test_a_mistake_is_named_and_nothing_is_saved(self):
        before = stored()
        reply = keeper.change(lambda d: d["connections"].append(connection(self.name, tenant_id="no guid")))
        self.assertEqual(400, reply.status)
        self.assertIn("not a GUID", reply.json()["error"])
        self.assertEqual(before, stored())

    def test_wide_characters_and_markup_come_back_as_they_were_sent(self):
        text = "Größe 監視 🔥 \u202eright\u202c <script>alert(1)</script> \"q\" 'a' \\ &amp; %41 +"
        saved = keeper.change(lambda d: d["connections"].append(connection(self.name, description=text)))
        self.assertEqual(200, saved.status)
        back = keeper.settings()[0]
        self.assertEqual(text, next(c for c in back["connections"] if c["name"] == self.name)["description"])
        found = keeper.fetch("GET", "/api/v1/deliveries?q=%E7%9B%A3%20%26+x").json()
        self.assertEqual([], found["rows"])

    def test_a_body_beyond_4_mib_is_413_and_the_longest_is_read_to_its_end(self):
        most = 4 << 20
        self.assertEqual(413, keeper.fetch("POST", "/api/v1/dry-run", b" " * (most + 1)).status)
        self.assertIn(keeper.fetch("POST", "/api/v1/dry-run", b" " * most).status, (400, 413))
        self.assertEqual(200, keeper.fetch("GET", "/api/v1/status").status)

    def test_the_test_of_the_desk_tells_that_all_is_well(self):
        reply = keeper.fetch("POST", "/api/v1/desks/rt/test", "")
        self.assertEqual(200, reply.status, reply)
        self.assertEqual([], [line for line in reply.json() if not line["good"]])
        self.assertIn("CreateTicket", reply.body.decode())


class Hostile(Case):
    def test_what_a_stranger_sent_is_shown_as_text_alone(self):
        rule = f"{self.name}<script>alert('page')</script>"
        delivery = self.send(azure.new_alert_id(), rule=rule)["delivery"]
        body = keeper.fetch("GET", f"/api/v1/deliveries/{delivery}/body", headers={"Accept": "text/html"})
        self.assertEqual("text/plain", body.headers.get_content_type())
        self.assertEqual("nosniff", body.headers["X-Content-Type-Options"])
        self.assertIn("<script>alert('page')", body.body.decode())
        rows = keeper.fetch("GET", f"/api/v1/deliveries?q={self.name}")
        self.assertEqual("application/json", rows.headers.get_content_type())
        self.assertEqual(rule, rows.json()["rows"][0]["rule"])
        self.assertNotIn("<script>alert('page')", keeper.get(PAGE).body.decode())


if __name__ == "__main__":
    unittest.main()
