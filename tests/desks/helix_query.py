"""Qualifications of the AR System: 'Field' = "text" AND NOT ('Other' LIKE "%x%" OR 'Third' = $NULL$)."""
import re

TOKEN = re.compile(r"""\s* (?: '((?:[^']|'')*)' | "((?:[^"]|"")*)" | (\$NULL\$) | (!=|<=|>=|=|<|>) | ([()]) |
                             (AND|OR|NOT|LIKE)\b )""", re.VERBOSE)
KINDS = ("field", "text", "null", "op", "bracket", "word")


class BadQuery(Exception):
    pass


def tokens(text):
    found, at = [], 0
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if not match:
            raise BadQuery(f"not understood at position {at}")
        kind = KINDS[match.lastindex - 1]
        value = match[match.lastindex]
        found.append((kind, value.replace("''", "'") if kind == "field" else
                      value.replace('""', '"') if kind == "text" else value))
        at = match.end()
    return found


def like(pattern):
    """LIKE knows % for any text, _ for any character and [...] for one of these."""
    parts = re.findall(r"%|_|\[[^\]]*\]|.", pattern, re.DOTALL)
    return "".join({"%": ".*", "_": "."}.get(part) or (part if len(part) > 1 else re.escape(part)) for part in parts)


class Reader:
    def __init__(self, text, fields, menus, case_blind):
        self.tokens, self.fields, self.menus, self.case_blind = tokens(text), fields, menus, case_blind

    def next(self, kind=None, value=None):
        if not self.tokens:
            raise BadQuery("it ends too early")
        token = self.tokens.pop(0)
        if (kind and token[0] != kind) or (value and token[1] != value):
            raise BadQuery(f"{token[1]} is not expected")
        return token

    def at(self, value):
        return self.tokens and self.tokens[0] in (("word", value), ("bracket", value))

    def all_of(self):
        terms = [self.either()]
        while self.at("OR"):
            self.next()
            terms.append(self.either())
        return lambda row: any(term(row) for term in terms)

    def either(self):
        terms = [self.one()]
        while self.at("AND"):
            self.next()
            terms.append(self.one())
        return lambda row: all(term(row) for term in terms)

    def one(self):
        if self.at("NOT"):
            self.next()
            term = self.one()
            return lambda row: not term(row)
        if self.at("("):
            self.next()
            term = self.all_of()
            self.next("bracket", ")")
            return term
        return self.comparison()

    def comparison(self):
        name = self.next("field")[1]
        if name not in self.fields:
            raise BadQuery(f"the field {name} does not exist")
        op = self.next()[1]
        kind, value = self.next()
        if kind == "null":
            if op not in ("=", "!="):
                raise BadQuery("$NULL$ is compared with = and != only")
            return lambda row: (row.get(name) is None) == (op == "=")
        if kind != "text":
            raise BadQuery(f"{value} is no text")
        return lambda row: row.get(name) is not None and self.holds(name, row[name], op, value)

    def holds(self, name, held, op, value):
        if name in self.menus:
            held, value = (self.menus[name].index(text) if text in self.menus[name] else -1 for text in (held, value))
        elif self.case_blind:
            held, value = held.lower(), value.lower()
        if op == "LIKE":
            return re.fullmatch(like(value), held, re.DOTALL) is not None
        return {"=": held == value, "!=": held != value, "<": held < value, "<=": held <= value, ">": held > value,
                ">=": held >= value}[op]


def read_query(text, fields, menus, case_blind):
    """A function that tells whether a row matches.  Raises BadQuery."""
    reader = Reader(text, fields, menus, case_blind)
    matches = reader.all_of()
    if reader.tokens:
        raise BadQuery(f"{reader.tokens[0][1]} is too much")
    return matches
