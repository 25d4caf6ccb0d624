"""`secure-export backup` and `restore`: what comes back, and what is refused."""
import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import unittest

import azure
from harness import Host, EndToEndCase, connection, document

SNOW = {"name": "snow1", "kind": "servicenow", "url": "https://127.0.0.1:9", "auth": "basic", "user": "azure"}


class Backup(EndToEndCase):
    @classmethod
    def document(cls):
        whole = document(connection("contoso", cls.TENANT, [cls.AUDIENCE], cls.authority.base))
        whole["desks"].append(SNOW)
        return whole

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.host.cli("secret", "set", "snow1", "password", input="a secret of the desk")
        cls.host.import_cis("name,resource_id\nweb-01,/subscriptions/s/x\n")
        cls.host.cli("admin", "password", input="a long password")

    def setUp(self):
        self.copy = self.scratch.path / self._testMethodName
        self.new = Host(self.scratch.path, name=self._testMethodName + "-restored")
        self.addCleanup(self.new.close)

    def back_up(self, *options):
        return self.host.cli("backup", str(self.copy), *options)

    def test_a_restored_service_goes_on_where_the_other_was(self):
        alert = azure.new_alert_id()
        self.accept(azure.metric_alert(alert))
        self.host.settled()
        self.back_up()  # beside the running service
        self.new.cli("restore", str(self.copy))
        self.new.start()
        self.accept(azure.metric_alert(alert, "Resolved"), host=self.new)
        self.new.settled()
        self.assertEqual(["resolved"], [i["state"] for i in self.incidents_of(alert, self.new)])
        self.assertIn("1 secret", self.new.cli("secret", "rotate-key").stdout)  # it decrypts every one
        self.assertEqual((self.host.data / "admin.password").read_bytes(), (self.new.data / "admin.password").read_bytes())

    def test_only_its_owner_can_read_it_under_any_umask_and_sha256sum_checks_it(self):
        self.addCleanup(os.umask, os.umask(0))
        self.back_up()
        self.new.cli("restore", str(self.copy))
        for file in [self.copy, *self.copy.iterdir(), *self.new.data.iterdir()]:
            self.assertEqual(0, stat.S_IMODE(file.stat().st_mode) & 0o077, file)
        subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=self.copy, check=True, capture_output=True)
        self.assertEqual({"secure-export.sqlite", "desk.sqlite", "secret.key", "admin.password", "SHA256SUMS"},
                         {file.name for file in self.copy.iterdir()})
        self.assertFalse((self.host.data / "backup.new").exists())

    def test_the_key_stays_out_when_asked(self):
        self.assertIn("secret.key", self.back_up("--without-key").stdout)
        self.assertFalse((self.copy / "secret.key").exists())

    def test_a_changed_or_missing_file_is_refused_and_nothing_is_restored(self):
        self.back_up()
        for name, change in (("secure-export.sqlite", lambda file: file.write_bytes(file.read_bytes()[:-1] + b"?")),
                             ("desk.sqlite", lambda file: file.unlink()),
                             ("SHA256SUMS", lambda file: file.write_text("0" * 64 + "  ../../etc/passwd\n")),
                             ("SHA256SUMS", lambda file: file.write_text("0" * 64 + "  cron.sqlite.d\n")),
                             ("SHA256SUMS", lambda file: file.unlink())):
            with self.subTest(name=name):
                other = self.scratch.path / "damaged"
                shutil.rmtree(other, ignore_errors=True)
                shutil.copytree(self.copy, other)
                change(other / name)
                self.assertNotEqual("", self.new.cli("restore", str(other), ok=False).stderr)
                self.assertEqual([], list(self.new.data.iterdir()))

    def test_neither_replaces_what_is_there(self):
        self.back_up()
        self.assertIn("not an empty directory", self.host.cli("backup", str(self.copy), ok=False).stderr)
        said = self.host.cli("restore", str(self.copy), ok=False).stderr
        self.assertIn("stop the service, move the existing files", said)

    def test_a_data_directory_that_is_not_there_is_not_made_for_a_backup(self):
        shutil.rmtree(self.new.data)
        self.assertIn("--data-dir", self.new.cli("backup", str(self.copy), ok=False).stderr)
        self.assertFalse(self.new.data.exists() or self.copy.exists())

    def test_a_file_of_another_program_is_refused(self):
        self.new.data.mkdir(exist_ok=True)
        with contextlib.closing(sqlite3.connect(self.new.data / "secure-export.sqlite")) as foreign:
            foreign.execute("CREATE TABLE songs (title TEXT)")
            foreign.commit()
        self.assertIn("belongs to another program", self.new.cli("backup", str(self.copy), ok=False).stderr)
        self.assertFalse(self.copy.exists())

    @unittest.skipIf(os.geteuid() != 0, "SKIPPED: only root can become another user")
    def test_root_backs_up_into_its_own_and_restores_for_the_owner(self):
        shutil.chown(self.new.data, 65534, 65534)
        self.back_up()
        self.new.cli("restore", str(self.copy))
        self.assertEqual({65534}, {file.stat().st_uid for file in self.new.data.iterdir()})
        again = self.scratch.path / "roots"
        self.new.cli("backup", str(again))
        self.assertEqual({0}, {file.stat().st_uid for file in again.iterdir()})


if __name__ == "__main__":
    unittest.main()
