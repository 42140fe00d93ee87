"""Whether what somebody typed may be saved as an answer. Missing answers may: they are asked for at submission."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from registry.rules.questions import Content, Kind, Question, answered

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PERSON = re.compile(r"[a-z]+[._][a-z]+\d*")
_TEAM = re.compile(
    r"team|desk|unit|innovation|digital|contact|office|support|help|info|mail|enquir|data|project|service"
)


def tidy(text: object, lines: bool = True) -> str:
    """Text as it is kept: no space around it, one kind of line end, no control characters.

    Characters that turn the reading direction of all that follows go too: they would garble the rest of a page.
    """
    kept = _UNSEEN.sub("", str(text or "").replace("\r\n", "\n").replace("\r", "\n"))
    return kept.strip() if lines else " ".join(kept.split())


def check(
    questions: Iterable[Question], given: Mapping[str, Any], options: Mapping[str, Mapping[str, str]]
) -> tuple[Content, dict[str, str]]:
    """The answers as they would be kept, and what is wrong with each that may not be."""
    kept: Content = {}
    wrong: dict[str, str] = {}
    for question in questions:
        value = _tidied(question, given.get(question.code))
        problem = _problem(question, value, options.get(question.code, {})) if answered(value) else ""
        if problem:
            wrong[question.code] = problem
        kept[question.code] = value
    return kept, wrong


def looks_personal(address: str) -> bool:
    """Whether a mailbox reads like one person's, as in first.last@; a guess, for a hint only."""
    local = address.partition("@")[0].lower()
    return bool(_PERSON.fullmatch(local)) and not _TEAM.search(local)


def _tidied(question: Question, value: Any) -> Any:
    if question.kind is Kind.CHOICES:
        values = value if isinstance(value, list | tuple) else [value] if answered(value) else []
        return list(dict.fromkeys(tidy(item, lines=False) for item in values if answered(item)))
    return tidy(value, lines=question.kind is Kind.LONG_TEXT)


def _problem(question: Question, value: Any, options: Mapping[str, str]) -> str:
    if question.kind is Kind.CHOICES:
        return _chosen_badly(question, value, options)
    if question.kind in (Kind.CHOICE, Kind.YES_NO_NOT_SURE):
        return "" if value in options else "Choose one of the answers on the list."
    if question.max_length and len(value) > question.max_length:
        return f"{question.label} Your answer has {len(value):,} characters. Shorten it to {question.max_length:,} or fewer."
    if question.kind is Kind.EMAIL and not _ADDRESS.fullmatch(value):
        return "Enter an e-mail address in the right form, like innovation@yourforce.police.uk."
    return ""


def _chosen_badly(question: Question, value: list[str], options: Mapping[str, str]) -> str:
    if not set(value) <= set(options):
        return "Choose from the answers on the list."
    if question.exclusive in value and len(value) > 1:
        return f'Choose "{options[question.exclusive]}" alone, or leave it out.'
    return ""
