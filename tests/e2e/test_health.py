"""Health says what an alert that is sent now meets: each trouble is made, health asked, an alert posted, health asked again."""
import contextlib
import datetime
import json
import shutil
import sqlite3
import subprocess
import time
import unittest

import azure
from harness import Host, Scratch, EndToEndCase, connection, document, skip, until

REASONS = {"database", "disk", "settings", "keys", "connections", "clock", "worker"}


class Health(EndToEndCase):
    """The host of EndToEndCase stays well; each trouble has a copy of its data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.stop()

    def setUp(self):
        self.scratch_of_test = Scratch()
        self.addCleanup(self.scratch_of_test.close)

    def fresh(self, data=None):
        """A host on a copy of the data, not started; on `data` when that is given."""
        host = Host(self.scratch_of_test.path, name=data or f"data-{len(list(self.scratch_of_test.path.iterdir()))}")
        shutil.copytree(self.host.data, host.data, dirs_exist_ok=True)
        self.addCleanup(host.close)
        return host

    @staticmethod
    def change(host, *statements):
        with contextlib.closing(sqlite3.connect(host.data / "secure-export.sqlite", timeout=10)) as database, database:
            for statement in statements:
                database.execute(statement)

    def post(self, host, **order):
        return host.post(azure.metric_alert(azure.new_alert_id()), self.token(**order))

    def meets(self, host, status, reasons, answer, **order):
        """What health says before and after an alert, and what the alert is answered."""
        for when in ("before", "after"):
            health = host.health()
            told = health.json()
            self.assertEqual((503 if status == "down" else 200, status, reasons),
                             (health.status, told["status"], told["reasons"]), (when, told))
            self.assertLessEqual(set(told["reasons"]), REASONS)
            self.assertEqual(set(told["reasons"]), set(told["texts"]))
            self.assertEqual("5" if status == "down" else None, health.headers["Retry-After"])
            for secret in (self.TENANT, "contoso", str(host.data)):
                self.assertNotIn(secret, health.body.decode())
            if when == "before":
                reply = self.post(host, **order)
                self.assertEqual(answer, reply.status, reply)
                if answer == 503:
                    self.assertTrue(reply.headers["Retry-After"])
            self.assertEqual(answer == 202, status != "down")

    def test_ok(self):
        self.meets(self.fresh().start(), "ok", [], 202)

    def test_no_connection(self):
        host = self.fresh()
        host.configure(document())
        host.start()
        self.meets(host, "down", ["connections"], 503)
        host.process.wait_for_line("no connection is configured: every alert is answered 503")
        host.configure(self.document())
        self.wait_for_keys(host)
        self.meets(host, "ok", [], 202)

    def test_a_new_data_directory(self):
        host = Host(self.scratch_of_test.path, name="typo")
        self.addCleanup(host.close)
        host.start()
        self.meets(host, "down", ["connections"], 503)
        for bearer in (None, "x", "a.b.c"):
            self.assertEqual(503, host.post("{}", bearer).status)
        host.process.wait_for_line("no connection is configured: every alert is answered 503")
        until(lambda: host.query("rejected_callers"), "the refusals are written")
        self.assertEqual({("no_connection", "503")}, {(row["failed_check"], row["status"]) for row in host.query("rejected_callers")})

    def test_all_connections_off(self):
        host = self.fresh()
        host.configure(document(connection("contoso", self.TENANT, [self.AUDIENCE], self.authority.base, enabled=False)))
        host.start()
        self.meets(host, "down", ["connections"], 403)

    def test_keys_that_were_not_fetched_for_a_day_a_week_and_by_the_setting(self):
        self.authority.outage(True)
        self.addCleanup(self.authority.outage, False)
        hour = 3_600_000
        for hours, limit, status, answer in ((23, None, "ok", 202), (25, None, "degraded", 202), (167, None, "degraded", 202),
                                             (169, None, "down", 503), (25, 24, "down", 503), (300, 400, "degraded", 202),
                                             (401, 400, "down", 503)):
            with self.subTest(hours=hours, limit=limit):
                host = self.fresh()
                if limit:
                    host.configure({**self.document(), "keys_max_age_hours": limit})
                self.change(host, f"UPDATE key_set SET fetched_ms = fetched_ms - {hours * hour}")
                host.start()
                self.meets(host, status, [] if status == "ok" else ["keys"], answer)
                host.stop()

    def test_keys_that_could_never_be_fetched(self):
        self.authority.outage(True)
        self.addCleanup(self.authority.outage, False)
        host = self.fresh()
        self.change(host, "UPDATE key_set SET fetched_ms = NULL, jwks = ''")
        host.start()
        self.meets(host, "down", ["keys"], 503)

    def test_settings_of_a_newer_program_while_it_runs(self):
        host = self.fresh().start()
        self.meets(host, "ok", [], 202)
        newer = json.dumps({"version": 2, "connections": {}})
        self.change(host, f"INSERT INTO setting SELECT max(version) + 1, '{newer}', changed_at, changed_by FROM setting")
        self.meets(host, "down", ["settings"], 503)
        self.change(host, "DELETE FROM setting WHERE version = (SELECT max(version) FROM setting)")
        self.meets(host, "ok", [], 202)

    def test_a_database_of_a_newer_program(self):
        host = self.fresh()
        self.change(host, "PRAGMA user_version = 9999")
        host.start()
        self.meets(host, "down", ["database"], 503)

    def test_another_program_has_the_database_locked(self):
        host = self.fresh().start()
        with contextlib.closing(sqlite3.connect(host.data / "secure-export.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.meets(host, "down", ["database"], 503)
            other.execute("ROLLBACK")
        self.meets(host, "ok", [], 202)

    def test_damaged_pages(self):
        """Of each table and index that an alert touches, the first page."""
        before = self.fresh()
        with contextlib.closing(sqlite3.connect(before.data / "secure-export.sqlite")) as database:
            [size] = database.execute("PRAGMA page_size").fetchone()
            roots = dict(database.execute(
                "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0 AND tbl_name IN "
                "('delivery', 'inbox', 'setting', 'key_set', 'revision', 'timeline', 'desk_line')"))
        self.assertGreater(len(roots), 10)
        for name, page in sorted(roots.items()):
            with self.subTest(name):
                host = self.fresh()
                with open(host.data / "secure-export.sqlite", "r+b") as file:
                    file.seek((page - 1) * size)
                    file.write(b"\xa5" * size)
                host.start()
                health, reply, after = host.health(), self.post(host), host.health()
                self.assertEqual((reply.status == 202, reply.status == 202), (health.status == 200, after.status == 200),
                                 (health, reply, after))
                self.assertIn(reply.status, (202, 503))
                if reply.status == 503:
                    self.assertEqual(["database"], health.json()["reasons"])
                host.kill()

    def test_a_clock_that_is_behind(self):
        later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=3)
        host = self.fresh()
        self.change(host, f"UPDATE setting SET changed_at = '{later:%Y-%m-%dT%H:%M:%S.000Z}'")
        host.start()
        self.meets(host, "degraded", ["clock"], 202)
        # What Azure sends is of the time that it is: not valid yet, by this clock.
        self.assertEqual(503, self.post(host, claims={"nbf": int(time.time()) + 7200}, lifetime=9000).status)
        self.meets_early(host)
        self.assertEqual(202, self.post(host).status)
        self.meets(host, "degraded", ["clock"], 202)

    def meets_early(self, host):
        health = host.health()
        self.assertEqual((503, ["clock"]), (health.status, health.json()["reasons"]))

    def test_a_cap_that_bites(self):
        host = self.fresh()
        host.configure(document(connection("contoso", self.TENANT, [self.AUDIENCE], self.authority.base,
                                           max_bytes_per_day=1)))
        host.start()
        self.assertEqual(503, self.post(host).status)
        self.assertEqual((200, "degraded", ["connections"]),
                         (lambda health: (health.status, health.json()["status"], health.json()["reasons"]))(host.health()))


class Disk(Health):
    """The data directory on a small file system of its own."""

    def setUp(self):
        super().setUp()
        self.place = self.scratch_of_test.path / "mounted"
        self.place.mkdir(mode=0o700)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m,mode=700", "tmpfs", self.place], capture_output=True)
        if mounted.returncode != 0:
            skip("a file system cannot be mounted here: a full disk and one that is read-only are not tried")
        self.addCleanup(subprocess.run, ["umount", "-l", self.place], check=True)

    def test_full(self):
        host = self.fresh("mounted").start()
        self.meets(host, "ok", [], 202)
        with open(self.place / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        # What the write-ahead log has room for is still taken.
        for _ in range(2000):
            health, reply = host.health(), self.post(host)
            self.assertIn("disk", health.json()["reasons"])
            if reply.status == 503:
                break
            self.assertEqual(200, health.status, (health, reply))
        self.meets(host, "down", ["disk"], 503)
        (self.place / "filler").unlink()
        self.meets(host, "ok", [], 202)

    def test_read_only(self):
        host = self.fresh("mounted")
        host.cli("admin", "password", input="a long password")  # else a first link would be written
        subprocess.run(["mount", "-o", "remount,ro", self.place], check=True)
        host.start()
        self.meets(host, "down", ["database"], 503)


# Each is run once.
for name in [one for one in vars(Health) if one.startswith("test_")]:
    setattr(Disk, name, None)


if __name__ == "__main__":
    unittest.main()
