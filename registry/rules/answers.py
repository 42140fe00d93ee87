"""Whether what somebody typed may be saved as an answer. Missing answers may: they are asked for at submission."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from registry.rules.questions import Content, Kind, Question, answered

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_POUNDS = re.compile(r"£?(\d{1,10})(?:\.00?)?", re.ASCII)
_NUMBER = re.compile(r"(\d{1,9})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[ ./-](\d{1,2})[ ./-](\d{4})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WEB = re.compile(r"https://[^\s<>\"'/]+\.[^\s<>\"']+")
EARLIEST = 1900  # a year before this is a slip of the hand
MOST = 999_999_999
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
    """The answer as it is kept; where it cannot be read as what is asked for it stays as it was typed."""
    if question.kind is Kind.CHOICES:
        values = value if isinstance(value, list | tuple) else [value] if answered(value) else []
        return list(dict.fromkeys(tidy(item, lines=False) for item in values if answered(item)))
    if question.kind is Kind.LINES:
        typed = value if isinstance(value, list | tuple) else tidy(value).split("\n")
        return list(dict.fromkeys(line for line in (tidy(item, lines=False) for item in typed) if line))
    text = tidy("" if value is None else str(value), lines=question.kind is Kind.LONG_TEXT)
    if question.kind is Kind.DATE:
        return _day(text)
    if question.kind is Kind.MONEY:
        return _whole(_POUNDS.fullmatch(text.replace(",", "").replace(" ", "")), text)
    if question.kind is Kind.NUMBER:
        return _whole(_NUMBER.fullmatch(text), text)
    return text


def _whole(read: "re.Match[str] | None", text: str) -> int | str:
    return int(read.group(1)) if read else text


def _day(text: str) -> str:
    numbers = _DAY_FIRST.fullmatch(text)
    day = "{2}-{1:0>2}-{0:0>2}".format(*numbers.groups()) if numbers else text
    return day if _is_day(day) else text


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text).year >= EARLIEST
    except ValueError:
        return False


def _problem(question: Question, value: Any, options: Mapping[str, str]) -> str:
    if question.kind is Kind.CHOICES:
        return _chosen_badly(question, value, options)
    if question.kind is Kind.LINES:
        return _listed_badly(question, value)
    if question.kind in (Kind.CHOICE, Kind.YES_NO_NOT_SURE):
        return "" if value in options else "Choose one of the answers on the list."
    if question.kind is Kind.DATE:
        return "" if _is_day(value) else f"{question.label}: enter a real date, like 31 3 2027."
    if question.kind in (Kind.MONEY, Kind.NUMBER):
        return _counted_badly(question, value)
    if question.max_length and len(value) > question.max_length:
        return f"{question.label} Your answer has {len(value):,} characters. Shorten it to {question.max_length:,} or fewer."
    if question.kind is Kind.EMAIL and not _ADDRESS.fullmatch(value):
        return "Enter an e-mail address in the right form, like innovation@yourforce.police.uk."
    if question.kind is Kind.WEB_ADDRESS and not _WEB.fullmatch(value):
        return "Enter a whole web address that starts with https://, like https://www.example.org/code."
    return ""


def _counted_badly(question: Question, value: int | str) -> str:
    if question.kind is Kind.MONEY:
        good = "" if isinstance(value, int) else "enter whole pounds in digits, like 12500. Leave out pence and words."
        return f"{question.label}: {good}" if good else ""
    least, most = question.minimum or 0, question.maximum if question.maximum is not None else MOST
    if isinstance(value, int) and least <= value <= most:
        return ""
    return f"{question.label} Enter a whole number from {least} to {most}."


def _listed_badly(question: Question, value: list[str]) -> str:
    if question.max_lines and len(value) > question.max_lines:
        return f"{question.label} You gave {len(value):,} lines. Keep {question.max_lines} or fewer."
    longest = max(map(len, value))
    if question.max_length and longest > question.max_length:
        return f"{question.label} A line has {longest:,} characters. Shorten it to {question.max_length} or fewer."
    return ""


def _chosen_badly(question: Question, value: list[str], options: Mapping[str, str]) -> str:
    if not set(value) <= set(options):
        return "Choose from the answers on the list."
    if question.exclusive in value and len(value) > 1:
        return f'Choose "{options[question.exclusive]}" alone, or leave it out.'
    return ""
