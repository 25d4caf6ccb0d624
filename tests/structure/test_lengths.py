"""A file does one thing.  One that is longer than 300 lines says in its first line, behind "Long:", why it stays whole."""
import pathlib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MOST = 300
SUFFIXES = {".h", ".cpp", ".c", ".py", ".pm", ".pl", ".t", ".sh", ".bash", ".js", ".mjs", ".css", ".html", ".sql", ".cmake",
            ".txt", ".in"}
# What others wrote, what programs wrote, and data.
NOT_OURS = ("node_modules/", "/corpus/", "/data/")


def problem_with(text):
    """What is wrong with the length of a file of that text; None: nothing."""
    lines = text.splitlines()
    if len(lines) <= MOST or len(lines[0].partition("Long: ")[2].split()) >= 3:
        return None
    return f"{len(lines)} lines: cut it where its subject changes, or say in its first line why not (\"Long: one table of texts.\")"


def sources():
    for top in ("plugin", "db", "adapters", "manifests", "tests"):
        for file in sorted((ROOT / top).rglob("*")):
            path = file.relative_to(ROOT).as_posix()
            if file.suffix in SUFFIXES and file.is_file() and not any(part in path for part in NOT_OURS):
                yield path, file.read_text(encoding="utf-8")


class Lengths(unittest.TestCase):
    def test_a_long_file_says_why(self):
        found = list(sources())
        self.assertGreater(len(found), 300, "hardly any file was found: is the tree complete?")
        problems = [f"{path}: {problem}" for path, text in found if (problem := problem_with(text))]
        self.assertEqual([], problems, "\n" + "\n".join(problems))

    def test_one_line_too_many_needs_a_reason(self):
        long = "\n".join(["// One thing."] + ["x"] * MOST)
        self.assertIsNone(problem_with("\n".join(long.splitlines()[:MOST])))
        self.assertIsNotNone(problem_with(long))
        self.assertIsNone(problem_with("// Long: one table of texts.\n" + long))
        self.assertIsNotNone(problem_with("// Long: yes\n" + long))
        self.assertIsNotNone(problem_with("// One thing.\n// Long: one table of texts.\n" + long))


if __name__ == "__main__":
    unittest.main()
