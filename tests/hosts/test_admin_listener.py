"""The admin listener beside the public one: where it is, what is on it, under which names, and with which fields."""
import json
import os
import shutil
import signal
import ssl
import tempfile
import unittest

from admin import Browser, admin_host, signed_in
from host import Host, get, run
from test_tls import Authority

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")


class Separation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = admin_host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)
        cls.browser = signed_in(cls.host)

    def test_public_endpoints_are_not_on_the_admin_listener(self):
        for path in ("/test/seen", "/test/below/x"):
            self.assertEqual(self.host.ask(get(path)).status, 200)
            self.assertEqual(self.browser.get(path).status, 503)  # not done here; the sender may come again
        self.assertEqual(self.browser.change("POST", "/test/do").status, 503)

    def test_admin_endpoints_and_the_hosts_own_pages_are_not_on_the_public_listener(self):
        for path in ("/ui/", "/api/v1/settings", "/login", "/login/first", "/session", "/login.js", "/"):
            reply = self.host.ask(get(path, f"Cookie: {self.browser.cookie}\r\n"))
            self.assertEqual(reply.status, 404, path)
            self.assertEqual(reply.all("Content-Security-Policy"), [])

    def test_who_is_not_signed_in_is_led_to_the_sign_in_or_told_401_as_json(self):
        stranger = Browser(self.host)
        for path in ("/ui/", "/ui/app.js", "/ui/../api/v1/settings"):
            reply = stranger.get(path)
            self.assertEqual((reply.status, reply.one("Location"), reply.body), (303, "/login", ""), path)
        for method, path in (("GET", "/api/v1/settings"), ("PUT", "/api/v1/settings"), ("POST", "/api/v1/sql"),
                             ("OPTIONS", "/api/v1/settings"), ("POST", "/ui/"), ("GET", "/favicon.ico"),
                             ("DELETE", "/session"), ("GET", "/session"), ("GET", "//ui/"), ("GET", "/nothing/such")):
            reply = stranger.ask(method, path)
            self.assertEqual((reply.status, reply.one("Content-Type")), (401, "application/json"), (method, path))
            self.assertIn("signed in", json.loads(reply.body)["error"])
            self.assertEqual([name for name, _ in reply.headers if name.startswith("Access-Control")], [])
        for path in ("/", "/ui"):
            self.assertEqual(stranger.get(path).one("Location"), "/ui/")

    def test_the_plugin_sees_the_user_and_not_what_proves_it(self):
        seen = self.browser.change("PUT", "/api/v1/settings?dry_run=1", '{"a": 1}', "X-Other: kept\r\n").body
        self.assertIn("method=PUT\npath=/api/v1/settings\nquery=dry_run=1\npeer=127.0.0.1\nuser=admin (ann)\n", seen)
        self.assertIn("X-Other: kept\n", seen)
        self.assertTrue(seen.endswith('{"a": 1}'))
        for secret in ("ookie", self.browser.cookie.split("=")[1], "CSRF", self.browser.csrf):
            self.assertNotIn(secret, seen)

    def test_nobody_gives_himself_a_name_with_a_field(self):
        self.assertIn("user=admin (ann)\n", self.browser.get("/api/v1/x", "X-User: root\r\nUser: root\r\n").body)

    def test_head_is_get_without_the_body_and_other_methods_are_405(self):
        for path, status in (("/ui/", 200), ("/api/v1/settings", 200), ("/login", 200), ("/session", 200), ("/", 303)):
            with self.browser.connect() as client:
                client.send(f"HEAD {path} HTTP/1.1\r\nHost: {self.browser.authority}\r\n"
                            f"Cookie: {self.browser.cookie}\r\nConnection: close\r\n\r\n")
                reply = client.response(to_head=True)
                self.assertEqual(reply.status, status, path)
                self.assertTrue(client.ended())
                self.assertEqual(client.input, b"")
        for method, path, allow in (("POST", "/session", "GET, HEAD, DELETE"), ("PUT", "/login", "GET, HEAD, POST"),
                                    ("OPTIONS", "/login", "GET, HEAD, POST"), ("POST", "/ui/", "GET, HEAD"),
                                    ("OPTIONS", "/ui/", "GET, HEAD"), ("DELETE", "/api/v1/x", "GET, HEAD, POST, PUT")):
            reply = self.browser.change(method, path, None)
            self.assertEqual((reply.status, reply.one("Allow")), (405, allow), (method, path))

    def test_4_mib_pass_for_who_is_signed_in_and_one_byte_more_is_413(self):
        body = "x" * (4 * 1024 * 1024)
        self.assertTrue(self.browser.change("POST", "/api/v1/desks/local/cis", body).body.endswith("\n" + body))
        with self.browser.connect() as client:
            client.send(f"POST /api/v1/x HTTP/1.1\r\nHost: {self.browser.authority}\r\nCookie: {self.browser.cookie}\r\n"
                        f"X-CSRF-Token: {self.browser.csrf}\r\nContent-Length: {len(body) + 1}\r\n\r\n")
            self.assertEqual(client.response().status, 413)

    def test_a_slow_request_of_one_administrator_holds_up_neither_the_others_nor_the_alerts(self):
        with admin_host() as host:
            browser = signed_in(host)
            with browser.connect() as slow:
                slow.send(f"GET /api/v1/x?hold HTTP/1.1\r\nHost: {browser.authority}\r\nCookie: {browser.cookie}\r\n\r\n")
                host.wait_for_line("holding")
                self.assertEqual(browser.get("/api/v1/y").status, 200)
                self.assertEqual(host.ask(get("/test/seen")).status, 200)
                host.release()
                self.assertEqual(slow.response().status, 200)

    def test_a_request_under_way_is_answered_before_the_end(self):
        with admin_host() as host:
            browser = signed_in(host)
            with browser.connect() as slow:
                slow.send(f"GET /api/v1/x?hold HTTP/1.1\r\nHost: {browser.authority}\r\nCookie: {browser.cookie}\r\n\r\n")
                host.wait_for_line("holding")
                host.process.send_signal(signal.SIGTERM)
                host.wait_for_line("answering 1 requests")
                host.release()
                self.assertEqual(slow.response().status, 200)
            self.assertEqual(host.wait(), 0)


