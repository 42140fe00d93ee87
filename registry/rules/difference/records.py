"""Two states of a record, question by question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from registry.rules.difference.sequences import Work
from registry.rules.difference.text import WORK, Act, Segment, joined, segments, stretches
from registry.rules.questions import Content, Kind, Question, Schema, answered
from registry.rules.redaction import is_mark

PROSE = (Kind.TEXT, Kind.LONG_TEXT)


class _Absent:
    """In place of an answer: the record does not have this question at all."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


class Form(StrEnum):
    """How a change is told."""

    TEXT = "text"  # word by word
    ITEMS = "items"  # what comes and goes of a list
    VALUE = "value"  # before and after


@dataclass(frozen=True)
class Change:
    """An answer that differs. `question` is none for what neither schema asks; that is never shown."""

    code: str
    question: Question | None
    form: Form
    before: Any
    after: Any
    only_old: bool = False  # the newer schema no longer asks it
    only_new: bool = False  # the older schema did not ask it
    segments: tuple[Segment, ...] = ()
    items: tuple[tuple[Act, Any], ...] = ()

    @property
    def told(self) -> bool:
        """Whether there is something to tell: "" in place of nothing is not."""
        return self.question is not None and (answered(_value(self.before)) or answered(_value(self.after)))

    @property
    def added(self) -> list[Any]:
        """What a list has now and had not."""
        return [item for act, item in self.items if act is Act.ADDED and item not in _value(self.before)]

    @property
    def removed(self) -> list[Any]:
        """What a list had and has no longer."""
        return [item for act, item in self.items if act is Act.REMOVED and item not in _value(self.after)]

    @property
    def kept(self) -> list[Any]:
        """What a list has as before."""
        return [item for item in _value(self.before) if item in _value(self.after)] if self.form is Form.ITEMS else []


def difference(
    old: Mapping[str, Any], new: Mapping[str, Any], old_schema: Schema, new_schema: Schema
) -> tuple[Change, ...]:
    """Every answer that differs, in the order of the newer schema; what only the older one asked stands last."""
    work = Work(WORK)
    before = {question.code: question for question in old_schema.questions}
    after = {question.code: question for question in new_schema.questions}
    codes = dict.fromkeys([*after, *before, *sorted({*old, *new})])
    return tuple(
        _change(
            code,
            after.get(code) or before.get(code),
            old.get(code, ABSENT),
            new.get(code, ABSENT),
            only_old=code in before and code not in after,
            only_new=code in after and code not in before,
            work=work,
        )
        for code in codes
        if not _same(old.get(code, ABSENT), new.get(code, ABSENT))
    )


def apply(old: Mapping[str, Any], changes: Iterable[Change]) -> Content:
    """The newer state. Raises ValueError when `old` is not the state that was compared."""
    new = dict(old)
    for change in changes:
        if not _same(new.get(change.code, ABSENT), _before(change)):
            raise ValueError(f"The answer {change.code} is not the one that was compared.")
        after = _after(change)
        if after is ABSENT:
            del new[change.code]
        else:
            new[change.code] = after
    return new


def reverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The same from the newer state to the older."""
    turned = {Act.KEPT: Act.KEPT, Act.ADDED: Act.REMOVED, Act.REMOVED: Act.ADDED}
    return tuple(
        replace(
            change,
            before=change.after,
            after=change.before,
            only_old=change.only_new,
            only_new=change.only_old,
            segments=tuple(Segment(turned[part.act], part.text) for part in change.segments),
            items=tuple((turned[act], item) for act, item in change.items),
        )
        for change in changes
    )


def _change(
    code: str, question: Question | None, old: Any, new: Any, *, only_old: bool, only_new: bool, work: Work
) -> Change:
    change = Change(code, question, Form.VALUE, old, new, only_old, only_new)
    texts = isinstance(old, str) and isinstance(new, str)
    if texts and (question is None or question.kind in PROSE) and not (is_mark(old) or is_mark(new)):
        return replace(change, form=Form.TEXT, segments=segments(old, new, work))
    if _strings(old) and _strings(new):
        return replace(change, form=Form.ITEMS, items=tuple(_items(old, new, work)))
    return change


def _items(old: list[str], new: list[str], work: Work) -> Iterable[tuple[Act, Any]]:
    for same, was, now in stretches(old, new, work):
        if same:
            yield from ((Act.KEPT, item) for item in was)
        else:
            yield from ((Act.REMOVED, item) for item in was)
            yield from ((Act.ADDED, item) for item in now)


def _before(change: Change) -> Any:
    return _side(change, Act.REMOVED, change.before)


def _after(change: Change) -> Any:
    return _side(change, Act.ADDED, change.after)


def _side(change: Change, act: Act, value: Any) -> Any:
    if change.form is Form.TEXT:
        return joined(change.segments, act)
    if change.form is Form.ITEMS:
        return [item for done, item in change.items if done in (Act.KEPT, act)]
    return value


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _same(old: Any, new: Any) -> bool:
    return type(old) is type(new) and bool(old == new)


def _value(value: Any) -> Any:
    return None if value is ABSENT else value
