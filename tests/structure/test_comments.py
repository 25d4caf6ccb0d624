"""Comments are not left scrambled by the formatter: no word stands alone that fits on the line before, and none stands
outside of the list whose item it ends.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ("plugin", "db", "adapters", "tests")
WIDTH = 120  # .clang-format, ColumnLimit
COMMENT = re.compile(r"(\s*)//( *)(\S.*)$")


def orphans(text):
    """The lines of `text`, counted from 1, that hold one or two words of a comment for no reason."""
    lines = text.splitlines()
    found = []
    for at in range(1, len(lines)):
        before, line = COMMENT.match(lines[at - 1]), COMMENT.match(lines[at])
        if not before or not line or before[1] != line[1] or len(line[3].split()) > 2:
            continue
        after = COMMENT.match(lines[at + 1]) if at + 1 < len(lines) else None
        ends = not after or after[1] != line[1]
        word = line[3].split()[0]
        has_room = len(lines[at - 1]) + 1 + len(word) <= WIDTH
        sentence = re.match(r"[a-z(\[\"]", word) and before[3][-1] not in ".:;"
        if ends and has_room and sentence and line[2] == before[2] and len(lines[at - 1]) > 80:
            found.append(at + 1)
        elif after and after[1] == line[1] and len(after[2]) > len(line[2]) and len(before[3]) > 80 and sentence:
            found.append(at + 1)  # the item goes on, indented, behind a word that is not
    return found


class Comments(unittest.TestCase):
    def test_no_comment_has_a_word_left_over(self):
        found = []
        for part in PARTS:
            for path in sorted((ROOT / part).rglob("*")):
                if path.suffix in (".h", ".cpp") and path.is_file():
                    found += [f"{path.relative_to(ROOT)}:{at}" for at in orphans(path.read_text())]
        self.assertEqual(found, [], "a word stands alone in a comment: move it to the line before or reflow it")

    def test_the_formatter_is_switched_off_by_the_directive_alone(self):
        found = [str(path.relative_to(ROOT)) for part in PARTS for path in sorted((ROOT / part).rglob("*.h"))
                 if re.search(r"clang-format off[^\n]*\S", path.read_text().replace("clang-format off\n", "\n"))]
        self.assertEqual(found, [], "clang-format reads \"// clang-format off\" only where nothing follows it")

    def test_it_sees_words_left_over(self):
        full = "// - " + "word " * 21 + "and"
        self.assertEqual(orphans(f"{full}\n// any\n//   other failure that names a time to wait\n"), [2])
        self.assertEqual(orphans("// " + "word " * 17 + "and\n// once.\nint a;\n"), [2])
        self.assertEqual(orphans("// " + "word " * 23 + "x\n// once.\nint a;\n"), [])  # no room before
        self.assertEqual(orphans("// A sentence.\n// Another.\nint a;\n"), [])


if __name__ == "__main__":
    unittest.main()
