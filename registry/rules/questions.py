"""The question schema: what a tool's record asks, as numbered data; records keep the number they were written under."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from registry.rules.words import Visibility

FOLDER = Path(__file__).parents[2] / "seed" / "questions"

Content = dict[str, Any]


class Kind(StrEnum):
    """What sort of answer a question takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO_NOT_SURE = "yes_no_not_sure"
    DATE = "date"  # kept as year-month-day
    MONEY = "money"  # kept as whole pounds
    NUMBER = "number"
    LINES = "lines"
    WEB_ADDRESS = "web_address"


WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.LINES})  # what a search may find words in
CHOSEN = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.YES_NO_NOT_SURE})


@dataclass(frozen=True)
class Question:
    """One question of the schema."""

    code: str
    label: str
    kind: Kind
    hint: str = ""
    required: bool = False
    visibility: Visibility = Visibility.PUBLIC
    max_length: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    vocabulary: str = ""
    atrs: str = ""
    asked_when: tuple[tuple[str, tuple[str, ...]], ...] = ()  # another question, and the answers to it
    exclusive: str = ""  # an option that goes with no other
    default: str = ""
    helps: int = 0  # how much the answer helps a force that thinks of replicating the tool
    moved_from: str = ""  # the code under which an earlier schema asked for it
    moved_values: tuple[tuple[str, str], ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    max_lines: int | None = None

    def is_asked(self, content: Mapping[str, Any]) -> bool:
        """Whether the other answers make this question one to ask; most always are."""
        return all(content.get(other) in answers for other, answers in self.asked_when)

    def is_needed(self, content: Mapping[str, Any]) -> bool:
        """Whether a record with these answers may not be submitted without this one."""
        return self.required or bool(self.asked_when and self.is_asked(content))


@dataclass(frozen=True)
class Section:
    """Questions that are asked on one page."""

    code: str
    title: str
    intro: str
    questions: tuple[Question, ...]

    @property
    def needed(self) -> bool:
        """Whether a record cannot be submitted without something of it."""
        return any(question.required for question in self.questions)


@dataclass(frozen=True)
class Schema:
    """All sections of one numbered version."""

    number: int
    sections: tuple[Section, ...]
    active: bool = True

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order it is asked."""
        return tuple(question for section in self.sections for question in section.questions)

    def section(self, code: str) -> Section | None:
        """The section with this code."""
        return next((section for section in self.sections if section.code == code), None)

    def question(self, code: str) -> Question | None:
        """The question with this code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Question]:
        return {question.code: question for question in self.questions}


def schema(number: int | None = None) -> Schema:
    """The schema with this number, or the one that new records are written under."""
    return _shelf(_places[-1])[current() if number is None else number]


def current() -> int:
    """The number that records are written under: the highest of an active schema."""
    return max(number for number, found in _shelf(_places[-1]).items() if found.active)


def numbers() -> list[int]:
    """Every number there is, in order."""
    return sorted(_shelf(_places[-1]))


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """While this runs, the schemas are those of another folder: to try a schema before it is put among the others."""
    _places.append(folder)
    try:
        yield
    finally:
        _places.remove(folder)


def readable(content: Mapping[str, Any], number: int, tiers: Iterable[Visibility]) -> Content:
    """The answers that a reader of these tiers may see: the one serialiser of page, API, export and index."""
    seen = frozenset(tiers)
    return {
        question.code: content[question.code]
        for question in schema(number).questions
        if question.visibility in seen and answered(content.get(question.code))
    }


def answered(value: Any) -> bool:
    """Whether an answer says anything."""
    return value not in (None, "", [], ())


_places = [FOLDER]


@cache
def _shelf(folder: Path) -> dict[int, Schema]:
    return {found.number: found for found in map(_schema, sorted(folder.glob("*.yaml")))}


def _schema(path: Path) -> Schema:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Schema(raw["number"], tuple(_section(section) for section in raw["sections"]), raw.get("active", True))


def _section(raw: Mapping[str, Any]) -> Section:
    return Section(
        raw["code"], raw["title"], raw.get("intro", ""), tuple(_question(question) for question in raw["questions"])
    )


def _question(raw: Mapping[str, Any]) -> Question:
    return Question(
        code=raw["code"],
        label=raw["label"],
        kind=Kind(raw["kind"]),
        hint=raw.get("hint", ""),
        required=raw.get("required", False),
        visibility=Visibility(raw.get("visibility", "public")),
        max_length=raw.get("max_length"),
        options=tuple((option["code"], option["label"]) for option in raw.get("options", ())),
        vocabulary=raw.get("vocabulary", ""),
        atrs=raw.get("atrs", ""),
        asked_when=tuple((other, tuple(answers)) for other, answers in raw.get("asked_when", {}).items()),
        exclusive=raw.get("exclusive", ""),
        default=raw.get("default", ""),
        helps=raw.get("helps", 0),
        moved_from=raw.get("moved_from", ""),
        moved_values=tuple(raw.get("moved_values", {}).items()),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        unit=raw.get("unit", ""),
        max_lines=raw.get("max_lines"),
    )
