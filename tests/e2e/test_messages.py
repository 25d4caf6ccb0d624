"""What the programs say when something is wrong: each message names what was wrong and what to do."""
import contextlib
import json
import os
import pty
import re
import socket
import sqlite3
import subprocess
import unittest

import azure
import harness
from harness import Host, Scratch, EndToEndCase, document, until

EMPTY = {"name": "", "tenant_id": "", "audiences": [], "desk": ""}


class Messages(EndToEndCase):
    """A host that works, and what it answers to orders that cannot be carried out."""

    # words of the command line (or a document that is imported), what must be said
    REFUSED = (
        (("parked", "retry", "abc"), ('"abc" is not the number of a delivery', "secure-export parked")),
        (("parked", "drop", "1x", "--reason", "no"), ('"1x" is not the number of a delivery', "secure-export parked")),
        (("parked", "retry", "99999"), ("delivery 99999 is not parked", "secure-export parked")),
        (("config", "undo", "99"), ("99 is not the latest version: that is 1 (saved by", "config undo 1")),
        (("query", "parked", "--since", "26.11.2026"), ("since", '"26.11.2026" is not a time', "2h", "2026-11-26")),
        (("query", "parked", "--since", "last week"), ('"last week" is not a time', "yesterday")),
        (("query", "parked", "--until", "soon"), ("until", '"soon" is not a time')),
        (("query", "desk_states", "--since", "2h"), ("desk_states", "no time to compare", "leave out since")),
        (("query", "parked", "--limit", "500000"), ("--limit", "1 to 100000", '"500000"')),
        (("query", "nosuch"), ('no view "nosuch"', "open_incidents")),
        (("query", "explain", "INC9999999"), ('nothing is known of "INC9999999"', "an alert id")),
        (("desk", "test", "nodesk"), ('"nodesk"',)),
        ({"connections": [EMPTY]}, ("connections[0].name: must not be empty", "connections[0].tenant_id: must not be empty",
                                    "Directory (tenant) ID", "connections[0].audiences: needs at least one",
                                    "connections[0].desk: must not be empty")),
        ({"connections": [{**EMPTY, "name": "a", "tenant_id": "contoso.onmicrosoft.com"}]},
         ('is not a GUID: "contoso.onmicrosoft.com"', "Directory (tenant) ID", "Overview")),
    )

    def test_each_refusal_says_what_is_wrong_and_what_to_do(self):
        for order, wanted in self.REFUSED:
            with self.subTest(order):
                if isinstance(order, dict):
                    text = json.dumps({"version": 1, "desks": [{"name": "local", "kind": "local"}], **order})
                    said = self.host.cli("config", "import", "-", input=text, ok=False).stderr
                else:
                    said = self.host.cli(*order, ok=False).stderr
                self.assertNotIn("no such address", said)
                for part in wanted:
                    self.assertIn(part, said)

    def test_since_is_understood(self):
        self.accept(azure.metric_alert(azure.new_alert_id()))
        for since in ("2h", "30m", "3d", "yesterday", "today", "2020-01-01", "2020-01-01T10:00:00Z"):
            self.assertTrue(self.host.query("alert_history", "--since", since), since)
            self.assertTrue(self.host.query("deliveries_per_hour", "--since", "1m"))
        self.assertEqual([], self.host.query("alert_history", "--until", "2020-01-01"))

    def test_every_accepted_alert_has_a_line_in_the_log(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert, rule="Told in the log"))
        self.host.process.wait_for_line(f'info .*accepted delivery \\d+ for connection "contoso": alert {re.escape(alert)} '
                                        'fired, rule "Told in the log"')

    def test_a_reader_that_has_read_enough_is_no_failure(self):
        for words in (["query", "alert_history"], ["help", "serve"], ["desk", "kinds"]):
            read, write = os.pipe()
            os.close(read)
            done = subprocess.run([os.environ["SECURE_EXPORT"], *words, "--data-dir", str(self.host.data), "--plugins",
                                   os.environ["PLUGINS"]] if words[0] != "help" else
                                  [os.environ["SECURE_EXPORT"], *words], stdout=write, stderr=subprocess.PIPE, text=True)
            os.close(write)
            self.assertEqual((0, ""), (done.returncode, done.stderr), words)

    def lines_on_a_terminal(self, columns, *words):
        main, side = pty.openpty()
        import fcntl
        import struct
        import termios
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        child = subprocess.Popen([os.environ["SECURE_EXPORT"], *words, "--data-dir", str(self.host.data), "--plugins",
                                  os.environ["PLUGINS"]], stdout=side, stderr=subprocess.PIPE, env=env)
        os.close(side)
        text = b""
        with contextlib.suppress(OSError):  # how Linux tells the end
            while block := os.read(main, 65536):
                text += block
        os.close(main)
        child.stderr.close()
        self.assertEqual(0, child.wait(), words)
        return text.decode().replace("\r\n", "\n").splitlines()

    def test_tables_fit_the_terminal(self):
        for i in range(2):
            self.accept(azure.metric_alert(azure.new_alert_id(), rule="A rule with a long name " * 6))
        self.host.settled()
        for columns in (80, 132):
            for view in ("open_incidents", "alert_history", "ci_bindings", "unbound_resources", "desk_states",
                         "deliveries_per_hour", "rejected_callers", "parked"):
                for line in self.lines_on_a_terminal(columns, "query", view):
                    self.assertLessEqual(len(line), columns, (view, line))
        self.assertGreater(max(map(len, self.lines_on_a_terminal(80, "query", "alert_history", "--wide"))), 80)
        self.assertTrue(self.host.cli("query", "open_incidents").stdout.count("A rule with a long name " * 5))
        [one] = [line for line in self.lines_on_a_terminal(80, "query", "open_incidents", "--limit", "1")
                 if line.startswith("alert_key")]

    def test_help_fits_eighty_columns(self):
        for words in (["--help"], *(["help", one] for one in ("serve", "admin", "config", "query", "ci", "parked", "desk",
                                                              "dry-run", "replay", "secret"))):
            text = subprocess.run([os.environ["SECURE_EXPORT"], *words], capture_output=True, text=True, check=True).stdout
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80, line)
        self.assertIn("1 to 100000", subprocess.run([os.environ["SECURE_EXPORT"], "help", "query"], capture_output=True,
                                                    text=True).stdout)
        for line in self.host.cli("desk", "kinds").stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertIn("external_id", subprocess.run([os.environ["SECURE_EXPORT"], "help", "ci"], capture_output=True,
                                                    text=True).stdout)