class Fields(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = admin_host()
        cls.addClassCleanup(cls.host.__exit__, None, None, None)
        cls.browser = signed_in(cls.host)

    def test_every_reply_has_the_security_fields_once(self):
        stranger = Browser(self.host)
        replies = [self.browser.get(path) for path in ("/ui/", "/api/v1/x", "/nothing", "/session", "/login", "/login.css")]
        replies += [stranger.get(path) for path in ("/ui/", "/api/v1/x")]
        replies += [stranger.ask("GET", "/login", host="evil.example"), stranger.ask("POST", "/login", "", "x"),
                    stranger.ask("BREW", "/"), self.browser.change("DELETE", "/session/none", None)]
        with stranger.connect() as client:
            client.send("nonsense\r\n\r\n")
            replies.append(client.response())
        for reply in replies:
            for name, value in (("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"),
                                ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Opener-Policy", "same-origin"),
                                ("Cross-Origin-Resource-Policy", "same-origin")):
                self.assertEqual(reply.one(name), value, reply.status)
            self.assertEqual(reply.all("Strict-Transport-Security"), [])
            self.assertEqual(reply.all("Server"), [])

    def test_nothing_may_be_kept_but_screens_as_the_plugin_says(self):
        self.assertEqual(self.browser.get("/ui/").one("Cache-Control"), "no-cache")
        for path in ("/api/v1/x", "/session", "/login", "/login.js", "/"):
            self.assertEqual(self.browser.get(path).one("Cache-Control"), "no-store", path)


class Names(unittest.TestCase):
    def statuses(self, host, names):
        browser = Browser(host)
        return [browser.ask("GET", "/login", host=name).status for name in names]

    def test_on_loopback_only_loopbacks_names_with_the_port_are_answered(self):
        with admin_host() as host:
            port = host.admin_port
            good = [f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}",
                    f"[0:0:0:0:0:0:0:1]:{port}"]
            self.assertEqual(self.statuses(host, good), [200] * len(good))
            bad = ["localhost", "127.0.0.1", f"localhost:{port + 1}", f"evil.example:{port}", f"localhost.evil.example:{port}",
                   f"127.0.0.2:{port}", f"localhost.:{port}", f"x@localhost:{port}", f"[::2]:{port}", f"localhost:{port}:1",
                   "evil.example"]
            self.assertEqual(self.statuses(host, bad), [421] * len(bad))
            browser = signed_in(host)
            self.assertEqual(browser.ask("GET", "/api/v1/x", host=f"evil.example:{port}").status, 421)
            # An absolute target goes before the Host field (RFC 9112 section 3.2.2).
            self.assertEqual(browser.ask("GET", f"http://evil.example:{port}/api/v1/x").status, 421)
            self.assertEqual(browser.ask("GET", f"http://localhost:{port}/api/v1/x").status, 200)

    def test_admin_name_adds_a_name_with_its_port_or_with_any(self):
        with admin_host("--admin-name", "admin.example.org", "--admin-name", "tunnel:9000") as host:
            self.assertEqual(self.statuses(host, ["admin.example.org", "admin.example.org:1", "tunnel:9000"]), [200] * 3)
            self.assertEqual(self.statuses(host, ["tunnel", "tunnel:9001", "x.admin.example.org"]), [421] * 3)
            browser = Browser(host)  # behind a proxy on this machine that ends TLS
            browser.authority = "admin.example.org"
            self.assertEqual(browser.sign_in().status, 303)
            browser.origin = "https://admin.example.org"
            self.assertEqual(browser.change("POST", "/api/v1/x").status, 200)
        with Host("--admin-name", "admin.example.org:9000", admin="127.0.0.1:0") as host:
            host.wait_for_line("no password is set .*, http://admin.example.org:9000/login#")
        ended = run("serve", "--listen", "127.0.0.1:0", "--admin-name", "a b")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("--admin-name", ended.stderr)


