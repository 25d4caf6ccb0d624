"""The recipe "Adding a kind" of adapters/desks/README.md, followed in a copy of the tree: how many existing files it edits,
and that the program then lists the kind.  Only what is new or edited is compiled; all else comes from the build whose
folder BUILD names, of the preset's generator.  PROGRAM: secure-export of that build."""
import filecmp
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["BUILD"])
DESKS = "adapters/desks"
FILES = ("kind", "desk", "client", "sign_in", "states", "payload", "advice", "ci_lookup", "check")
PARTS = ("plugin", "adapters", "db", "manifests", "tests", "CMakeLists.txt", "README.md", "LICENSE", "CHANGELOG.md")
MOST_EDITED = 3


def run(*command, **named):
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **named)


def cached(name):
    return re.search(rf"^{name}:[A-Z]+=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.MULTILINE).group(1)


def remote_kinds():
    return [file.parent for file in sorted((ROOT / DESKS).glob("*/kind.cpp"))
            if "DeskReach::remote" in file.read_text(encoding="utf-8")]


class Copy:
    """A copy of the tree, in which files may be added and edited."""

    def __init__(self, folder):
        self.root, self.build = folder / "tree", folder / "build"
        ignored = shutil.ignore_patterns("node_modules", "__pycache__", ".build")
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, self.root / part, ignore=ignored)
            elif (ROOT / part).exists():
                shutil.copy2(ROOT / part, self.root / part)

    def edit(self, file, *changes):
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"{file} has no {old!r}"
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    def configure(self, testing="OFF"):
        return run("cmake", "-S", self.root, "-B", self.build, "-G", "Ninja", f"-DBUILD_TESTING={testing}",
                   f"-DCMAKE_BUILD_TYPE={cached('CMAKE_BUILD_TYPE')}", f"-DCMAKE_CXX_COMPILER={cached('CMAKE_CXX_COMPILER')}",
                   f"-DCMAKE_CXX_FLAGS={cached('CMAKE_CXX_FLAGS')}",
                   # A library is then made without those that it will be linked with.
                   "-DCMAKE_OPTIMIZE_DEPENDENCIES=ON")

    def edited(self):
        """Existing files that are not as they were."""
        files = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return sorted(str(file) for file in files if (ROOT / file).exists()
                      and not filecmp.cmp(ROOT / file, self.root / file, shallow=False))

    def add_toy(self):
        """Steps 1 to 4 of the recipe."""
        def as_toy(text):
            return text.replace("servicenow", "toy").replace("ServiceNow", "Toy")

        toy = self.root / DESKS / "toy"
        toy.mkdir()
        for file in (ROOT / DESKS / "servicenow").iterdir():
            (toy / file.name).write_text(as_toy(file.read_text(encoding="utf-8")), encoding="utf-8")
        for file in (ROOT / "tests/contract").glob("servicenow_contract*"):
            (self.root / "tests/contract" / as_toy(file.name)).write_text(
                as_toy(file.read_text(encoding="utf-8")), encoding="utf-8")
        shutil.copy2(ROOT / "tests/desks/servicenow.py", self.root / "tests/desks/toy.py")
        self.edit("tests/e2e/desk_stand_in.py", ("KINDS = {\n", 'KINDS = {\n    "toy": ({"auth": "basic", "user": "a"}, {}),\n'))
        self.edit(f"{DESKS}/desks.cpp", ('#include "adapters/desks/servicenow/kind.h"\n',
                                         '#include "adapters/desks/servicenow/kind.h"\n'
                                         '#include "adapters/desks/toy/desk.h"\n#include "adapters/desks/toy/kind.h"\n'),
                  ("{itop::kind, itop::make},", "{itop::kind, itop::make},\n    {toy::kind, toy::make},"))


class DeskRecipe(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_every_remote_kind_has_the_same_files(self):
        self.assertGreaterEqual(len(remote_kinds()), 3)
        for folder in remote_kinds():
            for name in FILES:
                for suffix in (".h", ".cpp"):
                    with self.subTest(kind=folder.name, file=name + suffix):
                        self.assertTrue((folder / (name + suffix)).exists())
            self.assertTrue((folder / "README.md").exists(), folder.name)

    def test_core_names_no_product(self):
        names = [re.sub(r"[^a-z]", "", folder.name) for folder in remote_kinds()]
        names += ["bmc", "hpd", "install_status", "request tracker"]
        for file in (ROOT / "plugin/core").iterdir():
            text = file.read_text(encoding="utf-8").lower()
            self.assertEqual([], [name for name in names if name in text], file.name)

    def test_no_part_asks_a_desk_what_it_is(self):
        sources = [file for top in ("plugin", "adapters") for pattern in ("*.h", "*.cpp") for file in (ROOT / top).rglob(pattern)]
        self.assertEqual([], [file for file in sources if "dynamic_cast" in file.read_text(encoding="utf-8")])

    def test_a_kind_is_added_by_the_recipe_with_at_most_three_edited_files_and_is_listed(self):
        copy = Copy(self.folder)
        copy.add_toy()
        self.assertLessEqual(len(copy.edited()), MOST_EDITED, copy.edited())
        configured = copy.configure()
        self.assertEqual(0, configured.returncode, configured.stdout)
        built = run("cmake", "--build", copy.build, "--target", "se_desk_toy", "se_desks", "-j2")
        self.assertEqual(0, built.returncode, built.stdout)

        plugins = self.folder / "plugins"
        plugins.mkdir()
        shutil.copy2(ROOT / "manifests/secure-export.json", plugins)
        self.link(copy, plugins / "secure_export.so")
        listed = run(os.environ["PROGRAM"], "desk", "kinds", "--plugins", plugins, "--data-dir", self.folder / "data")
        self.assertEqual(0, listed.returncode, listed.stdout)
        self.assertIn("\ntoy: Toy\n", listed.stdout)
        self.assertIn("\nservicenow: ServiceNow\n", listed.stdout)

    def link(self, copy, plugin):
        """The plugin as the build links it, with the copy's desks."""
        commands = run("ninja", "-C", BUILD, "-t", "commands", "plugin/secure_export.so").stdout.splitlines()
        words = shlex.split(commands[-1].removeprefix(": && ").removesuffix(" && :"))
        words[words.index("-o") + 1] = str(plugin)
        at = words.index(f"{DESKS}/libse_desks.a")
        words[at:at + 1] = [str(copy.build / DESKS / f"libse_{name}.a") for name in ("desks", "desk_toy")]
        linked = run(*words, cwd=BUILD)
        self.assertEqual(0, linked.returncode, linked.stdout)

    def test_a_folder_that_is_not_in_the_table_or_lacks_a_file_is_named(self):
        copy = Copy(self.folder)
        copy.add_toy()
        (copy.root / DESKS / "toy/kind.cpp").rename(copy.root / DESKS / "toy/kinds.cpp")
        self.assertIn("adapters/desks/toy has no kind.cpp", copy.configure().stdout)
        (copy.root / DESKS / "toy/kinds.cpp").rename(copy.root / DESKS / "toy/kind.cpp")
        copy.edit(f"{DESKS}/desks.cpp", ("\n    {toy::kind, toy::make},", ""))
        self.assertIn("adapters/desks/toy has no row", copy.configure().stdout)
        copy.edit(f"{DESKS}/desks.cpp", ("{itop::kind, itop::make},", "{itop::kind, itop::make},\n {toy::kind, toy::make},"))
        (copy.root / "tests/contract/toy_contract.cpp").unlink()
        self.assertIn("tests/contract has no toy_contract.cpp", copy.configure(testing="ON").stdout)


if __name__ == "__main__":
    unittest.main()
