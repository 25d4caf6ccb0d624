"""`secure-export admin`: the password and the one-time link, and what becomes of them while the service runs."""
import os
import pty
import re
import select
import subprocess
import tempfile
import unittest

from admin import PASSWORD, Browser, admin_host, code_in_log, signed_in, with_password
from host import PATIENCE, PROGRAM, run


class Commands(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.data = os.path.join(directory.name, "data")

    def path(self, name):
        return os.path.join(self.data, name)

    def admin(self, *words, stdin=""):
        return run("admin", *words, "--data-dir", self.data, stdin=stdin)

    def refused(self, password, *words):
        ended = self.admin("password", stdin=password)
        self.assertEqual((ended.returncode, ended.stdout), (1, ""))
        for word in words:
            self.assertIn(word, ended.stderr)
        self.assertFalse(os.path.exists(self.path("admin.password")))

    def test_the_password_is_kept_as_a_salted_scrypt_in_a_private_file(self):
        self.assertEqual(self.admin("password", stdin="secret-12345\n").returncode, 0)
        with open(self.path("admin.password"), encoding="ascii") as file:
            first = file.read()
        self.assertRegex(first, r"^scrypt 17 8 1 [0-9a-f]{32} [0-9a-f]{64}\n$")
        self.assertEqual(os.stat(self.path("admin.password")).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.data).st_mode & 0o777, 0o700)
        self.assertEqual(self.admin("password", stdin="secret-12345\n").returncode, 0)
        with open(self.path("admin.password"), encoding="ascii") as file:
            self.assertNotEqual(file.read(), first)
        self.assertEqual(os.listdir(self.data), ["admin.password"])  # no draft is left

    def test_a_password_needs_12_characters_that_a_browser_can_send(self):
        self.refused("11 letters.", "12 characters")
        self.refused("äöüäöüäöüäö", "12 characters")  # 22 bytes
        self.refused("a tab\there in it", "control characters")
        self.refused("x" * 1025, "1024 bytes")
        self.refused("", "standard input")

    def test_a_password_is_not_taken_from_the_command_line(self):
        ended = self.admin("password", "hunter2hunter2")
        self.assertEqual((ended.returncode, ended.stdout), (2, ""))
        self.assertIn("standard input", ended.stderr)
        self.assertNotIn("hunter2", ended.stderr)

    def test_on_a_terminal_it_is_asked_for_twice_and_not_shown(self):
        for second, code, told in (("terminal-12345", 0, "is set"), ("terminal-54321", 1, "differ")):
            master, slave = pty.openpty()
            process = subprocess.Popen([PROGRAM, "admin", "password", "--data-dir", self.data], stdin=slave,
                                       stdout=slave, stderr=slave)
            os.close(slave)
            shown = b""

            def until(text):
                nonlocal shown
                while text not in shown:
                    self.assertTrue(select.select([master], [], [], PATIENCE)[0], shown)
                    try:
                        block = os.read(master, 4096)
                    except OSError:
                        break  # the other side has ended
                    if not block:
                        break
                    shown += block
            until(b"New password")
            os.write(master, b"terminal-12345\n")
            until(b"Repeat the password")
            os.write(master, second.encode() + b"\n")
            until(b"\0never")
            self.assertEqual(process.wait(PATIENCE), code, shown)
            os.close(master)
            self.assertIn(told.encode(), shown)
            self.assertNotIn(b"terminal-", shown)

    def test_a_link_into_a_data_directory_that_is_not_there_is_refused_and_makes_none(self):
        ended = self.admin("link")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("there is no data directory", ended.stderr)
        self.assertFalse(os.path.exists(self.data))

    def test_a_link_names_the_screens_address_and_only_the_hash_of_its_code_is_kept(self):
        os.mkdir(self.data, 0o700)
        ended = self.admin("link", "--url", "https://admin.example.org:8444/")
        self.assertEqual(ended.returncode, 0)
        found = re.fullmatch(r"https://admin\.example\.org:8444/login#([\w-]{43})\n", ended.stdout)
        self.assertTrue(found, ended.stdout)
        with open(self.path("admin.link"), encoding="ascii") as file:
            self.assertNotIn(found.group(1), file.read())
        self.assertEqual(os.stat(self.path("admin.link")).st_mode & 0o777, 0o600)
        self.assertRegex(self.admin("link").stdout, r"^http://127\.0\.0\.1:8444/login#[\w-]{43}\n$")
        self.admin("password", stdin=PASSWORD)
        self.assertFalse(os.path.exists(self.path("admin.link")))

    def test_usage(self):
        for words, told in (([], "password or link"), (["passwort"], "password or link"), (["link", "x"], '"x"'),
                            (["password", "--url", "http://h"], "--url"), (["link", "--url", "h:1"], "--url")):
            ended = self.admin(*words)
            self.assertEqual(ended.returncode, 2, words)
            self.assertIn(told, ended.stderr)
        self.assertIn("one-time link", run("help", "admin").stdout)
        self.assertIn("--admin-listen", run("help", "serve").stdout)

    @unittest.skipIf(os.geteuid() != 0, "SKIPPED: only root can become another user")
    def test_run_as_root_the_files_belong_to_the_owner_of_the_data_directory(self):
        os.chmod(os.path.dirname(self.data), 0o755)
        os.mkdir(self.data, 0o700)
        os.chown(self.data, 65534, 65534)
        self.assertEqual(self.admin("password", stdin=PASSWORD).returncode, 0)
        self.assertEqual(self.admin("link").returncode, 0)
        for name in ("admin.password", "admin.link"):
            self.assertEqual(os.stat(self.path(name)).st_uid, 65534, name)


