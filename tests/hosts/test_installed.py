"""What others build against an installed tree: the C header by pkg-config, the example host and the example plugin.

The build's directory comes from the environment: BUILD.  Nothing of the source tree but the examples is used.
"""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.request

import host

BUILD = os.environ["BUILD"]
EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "adapters/hosts/example"
C = ["cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.root = pathlib.Path(cls.directory.name)
        for component in ("devel", "plugin"):
            run("cmake", "--install", BUILD, "--prefix", cls.root / "tree", "--component", component)
        (pc,) = (cls.root / "tree").rglob("secure-export.pc")
        cls.environment = {**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}
        flags = cls.pkg_config("--cflags").split()
        run(*C, "-shared", "-fPIC", EXAMPLES / "example_plugin.c", *flags, "-o", cls.root / "example_plugin.so")
        run(*C, EXAMPLES / "example_host.c", *flags, "-ldl", "-o", cls.root / "example_host")

    @classmethod
    def pkg_config(cls, *options):
        return run("pkg-config", *options, "secure-export", env=cls.environment).strip()

    def ask(self, plugin, path):
        with tempfile.TemporaryDirectory() as data:
            answer = run(self.root / "example_host", plugin, data, "GET", path)
        return answer.split("\n", 1)[0], answer

    def test_the_example_host_and_the_example_plugin_meet(self):
        status, answer = self.ask(self.root / "example_plugin.so", "/example/hello")
        self.assertEqual("200", status)
        self.assertTrue(answer.endswith("hello\n\n"), answer)

    def test_the_example_host_serves_the_installed_plugin(self):
        plugin = pathlib.Path(self.pkg_config("--variable=plugindir")) / "secure_export.so"
        self.assertTrue(plugin.is_file(), plugin)
        if os.environ.get("SANITIZED"):
            self.skipTest("a program without the sanitizer cannot load a library that has it")
        status, answer = self.ask(plugin, "/azure-monitor/health")
        self.assertIn(status, ("200", "503"))
        self.assertIn('"status"', answer)

    def test_the_embedded_host_runs_the_example_plugin(self):
        plugins = self.root / "plugins"
        plugins.mkdir()
        shutil.copy(self.root / "example_plugin.so", plugins)
        shutil.copy(EXAMPLES / "example-plugin.json", plugins)
        with host.Host(plugins=str(plugins)) as serving:
            with urllib.request.urlopen(f"http://127.0.0.1:{serving.port}/example/hello", timeout=host.PATIENCE) as reply:
                self.assertEqual(b"hello\n", reply.read())

    def test_the_header_is_c_plus_plus_too_and_the_version_is_the_project_s(self):
        source = self.root / "header.cpp"
        source.write_text('#include "itsm_abi.h"\nstatic_assert(ITSM_ABI == 1);\n')
        run("c++", "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
            *self.pkg_config("--cflags").split(), source)
        manifest = next((self.root / "tree").rglob("plugins/secure-export.json"))
        self.assertIn(f'"version": "{self.pkg_config("--modversion")}"', manifest.read_text())


if __name__ == "__main__":
    unittest.main()
