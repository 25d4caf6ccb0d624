"""`secure-export secret`: what desks sign in with comes in by standard input and is never shown again."""
import contextlib
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import termios
import unittest

from harness import DEADLINE_S, Host, Process, Scratch, connection, document, sanitizer_environment, until

TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de001"
SECRET = "pässword-3141592653589793"


class Terminal:
    """A subcommand with a terminal as its standard input."""

    def __init__(self, host, *words):
        self.mine, theirs = pty.openpty()
        self.child = subprocess.Popen(
            [os.environ["SECURE_EXPORT"], *words, "--data-dir", str(host.data), "--plugins", os.environ["PLUGINS"]],
            stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, start_new_session=True,
            env={**os.environ, **host.env})
        self.theirs = theirs  # kept open: what the terminal is like can still be asked when the child is gone
        self.shown = b""

    def until_shown(self, text):
        def look():
            if select.select([self.mine], [], [], 0.1)[0]:
                self.shown += os.read(self.mine, 4096)
            return text in self.shown
        until(look, f"the terminal shows {text!r}")

    def echoes(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.mine, text)

    def end(self):
        out = self.child.communicate(timeout=DEADLINE_S)[0].decode()
        while select.select([self.mine], [], [], 0)[0]:
            self.shown += os.read(self.mine, 4096)
        return self.child.returncode, out

    def close(self):
        if self.child.poll() is None:
            self.child.kill()
            self.child.wait()
        self.child.stdout.close()
        os.close(self.mine)
        os.close(self.theirs)