class Questions(unittest.TestCase):
    """What only reads makes nothing."""

    def setUp(self):
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)

    READERS = (("query", "parked"), ("query", "explain", "x"), ("query", "--sql", "SELECT 1"), ("parked",),
               ("parked", "retry", "--all"), ("config", "export"), ("config", "history"), ("secret", "list"),
               ("desk", "test", "local"))

    def test_a_directory_that_is_not_there_is_named_and_not_made(self):
        missing = self.scratch.path / "typo"
        for words in self.READERS:
            done = subprocess.run([os.environ["SECURE_EXPORT"], *words, "--data-dir", missing, "--plugins",
                                   os.environ["PLUGINS"]], capture_output=True, text=True)
            self.assertNotEqual(0, done.returncode, words)
            self.assertIn(f"there is no data directory {missing}", done.stderr)
            self.assertIn("--data-dir", done.stderr)
            self.assertFalse(missing.exists(), words)

    def test_a_database_that_is_not_there_is_named_and_not_made(self):
        host = Host(self.scratch.path)
        for words in self.READERS:
            said = host.cli(*words, ok=False).stderr
            self.assertIn("there is no database", said)
            self.assertIn("data directory", said)
            self.assertEqual([], [one.name for one in host.data.iterdir() if "sqlite" in one.name], words)
        host.cli("config", "check", "-", input=json.dumps(document()), ok=False)
        self.assertEqual([], [one.name for one in host.data.iterdir() if "sqlite" in one.name])
        host.configure(document())
        self.assertTrue((host.data / "secure-export.sqlite").exists())


class Starts(unittest.TestCase):
    """What a host says when it starts with something missing."""

    def setUp(self):
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)
        self.host = Host(self.scratch.path)
        self.addCleanup(self.host.close)

    def test_a_lost_key_is_told_at_start_and_in_the_list(self):
        with_desk = document()
        with_desk["desks"].append({"name": "itop1", "kind": "itop", "url": "https://127.0.0.1:9", "user": "azure",
                                   "organization": "Demo"})
        self.host.configure(with_desk)
        self.host.cli("secret", "set", "itop1", "password", input="secret")
        self.assertNotIn("state", self.host.cli("secret", "list").stdout)
        (self.host.data / "secret.key").unlink(missing_ok=True)
        for key in self.host.data.rglob("secret.key"):
            key.unlink()
        listed = self.host.cli("secret", "list").stdout
        self.assertIn("cannot be decrypted", " ".join(listed.split()))
        self.assertIn("secret set itop1 password", " ".join(listed.split()))
        self.host.start()
        self.host.process.wait_for_line(r'error .*secret "password" of desk "itop1" cannot be decrypted: .*secret\.key.*'
                                        r'restore that file from the backup.*secret set')

    def test_an_admin_port_that_is_taken_names_the_option(self):
        self.host.admin = ()
        with socket.create_server(("127.0.0.1", 8444)) if not busy(8444) else contextlib.nullcontext():
            self.host.start()
            self.host.process.wait_for_line(r"warning without admin screens: cannot listen on 127\.0\.0\.1 port 8444: .*"
                                            r"--admin-listen HOST:PORT, or --admin-listen off")

    def test_the_same_trouble_is_told_once(self):
        self.host.configure(document())
        file = self.host.data / "secure-export.sqlite"
        with contextlib.closing(sqlite3.connect(file)) as mapping:
            mapping.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = file.stat().st_size
        with open(file, "r+b") as out:
            out.seek(4096)
            out.write(b"\xa5" * (size - 4096))
        self.host.start()
        self.host.process.wait_for_line("error ")
        for _ in range(20):
            harness.request(self.host.base, "GET", "/azure-monitor/health")
        until(lambda: self.host.process.output().count("error "), "trouble is told")
        self.host.stop()
        lines = (self.scratch.path / f"{self.host.data.name}.log").read_text().splitlines()
        troubles = [re.sub(r"^\S+ ", "", line) for line in lines if " error " in line]
        self.assertEqual(len(set(troubles)), len(troubles), troubles)
        self.assertNotIn("the log has the reason", "\n".join(lines))


def busy(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    unittest.main()
