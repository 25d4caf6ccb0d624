"""What the build promises without a preset.  It configures and builds nothing: `sh tests/setup/build-types.sh` builds all."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def configured(*options):
    """What is compiled, as file -> command."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", *options], check=True, capture_output=True)
        entries = json.loads((pathlib.Path(folder) / "compile_commands.json").read_text())
        return {str(pathlib.Path(entry["file"]).relative_to(ROOT)): entry["command"] for entry in entries
                if pathlib.Path(entry["file"]).is_relative_to(ROOT)}


class Build(unittest.TestCase):
    def test_warnings_are_errors_in_the_presets_alone(self):
        for command in configured("-DCMAKE_BUILD_TYPE=Release", "-DBUILD_TESTING=OFF").values():
            self.assertNotIn("-Werror", command)
        base, = (p for p in json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"] if p["name"] == "base")
        self.assertEqual("ON", base["cacheVariables"]["SECURE_EXPORT_WERROR"])

    def test_without_testing_nothing_of_the_tests_is_compiled(self):
        files = configured("-DBUILD_TESTING=OFF")
        self.assertEqual([], [file for file in files if file.startswith("tests/")])
        self.assertIn("plugin/entry.cpp", files)

    def test_optimized_builds_are_hardened_and_debug_is_not(self):
        for kind, hardened in (("Release", True), ("MinSizeRel", True), ("RelWithDebInfo", True), ("Debug", False)):
            command = configured(f"-DCMAKE_BUILD_TYPE={kind}", "-DBUILD_TESTING=OFF")["plugin/entry.cpp"]
            for flag in ("-D_FORTIFY_SOURCE=3", "-fstack-clash-protection"):
                self.assertEqual(hardened, flag in command, (kind, flag))

    def test_an_ordinary_users_tests_find_what_debian_keeps_in_sbin(self):
        with tempfile.TemporaryDirectory() as folder:
            test = pathlib.Path(folder) / "test_path.py"
            test.write_text("import shutil, unittest\nclass Path(unittest.TestCase):\n"
                            "    def test(self):\n        self.assertTrue(shutil.which('ldconfig'))\n")
            done = subprocess.run([sys.executable, "-B", ROOT / "tests" / "setup" / "run_python.py", test], check=False,
                                  env={"PATH": "/usr/local/bin:/usr/bin:/bin"}, capture_output=True, text=True)
            self.assertEqual(0, done.returncode, done.stderr)


if __name__ == "__main__":
    unittest.main()
