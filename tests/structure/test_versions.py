"""The version is written in several places, for several readers: it is one. A released version heads CHANGELOG.md, below what is
unreleased."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
RT = "adapters/hosts/request-tracker/"
PLACES = (
    ("CMakeLists.txt", r"project\(secure_export VERSION (\S+)"),
    ("manifests/secure-export.json", r'"version": "([^"]+)"'),
    (RT + "META.yml", r"^version: '?([\w.]+)"),
    (RT + "lib/RT/Extension/SecureExport.pm", r"\bVERSION = '([^']+)'"),
    ("README.md", r"secure-export_(\d[\w.]*)_amd64\.deb"),
    ("README.md", r"rt5-extension-secureexport_(\d[\w.]*)_amd64\.deb"),
)


class Versions(unittest.TestCase):
    def test_the_version_is_the_same_everywhere(self):
        wanted = None
        for path, where in PLACES:
            found = set(re.findall(where, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE))
            wanted = wanted or found
            self.assertEqual(1, len(found), f"{path}: {where}: {found}")
            self.assertEqual(wanted, found, f"{path} differs from CMakeLists.txt")

    def test_the_change_log_begins_with_what_is_next_or_with_this_version(self):
        version = re.search(PLACES[0][1], (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
        heads = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
        self.assertIn(heads[0], ("Unreleased", version))
        if len(heads) > 1 and heads[0] == "Unreleased":
            self.assertEqual(version, heads[1])


if __name__ == "__main__":
    unittest.main()
