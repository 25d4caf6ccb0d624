"""The built secure_export.so, as a host meets it.  PLUGIN names the file."""
import os
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PLUGIN = os.environ.get("PLUGIN", "")
# The sanitizers' runtimes bring symbols and sections of their own into whatever they instrument.
SANITIZED = os.environ.get("SANITIZED", "")


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def promised():
    """The names in exports.map: what stands between "global:" and "local:"."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "plugin" / "exports.map").read_text(), flags=re.DOTALL)
    return set(re.findall(r"(\w+);", text.split("global:")[1].split("local:")[0]))


class SharedObject(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not pathlib.Path(PLUGIN).is_file():
            raise AssertionError(f"PLUGIN names no file: {PLUGIN!r}")
        cls.dynamic = output_of("readelf", "--dynamic", "--wide", PLUGIN)

    def test_it_exports_what_exports_map_names_and_nothing_else(self):
        symbols = [line.split()[-2:] for line in output_of("nm", "-D", "--defined-only", PLUGIN).splitlines()]
        names = {name.split("@")[0] for kind, name in symbols if kind != "A"}  # A: the version's own name
        self.assertEqual(promised(), names)

    def test_exports_map_and_the_header_name_the_same_functions(self):
        header = (ROOT / "plugin" / "itsm_abi.h").read_text()
        declared = set(re.findall(r"^ITSM_EXPORT [^;(]*?\*?(itsm_\w+)\(", header, re.MULTILINE))
        self.assertEqual(promised(), declared)

    def test_it_stays_loaded_for_the_life_of_the_host(self):
        self.assertRegex(self.dynamic, r"\(FLAGS_1\).*NODELETE")

    def test_openssl_sqlite_and_zstd_are_the_systems_own(self):
        needed = re.findall(r"\(NEEDED\).*\[(.+)\]", self.dynamic)
        for library in ("libcrypto.so.3", "libsqlite3.so.0", "libzstd.so.1"):
            self.assertIn(library, needed)
        self.assertNotRegex(self.dynamic, r"\((RPATH|RUNPATH|TEXTREL)\)")

    @unittest.skipIf(SANITIZED, "sanitizers bind later")
    def test_its_relocations_are_read_only_once_loaded(self):
        self.assertIn("GNU_RELRO", output_of("readelf", "--program-headers", "--wide", PLUGIN))
        self.assertRegex(self.dynamic, r"BIND_NOW|\(FLAGS_1\).*NOW")

    def test_no_undefined_symbol_belongs_to_the_program_that_loads_it(self):
        # The plugin talks to its host through the table alone: itsm_* may be defined here, never wanted.
        wanted = output_of("nm", "-D", "--undefined-only", PLUGIN)
        self.assertEqual([], re.findall(r"\bitsm_\w+", wanted))


if __name__ == "__main__":
    unittest.main()
