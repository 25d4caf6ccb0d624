"""The field's words, one for each thing: names that only this project understood stay out of the product's C++.

Identifiers are looked at in code and in comments; English sentences and literals (settings keys, SQL columns, JSON) are
free, for users know those.
"""
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTS = ("plugin", "db", "adapters")
INSTEAD = {
    "told": "clean_text (a text), string_field (a member), or what it is: reported, listed",
    "first_told": "first_string_field",
    "Talk": "Response",
    "Asker": "ReplyHandler", "asker": "reply_handler", "askers": "reply_handlers",
    "Story": "AuditTrail", "StoryEvent": "AuditEventType", "StoryLine": "AuditEntry", "Happening": "AuditEvent",
    "story": "audit_trail",
    "DeskLines": "DeskQueues",
    "at_once": "max_concurrency", "calls_at_once": "max_concurrency",
    "holder": "lease_owner",
    "Weight": "ImpactUrgency",
    "Ladder": "CandidateList", "ladder": "candidates", "rung": "candidate", "rungs": "candidates",
    "Contact": "CallOutcome", "contact": "call_outcome", "away": "unreachable",
    "say": "message",
    "again_after": "retry_after", "again_ms": "retry_after_ms", "look_again": "next_lookup",
}
JARGON = {"ladder", "rung", "rungs"}  # in sentences, too
INSTEAD_OF_BEGINNINGS = {"most_": "max_", "least_": "min_"}
KEPT = {"least_deserving"}  # a superlative, no limit
LITERALS = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|\b\d(?:\'?[\w.])*|\'(?:\\.|[^\'\\\n])+\'')
COMMENTS = re.compile(r'(R"(\w*)\((?:.|\n)*?\)\2"|"(?:\\.|[^"\\\n])*")|//[^\n]*|/\*(?:.|\n)*?\*/')


def without(pattern, text):
    """`text` with blanks, and its line breaks, in place of what the pattern matches (and its first group is not)."""
    return pattern.sub(lambda one: one[0] if pattern is COMMENTS and one[1] else re.sub(r"[^\n]", " ", one[0]), text)


def better(name):
    if name in KEPT:
        return None
    for beginning, instead in INSTEAD_OF_BEGINNINGS.items():
        if name.startswith(beginning) and name != beginning:
            return instead + name[len(beginning):]
    return INSTEAD.get(name)


def old_words(text):
    """(line, name, the right one) for each in `text`, C++."""
    found = []
    code = without(LITERALS, without(COMMENTS, text))
    for at, line in enumerate(code.splitlines(), 1):
        found += [(at, name, better(name)) for name in re.findall(r"[A-Za-z_]\w*", line) if better(name)]
    # In a comment a name is what no sentence has: with an underscore, a capital inside, in `marks` or behind "::".
    for comment in COMMENTS.finditer(text):
        if comment[1]:
            continue
        at = text.count("\n", 0, comment.start()) + 1
        for one in re.finditer(r"(`|::|\b\w+\.)?\b([A-Za-z_]\w*)\b(`)?", comment[0]):
            is_name = "_" in one[2] or re.search(r"[a-z][A-Z]", one[2]) or one[1] in ("`", "::") or one[3] \
                or one[2].lower() in JARGON
            name = one[2].lower() if one[2].lower() in JARGON else one[2]
            if is_name and better(name):
                found.append((at, name, better(name)))
    return found


class Words(unittest.TestCase):
    def test_the_product_names_things_by_the_fields_words(self):
        found = []
        for part in PARTS:
            for path in sorted((ROOT / part).rglob("*")):
                if path.suffix in (".h", ".cpp", ".c") and path.is_file():
                    found += [f"{path.relative_to(ROOT)}:{at}: {name}: say {instead}"
                              for at, name, instead in old_words(path.read_text())]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_it_sees_old_words(self):
        for text, names in (
                ("int most_rows = 1;", ["most_rows"]),
                ("// up to `holder`'s end, or Error::say", ["holder", "say"]),
                ("/* until again_ms is over */", ["again_ms"]),
                ("// Each rung of it\n", ["rung"]),
                ("auto x = Asker{};\n", ["Asker"]),
                ("const std::string story = told(text);", ["story", "told"])):
            with self.subTest(text):
                self.assertEqual([name for _, name, _ in old_words(text)], names)

    def test_it_leaves_sentences_and_literals(self):
        for text in ("// what an alert told us, at most two\n", 'x["most_impact"] = kind.max_impact;',
                     'auto sql = R"sql(SELECT holder, at_once FROM desk_line)sql";', "int least_deserving();",
                     'f("say // no"); g(1\'000);', "std::max(a, b);"):
            with self.subTest(text):
                self.assertEqual(old_words(text), [])


if __name__ == "__main__":
    unittest.main()
