"""The part of iTop's object query language that a desk may send: SELECT Class [AS o JOIN Class AS l ON l.attribute = o.id]
[WHERE condition], read strictly, so that
a text that was not quoted is an error here or finds what it should not, as it would there."""
import re

TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:[^'\\]|\\['\\])*')|(?P<number>\d+)|(?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|"""
                   r"(?P<sign><=|>=|!=|[=<>()]))")


class BadQuery(Exception):
    pass


def tokens(query):
    at, found = 0, []
    while query[at:].strip():
        token = TOKEN.match(query, at)
        if not token:
            raise BadQuery(f"Unexpected input at position {at}")
        found.append((token.lastgroup, token.group(token.lastgroup)))
        at = token.end()
    return found


def like(pattern, text):
    """As MySQL has it: % and _ are wildcards, \\ takes that from the next one, case does not matter."""
    expression, at = "", 0
    while at < len(pattern):
        c = pattern[at]
        if c == "\\" and at + 1 < len(pattern):
            at += 1
            expression += re.escape(pattern[at])
        else:
            expression += {"%": ".*", "_": "."}.get(c) or re.escape(c)
        at += 1
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


class Query:
    """`class_name`, and matches(value_of); value_of(attribute) is a text and raises for attributes there are not."""

    def __init__(self, query):
        self.left = tokens(query)
        self.expect("SELECT")
        self.class_name = self.take("word")
        self.join = self.joined() if self.peek("AS") else None
        self.condition = lambda value_of: True
        if self.left:
            self.expect("WHERE")
            self.condition = self.either()
        if self.left:
            raise BadQuery(f"Unexpected {self.left[0][1]}")

    def joined(self):
        """(class, alias, attribute) of the objects that refer to the selected ones."""
        self.expect("AS")
        selected = self.take("word")
        self.expect("JOIN")
        class_name = self.take("word")
        self.expect("AS")
        alias = self.take("word")
        self.expect("ON")
        left = self.take("word")
        if self.take("sign") != "=" or not left.startswith(alias + ".") or self.take("word") != selected + ".id":
            raise BadQuery("a join by a reference to the selected object is expected")
        return class_name, alias, left[len(alias) + 1:]

    def matches(self, value_of):
        return self.condition(value_of)

    def peek(self, word):
        return bool(self.left) and self.left[0][0] != "text" and self.left[0][1].upper() == word

    def expect(self, word):
        if not self.peek(word):
            raise BadQuery(f"{word} expected")
        self.left.pop(0)

    def take(self, kind):
        if not self.left or self.left[0][0] != kind:
            raise BadQuery(f"{kind} expected")
        return self.left.pop(0)[1]

    def either(self):
        parts = [self.all()]
        while self.peek("OR"):
            self.expect("OR")
            parts.append(self.all())
        return lambda value_of: any([part(value_of) for part in parts])

    def all(self):
        parts = [self.comparison()]
        while self.peek("AND"):
            self.expect("AND")
            parts.append(self.comparison())
        return lambda value_of: all([part(value_of) for part in parts])

    def comparison(self):
        if self.peek("("):
            self.expect("(")
            inside = self.either()
            self.expect(")")
            return inside
        left, wants_like = self.operand(), self.peek("LIKE")
        if wants_like:
            self.expect("LIKE")
            right = self.operand()
            return lambda value_of: like(right(value_of), left(value_of))
        sign, right = self.take("sign"), self.operand()
        if sign not in ("=", "!="):
            raise BadQuery(f"the stand-in does not know {sign}")
        return lambda value_of: (left(value_of).casefold() == right(value_of).casefold()) == (sign == "=")

    def operand(self):
        if not self.left:
            raise BadQuery("a value expected")
        kind, value = self.left.pop(0)
        if kind == "text":
            literal = re.sub(r"\\(.)", r"\1", value[1:-1])
            return lambda value_of: literal
        if kind == "number":
            return lambda value_of: value
        if kind == "word":
            return lambda value_of: value_of(value)
        raise BadQuery(f"Unexpected {value}")
