"""Pages and comments name files, tests and code that are there, so that nobody looks for one in vain; names that stand for another
are listed."""
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

# A test of CTest, as `ctest -R` is told it on a page; and a name of our own code: Class::member, two_words, function(...).
TEST = re.compile(r"\b((?:unit|contract|fuzz|structure|e2e|hosts|rt|browser|package|azure)_[a-z][a-z0-9_]*)\b(?!\()")
CHOSEN = re.compile(r"ctest [^\n]*?-R '([^']+)'")
CODE = re.compile(r"`((?:[A-Za-z]\w*::)*~?[A-Za-z]\w*)(?:\(.*?\))?&?`")
# What a page says of other products, or leaves for its reader to name.
OTHERS = re.compile(r"NAME|SUBJECT|jsm|^ITSM_|^innerHTML$|^ActionGroup$")
OTHER_PAGES = re.compile(r"adapters/desks/(?:helix|itop|servicenow)/|CONTRACT\.md$|CHANGELOG\.md$")


def alternatives(pattern):
    """"^(unit_db|e2e_(query|upgrade))$" -> what its innermost groups spell."""
    group = re.search(r"\(([^()]*)\)", pattern)
    if not group:
        return pattern.strip("^$").split("|")
    before, after = pattern[:group.start()], pattern[group.end():]
    start, end = re.search(r"[\w]*$", before)[0], re.match(r"[\w]*", after)[0]
    spelled = "|".join(start + one + end for one in group[1].split("|"))
    return alternatives(before[:len(before) - len(start)] + spelled + after[len(end):])


def tests_in(page):
    """The tests of CTest that a page names."""
    chosen = {name for pattern in CHOSEN.findall(page) for name in alternatives(pattern)}
    return {name for name in chosen | set(TEST.findall(" ".join(re.findall(r"`([^`\n]+)`", CHOSEN.sub("", page)))))
            if not OTHERS.search(name)}


def code_in(page):
    """Names of code of our own on a page: only what no English word and no product's field looks like."""
    return {name for name in CODE.findall(page) if ("_" in name or "::" in name or re.search("[a-z][A-Z]", name))
            and not OTHERS.search(name) and not TEST.fullmatch(name)}


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

    def has_test(self, name):
        """By the file or folder that it is made of, or as a CMakeLists.txt calls it; the beginning of a name will do."""
        kind, _, subject = name.rstrip("_").partition("_")
        if not subject:
            return self.has(f"tests/{kind}/")
        made_of = {"unit": f"tests/unit/{subject}/", "contract": f"tests/contract/{subject}_contract.cpp",
                   "fuzz": f"tests/fuzz/corpus/{subject}/"}.get(kind, f"tests/{kind}/test_{subject}.py")
        lists = (ROOT / "tests" / folder / "CMakeLists.txt" for folder in ("", kind))
        return self.has(made_of) or any(name in file.read_text(encoding="utf-8") for file in lists if file.exists())

    def words(self):
        """Every word of the sources and data of the tree, and of its files' names."""
        text = "\n".join((ROOT / file).read_text(encoding="utf-8", errors="replace") for file in self.files
                         if not re.search(r"\.md$|\.(?:gz|png|zip)$|/corpus/|test_(?:pages|words)\.py$", file))
        return set(re.findall(r"\w+", text)) | set(re.findall(r"\w+", " ".join(self.files)))


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

    def test_pages_name_tests_that_are_there(self):
        named = self.pages(tests_in)
        self.assertGreater(len(named), 30)
        missing = sorted(f"{page}: {name}" for name, page in named if not self.tree.has_test(name))
        self.assertEqual([], missing, "no such test:\n" + "\n".join(missing))

    def test_pages_name_code_that_is_there(self):
        named = [(name, page) for name, page in self.pages(code_in) if not OTHER_PAGES.search(page)]
        self.assertGreater(len(named), 100)
        words = self.tree.words()
        missing = sorted(f"{page}: {name}" for name, page in named if not set(re.findall(r"\w+", name)) <= words)
        self.assertEqual([], missing, "no source has that name:\n" + "\n".join(missing))

    def pages(self, names):
        return [(name, file) for file in sorted(self.tree.files) if file.endswith(".md")
                for name in sorted(names((ROOT / file).read_text(encoding="utf-8")))]

    def test_each_folder_has_its_page(self):
        for folder in ("plugin", "plugin/inbound", "plugin/settings", "plugin/admin/assets", "db", "adapters/desks",
                       "adapters/hosts", "adapters/hosts/standalone", "manifests", "tests"):
            self.assertTrue((ROOT / folder / "README.md").exists(), folder)
        self.assertLessEqual(len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()), 150)

    def test_a_name_that_is_not_there_is_found(self):
        self.assertEqual({"core/nothing.h", "db/"}, names_in("in `core/nothing.h`, `db/`, `store/views/NAME.sql`, `x`"))
        self.assertFalse(self.tree.has("core/nothing.h"))
        self.assertTrue(self.tree.has("core/plan.h") and self.tree.has("db/") and self.tree.has("CONTRACT.md"))
        self.assertEqual({"unit_db", "e2e_query", "e2e_upgrade", "rt_x"}, tests_in("ctest -R '^(unit_db|e2e_(query|upgrade))$', `rt_x`"))
        self.assertTrue(self.tree.has_test("unit_db") and self.tree.has_test("e2e_query") and self.tree.has_test("contract_host"))
        self.assertFalse(self.tree.has_test("unit_nothing") or self.tree.has_test("e2e_nothing"))
        self.assertEqual({"desk_lines", "WorkLine::claim", "oldName"}, code_in("`desk_lines` `WorkLine::claim` `oldName()` `word`"))
        self.assertEqual({"plugin/none.md"}, names_in_comments("x();  // see plugin/none.md\n"))


if __name__ == "__main__":
    unittest.main()