class FirstStart(unittest.TestCase):
    def set_first(self, browser, code, password="first password", again=None, **more):
        return browser.send_form("/login/first", code=code, name="ann", password=password,
                                 again=password if again is None else again, **more)

    def test_the_link_of_the_first_start_sets_the_password_once_and_signs_in(self):
        with admin_host(prepare=None) as host:
            browser = Browser(host)
            host.wait_for_line(rf"info no password is set .*http://127\.0\.0\.1:{host.admin_port}/login#[\w-]{{43}}$")
            code = code_in_log(host)
            self.assertIn("No password is set", browser.get("/login").body)
            self.assertEqual(browser.sign_in("first password").status, 401)
            reply = self.set_first(browser, code)
            self.assertEqual((reply.status, reply.one("Location")), (303, "/ui/"))
            self.assertEqual(browser.get("/ui/").status, 200)
            self.assertIn('"user":"admin (ann)"', browser.get("/session").body)
            again = self.set_first(Browser(host), code, "second password")
            self.assertEqual(again.status, 403)
            self.assertIn("This code is not valid", again.body)
            self.assertEqual(Browser(host).sign_in("first password").status, 303)
            self.assertNotIn("No password", browser.get("/login").body)
            self.assertEqual(sorted(name for name in os.listdir(host.directory.name) if name.startswith("admin.")),
                             ["admin.password", "admin.url"])

    def test_what_is_wrong_in_the_form_is_said_at_its_field_and_costs_no_code(self):
        with admin_host(prepare=None) as host:
            browser, code = Browser(host), code_in_log(host)
            for values, status, field, told in (
                    ({"code": "x" * 43}, 403, "code", "This code is not valid"),
                    ({"code": ""}, 403, "code", "This code is not valid"),
                    ({"password": "too short"}, 400, "password", "at least 12"),
                    ({"again": "first passwort"}, 400, "again", "differ"),
                    ({"name": "<b>"}, 400, "name", "At most 64")):
                sent = {"code": code, "name": "ann", "password": "first password", "again": "first password", **values}
                reply = browser.send_form("/login/first", **sent)
                self.assertEqual(reply.status, status, values)
                self.assertRegex(reply.body, rf'<input id="{field}"[^>]* aria-invalid="true" autofocus>')
                self.assertEqual(reply.body.count("aria-invalid"), 1)
                self.assertRegex(reply.body, rf'id="{field}-problem">[^<]*{told}')
                self.assertIn("<title>Problem: ", reply.body)
                self.assertNotIn("<b>", reply.body)
                self.assertNotIn("first pass", reply.body)
            self.assertEqual(self.set_first(browser, code).status, 303)

    def test_a_new_link_voids_the_one_before_and_lets_a_forgotten_password_be_set(self):
        with admin_host() as host:
            self.assertNotIn("/login#", "".join(line for line in host.lines if line))
            signed = signed_in(host)
            links = [run("admin", "link", "--data-dir", host.directory.name).stdout for _ in range(2)]
            codes = [link.strip().split("#")[1] for link in links]
            self.assertEqual(self.set_first(Browser(host), codes[0]).status, 403)
            self.assertEqual(signed.get("/session").status, 200)
            self.assertEqual(self.set_first(Browser(host), codes[1], "new password").status, 303)
            self.assertEqual(signed.get("/session").status, 401)  # all of the old password are signed out
            self.assertEqual(Browser(host).sign_in().status, 401)
            self.assertEqual(Browser(host).sign_in("new password").status, 303)

    def test_two_who_use_the_same_code_at_once_one_is_refused(self):
        with admin_host(prepare=None) as host:
            code, clients = code_in_log(host), []
            body = f"code={code}&password=first+password&again=first+password"
            for _ in range(3):
                client = Browser(host).connect()
                client.send(f"POST /login/first HTTP/1.1\r\nHost: 127.0.0.1:{host.admin_port}\r\n"
                            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}")
                clients.append(client)
            self.assertEqual(sorted(client.response().status for client in clients), [303, 403, 403])
            for client in clients:
                client.close()

    def test_a_link_of_yesterday_is_void(self):
        with admin_host(prepare=None) as host:
            code, path = code_in_log(host), os.path.join(host.directory.name, "admin.link")
            with open(path, encoding="ascii") as file:
                digest, end = file.read().split()
            for moved, status in ((-24 * 3600 - 1, 403), (0, 303)):
                with open(path, "w", encoding="ascii") as file:
                    file.write(f"{digest} {int(end) + moved}\n")
                self.assertEqual(self.set_first(Browser(host), code).status, status)


