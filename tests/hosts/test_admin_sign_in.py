# Long: one state machine, tried from every side.
"""Signing in and out: passwords, guesses, cookies, sessions, and requests that somebody else made a browser send."""
import json
import os
import re
import unittest

from admin import FORM, PASSWORD, Browser, admin_host, code_in_log, signed_in, with_password
from host import get, run


class SignIn(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = admin_host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)

    def test_the_right_password_leads_to_the_screens_and_a_session(self):
        browser = Browser(self.host)
        self.assertEqual(browser.get("/session").status, 401)
        reply = browser.sign_in(name="ann")
        self.assertEqual((reply.status, reply.one("Location")), (303, "/ui/"))
        session = browser.get("/session")
        self.assertEqual((session.status, session.one("Content-Type")), (200, "application/json"))
        told = json.loads(session.body)
        self.assertEqual(set(told), {"user", "csrf"})
        self.assertEqual(told["user"], "admin (ann)")
        self.assertRegex(told["csrf"], r"^[\w-]{43}$")
        self.assertEqual(browser.get("/ui/").body, "screen")
        self.assertIn("\nuser=admin (ann)\n", browser.get("/api/v1/settings").body)

    def test_the_cookie_on_plain_http_is_for_no_script_and_no_other_site(self):
        browser = Browser(self.host)
        session, device = browser.sign_in().all("Set-Cookie")
        self.assertRegex(session, r"^se-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Strict$")
        self.assertRegex(device, r"^se-device=[\w-]{43}\.\d+\.[0-9a-f]{64}; Path=/; Max-Age=7776000; HttpOnly; "
                                 r"SameSite=Strict$")

    def test_a_wrong_password_is_401_with_the_name_kept_and_no_cookie(self):
        for wrong in (PASSWORD + "x", PASSWORD[:-1], PASSWORD.upper(), ""):
            browser = Browser(self.host)
            reply = browser.sign_in(wrong, name="bob")
            self.assertEqual((reply.status, reply.all("Set-Cookie")), (401, []))
            self.assertIn("This is not the password.", reply.body)
            self.assertIn('value="bob"', reply.body)
            self.assertNotIn(PASSWORD[:-1], reply.body)
            self.assertEqual(browser.get("/session").status, 401)
        self.host.wait_for_line("warning sign-in from 127.0.0.1 with a wrong password")
        self.assertEqual(Browser(self.host).sign_in().status, 303)  # and the count begins anew

    def test_the_name_is_optional_and_must_be_one(self):
        for name, user in (("", "admin"), ("Jörg Groß-Müller", "admin (Jörg Groß-Müller)"),
                           ("a.b_c-d@example 1", "admin (a.b_c-d@example 1)"), ("x" * 64, f"admin ({'x' * 64})")):
            browser = Browser(self.host)
            self.assertEqual(browser.sign_in(name=name).status, 303, name)
            self.assertEqual(json.loads(browser.get("/session").body)["user"], user)
        for name in ("x" * 65, "<script>", "a\nb", "a) (root", " ann", "ann ", "a  b", "\u202eann", "人", "a\0b"):
            reply = Browser(self.host).sign_in(name=name)
            self.assertEqual(reply.status, 400, name)
            self.assertIn("At most 64 letters", reply.body)
            self.assertNotIn("<script>", reply.body)

    def test_signing_in_again_ends_the_session_before(self):
        browser = signed_in(self.host)
        before, browser_before = browser.cookie, Browser(self.host)
        self.assertEqual(browser.sign_in().status, 303)
        browser_before.cookie = before
        self.assertEqual(browser_before.get("/session").status, 401)
        self.assertEqual(browser.get("/session").status, 200)

    def test_signing_out_ends_the_session_and_takes_the_cookie_back(self):
        browser, other = signed_in(self.host), signed_in(self.host)
        for fields in ("", "X-CSRF-Token: \r\n", f"X-CSRF-Token: {other.csrf}\r\n"):
            self.assertEqual(browser.ask("DELETE", "/session", fields).status, 403)
        reply = browser.change("DELETE", "/session", None)
        self.assertEqual(reply.status, 204)
        self.assertRegex(reply.one("Set-Cookie"), r"^se-session=; .*HttpOnly; SameSite=Strict; Max-Age=0$")
        self.assertEqual(browser.get("/session").status, 401)
        self.assertEqual(browser.change("DELETE", "/session", None).status, 401)
        self.assertEqual(other.get("/session").status, 200)

    def test_a_cookie_that_another_program_on_this_machine_set_is_no_hindrance(self):
        browser = signed_in(self.host)
        own = browser.cookie
        browser.cookie = f"other=1; se-session=forged; {own}; se-sessions=x"
        self.assertEqual(browser.get("/session").status, 200)
        browser.cookie = "; ".join(["se-session=forged"] * 8 + [own])
        self.assertEqual(browser.get("/session").status, 401)
        browser.cookie = own[:-1]
        self.assertEqual(browser.get("/session").status, 401)

    def test_a_form_must_be_one_and_small(self):
        browser = Browser(self.host)
        good = "name=ann&password=correct+horse+battery"
        self.assertEqual(browser.ask("POST", "/login", FORM, good).status, 303)
        self.assertEqual(browser.ask("POST", "/login", "Content-Type: application/json\r\n", "{}").status, 415)
        self.assertEqual(browser.ask("POST", "/login", "", good).status, 415)
        for bad in (good + "&name=bob", good + "%", good + "%4", "&".join(f"f{i}=" for i in range(17))):
            self.assertEqual(browser.ask("POST", "/login", FORM, bad).status, 400, bad)
        self.assertEqual(browser.ask("POST", "/login", FORM, good + "&x=" + "y" * 9000).status, 413)
        self.assertIn("error", browser.ask("PUT", "/login", FORM, good).body)

    def test_the_pages_speak_english_or_german_and_load_nothing_from_elsewhere(self):
        browser = Browser(self.host)
        for wanted, language, word in (("", "en", "Sign in"), ("de-DE,de;q=0.9,en;q=0.8", "de", "Anmelden"),
                                       ("en-US,de;q=0.5", "en", "Sign in"), ("fr", "en", "Sign in"),
                                       ("de;q=0.3,en;q=0.4", "en", "Sign in"), ("fr,de;q=0.1", "de", "Anmelden")):
            reply = browser.get("/login", wanted and f"Accept-Language: {wanted}\r\n")
            self.assertEqual((reply.status, reply.one("Content-Language")), (200, language), wanted)
            self.assertIn(f'<html lang="{language}">', reply.body)
            self.assertIn(f"<h1>{word}</h1>", reply.body)
        for path in ("/login", "/login/first"):
            page = browser.get(path).body
            self.assertNotIn("{{", page)
            self.assertNotRegex(page, r"<style|<script>| style=| on\w+=|https?:")
            for label in re.findall(r'<input id="(\w+)"', page):
                self.assertIn(f'<label for="{label}">', page)
            for described in re.findall(r'aria-describedby="([^"]*)"', page):
                for name in described.split():
                    self.assertIn(f'id="{name}"', page)
            for link in re.findall(r'(?:src|href)="([^"]*)"', page):
                self.assertEqual(browser.get(link).status, 200, link)
        for path, kind in (("/login.css", "text/css"), ("/login.js", "text/javascript"), ("/login.svg", "image/svg+xml")):
            self.assertTrue(browser.get(path).one("Content-Type").startswith(kind))

    def test_who_followed_a_link_on_another_site_is_asked_for_no_password_if_signed_in(self):
        browser = Browser(self.host)  # SameSite=Strict: without the cookie
        self.assertIn('data-from="elsewhere"', browser.get("/login", "Sec-Fetch-Site: cross-site\r\n").body)
        self.assertNotIn("data-from", browser.get("/login", "Sec-Fetch-Site: same-origin\r\n").body)


