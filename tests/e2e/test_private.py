"""What the programs keep from others on the machine, and how root's commands reach a service that is closed to others."""
import os
import pathlib
import shutil
import stat
import unittest

from harness import Host, Scratch, connection, document, until

TENANT = "6d3f6c58-53b3-4f7b-9a2b-0c7b4a1de002"
SETTINGS = document(connection("contoso", TENANT, ["api://0f5b1c9e-0000-4e3a-8a55-5b1d0c7ae002"], "http://127.0.0.1:9"))
SETTINGS["desks"].append({"name": "snow1", "kind": "servicenow", "url": "https://127.0.0.1:9", "auth": "basic",
                          "user": "azure"})
NOBODY = 65534
as_root = unittest.skipIf(os.geteuid() != 0, "SKIPPED: only root can become another user")


class Private(unittest.TestCase):
    def setUp(self):
        self.scratch = Scratch()
        self.addCleanup(self.scratch.close)
        self.host = Host(self.scratch.path)
        self.addCleanup(self.host.close)

    def use_every_command_that_writes(self):
        self.host.configure(SETTINGS)
        self.host.cli("secret", "set", "snow1", "password", input="a secret")
        self.host.cli("secret", "rotate-key")
        self.host.import_cis("name,resource_id\nweb-01,/subscriptions/s/x\n")
        self.host.cli("parked", "retry", "--all")
        self.host.cli("query", "open_incidents")
        self.host.cli("admin", "link")
        self.host.cli("admin", "password", input="a long password")

    def test_under_any_umask_what_is_made_is_for_its_owner_alone(self):
        self.addCleanup(os.umask, os.umask(0))
        self.host.start()
        self.use_every_command_that_writes()
        files = [self.host.data, *self.host.data.rglob("*")]
        self.assertTrue({"workers", "secret.key", "secure-export.sqlite", "desk.sqlite", "admin.password"}
                        <= {file.name for file in files}, files)
        for file in files:
            self.assertEqual(0, stat.S_IMODE(file.lstat().st_mode) & 0o077, file)

    def test_a_directory_of_workers_that_an_older_program_left_open_is_closed(self):
        (self.host.data / "workers").mkdir()
        (self.host.data / "workers").chmod(0o777)
        self.host.start()
        until(lambda: stat.S_IMODE((self.host.data / "workers").stat().st_mode) == 0o700, "it is closed")

    def test_no_core_dump_and_no_debugger_gets_at_its_memory(self):
        self.host.start()
        about = pathlib.Path("/proc", str(self.host.process.child.pid))
        self.assertRegex((about / "limits").read_text(), r"Max core file size +0 +0 ")
        # proc(5): what lies in /proc/PID belongs to root where the process is not dumpable.
        self.assertEqual(0, (about / "environ").stat().st_uid)

    @as_root
    def test_commands_of_root_work_below_a_directory_that_is_closed_to_the_owner(self):
        # /var/lib/private of a DynamicUser= is such a directory, and so is /root.
        closed = self.scratch.path / "private"
        closed.mkdir(mode=0o700)
        self.host.data = self.host.data.rename(closed / "data")
        plugins = shutil.copytree(os.environ["PLUGINS"], closed / "plugins")
        shutil.chown(self.host.data, NOBODY, NOBODY)
        before = os.environ["PLUGINS"]
        self.addCleanup(os.environ.__setitem__, "PLUGINS", before)
        os.environ["PLUGINS"] = str(plugins)
        self.use_every_command_that_writes()
        for file in self.host.data.rglob("*"):
            self.assertEqual(NOBODY, file.stat().st_uid, file)


if __name__ == "__main__":
    unittest.main()
