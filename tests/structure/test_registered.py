"""A case that its suite does not register never runs: each method of a test class is a case, or is called by one."""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METHOD = re.compile(r"^\s+void (\w+)\(\)\s*(?:override\s*)?\{", re.MULTILINE)
LISTED = re.compile(r"CPPUNIT_TEST(?:_EXCEPTION|_FAIL)?\((\w+)")


def forgotten(text):
    """Methods without parameters that no line registers and nothing else of the file names."""
    listed = set(LISTED.findall(text))
    code = re.sub(r"//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"", "", text)
    return [name for name in METHOD.findall(text)
            if name not in listed | {"setUp", "tearDown"} and len(re.findall(rf"\b{name}\b", code)) == 1]


class Registered(unittest.TestCase):
    def test_every_case_is_registered(self):
        files = [file for part in ("unit", "contract") for file in sorted((ROOT / "tests" / part).rglob("*.cpp"))
                 if "CPPUNIT_TEST_SUITE(" in file.read_text(encoding="utf-8")]
        self.assertGreater(len(files), 60, "hardly any test was found: is the tree complete?")
        problems, cases = [], 0
        for file in files:
            text = file.read_text(encoding="utf-8")
            cases += len(LISTED.findall(text))
            problems += [f"{file.relative_to(ROOT)}: {name} has no CPPUNIT_TEST line" for name in forgotten(text)]
            if not re.search(r"CPPUNIT_TEST_SUITE_REGISTRATION|CPPUNIT_TEST_SUITE_NAMED_REGISTRATION", text):
                problems.append(f"{file.relative_to(ROOT)}: the suite is not registered")
        self.assertGreater(cases, 600)
        self.assertEqual([], problems, "\n".join(problems))

    def test_a_forgotten_case_is_found(self):
        suite = "    CPPUNIT_TEST(runs);\n    void runs() {\n helps(); }\n    void helps() {\n}\n    void setUp() override {\n}\n"
        self.assertEqual([], forgotten(suite))
        self.assertEqual(["never_runs"], forgotten(suite + "    void never_runs() {\n}\n"))


if __name__ == "__main__":
    unittest.main()
