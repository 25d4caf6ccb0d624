"""Both languages have the same keys, each once, with the same {places} to fill, and every key that a screen names."""
import collections
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ASSETS = ROOT / "plugin" / "admin" / "assets"
ENTRY = re.compile(r'^\s*"([^"]+)":\s*"((?:[^"\\]|\\.)*)",?\s*$', re.MULTILINE)
ASKED = re.compile(r'\bt\("([\w.]+)"')


def problems(english, other):
    """What keeps two tables of texts from being the same table in two languages."""
    first, second = ENTRY.findall(english), ENTRY.findall(other)
    found = [f"{key} is there twice" for table in (first, second)
             for key, times in collections.Counter(key for key, _ in table).items() if times > 1]
    first, second = dict(first), dict(second)
    found += [f"{key} is in one language only" for key in sorted(first.keys() ^ second.keys())]
    places = re.compile(r"\{\w+\}")
    found += [f"{key}: other places to fill" for key in sorted(first.keys() & second.keys())
              if set(places.findall(first[key])) != set(places.findall(second[key]))]
    return found


class Texts(unittest.TestCase):
    def test_both_languages_say_the_same(self):
        for suffix in ("", "_options", "_policies"):
            english, german = ((ASSETS / "texts" / f"{code}{suffix}.js").read_text(encoding="utf-8") for code in ("en", "de"))
            self.assertGreater(len(ENTRY.findall(english)), 20)
            self.assertEqual([], problems(english, german))

    def test_every_text_that_a_screen_names_is_there(self):
        known = {key for name in ("en.js", "en_options.js", "en_policies.js")
                 for key, _ in ENTRY.findall((ASSETS / "texts" / name).read_text(encoding="utf-8"))}
        asked = {(key, file.name) for file in sorted(ASSETS.rglob("*.js")) if file.parent.name != "texts"
                 for key in ASKED.findall(file.read_text(encoding="utf-8"))}
        self.assertGreater(len(asked), 200)
        self.assertEqual([], sorted(f"{name}: {key}" for key, name in asked if key not in known))

    def test_what_the_server_lists_has_a_text_in_each_language(self):
        known = dict(ENTRY.findall((ASSETS / "texts" / "en.js").read_text(encoding="utf-8")))
        for kind, path, row in (("template", "plugin/core/template_fields.cpp", r'\{\{"(\w+)", "'),
                                ("view", "db/store/views.cpp", r'^    \{"(\w+)",')):
            names = re.findall(row, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
            self.assertGreaterEqual(len(names), 8, path)
            self.assertEqual([], [name for name in names if f"{kind}.{name}" not in known], f"{path}: no \"{kind}.NAME\"")

    def test_a_difference_is_found(self):
        english = '  "a.b": "one {n}",\n  "c": "two",\n'
        self.assertEqual([], problems(english, '  "a.b": "eins {n}",\n  "c": "zwei",\n'))
        self.assertEqual(["c is in one language only"], problems(english, '  "a.b": "eins {n}",\n'))
        self.assertEqual(["a.b: other places to fill"], problems(english, '  "a.b": "eins",\n  "c": "zwei",\n'))
        self.assertEqual(["c is there twice"], problems(english + '  "c": "two",\n', english))


if __name__ == "__main__":
    unittest.main()