class OtherSites(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = admin_host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)
        cls.browser = signed_in(cls.host)

    def test_every_change_needs_the_sessions_token(self):
        browser, other = self.browser, signed_in(self.host)
        for method in ("PUT", "POST"):
            self.assertEqual(browser.change(method, "/api/v1/settings", "{}").status, 200)
            for fields in ("", "X-CSRF-Token: \r\n", f"X-CSRF-Token: {other.csrf}\r\n",
                           f"X-CSRF-Token: {browser.csrf}x\r\n",
                           f"X-CSRF-Token: {browser.csrf}\r\nX-CSRF-Token: {browser.csrf}\r\n"):
                reply = browser.ask(method, "/api/v1/settings", fields, "{}")
                self.assertEqual(reply.status, 403, fields)
                self.assertIn("X-CSRF-Token", json.loads(reply.body)["error"])
        self.assertEqual(browser.ask("GET", "/api/v1/settings").status, 200)  # reading needs none

    def test_a_change_from_another_site_is_refused_even_with_the_token(self):
        token = f"X-CSRF-Token: {self.browser.csrf}\r\n"
        own, port = self.browser.origin, self.host.admin_port
        for fields, status in (("", 200), (f"Origin: {own}\r\n", 200), ("Sec-Fetch-Site: same-origin\r\n", 200),
                               (f"Origin: {own}\r\nSec-Fetch-Site: same-origin\r\n", 200),
                               ("Origin: null\r\nSec-Fetch-Site: same-origin\r\n", 200),
                               ("Origin: null\r\n", 403), ("Origin: https://evil.example\r\n", 403),
                               (f"Origin: http://127.0.0.1:{port + 1}\r\n", 403),
                               (f"Origin: http://localhost:{port}\r\n", 403),
                               (f"Origin: {own}.evil.example\r\n", 403),
                               (f"Origin: {own}\r\nOrigin: https://evil.example\r\n", 403),
                               ("Sec-Fetch-Site: cross-site\r\n", 403), ("Sec-Fetch-Site: same-site\r\n", 403),
                               ("Sec-Fetch-Site: none\r\n", 403),
                               (f"Origin: {own}\r\nSec-Fetch-Site: cross-site\r\n", 403)):
            reply = self.browser.ask("POST", "/api/v1/parked/retry", token + fields, "")
            self.assertEqual(reply.status, status, fields)

    def test_a_sign_in_from_another_site_is_refused(self):
        good = "name=ann&password=correct+horse+battery"
        for path in ("/login", "/login/first"):
            for fields in ("Origin: https://evil.example\r\n", "Origin: null\r\n", "Sec-Fetch-Site: cross-site\r\n"):
                self.assertEqual(Browser(self.host).ask("POST", path, FORM + fields, good).status, 403)

    def test_a_refused_change_never_reaches_the_plugin_nor_is_its_body_waited_for(self):
        with self.browser.connect() as client:
            client.send(f"POST /api/v1/x HTTP/1.1\r\nHost: {self.browser.authority}\r\nCookie: {self.browser.cookie}\r\n"
                        "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
            self.assertEqual(client.response().status, 403)


class Guesses(unittest.TestCase):
    def test_after_five_wrong_guesses_an_address_waits_and_others_do_not(self):
        with admin_host() as host:
            guesser, other = Browser(host, address="127.0.0.2"), Browser(host, address="127.0.0.3")
            self.assertEqual([guesser.sign_in("wrong").status for _ in range(5)], [401] * 5)
            reply = guesser.sign_in()  # the right one would not get in either
            self.assertEqual((reply.status, reply.all("Set-Cookie")), (429, []))
            self.assertLessEqual(1, int(reply.one("Retry-After")))
            self.assertLessEqual(int(reply.one("Retry-After")), 30)
            self.assertIn(f"Try again in {reply.one('Retry-After')} seconds", reply.body)
            self.assertEqual(other.sign_in().status, 303)

    def test_guesses_sent_side_by_side_are_no_way_around(self):
        with admin_host() as host:
            body, clients = "password=wrong", [Browser(host).connect() for _ in range(20)]
            for client in clients:
                client.send(f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{host.admin_port}\r\n{FORM}"
                            f"Content-Length: {len(body)}\r\n\r\n{body}")
            statuses = sorted(client.response().status for client in clients)
            self.assertEqual(statuses, [401] * 5 + [429] * 15)
            for client in clients:
                client.close()

    def test_many_addresses_together_have_30_guesses_and_a_link_still_gets_its_bearer_in(self):
        with admin_host() as host:
            statuses = [Browser(host, address=f"127.0.1.{i // 4 + 1}").sign_in("wrong").status for i in range(36)]
            self.assertEqual(statuses[:30], [401] * 30)
            self.assertIn(429, statuses[30:])  # one more each 6 s
            from_host = Browser(host)
            link = run("admin", "link", "--data-dir", host.directory.name).stdout.strip()
            reply = from_host.send_form("/login/first", code=link.split("#")[1], password="a new password",
                                        again="a new password")
            self.assertEqual(reply.status, 303)

    def test_a_flood_of_guesses_stalls_nobody_and_is_told_to_come_back(self):
        # The work on a real password (not the tests' cheap one) takes a good part of a second each.
        with admin_host(prepare=None) as host:
            admin = Browser(host)
            self.assertEqual(admin.send_form("/login/first", code=code_in_log(host), password=PASSWORD,
                                             again=PASSWORD).status, 303)
            body, clients = "password=wrong", []
            for i in range(20):
                client = Browser(host, address=f"127.0.2.{i + 1}").connect()
                client.send(f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{host.admin_port}\r\n{FORM}"
                            f"Content-Length: {len(body)}\r\n\r\n{body}")
                clients.append(client)
            # Many more replies than there could be if each waited for a guess; and alerts are taken.
            for _ in range(50):
                self.assertEqual(admin.get("/ui/").status, 200)
                self.assertEqual(host.ask(get("/test/seen")).status, 200)
            replies = [client.response() for client in clients]
            for client in clients:
                client.close()
            self.assertEqual({reply.status for reply in replies}, {401, 503})
            self.assertGreaterEqual(sum(reply.status == 503 for reply in replies), 10)
            self.assertEqual({reply.one("Retry-After") for reply in replies if reply.status == 503}, {"5"})


def use_up(host, addresses=60):
    """Strangers at so many addresses guess until nobody's guess is looked at."""
    statuses = [Browser(host, address=f"127.0.3.{i + 1}").sign_in("wrong").status for i in range(addresses)]
    assert statuses[:30] == [401] * 30 and 429 in statuses[30:], statuses


def still_used_up(host):
    """On a busy machine time enough has passed for another guess: one more stranger takes it."""
    assert 429 in (Browser(host, address=f"127.0.6.{i + 1}").sign_in("wrong").status for i in range(60))


class Devices(unittest.TestCase):
    """Who signed in before is not locked out by strangers' guesses: their browser shows so (a device cookie)."""

    def test_strangers_lock_out_those_alone_who_never_signed_in(self):
        with admin_host() as host:
            known = signed_in(host)
            known.cookie = None
            use_up(host)
            for language, words in (("en", "To get in now"), ("de", "Einmal-Link")):
                reply = Browser(host, address="127.0.4.1").send_form(
                    "/login", f"Accept-Language: {language}\r\n" + FORM, name="ann", password=PASSWORD)
                self.assertEqual((reply.status, reply.all("Set-Cookie")), (429, []))
                self.assertIn(words, reply.body)
                self.assertIn("secure-export admin link", reply.body)
            self.assertEqual(known.sign_in().status, 303)  # from the same machine as all of them
            self.assertEqual(known.sign_in("wrong").status, 401)
            self.assertEqual(known.sign_in().status, 303)

    def test_behind_a_proxy_it_is_the_same(self):
        with admin_host("--trusted-proxy", "127.0.0.1") as host:
            known = signed_in(host)
            known.cookie = None
            for i in range(60):
                Browser(host).send_form("/login", f"X-Forwarded-For: 203.0.113.{i + 1}\r\n" + FORM, password="wrong")
            self.assertEqual(Browser(host).sign_in().status, 429)
            self.assertEqual(known.sign_in().status, 303)

    def test_a_forged_or_foreign_cookie_makes_a_stranger(self):
        with admin_host() as host, admin_host() as other:
            known, foreign = signed_in(host), signed_in(other)
            name, value = known.device.split("=")
            device, expires, signature = value.split(".")
            use_up(host)
            for forged in (foreign.device, f"{name}={value[:-1]}", f"{name}={value}0", f"{name}=", f"{name}=a.b.c",
                           f"{name}={device}.{int(expires) + 1}.{signature}", f"{name}={device}.0.{signature}",
                           f"{name}={device[:-1]}A.{expires}.{signature}" if device[-1] != "A" else f"{name}=x",
                           f"{name}={device}.{expires}.{signature.upper() if signature.upper() != signature else 'x'}",
                           "; ".join([f"{name}=x"] * 8 + [known.device])):
                browser = Browser(host, address="127.0.4.2")
                browser.device = forged
                self.assertEqual(browser.sign_in().status, 429, forged)
            browser = Browser(host, address="127.0.4.2")
            browser.device = f"{name}=x; {known.device}"  # another program on this machine set one, too
            self.assertEqual(browser.sign_in().status, 303)

    def test_a_stolen_cookie_gives_one_bucket_of_guesses_and_takes_no_other(self):
        with admin_host() as host:
            stolen, other = signed_in(host), signed_in(host)
            self.assertNotEqual(stolen.device, other.device)
            statuses = []
            for i in range(12):  # from wherever
                thief = Browser(host, address=f"127.0.5.{i + 1}")
                thief.device = stolen.device
                statuses.append(thief.sign_in("wrong").status)
            self.assertEqual(statuses, [401] * 5 + [429] * 7)
            self.assertEqual(other.sign_in().status, 303)
            self.assertEqual(Browser(host, address="127.0.5.1").sign_in().status, 303)  # nor the strangers' one

    def test_it_survives_a_restart_and_ends_with_the_password(self):
        with admin_host() as host:
            known = signed_in(host)
            record = open(os.path.join(host.directory.name, "admin.password"), "rb").read()

        def same_password(directory):
            with open(os.path.join(directory, "admin.password"), "wb",
                      opener=lambda file, flags: os.open(file, flags, 0o600)) as out:
                out.write(record)
        with admin_host(prepare=same_password) as host:
            use_up(host)
            browser = Browser(host)
            browser.device = known.device
            self.assertEqual(browser.sign_in().status, 303)
            with_password(host.directory.name)  # the same one, set anew
            still_used_up(host)
            browser = Browser(host)
            browser.device = known.device
            self.assertEqual(browser.sign_in().status, 429)


class Sessions(unittest.TestCase):
    def test_the_65th_session_ends_the_one_that_is_unused_for_longest(self):
        with admin_host() as host:
            browsers = [signed_in(host) for _ in range(64)]
            self.assertEqual(browsers[0].get("/session").status, 200)  # used now
            browsers.append(signed_in(host))
            self.assertEqual(browsers[1].get("/session").status, 401)
            self.assertEqual(browsers[0].get("/session").status, 200)
            self.assertEqual(browsers[64].get("/session").status, 200)

    def test_a_restart_signs_everybody_out(self):
        with admin_host() as host:
            cookie = signed_in(host).cookie
        with admin_host() as host:
            browser = Browser(host)
            browser.cookie = cookie
            self.assertEqual(browser.get("/session").status, 401)


if __name__ == "__main__":
    unittest.main()
