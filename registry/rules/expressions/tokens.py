"""An expression cut into words, signs and literals, each with its place."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from registry.rules.expressions.words import LONGEST, Unreadable

DIGITS = 12  # of a number

_CUT = re.compile(
    r"""(?P<space>[ \t\r\n]+)
      | (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9]))
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<word>[A-Za-z][A-Za-z0-9_]*)
      | (?P<sign>!=|<=|>=|[=<>()\[\],+-])
      | (?P<text>"[^"\n]*"|'[^'\n]*')""",
    re.VERBOSE,
)
_INSTEAD = {
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", 'straight quotes, as in "yes"'),
    **dict.fromkeys("\u2018\u2019\u201a", "straight quotes, as in 'yes'"),
    **dict.fromkeys("\u2013\u2014\u2212", "a plain minus"),
    "\u2260": "!=",
    "\u2264": "<=",
    "\u2265": ">=",
    "&": "the word and",
    "|": "the word or",
    "!": "the word not, or !=",
}


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    WORD = "word"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """One piece of an expression: what was written, what it means, and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int
    value: str | Decimal | date | None = None

    def says(self, *words: str) -> bool:
        """Whether it is one of these words or signs."""
        return self.kind in (Kind.WORD, Kind.SIGN) and self.value in words


def tokens(text: str) -> list[Token]:
    """All tokens, and one for the end. Raises Unreadable at what can be no part of an expression."""
    if len(text) > LONGEST:
        raise Unreadable(text, f"an expression has at most {LONGEST} characters, and this has {len(text):,}.", LONGEST)
    found: list[Token] = []
    place = 0
    while place < len(text):
        cut = _CUT.match(text, place)
        if cut is None or cut.lastgroup is None:
            raise Unreadable(text, _strange(text[place]), place)
        if cut.lastgroup != "space":
            found.append(_token(text, Kind(cut.lastgroup), cut.start(), cut.end()))
        place = cut.end()
    return [*found, Token(Kind.END, "", len(text), len(text))]


def _token(text: str, kind: Kind, start: int, end: int) -> Token:
    written = text[start:end]
    value: str | Decimal | date = written.lower()
    if kind is Kind.TEXT:
        value = _quoted(text, start, end)
    elif kind is Kind.NUMBER:
        if len(written) > DIGITS:
            raise Unreadable(text, f"a number has at most {DIGITS} digits.", start, end)
        value = Decimal(written)
    elif kind is Kind.DATE:
        try:
            value = date.fromisoformat(written)
        except ValueError:
            raise Unreadable(text, f"there is no such day as {written}.", start, end) from None
    return Token(kind, written, start, end, value)


def _quoted(text: str, start: int, end: int) -> str:
    for place in range(start + 1, end - 1):
        if not text[place].isprintable():
            raise Unreadable(text, "there is a character here that cannot be seen. Type the text again.", place)
    return text[start + 1 : end - 1]


def _strange(character: str) -> str:
    if character in "\"'":
        return f"expected the quote that ends this text, {character}, on the same line."
    if not character.isprintable():
        return "there is a character here that cannot be seen. Delete it, or type a plain space."
    instead = _INSTEAD.get(character)
    if instead:
        return f"write {instead} instead of {character}."
    return f"{character} has no meaning here. Put text in quotes, and write the codes of questions as they are listed."
