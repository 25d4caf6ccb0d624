"""Request Tracker and the package of its extension in a bare machine that boots, to the letter of the two READMEs: from the
package to a resolved ticket under Starman and under Apache with mod_fcgid, an upgrade, and the end.

Environment, set by CTest: SOURCE, BUILD, IDENTITY.  It takes some minutes, and root.
"""
import pathlib
import re
import shutil
import sys
import textwrap
import unittest

from bare_machine import SOURCE, BareMachine, build_extension, steps_of

README = SOURCE / "adapters" / "hosts" / "request-tracker" / "README"


class BareRequestTracker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        machine = BareMachine(cls)
        probe = machine.probe
        for name, options in (("rt5-extension-secureexport", ()), ("second", ("-D", "CPACK_PACKAGE_VERSION=99.0"))):
            out = probe / name
            out.mkdir()
            build_extension(out, *options).rename(probe / f"{name}.deb")
        for file in ("fired.json", "resolved.json"):
            shutil.copy(SOURCE / "tests" / "data" / "demo" / file, probe)
        for name, text in cls.files_of_readme().items():
            (probe / name).write_text(text)
        machine.add_authority()
        shutil.copy(pathlib.Path(__file__).with_name("probe_request_tracker.sh"), probe)
        machine.inside("apt-get", "update")
        machine.inside("apt-get", "install", "-y", "--no-install-recommends", "curl", "ca-certificates")
        machine.fetch("/probe/rt5-extension-secureexport.deb", "rt5-standalone", "rt5-db-sqlite", "dbconfig-sqlite3", "msmtp-mta",
                      "starman", "apache2", "libapache2-mod-fcgid", "rt5-apache2", "rt5-fcgi")
        cls.log = machine.boot("probe_request_tracker.sh")
        cls.steps = steps_of(cls.log)
        print("\n".join(re.findall(r"^SECONDS .*", cls.log, re.MULTILINE)), file=sys.stderr)

    @staticmethod
    def files_of_readme():
        """What the page has on Starman is tried to the letter."""
        text = README.read_text()
        found = {"rt-starman.service": re.search(r"^ +\[Unit\]\n.*?WantedBy=\S+\n", text, re.MULTILINE | re.DOTALL),
                 "55-web.pm": re.search(r"^ +Set\(\$WebPath, ''\);\n.*?1;\n", text, re.MULTILINE | re.DOTALL)}
        return {name: textwrap.dedent(block[0]) for name, block in found.items()}

    def done(self, *steps):
        for step in steps:
            self.assertEqual("0", self.steps.get(step), f"step {step}:\n{self.log[-12000:]}")

    def test_before_the_setup_the_check_names_the_command(self):
        self.done("install", "check_before")

    def test_under_starman_an_alert_becomes_a_ticket_and_is_resolved(self):
        self.done("setup", "starman", "answers", "worker", "ready", "checked_authorization", "fired", "opened", "resolved", "closed")

    def test_without_a_worker_the_check_says_so(self):
        self.done("no_worker")

    def test_under_apache_with_mod_fcgid_too_where_the_check_names_what_is_missing(self):
        self.done("apache", "apache_starts", "apache_answers", "snippet_missing", "snippet", "apache_restart", "apache_again",
                  "apache_ready",
                  "apache_checked", "apache_fired", "apache_opened", "apache_resolved", "apache_closed")

    def test_an_upgrade_restarts_the_worker(self):
        self.done("upgrade", "upgraded_worker", "upgraded_web", "upgraded_answers", "upgraded_ready")

    def test_a_removal_ends_the_worker_and_leaves_rt_and_the_tickets(self):
        self.done("remove", "removed_worker", "removed_web", "removed_rt", "kept", "purge", "purged", "tickets_stay")


if __name__ == "__main__":
    unittest.main()
