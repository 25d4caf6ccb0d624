"""Pages and comments name files that are there, so that nobody looks for one in vain; names that stand for another are listed."""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOPS = ("plugin", "adapters", "db", "tests", "manifests")
SOURCES = {".h", ".cpp", ".c", ".py", ".pm", ".js", ".mjs", ".sql", ".cmake", ".txt", ".sh", ".in"}
ENDING = r"(?:md|h|cpp|c|py|js|mjs|sql|cmake|json|sh|tsv|txt|map|pm|bash|conf)"
NAMED = re.compile(rf"`([\w.-]+(?:/[\w.-]+)*(?:/|\.{ENDING}))`")
COMMENT = re.compile(r"(?:^|\s)(?://|#|--|\*)\s(.*)$", re.MULTILINE)
IN_COMMENT = re.compile(r"(?<![\w/.*:<@$-])"
                        rf"((?:plugin|adapters|db|tests|manifests|core|inbound|admin|service|json)/[\w./-]+\.{ENDING})(?![\w/*])")

# Where a page speaks of a file that its reader makes, or that a program makes, or of another product's.
MADE = re.compile(r"NAME|SUBJECT|NNNN|TARGET|jsm|^\.build/|^workers/$|^data/|^connections\.json$|^sqlite3\.h$|^simdjson\.h$|/share/")


def names_in(page):
    """The files and folders that a page in Markdown names."""
    return {name for name in NAMED.findall(page) if not MADE.search(name)}


def names_in_comments(text):
    return {name for comment in COMMENT.findall(text) for name in IN_COMMENT.findall(comment)}


class Tree:
    def __init__(self):
        listed = subprocess.run(["find", *TOPS, ".github", "-type", "f", "-not", "-path", "*/node_modules/*"], cwd=ROOT,
                                text=True, capture_output=True, check=True).stdout.split("\n")
        self.files = {name for name in listed if name} | {file.name for file in ROOT.iterdir() if file.is_file()}
        self.ends = set()  # "core/plan.h", "plan.h" and "inbound/" of plugin/...: as a page in any folder may write it
        for file in self.files:
            parts = file.split("/")
            for at in range(len(parts)):
                self.ends.add("/".join(parts[at:]))
                for end in range(at + 1, len(parts)):
                    self.ends.add("/".join(parts[at:end]) + "/")

    def has(self, name):
        return name in self.ends


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = Tree()

    def missing(self, endings, names):
        found = []
        for file in sorted(self.tree.files):
            if pathlib.PurePath(file).suffix in endings and not re.search("/data/|/corpus/|test_pages", file):
                text = (ROOT / file).read_text(encoding="utf-8", errors="replace")
                found += [f"{file}: {name}" for name in sorted(names(text)) if not self.tree.has(name)]
        return found

    def test_pages_name_files_that_are_there(self):
        self.assertGreater(sum(file.endswith("README.md") for file in self.tree.files), 10)
        missing = self.missing({".md"}, names_in)
        self.assertEqual([], missing, "not there:\n" + "\n".join(missing))

    def test_comments_name_files_that_are_there(self):
        missing = self.missing(SOURCES, names_in_comments)
        self.assertEqual([], missing, "not there:\n" + "\n".join(missing))

    def test_each_folder_has_its_page(self):
        for folder in ("plugin", "plugin/inbound", "plugin/settings", "plugin/admin/assets", "db", "adapters/desks",
                       "adapters/hosts", "adapters/hosts/standalone", "manifests", "tests"):
            self.assertTrue((ROOT / folder / "README.md").exists(), folder)
        self.assertLessEqual(len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()), 150)

    def test_a_name_that_is_not_there_is_found(self):
        self.assertEqual({"core/nothing.h", "db/"}, names_in("in `core/nothing.h`, `db/`, `store/views/NAME.sql`, `x`"))
        self.assertFalse(self.tree.has("core/nothing.h"))
        self.assertTrue(self.tree.has("core/plan.h") and self.tree.has("db/") and self.tree.has("CONTRACT.md"))
        self.assertEqual({"plugin/none.md"}, names_in_comments("x();  // see plugin/none.md\n"))


if __name__ == "__main__":
    unittest.main()
