"""rt-secure-export-setup: what --check finds, and that each remedy it prints heals when it is done to the letter."""
import contextlib
import http.server
import os
import subprocess
import threading
import unittest
import urllib.request

import world  # puts its folders on the path
import instance
from harness import skip
from screens import Screens
from world import Case

rt = authority = None


def setUpModule():
    global rt, authority
    rt, authority = world.start()


class KeepsTheHeader(http.server.BaseHTTPRequestHandler):
    """As Debian's Apache in front of RT: everything is handed on but Authorization."""

    def do_GET(self):
        inner = urllib.request.Request(f"{rt.base}{self.path}")
        with urllib.request.urlopen(inner, timeout=30) as reply:
            body = reply.read()
            self.send_response(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                    self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Remedies(Case):
    def bad(self, *words):
        checked = rt.setup("--check", ok=False)
        self.assertEqual(1, checked.returncode, checked.stdout)
        for word in words:
            self.assertIn(word, checked.stdout)
        self.assertNotRegex(checked.stdout + checked.stderr, r"line \d+")
        return checked.stdout

    def good(self):
        checked = rt.setup("--check")
        self.assertIn("RT is ready", checked.stdout)
        return checked.stdout

    def test_a_disabled_user_is_enabled_by_the_setup(self):
        rt.check("user_enabled", "secure-export", 0)
        told = self.bad("user secure-export is enabled", "Run rt-secure-export-setup")
        self.assertEqual(1, told.count("NOT READY"), told)
        self.assertIn("Enabled user secure-export", rt.setup().stdout)
        self.good()

    def test_a_disabled_group_is_enabled_by_the_setup(self):
        rt.check("group_enabled", "Secure Export", 0)
        self.bad("group Secure Export", "Run rt-secure-export-setup")
        rt.setup()
        self.good()

    def test_a_disabled_field_is_enabled_and_no_second_one_is_made(self):
        for name in ("Azure alert key", "Azure resource ID"):
            with self.subTest(name):
                before = [field["id"] for field in rt.check("fields", name)]
                rt.check("disable_field", name)
                self.bad(name, "Run rt-secure-export-setup")
                self.assertIn(f'Enabled custom field "{name}"', rt.setup().stdout)
                self.assertEqual([{"id": id, "disabled": 0} for id in before], rt.check("fields", name))
                self.good()

    def test_a_disabled_queue_is_called_disabled(self):
        rt.check("queue", "Azure", "disabled", 1)
        try:
            self.bad("queue Azure is enabled", "Enable it")
            refused = rt.setup(ok=False)
            self.assertIn("queue Azure is disabled", refused.stderr)
        finally:
            rt.check("queue", "Azure", "disabled", 0)
        self.good()

    def test_files_of_another_user_are_given_back(self):
        if os.geteuid() != 0:
            skip("only root can give files away")
        file = rt.data / "secure-export.sqlite"
        os.chown(file, 65534, 65534)
        os.chown(rt.data, 65534, 65534)
        self.assertIn("run rt-secure-export-setup as root", rt.setup("--check", ok=False).stderr)
        os.chown(rt.data, 0, 0)
        self.bad(str(file), "Run rt-secure-export-setup as root")
        rt.setup()
        self.assertEqual(0, file.stat().st_uid)
        self.good()

    def test_that_no_worker_runs_is_told(self):
        self.good()
        with contextlib.suppress(FileNotFoundError):
            (rt.data / "last-once").unlink()
        rt.stop_workers()
        try:
            self.bad("no worker runs", "systemctl enable --now rt-secure-export-worker@1")
            self.assertIn("TO DO: no worker runs", rt.setup().stdout)
            rt.once()  # as cron does
            self.good()
        finally:
            rt.start_worker()
            with contextlib.suppress(FileNotFoundError):
                (rt.data / "last-once").unlink()
        rt.settled()
        self.good()

    def test_a_proxy_that_keeps_authorization_to_itself_is_found(self):
        self.good()
        proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), KeepsTheHeader)
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        config = rt.config.read_text()
        try:
            port = proxy.server_address[1]
            rt.config.write_text(config.replace(f"Set($WebPort, {rt.port})", f"Set($WebDomain, '127.0.0.1'); Set($WebPort, {port})"))
            self.bad("Authorization header does not arrive", str(port), "CGIPassAuth On")
        finally:
            rt.config.write_text(config)
            proxy.shutdown()
            proxy.server_close()

    def test_a_web_server_that_cannot_be_asked_is_told(self):
        config = rt.config.read_text()
        try:
            rt.config.write_text(config.replace(f"Set($WebPort, {rt.port})", "Set($WebPort, 9)"))
            self.assertIn("NOT CHECKED: whether the web server hands on", rt.setup("--check").stdout)
        finally:
            rt.config.write_text(config)

    def test_a_missing_index_is_told_with_its_statement(self):
        if rt.mariadb:
            skip("RT's own indexes on MariaDB do")
        if os.environ.get("RT_DATABASE") == "postgresql":
            skip("RT's own user may not drop an index on PostgreSQL: its tables are another's")
        [field] = rt.check("fields", "Azure alert key")
        rt.check("drop_index", f"secureexport_{field['id']}")
        told = self.good()
        self.assertIn(f"MISSING: index secureexport_{field['id']}", told)
        self.assertIn(f"CREATE INDEX IF NOT EXISTS secureexport_{field['id']} ON ObjectCustomFieldValues", told)
        self.assertIn("Created index", rt.setup().stdout)
        self.assertNotIn("MISSING", self.good())

    def test_the_client_id_stands_beside_its_uri(self):
        guid = rt.AUDIENCE.removeprefix("api://")
        connections = Screens(rt).fetch("GET", "/api/v1/settings").json()["connections"]
        self.assertEqual([rt.AUDIENCE, guid], [c["audiences"] for c in connections if c["name"] == "contoso"][0])
        self.assertIn(f"Audience {guid} is accepted too", rt.first_setup)

    def test_another_uri_asks_for_the_client_id_and_warns(self):
        def without(document):
            document["connections"] = [c for c in document["connections"] if c["name"] != "fabrikam"]
        self.addCleanup(lambda: self.assertEqual(200, Screens(rt).change(without).status))
        options = ("--connection", "fabrikam", "--tenant", rt.TENANT.replace("6d", "7d"), "--authority", authority.base)
        told = rt.setup(*options, "--audience", "https://fabrikam.example/rt").stdout
        self.assertIn("WARNING: the client id", told)
        self.assertIn("--audience CLIENT-ID", told)
        told = rt.setup(*options, "--audience", "https://fabrikam.example/rt", "--audience",
                        "0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae002").stdout
        self.assertNotIn("WARNING", told)

    def test_before_the_first_connection_it_says_how_to_make_one(self):
        fresh = rt.folder / "fresh-data"
        with self.configured("Set($SecureExportQueue", f"Set($SecureExportDataDir, '{fresh}'); Set($SecureExportQueue"):
            checked = rt.setup("--check", ok=False)  # as after the package was installed, and nothing else done
            self.assertEqual(1, checked.returncode, checked.stdout)
            self.assertIn("rt-secure-export-setup --connection NAME --tenant GUID --audience api://GUID", checked.stderr)
            self.assertFalse(fresh.exists())
            fresh.mkdir(mode=0o700)
            self.bad("rt-secure-export-setup --connection NAME --tenant GUID --audience api://GUID")

    @contextlib.contextmanager
    def configured(self, setting, instead):
        rt.check("forget_choice")
        config = rt.config.read_text()
        self.assertIn(setting, config)
        rt.config.write_text(config.replace(setting, instead))
        try:
            yield
        finally:
            rt.config.write_text(config)

    def test_that_no_catalog_is_marked_is_told(self):
        with self.configured("Set(@SecureExportCatalogs, 'Servers');", "Set(@SecureExportCatalogs);"):
            self.bad("catalogs are chosen", "Mark one or more catalogs under Admin > Tools > Azure alerts > Queue and catalogs")
        self.good()

    def test_a_lifecycle_that_cannot_resolve_is_told_with_the_way_that_is_missing(self):
        with self.configured("Set($SecureExportQueue, 'Azure');", "Set($SecureExportQueue, 'Endless');"):
            self.bad("lifecycle endless has a way from new to resolved", "Choose another queue or another status",
                     "or add transitions to the lifecycle")
        self.good()

    def test_reasons_are_without_perls_places(self):
        for raw, plain in (("no right at /usr/sbin/x y line 115, <DATA> line 960.\n\n", "no right"),
                           ("DBD::Pg::db do failed: ERROR:  must be owner at A.pm line 3.\n at B.pm line 4.\n",
                            "DBD::Pg::db do failed: ERROR:  must be owner"),
                           ("a\nb\tc at line noise", "a b c at line noise")):
            done = subprocess.run(["perl", f"-I{instance.EXTENSION}/lib", "-MRT::Extension::SecureExport::Reason", "-e",
                                   "print RT::Extension::SecureExport::Reason::plain($ARGV[0])", raw], capture_output=True, text=True,
                                  check=True)
            self.assertEqual(plain, done.stdout)


if __name__ == "__main__":
    unittest.main()
