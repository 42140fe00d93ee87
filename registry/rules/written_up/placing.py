"""From passages to answers: each in the form that its question takes, and what could not be placed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.rules.answers import check, looks_personal, tidy
from registry.rules.questions import Kind, Question, Schema
from registry.rules.written_up.passages import Passage, passages
from registry.rules.written_up.words import LEFT_OUT, book, plain, said_for

LONGEST = 400_000  # characters of a document that are read
MAILBOX = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_TELEPHONE = re.compile(r"(?<![\w.,\u00a3])(?:\+44|\(?0)[\d() -]{8,14}\d(?![\w.])")
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_ROLE = re.compile(
    r"\b(?:manager|lead|officer|team|head|director|chief|constable|superintendent|inspector|sergeant|desk|unit|owner|"
    r"commander|department|service|analyst|programme|board)\b",
    re.IGNORECASE,
)
ROLES = ("contact_role", "senior_owner")
WHOLE = (Kind.LONG_TEXT, Kind.TEXT)

Options = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Placed:
    """An answer, the question it is for, and the headings it stood under."""

    question: Question
    answer: Any
    headings: tuple[str, ...]


@dataclass
class Reading:
    """What a document gives: answers, and passages without a place. `dropped` counts addresses and numbers of people."""

    placed: list[Placed] = field(default_factory=list)
    left: list[Passage] = field(default_factory=list)
    dropped: int = 0

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by the code of their question."""
        return {one.question.code: one.answer for one in self.placed}


def read(text: str, kind: str, schema: Schema, options: Options) -> Reading:
    """The answers that a document of a kind gives to the questions of a schema.

    People's addresses, telephone numbers and what stands under their headings are not taken over.
    """
    found = Reading()
    known = book(kind)
    by_code: dict[str, list[Passage]] = {}
    for passage in passages(tidy(text[:LONGEST]), known):
        code = known.codes.get(plain(passage.heading))
        if code == LEFT_OUT:
            found.dropped += 1
        elif code is None or schema.question(code) is None:
            found.left.append(_cleaned(passage, found))
        else:
            by_code.setdefault(code, []).append(passage)
    if len(text) > LONGEST:
        found.left.append(Passage("", tidy(text[LONGEST : LONGEST + 5_000])))
    for question in schema.questions:
        if question.code in by_code:
            _place(question, by_code[question.code], options.get(question.code, {}), found)
    found.left = [passage for passage in found.left if passage.text]
    return found


def _place(question: Question, parts: list[Passage], options: Mapping[str, str], found: Reading) -> None:
    if question.kind is Kind.EMAIL:
        return _mailbox(question, parts, found)
    cleaned = [_cleaned(part, found) for part in parts]
    if question.code in ROLES:
        found.dropped += sum(not _ROLE.search(part.text) for part in cleaned)
        cleaned = [part for part in cleaned if _ROLE.search(part.text)]
    used, answer = _answer(question, cleaned, options, found)
    if answer and not check([question], {question.code: answer}, {question.code: options})[1]:
        found.placed.append(Placed(question, answer, tuple(dict.fromkeys(part.heading for part in used))))
        found.left += [part for part in cleaned if part not in used]
    else:
        found.left += cleaned
    return None


def _answer(
    question: Question, parts: list[Passage], options: Mapping[str, str], found: Reading
) -> tuple[list[Passage], Any]:
    """What of these passages answers the question, and how; the rest of a text that is too long is left over."""
    if question.kind in WHOLE:
        used = parts if question.kind is Kind.LONG_TEXT else parts[:1]
        whole = "\n\n".join(part.text for part in used)
        whole = whole if question.kind is Kind.LONG_TEXT else " ".join(whole.split())
        kept, rest = cut(whole, question.max_length or LONGEST)
        if rest and kept:
            found.left.append(Passage(used[0].heading, rest))
        return used, kept
    if question.kind is Kind.LINES:
        lines = [line.lstrip("-*\u2022 \t") for part in parts for line in part.text.split("\n")]
        return parts, [line for line in lines if line]
    if question.kind is Kind.CHOICES:
        named = [code for code in options if any(_names(question, code, options, part.text) for part in parts)]
        return parts, [code for code in named if code != question.exclusive or len(named) == 1]
    if question.kind in (Kind.CHOICE, Kind.YES_NO_NOT_SURE):
        named = [code for code in options if parts and _names(question, code, options, parts[0].text)]
        return parts[:1], named[0] if len(named) == 1 else ""
    return parts[:1], parts[0].text if parts else ""


def _names(question: Question, code: str, options: Mapping[str, str], text: str) -> bool:
    """Whether a text names a choice: by its label, its code or other words for it; yes and no by the first word."""
    said = plain(text)
    if question.kind is Kind.YES_NO_NOT_SURE:
        return said == plain(code) or (code != "not-sure" and said.split(" ")[0] == code)
    label = options[code]
    ways = {plain(code), plain(label), plain(label.partition(":")[0]), *said_for(question.code).get(code, ())}
    if question.kind is Kind.CHOICE:
        return said in ways or any(f" {way} " in f" {said} " for way in said_for(question.code).get(code, ()))
    return any(way and f" {way} " in f" {said} " for way in ways if way != "none")


def _mailbox(question: Question, parts: list[Passage], found: Reading) -> None:
    named = [(address, part) for part in parts for address in MAILBOX.findall(part.text)]
    shared = [(address, part) for address, part in named if not looks_personal(address)]
    found.dropped += len(named) - len(shared)
    if shared and not check([question], {question.code: shared[0][0]}, {})[1]:
        found.placed.append(Placed(question, shared[0][0], (shared[0][1].heading,)))


def _cleaned(passage: Passage, found: Reading) -> Passage:
    """The passage without addresses that may be a person's and without telephone numbers."""
    text, numbers = _TELEPHONE.subn(" ", passage.text)
    kept = MAILBOX.sub(lambda match: " " if looks_personal(match.group()) else match.group(), text)
    found.dropped += numbers + (kept != text)
    return Passage(passage.heading, kept.strip())


def cut(text: str, most: int) -> tuple[str, str]:
    """As much of a text as fits, to the end of a sentence or else of a word, and the rest."""
    if len(text) <= most:
        return text, ""
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, most) if match.end() <= most]
    place = ends[-1] if ends else max(text.rfind(" ", 0, most + 1), 0) or most
    return text[:place].strip(), text[place:].strip()