class Listening(unittest.TestCase):
    def test_plain_http_beyond_this_machine_is_refused_behind_a_proxy_too(self):
        for more in ([], ["--behind-proxy"]):
            with tempfile.TemporaryDirectory() as directory:
                ended = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "0.0.0.0:0", "--data-dir", directory, *more)
            self.assertEqual(ended.returncode, 2)
            for word in ("0.0.0.0:0", "password", "--tls-cert", "loopback"):
                self.assertIn(word, ended.stderr)

    def test_a_port_that_was_asked_for_and_is_taken_ends_the_start(self):
        with admin_host() as host, tempfile.TemporaryDirectory() as directory:
            ended = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", f"127.0.0.1:{host.admin_port}",
                        "--data-dir", directory)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(f"port {host.admin_port}", ended.stderr)

    def test_the_default_port_when_taken_is_a_warning_and_alerts_are_served(self):
        with Host(admin=None) as first, Host(admin=None) as second:
            told = second.wait_for_line(r"warning without admin screens: .*127\.0\.0\.1 port 8444.*--admin-listen")
            self.assertTrue(told)
            self.assertEqual(second.ask(get()).status, 200)
            self.assertNotIn("/login#", "".join(line for line in second.lines if line))
            self.assertEqual(first.ask(get()).status, 200)

    def test_off_serves_no_screens_and_makes_no_link(self):
        with Host(admin="off") as host:
            self.assertNotIn("admin screens on", "".join(line for line in host.lines if line))
            for name in ("admin.link", "admin.url"):
                self.assertFalse(os.path.exists(os.path.join(host.directory.name, name)), name)
        ended = run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "off", "--admin-listen", "127.0.0.1:0")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("alone", ended.stderr)
        self.assertIn("HOST:PORT", run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "8444").stderr)

    def test_several_addresses(self):
        with admin_host("--admin-listen", "127.0.0.2:0") as host:
            host.wait_for_line(r"admin screens on http://127\.0\.0\.2:\d+/$")
            self.assertEqual(Browser(host).get("/login").status, 200)


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.authority = Authority(directory.name)
        cls.options = cls.authority.issue("server", 1)
        cls.context = ssl.create_default_context(cafile=cls.authority.path("ca.pem"))

    def test_over_tls_the_cookie_is_bound_to_the_host_and_browsers_are_to_come_back_over_tls(self):
        with admin_host(*self.options, admin="0.0.0.0:0") as host:
            self.assertEqual(host.admin_scheme, "https")
            browser = Browser(host, name="localhost", context=self.context)  # a name in the certificate
            reply = browser.sign_in()
            session, device = reply.all("Set-Cookie")
            self.assertRegex(session, r"^__Host-se-session=[\w-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure$")
            self.assertRegex(device, r"^__Host-se-device=\S+; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$")
            self.assertRegex(reply.one("Strict-Transport-Security"), r"^max-age=\d+$")
            self.assertEqual(browser.change("POST", "/api/v1/x").status, 200)
            browser.origin = browser.origin.replace("https", "http")
            self.assertEqual(browser.change("POST", "/api/v1/x").status, 403)
            own = browser.cookie
            browser.cookie = own.replace("__Host-", "")  # as a page over plain http could have set it
            self.assertEqual(browser.get("/session").status, 401)
            browser.cookie = own
            self.assertEqual(browser.ask("GET", "/login", host="localhost:1").status, 200)
            for name in (f"evil.example:{host.admin_port}", f"127.0.0.1:{host.admin_port}"):
                self.assertEqual(browser.ask("GET", "/login", host=name).status, 421)
            self.assertEqual(browser.change("DELETE", "/session", None).status, 403)
            browser.origin = browser.origin.replace("http", "https")
            self.assertRegex(browser.change("DELETE", "/session", None).one("Set-Cookie"),
                             "^__Host-se-session=; .*Secure; Max-Age=0$")

    def test_on_loopback_the_screens_are_plain_http_unless_told_otherwise(self):
        for more, scheme in (((), "http"), (("--admin-tls",), "https")):
            with admin_host(*self.options, *more) as host:
                self.assertEqual((host.scheme, host.admin_scheme), ("https", scheme))
                browser = Browser(host, name="localhost", context=self.context if more else None)
                self.assertEqual(browser.sign_in().status, 303)
        with tempfile.TemporaryDirectory() as directory:
            ended = run("serve", "--listen", "127.0.0.1:0", "--admin-tls", "--data-dir", directory)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("--tls-cert", ended.stderr)

    def test_admin_link_names_the_address_that_is_served(self):
        for more, address in ((("--admin-tls",), "127.0.0.1:0"), ((), "127.0.0.1:0"), ((), "0.0.0.0:0")):
            with admin_host(*self.options, *more, admin=address) as host:
                link = run("admin", "link", "--data-dir", host.directory.name)
                self.assertEqual(link.returncode, 0, link.stderr)
                self.assertRegex(link.stdout, rf"^{host.admin_scheme}://(127\.0\.0\.1|localhost):{host.admin_port}/login#")
                named = run("admin", "link", "--url", "https://admin.example", "--data-dir", host.directory.name)
                self.assertRegex(named.stdout, r"^https://admin\.example/login#")
        with tempfile.TemporaryDirectory() as directory:
            link = run("admin", "link", "--data-dir", directory)
            self.assertRegex(link.stdout, r"^http://127\.0\.0\.1:8444/login#")
            self.assertIn("has not stored", link.stderr)

    def test_the_link_of_the_first_start_names_what_the_certificate_names(self):
        with admin_host(*self.options, admin="0.0.0.0:0", prepare=None) as host:
            host.wait_for_line(rf"https://localhost:{host.admin_port}/login#")

    def test_sighup_brings_the_new_certificate_to_the_admin_listener_too(self):
        files = [self.authority.path("live.pem"), self.authority.path("live.key")]
        for source, target in zip(self.options[1::2], files):
            shutil.copy(source, target)
        os.chmod(files[1], 0o600)
        with admin_host("--tls-cert", files[0], "--tls-key", files[1], "--admin-tls") as host:
            for source, target in zip(self.authority.issue("second", 2)[1::2], files):
                shutil.copy(source, target)
            seen = len(host.lines)
            host.process.send_signal(signal.SIGHUP)
            host.wait_for_line("is valid until|expires", seen)
            with Browser(host, context=self.context).connect() as client:
                self.assertEqual(client.connection.getpeercert()["serialNumber"], "02")


if __name__ == "__main__":
    unittest.main()
