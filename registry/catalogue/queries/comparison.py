"""What differs between two states of a record, in words, and only as far as its reader may read both."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from registry.catalogue.models import Tool, Version
from registry.catalogue.queries.scope import tiers
from registry.catalogue.queries.terms import Options, in_words, options_of
from registry.rules.difference import ABSENT, Act, Change, Form, Segment, changed_words, difference
from registry.rules.policy import Actor
from registry.rules.questions import Content, Question, readable, schema
from registry.rules.words import Visibility

FOLDED = 40  # words in a row that stay as they were: more are folded away
LEFT = 12  # words of them that are left on each side
WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text and what became of it; `words` are counted where it is folded away."""

    act: Act
    text: str
    words: int = 0


@dataclass(frozen=True)
class Told:
    """An answer that differs, as people read it."""

    question: Question
    form: Form
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    words: tuple[int, int] = (0, 0)  # of a text: how many go, how many come
    only_old: bool = False
    only_new: bool = False


def compared(
    before: Mapping[str, Any],
    before_schema: int,
    after: Mapping[str, Any],
    after_schema: int,
    seen: Collection[Visibility],
) -> list[Told]:
    """The answers that differ, for a reader who sees these tiers; at most two statements."""
    hidden = _hidden(before_schema, seen) | _hidden(after_schema, seen)
    old, new = (
        _without(readable(content, number, seen), hidden)
        for content, number in ((before, before_schema), (after, after_schema))
    )
    found = [change for change in difference(old, new, schema(before_schema), schema(after_schema)) if change.told]
    options = options_of(change.question for change in found if change.question)
    return [_told(change, change.question, options) for change in found if change.question]


def changes_since(tool: Tool, before: Mapping[str, Any], before_schema: int) -> list[Told]:
    """What the working copy changes of an earlier state, such as the live version's or a revision's.

    For those who read the draft, and with it every answer; nothing without a working copy.
    """
    copy = tool.working_copy
    return compared(before, before_schema, copy.content, copy.schema_number, frozenset(Visibility)) if copy else []


def between(actor: Actor, tool: Tool, old: Version, new: Version) -> list[Told]:
    """What one version changes of another, as far as the actor may read the record."""
    return compared(old.content, old.schema_number, new.content, new.schema_number, tiers(actor, tool))


def changed_answers(actor: Actor, tool: Tool, versions: Sequence[Version]) -> dict[int, int]:
    """How many answers each version changed of the one before, by its number; no statement. Newest first as given."""
    seen = tiers(actor, tool)
    ordered = sorted(versions, key=lambda version: version.number)
    found = {}
    for old, new in pairwise(ordered):
        hidden = _hidden(old.schema_number, seen) | _hidden(new.schema_number, seen)
        was, now = (_without(readable(version.content, version.schema_number, seen), hidden) for version in (old, new))
        found[new.number] = sum(was.get(code) != now.get(code) for code in {*was, *now})
    return found


def _hidden(number: int, seen: Collection[Visibility]) -> set[str]:
    return {question.code for question in schema(number).questions if question.visibility not in seen}


def _without(content: Content, hidden: set[str]) -> Content:
    return {code: value for code, value in content.items() if code not in hidden}


def _told(change: Change, question: Question, options: Options) -> Told:
    def said(items: Iterable[Any]) -> tuple[str, ...]:
        return tuple(in_words(question, [item], options) for item in items)

    told = Told(question, change.form, only_old=change.only_old, only_new=change.only_new)
    if change.form is Form.TEXT:
        pieces = tuple(piece for part in change.segments for piece in _pieces(part))
        return _with(told, pieces=pieces, words=changed_words(change.segments))
    if change.form is Form.ITEMS:
        return _with(told, added=said(change.added), removed=said(change.removed), kept=said(change.kept))
    before, after = (
        in_words(question, None if value is ABSENT else value, options) for value in (change.before, change.after)
    )
    return _with(told, before=before, after=after)


def _with(told: Told, **changes: Any) -> Told:
    return Told(**{**vars(told), **changes})


def _pieces(part: Segment) -> list[Piece]:
    if part.act is not Act.KEPT:
        return [Piece(part.act, _shown(part.text))]
    words = [*WORD.finditer(part.text)]
    if len(words) <= FOLDED:
        return [Piece(part.act, part.text)]
    start, end = words[LEFT].start(), words[-LEFT].start()
    return [
        Piece(part.act, part.text[:start]),
        Piece(part.act, part.text[start:end], len(words) - 2 * LEFT),
        Piece(part.act, part.text[end:]),
    ]


def _shown(text: str) -> str:
    """What goes or comes; white space alone is made visible."""
    if text.strip():
        return text
    return text.replace("\n", "¶\n").replace(" ", "\N{OPEN BOX}")
