"""Reads an expression into a tree. What its parts may be compared with is checked on the way.

either   = both { "or" both }
both     = negated { "and" negated }
negated  = "not" negated | "(" either ")" | value relation
relation = sign value | ["not"] "in" "[" literal { "," literal } "]"
         | ["not"] "contains" value | "is" ["not"] "empty"
value    = ( literal | "length" field | field ) { ("+" | "-") number unit }
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NoReturn

from registry.rules.expressions.sorts import Operand, comparable, containable, refuse, shiftable
from registry.rules.expressions.tokens import Kind, Token, tokens
from registry.rules.expressions.tree import (
    Any,
    Compared,
    Contains,
    Empty,
    Every,
    In,
    Length,
    Literal,
    Named,
    Not,
    Shifted,
    Test,
)
from registry.rules.expressions.words import (
    DEEPEST,
    FLAGS,
    LARGEST_SHIFT,
    RESERVED,
    UNITS,
    Field,
    Sort,
    Unreadable,
)

SIGNS = ("=", "!=", "<", "<=", ">", ">=")
RELATION = "expected =, !=, <, <=, >, >=, in, contains, is empty or is not empty"
LITERALS = {Kind.TEXT: Sort.TEXT, Kind.NUMBER: Sort.NUMBER, Kind.DATE: Sort.DATE}


def parse(text: str, fields: Mapping[str, Field]) -> Test:
    """The tree of an expression. Raises Unreadable, which says where and what was expected."""
    return _Reader(text, fields, tokens(text)).whole()


@dataclass
class _Reader:
    text: str
    fields: Mapping[str, Field]
    tokens: list[Token]
    place: int = 0
    depth: int = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    def take(self) -> Token:
        token = self.next
        self.place += token.kind is not Kind.END
        return token

    def took(self, *words: str) -> bool:
        """Whether the next token was one of these, which is then passed."""
        found = self.next.says(*words)
        self.place += found
        return found

    def expect(self, word: str, message: str) -> Token:
        if not self.next.says(word):
            self.fail(message)
        return self.take()

    def fail(self, expected: str) -> NoReturn:
        at = self.next
        found = f"found {at.text}" if at.text else "the expression ends here"
        raise Unreadable(self.text, f"{expected}, and {found}.", at.start, at.end)

    def whole(self) -> Test:
        tree = self.either()
        if self.next.kind is not Kind.END:
            self.fail("expected and, or, or the end")
        return tree

    def either(self) -> Test:
        parts = self.joined("or", self.both)
        return parts[0] if len(parts) == 1 else Any(parts)

    def both(self) -> Test:
        parts = self.joined("and", self.negated)
        return parts[0] if len(parts) == 1 else Every(parts)

    def joined(self, word: str, part: Callable[[], Test]) -> tuple[Test, ...]:
        parts = [part()]
        while self.took(word):
            parts.append(part())
        return tuple(parts)

    def negated(self) -> Test:
        if not self.next.says("not", "("):
            return self.related(self.value())
        opening = self.take()
        self.depth += 1
        if self.depth > DEEPEST:
            message = f"brackets and not are nested more than {DEEPEST} deep. Make two rules of it."
            raise Unreadable(self.text, message, opening.start, opening.end)
        tree: Test
        if opening.says("not"):
            tree = Not(self.negated())
        else:
            tree = self.either()
            self.expect(")", "expected and, or, or a closing bracket )")
        self.depth -= 1
        return tree

    def related(self, left: Operand) -> Test:
        sign = self.next
        if self.took(*SIGNS):
            right = self.value()
            comparable(self.text, left, right, sign)
            return Compared(left.node, sign.text, right.node)
        if self.took("is"):
            negated = self.took("not")
            self.expect("empty", "expected empty" if negated else "expected empty or not empty")
            if not isinstance(left.node, Named):
                refuse(self.text, "is empty asks about an answer: write the code of a question before it.", left)
            return Empty(left.node, negated)
        negated = self.took("not")
        word = self.next
        if self.took("in"):
            return In(left.node, self.listed(left, word), negated)
        if not self.took("contains"):
            self.fail("expected in or contains" if negated else RELATION)
        right = self.value()
        return Contains(containable(self.text, left, right, word), right.node, negated)

    def listed(self, left: Operand, word: Token) -> tuple[Literal, ...]:
        self.expect("[", 'expected a list in square brackets, as in ["yes", "no"]')
        items = [self.item(left, word)]
        while self.took(","):
            items.append(self.item(left, word))
        self.expect("]", "expected a comma, or ] at the end of the list")
        return tuple(items)

    def item(self, left: Operand, word: Token) -> Literal:
        found = self.literal()
        if found is None:
            self.fail("expected a text in quotes, a number, a date, yes or no")
        literal, operand = found
        comparable(self.text, left, operand, word)
        return literal

    def value(self) -> Operand:
        literal = self.literal()
        found = literal[1] if literal else self.length() or self.field()[1]
        while self.next.says("+", "-"):
            found = self.shifted(found)
        return found

    def literal(self) -> tuple[Literal, Operand] | None:
        token = self.next
        if token.value is not None and token.kind in LITERALS:
            literal, sort = Literal(token.value), LITERALS[token.kind]
        elif token.says(*FLAGS):
            literal, sort = Literal(FLAGS[str(token.value)]), Sort.FLAG
        else:
            return None
        self.take()
        return literal, Operand(literal, sort, token.start, token.end)

    def length(self) -> Operand | None:
        start = self.next.start
        if not self.took("length"):
            return None
        named, of = self.field()
        if of.sort not in (Sort.TEXT, Sort.CHOICES):
            refuse(self.text, f"length counts characters or chosen answers, and {of.name} is {of.sort}.", of)
        return Operand(Length(named), Sort.NUMBER, start, of.end)

    def field(self) -> tuple[Named, Operand]:
        token = self.next
        if token.kind is not Kind.WORD or token.value in RESERVED:
            self.fail("expected the code of a question, a text in quotes, a number or a date")
        field = self.fields.get(str(token.value))
        if field is None:
            message = f"no question has the code {token.text}. The codes are listed below; text needs quotes."
            raise Unreadable(self.text, message, token.start, token.end)
        self.take()
        named = Named(field.code, field.sort)
        return named, Operand(named, field.sort, token.start, token.end, field)

    def shifted(self, left: Operand) -> Operand:
        shiftable(self.text, left, self.next)
        sign, number = self.take(), self.next
        whole = number.value if number.kind is Kind.NUMBER else None
        if not isinstance(whole, Decimal) or whole != int(whole) or whole > LARGEST_SHIFT or "." in number.text:
            self.fail(f"expected a whole number up to {LARGEST_SHIFT:,}")
        self.take()
        unit = self.next
        if not self.took(*UNITS):
            self.fail("expected days, weeks, months or years")
        node = Shifted(left.node, sign.text, int(whole), UNITS[str(unit.value)])
        return Operand(node, Sort.DATE, left.start, unit.end)
