"""The pages Admin > Tools > Azure alerts: the plugin's screens in RT's own frame, and RT's settings beside them."""
import re
import unittest

import world  # puts its folders on the path
import azure
from harness import request
from instance import Browser, SLOW_S
from screens import PAGE, PLACE, SETTINGS_OF_RT, Screens
from world import Case

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class Page(Case):
    def test_it_shows_the_screens_in_rts_frame_to_those_who_have_the_right(self):
        keeper = Screens(rt)
        page = keeper.get(PAGE)
        self.assertEqual(200, page.status)
        text = page.body.decode()
        for part in ('id="main-navigation"', f'href="{PLACE}/ui/app.css"', f'type="module" src="{PLACE}/ui/app.js"'):
            self.assertIn(part, text)
        self.assertEqual({"frame": "host", "theme": "light", "api": PLACE + "/api/v1/", "login": PAGE, "user": "keeper",
                          "language": "en"}, {k: v for k, v in keeper.data.items() if k != "csrf"})
        menu = keeper.get("/Admin/Tools/index.html").body.decode()
        for entry in (PAGE, SETTINGS_OF_RT):
            self.assertIn(entry, menu)

    def test_the_webhook_address_that_it_hands_out_is_rts_own_web_address(self):
        told = Screens(rt).fetch("GET", "/api/v1/status").json()
        self.assertEqual([{"scheme": "http", "host": "localhost", "port": rt.port, "prefix": ""}], told["public"])
        self.assertEqual("/azure-monitor/alerts", told["alerts_path"])
        for url, wanted in (("https://desk.example.com/", ["https", "desk.example.com", 443, ""]),
                            ("https://desk.example.com:8443/rt/", ["https", "desk.example.com", 8443, "/rt"]),
                            ("http://[2001:db8::1]/a/b/", ["http", "2001:db8::1", 80, "/a/b"])):
            [one] = rt.check("public_endpoints", url)
            self.assertEqual(wanted, [one[key] for key in ("scheme", "host", "port", "prefix")])
        for url in ("", "desk.example.com", "ftp://desk.example.com/", "/rt"):
            self.assertEqual([], rt.check("public_endpoints", url))

    def test_without_the_right_it_is_refused_and_not_in_the_menu(self):
        onlooker = Browser(rt, "onlooker", "a-password")
        for page in (PAGE, SETTINGS_OF_RT):
            reply = onlooker.get(page)
            self.assertEqual(403, reply.status)
            self.assertNotIn("secure-export", reply.body.decode())
            nobody = request(rt.base, "GET", page, headers={"Host": f"localhost:{rt.port}"}, timeout=SLOW_S)
            self.assertNotIn('id="secure-export"', nobody.body.decode())
        self.assertNotIn(PAGE, onlooker.get("/Admin/Tools/index.html").body.decode())

    def test_each_session_has_a_token_of_its_own_and_keeps_it(self):
        one, other = Screens(rt), Screens(rt)
        first = one.data["csrf"]
        self.assertRegex(first, r"^[0-9a-f]{64}$")
        self.assertNotEqual(first, other.data["csrf"])
        self.assertEqual(first, one.open()["csrf"])

    def test_it_speaks_the_users_language_and_follows_the_users_style(self):
        rt.check("tastes", "keeper", "de", "elevator-dark")
        try:
            keeper = Screens(rt)
            self.assertEqual(("de", "dark"), (keeper.data["language"], keeper.data["theme"]))
            self.assertIn("Azure-Alarme", keeper.get(PAGE).body.decode())
        finally:
            rt.check("tastes", "keeper", "en", "elevator-light")

    def test_a_name_with_markup_and_wide_letters_stays_a_name(self):
        rt.check("person", 'zoë "監" <b>', "a-password", "ShowConfigTab", "AdminSecureExport")
        screens = Screens(rt, 'zoë "監" <b>')
        self.assertEqual("zoë &#34;監&#34; &lt;b&gt;", screens.data["user"])
        self.assertEqual('zoë "監" <b>', screens.fetch("GET", "/api/v1/status").json()["user"])

    def test_when_the_plugin_does_not_run_it_says_why_and_what_helps(self):
        moved = rt.data.with_name("moved")
        rt.stop_workers()
        rt.stop_server()
        keeper = None
        rt.data.rename(moved)
        try:
            rt.start_server(workers=1)
            keeper = Screens(rt)
            self.assertEqual({}, keeper.data)
            text = keeper.get(PAGE).body.decode()
            self.assertIn("rt-secure-export-setup", text)
            self.assertIn(str(rt.data), text)
            self.assertEqual(200, keeper.get(SETTINGS_OF_RT).status)
        finally:
            moved.rename(rt.data)
            rt.stop_server()
            rt.start_server(workers=3)
            rt.start_worker()
        self.assertTrue(keeper.open())


