"""The Debian package of the embedded host, installed and used in a bare Debian 12 that boots systemd in a folder.

Environment, set by CTest: SOURCE, BUILD (a folder below .build), IDENTITY (the authority stand-in).  OLD may name a folder
into which an older version was installed with --prefix.  It takes some minutes the first time, and root.
"""
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from bare_machine import SOURCE, BareMachine, run, skip, steps_of

BUILD = pathlib.Path(os.environ["BUILD"])
RELEASE = SOURCE / ".build" / "release"


def build_packages(folder):
    """The release build's package as first.deb, and the same with a higher version as second.deb."""
    run("cmake", "--preset", "release", cwd=SOURCE)
    run("cmake", "--build", "--preset", "release", "-j", os.cpu_count(), "--target", "secure-export", "secure_export",
        cwd=SOURCE)
    for name, options in (("first", ()), ("second", ("-D", "CPACK_PACKAGE_VERSION=99.0"))):
        out = folder / name
        run("cpack", "--config", RELEASE / "manifests" / "package.cmake", *options, "-D",
            f"CPACK_OUTPUT_FILE_PREFIX={out}", "-B", out, cwd=folder)
        package, = out.glob("*.deb")
        package.rename(folder / f"{name}.deb")


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="secure-export-package-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        build_packages(cls.folder)
        cls.package = cls.folder / "first.deb"

    def test_it_depends_on_the_libraries_that_its_files_are_linked_with(self):
        depends = run("dpkg-deb", "-f", self.package, "Depends")
        for library in ("libc6", "libssl3", "libsqlite3-0", "libzstd1", "libjsoncpp", "libpoco", "libsimdjson", "libdate-tz3",
                        "libstdc++6"):
            self.assertIn(library, depends)

    def test_its_files_and_their_modes(self):
        listed = {line.split()[5]: line.split()[0] for line in run("dpkg-deb", "-c", self.package).splitlines()}
        for file in ("usr/bin/secure-export", "usr/lib/secure-export/plugins/secure_export.so",
                     "usr/lib/secure-export/plugins/secure-export.json", "lib/systemd/system/secure-export.service",
                     "etc/secure-export/serve.conf", "usr/share/man/man1/secure-export.1.gz",
                     "usr/share/bash-completion/completions/secure-export"):
            self.assertIn(f"./{file}", listed)
        self.assertEqual([], [name for name, mode in listed.items() if "w" in mode[4:]])

    def test_without_its_tools_no_package_is_built(self):
        tools = self.folder / "tools"
        tools.mkdir()
        for tool in ("file", "dpkg-deb"):  # no dpkg-shlibdeps
            (tools / tool).symlink_to(shutil.which(tool))
        done = subprocess.run([shutil.which("cmake"), "-D", "CMAKE_FIND_USE_CMAKE_SYSTEM_PATH=OFF", "-P",
                               str(SOURCE / "manifests" / "deb" / "common.cmake")], env={"PATH": str(tools)},
                              capture_output=True, text=True, check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("without dpkg-shlibdeps: apt-get install dpkg-dev file", " ".join(done.stderr.split()))
        self.assertIn("common.cmake", (RELEASE / "manifests" / "package.cmake").read_text())

    def test_lintian_has_nothing_to_say(self):
        if not shutil.which("lintian"):
            skip("lintian is not installed")
        done = subprocess.run(["lintian", "--allow-root", str(self.package)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout)

    def test_the_manual_page_holds_the_help_of_every_subcommand(self):
        page = run("zcat", *self.unpacked("usr/share/man/man1/secure-export.1.gz")).replace("\\-", "-").replace("\\e", "\\")
        helped = run(RELEASE / "adapters" / "hosts" / "standalone" / "secure-export", "help")
        for name in re.findall(r"^  ([a-z][a-z-]*)  ", helped, re.MULTILINE):
            if name != "help":
                self.assertRegex(page, rf"(?m)^(usage:|      ) secure-export {name}\b")
        if shutil.which("man"):
            self.assertEqual("", subprocess.run(["man", "--warnings", "-l", *self.unpacked("usr/share/man/man1/secure-export.1.gz")],
                                                capture_output=True, text=True, check=True).stderr)

    def test_bash_completes_subcommands_options_and_views(self):
        completion, = self.unpacked("usr/share/bash-completion/completions/secure-export")
        program = RELEASE / "adapters" / "hosts" / "standalone" / "secure-export"
        for words, wanted in ((["se"], "serve"), (["serve", "--tls-c"], "--tls-cert"), (["config", "im"], "import"),
                              (["query", "open_"], "open_incidents"), (["query", "desk_states", "--log-level", "w"], "warning")):
            line = " ".join(f"'{word}'" for word in [program, *words])
            given = run("bash", "-c", f'. "{completion}"; COMP_WORDS=({line}); COMP_CWORD={len(words)}; _secure_export; '
                                      'printf "%s\\n" "${COMPREPLY[@]}"')
            self.assertIn(wanted, given.split(), words)

    def unpacked(self, *files):
        out = self.folder / "unpacked"
        if not out.exists():
            run("dpkg-deb", "-x", self.package, out)
        return [str(out / file) for file in files]

    def test_the_files_are_hardened(self):
        for file in self.unpacked("usr/bin/secure-export", "usr/lib/secure-export/plugins/secure_export.so"):
            symbols = run("nm", "-D", "--undefined-only", file)
            self.assertRegex(symbols, r"__\w+_chk\b", f"{file}: FORTIFY_SOURCE")
            self.assertIn("__stack_chk_fail", symbols)
            headers = run("readelf", "--wide", "--notes", "--dynamic", "--program-headers", file)
            self.assertRegex(headers, r"BIND_NOW|\(FLAGS_1\).*NOW")
            self.assertIn("GNU_RELRO", headers)
            self.assertNotRegex(headers, r"GNU_STACK.*RWE|\((RPATH|RUNPATH|TEXTREL)\)")
            if platform.machine() == "x86_64":
                code = run("objdump", "--disassemble", "--no-show-raw-insn", file)
                # One at the beginning of each of our functions; without -fcf-protection the C runtime's few are left.
                self.assertGreater(code.count("endbr64"), 1000, f"{file}: -fcf-protection")
                self.assertRegex(code, r"orq +\$0x0,\(%rsp\)", f"{file}: -fstack-clash-protection touches each page")

    def test_every_file_is_compiled_with_the_flags(self):
        # What is linked in from elsewhere hides -fcf-protection's mark, so the compiler's own words are read.
        for entry in json.loads((RELEASE / "compile_commands.json").read_text()):
            for flag in ("-D_FORTIFY_SOURCE=3", "-fstack-clash-protection", "-fcf-protection", "-fstack-protector-strong"):
                self.assertIn(flag, entry["command"], entry["file"])


class Booted(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        machine = BareMachine(cls)
        probe = machine.probe
        build_packages(probe)
        for file in ("config.json.in", "configuration-items.csv", "fired.json", "resolved.json"):
            shutil.copy(SOURCE / "tests" / "data" / "demo" / file, probe)
        machine.add_authority()
        shutil.copy(pathlib.Path(__file__).with_name("probe.sh"), probe)
        run("cmake", "--install", RELEASE, "--strip", "--prefix", "/usr/local",
            env={**os.environ, "DESTDIR": str(probe / "source")})
        if os.environ.get("OLD"):
            shutil.copytree(os.environ["OLD"], probe / "old", symlinks=True)
        machine.inside("apt-get", "update")
        machine.inside("apt-get", "install", "-y", "--no-install-recommends", "curl", "ca-certificates")
        machine.fetch("/probe/first.deb")
        cls.log = machine.boot("probe.sh")
        cls.steps = steps_of(cls.log)

    def done(self, *steps):
        for step in steps:
            self.assertEqual("0", self.steps.get(step), f"step {step}:\n{self.log[-12000:]}")

    def test_two_commands_lead_to_a_running_service_and_a_link(self):
        self.done("install", "running", "enabled", "link", "screens")

    def test_an_alert_becomes_an_incident_and_is_resolved(self):
        self.done("import", "cis", "healthy", "fired", "opened", "resolved", "closed")
        print(re.search(r"^SECONDS .*", self.log, re.MULTILINE)[0], file=sys.stderr)

    def test_commands_work_as_root_as_its_user_and_by_systemd_run(self):
        self.done("as_root", "as_its_user", "by_systemd_run", "secret_as_root", "password_as_root", "owner", "modes")

    def test_the_unit_reloads_restarts_and_is_closed_to_others(self):
        self.done("reload", "restarted", "security")
        exposure = float(re.search(r"exposure level for secure-export\.service: ([\d.]+)", self.log)[1])
        self.assertLess(exposure, 2.0)

    def test_an_upgrade_restarts_it_and_keeps_data_and_settings(self):
        self.done("upgrade", "upgraded", "kept", "config_kept")

    def test_with_a_certificate_alerts_come_over_tls_and_the_screens_stay_where_the_link_says(self):
        self.done("certificate", "key", "tls_restart", "tls", "tls_reload", "tls_link", "tls_screens")

    def test_a_backup_beside_the_service_is_restored(self):
        self.done("backup", "restore", "restored", "restored_kept")

    def test_a_removal_keeps_the_data_and_a_purge_removes_it(self):
        self.done("remove", "stopped", "data_kept", "again", "again_running", "again_kept", "purge", "data_gone", "conf_gone")

    def test_from_source_it_runs_as_readme_says(self):
        self.done("source", "source_running", "source_link", "source_as_its_user", "source_kept")

    def test_it_takes_over_the_data_of_an_installation_with_a_dynamic_user(self):
        if not os.environ.get("OLD"):
            skip("OLD names no folder with an older version")
        self.done("old_running", "old_private", "old_import", "old_fired", "old_opened", "over_old", "over_old_running",
                  "over_old_open", "over_old_resolved", "over_old_closed", "over_old_owner", "over_old_public")


if __name__ == "__main__":
    unittest.main()