class Files(unittest.TestCase):
    def start(self, prepare):
        with tempfile.TemporaryDirectory() as directory:
            prepare(directory)
            return run("serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--data-dir", directory)

    def test_nothing_starts_while_others_can_read_or_write_the_password_or_the_link(self):
        for name, mode in (("admin.password", 0o640), ("admin.password", 0o604), ("admin.password", 0o602),
                           ("admin.link", 0o644)):
            def prepare(directory):
                with_password(directory)
                path = os.path.join(directory, name)
                with open(path, "a", encoding="ascii"):
                    pass
                os.chmod(path, mode)
            ended = self.start(prepare)
            self.assertEqual(ended.returncode, 1, ended.stderr)
            self.assertRegex(ended.stderr, rf"others than its owner .*{name}; make it private: chmod 600")

    def test_a_link_to_a_file_and_a_damaged_file_are_refused(self):
        def link(directory):
            os.symlink("/dev/null", os.path.join(directory, "admin.password"))
        self.assertIn("symbolic link", self.start(link).stderr)
        for text in ("", "scrypt 17 8 1 00 00\n", "scrypt 30 8 1 " + "0" * 32 + " " + "0" * 64 + "\n"):
            def damaged(directory):
                with open(os.path.join(directory, "admin.password"), "w", encoding="ascii") as file:
                    file.write(text)
                os.chmod(file.name, 0o600)
            ended = self.start(damaged)
            self.assertEqual(ended.returncode, 1)
            self.assertIn("damaged", ended.stderr)

    def test_a_password_changed_or_spoilt_while_the_service_runs_signs_everybody_out(self):
        with admin_host() as host:
            path = os.path.join(host.directory.name, "admin.password")
            browser = signed_in(host)
            with_password(host.directory.name)  # the same one, set anew
            self.assertEqual(browser.get("/session").status, 401)
            self.assertEqual(browser.sign_in().status, 303)
            os.chmod(path, 0o644)
            self.assertEqual(browser.get("/session").status, 401)
            self.assertEqual(browser.get("/session").status, 401)
            self.assertEqual(browser.sign_in().status, 503)
            self.assertEqual(len([line for line in host.lines if line and "nobody can sign in" in line]), 1)
            os.chmod(path, 0o600)
            self.assertEqual(browser.sign_in().status, 303)
            os.unlink(path)
            self.assertEqual(browser.get("/session").status, 401)


if __name__ == "__main__":
    unittest.main()