class SettingsOfRt(Case):
    CHOICE = {"Do": "Save", "Queue": "Azure", "Catalogs": ["Servers"], "ResolveStatus": "", "ReopenStatus": ""}

    def chosen_queue(self):
        page = self.keeper.get(SETTINGS_OF_RT).body.decode()
        return re.search(r'<option value="\d+" selected="selected">(\w+)<', page).group(1)

    def setUp(self):
        super().setUp()
        self.keeper = Browser(rt, "keeper", "a-password")

    def test_it_shows_what_is_chosen_and_what_there_is(self):
        text = self.keeper.get(SETTINGS_OF_RT).body.decode()
        for part in ("Azure", "Elsewhere", "Servers", "Workplaces", "resolved"):
            self.assertIn(part, text)
        self.assertEqual("Azure", self.chosen_queue())

    def test_the_choice_of_another_queue_is_kept_and_used(self):
        root = Browser(rt, "root", "root-password")
        root.post(SETTINGS_OF_RT, {**self.CHOICE, "Queue": "Elsewhere"})
        alert = azure.new_alert_id()
        try:
            self.send(alert)
            self.assertEqual("Elsewhere", self.ticket_of(alert)["queue"])
            self.assertIn("became &#39;Elsewhere&#39;", root.get(SETTINGS_OF_RT).body.decode())
        finally:
            root.post(SETTINGS_OF_RT, self.CHOICE)
        alert = azure.new_alert_id()
        self.send(alert)
        self.assertEqual("Azure", self.ticket_of(alert)["queue"])

    def refused(self, browser, *words, **changed):
        page = browser.post(SETTINGS_OF_RT, {**self.CHOICE, **changed}).body.decode()
        for word in ("Nothing was saved", *words):
            self.assertIn(word, page)
        self.assertEqual("Azure", self.chosen_queue())
        alert = azure.new_alert_id()
        self.send(alert)
        self.assertEqual("Azure", self.ticket_of(alert)["queue"], "alerts go on as before")

    def test_a_queue_that_its_chooser_may_not_prepare_is_not_saved(self):
        self.refused(self.keeper, "AssignCustomFields", "Second", Queue="Second")

    def test_what_would_park_every_alert_is_not_saved(self):
        root = Browser(rt, "root", "root-password")
        self.refused(root, "no status frozen", "resolved", ResolveStatus="frozen")
        self.refused(root, "Endless", "has a way from new", Queue="Endless")
        rt.check("queue", "Second", "disabled", 1)
        try:
            self.refused(root, "Second is disabled", Queue="Second")
        finally:
            rt.check("queue", "Second", "disabled", 0)
        self.refused(root, "no catalog Nowhere", Catalogs=["Nowhere"])

    def test_no_catalog_is_kept_only_when_it_was_asked_for(self):
        self.refused(self.keeper, "No catalog is marked", Catalogs=[])
        asset = rt.check("asset", self.machine, "Servers", None)
        self.keeper.post(SETTINGS_OF_RT, {**self.CHOICE, "Catalogs": [], "NoAssets": "1"})
        try:
            alert, number = self.opened()
            self.assertEqual([], rt.check("ticket", number)["assets"])
            self.assertEqual(0, rt.setup("--check").returncode)
        finally:
            self.keeper.post(SETTINGS_OF_RT, self.CHOICE)
        alert, number = self.opened(target=azure.resource(self.machine))
        self.assertEqual([asset], rt.check("ticket", number)["assets"])

    def test_a_choice_counts_for_the_next_look_up(self):
        asset = rt.check("asset", self.machine, "Servers", None)

        def found():
            return [c["id"] for c in rt.check("desk", "ci.find", {"by": "name", "value": self.machine})["answer"]["cis"]]
        self.assertEqual([str(asset)], found())
        self.keeper.post(SETTINGS_OF_RT, {**self.CHOICE, "Catalogs": [], "NoAssets": "1"})
        try:
            self.assertEqual([], found())
        finally:
            self.keeper.post(SETTINGS_OF_RT, self.CHOICE)
        self.assertEqual([str(asset)], found())

    def test_a_queue_that_was_renamed_goes_on(self):
        root = Browser(rt, "root", "root-password")
        for chosen, name in (("Elsewhere", "Elsewhere"), (None, "Azure")):  # by the page, by the configuration
            with self.subTest(name):
                if chosen:
                    root.post(SETTINGS_OF_RT, {**self.CHOICE, "Queue": chosen})
                rt.check("queue", name, "rename", f"{name} {self.name}")
                try:
                    alert = azure.new_alert_id()
                    self.send(alert)
                    self.assertEqual(f"{name} {self.name}", self.ticket_of(alert)["queue"])
                    self.assertEqual(0, rt.setup("--check").returncode)
                finally:
                    rt.check("queue", f"{name} {self.name}", "rename", name)
                    root.post(SETTINGS_OF_RT, self.CHOICE)

    def test_a_lifecycle_with_a_right_of_its_own_gets_that_right(self):
        root = Browser(rt, "root", "root-password")
        root.post(SETTINGS_OF_RT, {**self.CHOICE, "Queue": "Guarded"})
        try:
            alert, number = self.opened()
            self.assertEqual("Guarded", rt.check("ticket", number)["queue"])
            self.send(alert, "Resolved")
            self.assertEqual("resolved", rt.check("ticket", number)["status"])
            rt.check("queue_right", "revoke", "Guarded", "ResolveIt")
            bad = rt.setup("--check", ok=False)
            self.assertEqual(1, bad.returncode)
            self.assertIn("ResolveIt on queue Guarded", bad.stdout)
            rt.setup()
            self.assertEqual(0, rt.setup("--check").returncode)
        finally:
            root.post(SETTINGS_OF_RT, self.CHOICE)

    def test_a_post_from_a_foreign_site_changes_nothing_beside_the_same_from_our_own(self):
        other = {**self.CHOICE, "ReopenStatus": "stalled"}
        told = "ReopenStatus: &#39;&#39; became &#39;stalled&#39;"
        for referer in ("https://evil.example/", None):
            self.keeper.post(SETTINGS_OF_RT, other, referer=referer)
        self.keeper.get(SETTINGS_OF_RT + "?Do=Save&Queue=Azure&Catalogs=Servers&ReopenStatus=stalled")
        self.assertNotIn(told, self.keeper.get(SETTINGS_OF_RT).body.decode())
        self.keeper.post(SETTINGS_OF_RT, other)
        try:
            self.assertIn(told, self.keeper.get(SETTINGS_OF_RT).body.decode())
        finally:
            self.keeper.post(SETTINGS_OF_RT, self.CHOICE)

    def test_without_the_right_a_post_changes_nothing(self):
        onlooker = Browser(rt, "onlooker", "a-password")
        self.assertEqual(403, onlooker.post(SETTINGS_OF_RT, {**self.CHOICE, "Queue": "Elsewhere"}).status)
        self.assertEqual("Azure", self.chosen_queue())


if __name__ == "__main__":
    unittest.main()