class Secrets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)

    def setUp(self):
        self.host = Host(self.scratch.path, name=self._testMethodName)
        self.addCleanup(self.host.close)
        self.key = self.host.data / "secret.key"
        whole = document(connection("contoso", TENANT, ["api://one"], None))
        for name in ("snow1", "snow2"):
            whole["desks"].append({"name": name, "kind": "servicenow", "url": "https://snow.example",
                                   "user": "azure", "auth": "basic"})
        self.host.configure(whole)

    def set(self, secret=SECRET, desk="snow1", field="password", ok=True):
        return self.host.cli("secret", "set", desk, field, input=secret, ok=ok)

    def rows(self):
        return self.host.mapping("SELECT * FROM secret ORDER BY desk, field")

    def change(self, statement):
        with contextlib.closing(sqlite3.connect(self.host.data / "secure-export.sqlite")) as database:
            database.execute(statement)
            database.commit()

    def terminal(self, *words):
        terminal = Terminal(self.host, *words)
        self.addCleanup(terminal.close)
        return terminal

    def assert_nowhere(self, *texts):
        """In no file of the data directory (database, its log and index, keys) and in none of `texts`."""
        files = [f for f in self.host.data.rglob("*") if f.is_file()]
        self.assertIn("secure-export.sqlite", [f.name for f in files])
        for form in (SECRET.encode(), SECRET.encode().hex().encode()):
            for file in [*files, *self.scratch.path.glob("*.log")]:
                self.assertNotIn(form, file.read_bytes(), file)
            for text in texts:
                self.assertNotIn(form, text.encode())

    def test_a_secret_that_was_set_is_listed_and_stands_nowhere_in_clear(self):
        self.host.start()
        said = [self.set(SECRET + "\n"), self.set(SECRET, desk="snow2"), self.host.cli("secret", "list"),
                self.host.cli("config", "export"), self.host.cli("secret", "rotate-key"),
                self.host.cli("secret", "list", "--log-level", "debug")]
        self.assertEqual(["snow1", "snow2"], [row["desk"] for row in self.rows()])
        listed = said[2].stdout
        for word in ("desk", "snow1", "password", "changed_by", "cli:"):
            self.assertIn(word, listed)
        self.assertNotIn("sealed", listed)
        self.host.health()
        self.assertEqual(0, self.host.stop())
        self.assert_nowhere(*[s.stdout + s.stderr for s in said])

    def test_the_log_tells_who_and_never_what(self):
        done = self.host.cli("secret", "set", "snow1", "password", "--log-level", "debug", input=SECRET)
        self.assertRegex(done.stderr, r'secret "password" of desk "snow1" was set by cli:')
        self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_one_newline_at_the_end_is_dropped_and_nothing_else(self):
        for given, ok in ((SECRET + "\n", True), (SECRET + "\n\n", False), (SECRET + "\r\n", False),
                          ("a\nb", False), ("\t" + SECRET, False), ("", False), ("\n", False),
                          ("x" * 4096 + "\n", True), ("x" * 4097, False), ("y" * 100000, False)):
            with self.subTest(given[:30]):
                said = self.set(given, ok=ok)
                self.assertNotIn(SECRET, said.stdout + said.stderr)
        self.assertEqual(1, len(self.rows()))
        self.assertEqual(2 * (4096 + 16), len(self.rows()[0]["sealed"]))  # the last that was good, less its newline

    def test_a_secret_given_as_an_argument_is_refused_and_not_repeated(self):
        done = self.host.cli("secret", "set", "snow1", "password", SECRET, ok=False)
        self.assertIn("standard input", done.stderr)
        self.assertNotIn(SECRET, done.stderr)
        self.assertEqual([], self.rows())

    def test_a_desk_or_field_that_is_not_there_is_named_with_those_that_are(self):
        self.assertIn("snow1, snow2", self.set(desk="snow3", ok=False).stderr)
        self.assertIn("client_secret (", self.set(field="passwort", ok=False).stderr)
        self.assertIn("local", self.set(desk="local", ok=False).stderr)
        self.assertFalse(self.key.exists())

    def test_the_table_is_closed_to_questions(self):
        self.set()
        for statement in ("SELECT * FROM secret", "SELECT count(*) FROM secret",
                          "SELECT 1 WHERE EXISTS (SELECT 1 FROM secret)"):
            with self.subTest(statement):
                self.assertIn("only reading", self.host.cli("query", "--sql", statement, ok=False).stderr)
        self.host.cli("query", "parked", "--where", "EXISTS (SELECT 1 FROM secret)", ok=False)
        self.host.cli("query", "--sql", "SELECT count(*) FROM setting")

    def test_the_key_file_is_the_owners_alone_and_rotated_keeps_the_secrets(self):
        self.set()
        self.assertEqual(0o600, self.key.stat().st_mode & 0o7777)
        before, keys = self.rows(), self.key.read_text()
        self.assertIn("1 secret", self.host.cli("secret", "rotate-key").stdout)
        [after] = self.rows()
        self.assertNotEqual(before[0]["sealed"], after["sealed"])
        self.assertNotEqual(before[0]["key_id"], after["key_id"])
        self.assertEqual((before[0]["changed_at"], before[0]["changed_by"]), (after["changed_at"], after["changed_by"]))
        self.assertNotEqual(keys, self.key.read_text())
        self.assertEqual(0o600, self.key.stat().st_mode & 0o7777)
        self.assertEqual(1, len(re.findall(r"^[0-9a-f]{16} [0-9a-f]{64}$", self.key.read_text(), re.MULTILINE)))
        # A rotation decrypts every secret, so one that succeeds shows that they all open.
        self.assertIn("1 secret", self.host.cli("secret", "rotate-key").stdout)

    def test_a_row_copied_to_another_desk_does_not_open(self):
        self.set()
        self.change("INSERT INTO secret SELECT 'snow2', field, key_id, nonce, sealed, changed_at, changed_by "
                    "FROM secret")
        said = self.host.cli("secret", "rotate-key", ok=False).stderr
        self.assertIn("secure-export secret set snow2 password", said)
        self.host.cli("secret", "remove", "snow2", "password")
        self.host.cli("secret", "rotate-key")

    def test_nothing_starts_while_others_can_read_the_key_file(self):
        self.set()
        self.key.chmod(0o644)
        remedy = f"chmod 600 {self.key}"
        for words in (["secret", "list"], ["secret", "set", "snow1", "password"], ["secret", "rotate-key"],
                      ["secret", "remove", "snow1", "password"], ["desk", "test", "snow1"], ["parked"]):
            with self.subTest(words):
                self.assertIn(remedy, self.host.cli(*words, input=SECRET, ok=False).stderr)
        serve = Process([os.environ["SECURE_EXPORT"], "serve", "--data-dir", self.host.data, "--plugins",
                         os.environ["PLUGINS"], "--listen", "127.0.0.1:0"], self.scratch.path / "refused.log",
                        sanitizer_environment())
        self.assertEqual(1, serve.wait())
        self.assertIn(remedy, serve.output())
        self.key.chmod(0o600)
        self.host.cli("secret", "list")
        self.host.start()

    def test_a_key_file_that_is_a_link_is_refused(self):
        self.set()
        self.key.rename(self.host.data / "elsewhere")
        self.key.symlink_to("elsewhere")
        self.assertIn("symbolic link", self.host.cli("secret", "list", ok=False).stderr)
        self.key.unlink()
        (self.host.data / "elsewhere").rename(self.key)
        self.host.cli("secret", "rotate-key")

    def test_what_was_removed_is_gone(self):
        self.set()
        self.host.cli("secret", "remove", "snow1", "password")
        self.assertEqual([], self.rows())
        self.assertIn("secret list", self.host.cli("secret", "remove", "snow1", "password", ok=False).stderr)

    def test_typed_at_a_terminal_it_is_not_shown(self):
        terminal = self.terminal("secret", "set", "snow1", "password")
        terminal.until_shown(b"will not be shown")
        self.assertFalse(terminal.echoes())
        terminal.type(SECRET.encode() + b"\n")
        status, out = terminal.end()
        self.assertEqual(0, status, terminal.shown)
        self.assertTrue(terminal.echoes())
        self.assertNotIn(SECRET.encode(), terminal.shown + out.encode())
        self.assertEqual(2 * (len(SECRET.encode()) + 16), len(self.rows()[0]["sealed"]))

    def test_a_terminal_shows_again_after_a_signal_or_the_end_of_input(self):
        for how, status in ((lambda t: t.child.send_signal(signal.SIGTERM), -signal.SIGTERM),
                            (lambda t: t.child.send_signal(signal.SIGINT), -signal.SIGINT),
                            (lambda t: t.type(b"\x04"), 1)):
            with self.subTest(status):
                terminal = self.terminal("secret", "set", "snow1", "password")
                terminal.until_shown(b"will not be shown")
                self.assertFalse(terminal.echoes())
                how(terminal)
                self.assertEqual(status, terminal.end()[0], terminal.shown)
                self.assertTrue(terminal.echoes())
        self.assertEqual([], self.rows())

    @unittest.skipIf(os.geteuid() != 0, "SKIPPED: only root can become another user")
    def test_set_by_root_the_key_file_belongs_to_the_owner_of_the_data_directory(self):
        for file in [self.scratch.path, self.host.data, *self.host.data.rglob("*")]:
            os.chown(file, 65534, 65534)
        self.set()
        self.assertEqual((65534, 0o600), (self.key.stat().st_uid, self.key.stat().st_mode & 0o7777))
        self.host.cli("secret", "rotate-key")
        self.assertEqual((65534, 0o600), (self.key.stat().st_uid, self.key.stat().st_mode & 0o7777))


if __name__ == "__main__":
    unittest.main()
