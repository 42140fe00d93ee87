"""Pre-checks: rules kept as data that find fault with a record. What a rule may say, and whether it holds."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from registry.core.errors import Invalid
from registry.rules.answers import tidy
from registry.rules.expressions import Field, Sort, Test, Unreadable, holds, named, parse
from registry.rules.questions import Kind, Question, Schema, numbers, schema
from registry.rules.words import OrganisationKind, Severity

GRAVEST_FIRST = (Severity.FAILURE, Severity.WARNING, Severity.INFO)
TITLE, FIX = 120, 1_000  # characters

SORTS = {
    "choice": Sort.CHOICE,
    "yes_no_not_sure": Sort.CHOICE,
    "choices": Sort.CHOICES,
    "date": Sort.DATE,
    "number": Sort.NUMBER,
    "money": Sort.NUMBER,
}
FACTS = (
    Field("today", Sort.DATE, "The day on which the record is checked"),
    Field("version", Sort.NUMBER, "The number of the published version; empty before there is one"),
    Field("contracts", Sort.NUMBER, "How many contracts are recorded for the tool"),
    Field(
        "owner_kind",
        Sort.CHOICE,
        "What kind of organisation the owner is",
        tuple(kind.value for kind in OrganisationKind),
    ),
)

Options = Mapping[str, Mapping[str, str]]


class BadRule(Invalid):
    """A rule that cannot be kept; `place` marks where its expression cannot be read."""

    def __init__(self, fields: Mapping[str, str], place: Unreadable | None) -> None:
        super().__init__("The rule was not saved. Mend what is marked.", fields)
        self.place = place


def sort_of(kind: Kind) -> Sort:
    """The sort of the answers to questions of a kind."""
    return SORTS.get(kind.value, Sort.TEXT)


def schemas() -> tuple[Schema, ...]:
    """Every version of the question schema, oldest first."""
    return tuple(schema(number) for number in numbers())


def questions() -> dict[str, Question]:
    """Every question that is or was asked, as it is asked now or was last; those asked now come first."""
    now = {question.code: question for question in schema().questions}
    return now | {
        question.code: question for form in schemas() for question in form.questions if question.code not in now
    }


def all_fields(options: Options) -> dict[str, Field]:
    """All that a new rule may name, with the answers that may be given now."""
    return _facts() | {code: _field(question, options.get(code)) for code, question in questions().items()}


def fields(form: Schema) -> dict[str, Field]:
    """All that a rule may name of a record under this schema; any answer of a list is let through."""
    return _facts() | {question.code: _field(question, None) for question in form.questions}


def tree(expression: str, number: int) -> Test | None:
    """A rule's expression for records under this schema; none when it names what they were not asked."""
    return _tree(expression, number, id(schema(number)))


@lru_cache(maxsize=4_096)
def _tree(expression: str, number: int, _schema: int) -> Test | None:
    try:
        return parse(expression, fields(schema(number)))
    except Unreadable:
        return None


def finds(expression: str, number: int, content: Mapping[str, Any], facts: Mapping[str, Any]) -> bool | None:
    """Whether a rule finds fault with a record; none when it does not apply to the record's schema."""
    rule = tree(expression, number)
    return None if rule is None else holds(rule, {**content, **facts})


def asks(expression: str, code: str) -> bool:
    """Whether a rule names this answer or fact, under some schema."""
    trees = (tree(expression, form.number) for form in schemas())
    return any(rule is not None and code in named(rule) for rule in trees)


def checked(details: Mapping[str, Any], options: Options, other_titles: Iterable[str]) -> dict[str, Any]:
    """A rule as it would be kept. Raises BadRule, which says what is wrong with each part."""
    title, fix = tidy(details.get("title"), lines=False), tidy(details.get("fix"))
    expression, question = tidy(details.get("expression")), details.get("question") or None
    severity = next((severity for severity in Severity if severity == details.get("severity")), None)
    place = _misread(expression, options) if expression else None
    wrong = {
        "title": _wrong_title(title, other_titles),
        "severity": "" if severity else "Choose how much a finding weighs.",
        "expression": place.message
        if place
        else ""
        if expression
        else "Write what is true of a record with the fault.",
        "fix": "" if 0 < len(fix) <= FIX else f"Say how to fix it, in up to {FIX:,} characters.",
        "question": "" if question in (None, *questions()) else "Choose a question from the list.",
    }
    if any(wrong.values()) or severity is None:
        raise BadRule({name: message for name, message in wrong.items() if message}, place)
    return {
        "title": title,
        "severity": severity,
        "expression": expression,
        "fix": fix,
        "question": question,
        "active": bool(details.get("active")),
    }


def _wrong_title(title: str, others: Iterable[str]) -> str:
    if not 0 < len(title) <= TITLE:
        return f"Name the fault, in up to {TITLE} characters."
    if title.casefold() in {other.casefold() for other in others}:
        return "There is a rule with this title already. Change that one, or choose another title."
    return ""


def _misread(expression: str, options: Options) -> Unreadable | None:
    try:
        parse(expression, all_fields(options))
    except Unreadable as place:
        return place
    return None


def _facts() -> dict[str, Field]:
    return {fact.code: fact for fact in FACTS}


def _field(question: Question, options: Mapping[str, str] | None) -> Field:
    listed = tuple(options) if options is not None else None
    return Field(question.code, sort_of(question.kind), question.label, listed)
