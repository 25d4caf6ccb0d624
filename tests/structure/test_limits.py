"""Each limit stands once, in the limits.h of its part: what strangers and administrators may send or get is read there,
with its unit and its reason, and a change of it is a change of one line.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ("plugin", "db", "adapters/http", "adapters/desks", "adapters/hosts/standalone")
NAME = r"(?:most|max|longest)(?:_\w+)?"
# A declaration up to its end; a function's body begins with a brace at a line's end.
DECLARATION = re.compile(r"\bconstexpr\b(?P<rest>(?:[^;{]|\{(?!\s*\n))*)(?P<end>[;{])")
LIMIT = re.compile(rf"(?<![\w:.])({NAME})\s*(?:=(?!=)|\{{|\()")

# The other side of a boundary that no header passes states a number anew: it is the same one.
# Which limit in which limits.h, and where else: file, and an expression whose group is the number.
AGREED = (
    ("plugin/service/limits.h", "max_alert_bytes", (
        ("adapters/hosts/standalone/base/limits.h", r"max_body_bytes = ([^;]+);"),
        ("db/store/body_limits.h", r"max_packed_bytes = ([^;]+);"),
        ("adapters/hosts/request-tracker/lib/RT/Extension/SecureExport/Endpoint.pm", r"MOST_BODY_BYTES => ([^;]+);"))),
    ("plugin/json/limits.h", "max_bytes", (
        ("adapters/hosts/standalone/base/limits.h", r"max_admin_body_bytes = ([^;]+);"),
        ("adapters/hosts/request-tracker/lib/RT/Extension/SecureExport/AdminEndpoint.pm",
         r"MOST_BODY_BYTES => ([^;]+);"))),
    ("plugin/admin/limits.h", "max_rows", (
        ("plugin/admin/assets/screens/queries.js", r"const most = (\d+);"),
        ("plugin/admin/assets/screens/bindings.js", r"format=csv&limit=(\d+)"))),
    ("plugin/admin/limits.h", "max_page_rows", (
        ("plugin/admin/assets/screens/parts/live_list.js", r"const most = (\d+);"),)),
    ("plugin/admin/limits.h", "max_search_bytes", (
        ("plugin/admin/assets/lib/filters.js", r"kind: \"search\", label, value, maxlength: (\d+)"),)),
    ("plugin/admin/limits.h", "max_secret_bytes", (
        ("plugin/admin/assets/screens/parts/desk_secrets.js", r"secretHelp\(kind, secret\), maxlength: (\d+)"),)),
    ("plugin/admin/limits.h", "max_reason_bytes", (
        ("plugin/admin/assets/lib/dialog.js", r"required: true, maxlength: (\d+)"),)),
    ("plugin/service/limits.h", "max_concurrent_calls", (
        ("adapters/hosts/standalone/cli/limits.h", r"max_workers = ([^;]+);"),)),
)


def limits_in(text):
    """The names of the limits that `text`, C++, declares."""
    text = re.sub(r"R\"\w*\(.*?\)\w*\"|//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"", "", text, flags=re.DOTALL)
    found = []
    for begin in re.finditer(r"\bconstexpr\b", text):
        declaration = DECLARATION.match(text, begin.start())
        if declaration and declaration["end"] == ";":
            found += LIMIT.findall(declaration["rest"])
    return found


def value_of(text):
    """A number as C++ and Perl write it: 4 * 1024, 4 << 20, 100'000."""
    digits = text.replace("'", "").strip()
    assert re.fullmatch(r"[0-9 *<]+", digits), f"no number: {text}"
    return eval(digits)  # of digits, * and << alone


def sources():
    for top in PARTS:
        for file in sorted((ROOT / top).rglob("*")):
            if file.suffix in (".h", ".cpp") and "node_modules" not in file.parts:
                yield file


class EachLimitInOneHeader(unittest.TestCase):
    def test_no_limit_stands_outside_a_limits_header(self):
        files = list(sources())
        self.assertGreater(len(files), 200, "hardly any source was found: is the tree complete?")
        problems = [f"{file.relative_to(ROOT)}: {name}" for file in files if not file.name.endswith("limits.h")
                    for name in limits_in(file.read_text(encoding="utf-8"))]
        self.assertEqual([], problems, "\ninto the limits.h of the part:\n" + "\n".join(problems))

    def test_what_the_test_takes_for_a_limit(self):
        for text, names in (
            ("constexpr std::size_t max_bytes = 4096;", ["max_bytes"]),
            ("static constexpr int longest{3};", ["longest"]),
            ("inline constexpr std::chrono::minutes longest_search(2);", ["longest_search"]),
            ("constexpr int page_size = 25, max_pages = 8;", ["max_pages"]),
            ("constexpr int a = 1,\n    max_b = 2;", ["max_b"]),
            ("constexpr Wait back_off(int n, Wait longest = minutes(5)) {\n  return n; }", []),
            ("constexpr int a = std::max(1, 2);", []),
            ("// constexpr int most = 1;", []),
            ("constexpr char sql[] = R\"(SELECT max(a) FROM b)\";", []),
            ("const int most = given;", []),
        ):
            with self.subTest(text=text):
                self.assertEqual(names, limits_in(text))

    def test_no_part_states_a_limit_twice(self):
        headers = [file for file in sources() if file.name.endswith("limits.h")]
        self.assertGreater(len(headers), 8)
        for file in headers:
            names = limits_in(file.read_text(encoding="utf-8"))
            self.assertEqual(len(set(names)), len(names), file)

    def test_the_other_side_of_a_boundary_states_the_same_number(self):
        for header, name, others in AGREED:
            stated = re.search(rf"\b{name} = ([^,;]+)[,;]", (ROOT / header).read_text(encoding="utf-8"))
            self.assertIsNotNone(stated, f"{header} states no {name}")
            for path, expression in others:
                with self.subTest(limit=name, path=path):
                    numbers = re.findall(expression, (ROOT / path).read_text(encoding="utf-8"))
                    self.assertTrue(numbers, f"{path} states it no more: take the line out of this test")
                    self.assertEqual({value_of(stated[1])}, {value_of(number) for number in numbers})


if __name__ == "__main__":
    unittest.main()
