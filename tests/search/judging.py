"""How good an order of results is, by the judged questions: nDCG and recall over the first ten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

import yaml

FIRST = 10
FILE = Path(__file__).with_name("judged.yaml")


@dataclass(frozen=True)
class Question:
    """A question with the records that answer it, each with how well (1 to 3)."""

    text: str
    good: dict[str, int]


@dataclass(frozen=True)
class Judged:
    """What one question got."""

    question: Question
    shown: tuple[str, ...]
    gain: float
    recall: float


def questions() -> list[Question]:
    """All judged questions; those that nothing answers are asked too, for what they must not find."""
    return [Question(one["ask"], one["good"]) for one in yaml.safe_load(FILE.read_text(encoding="utf-8"))]


def judge(answer: Callable[[str], Sequence[str]]) -> list[Judged]:
    """Ask every question that something answers; `answer` gives slugs, the best first."""
    found = []
    for question in questions():
        if question.good:
            shown = tuple(answer(question.text))[:FIRST]
            found.append(Judged(question, shown, gain(shown, question.good), recall(shown, question.good)))
    return found


def gain(shown: Sequence[str], good: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten."""
    best = _cumulated(sorted(good.values(), reverse=True)[:FIRST])
    return _cumulated([good.get(one, 0) for one in shown[:FIRST]]) / best


def recall(shown: Sequence[str], good: dict[str, int]) -> float:
    """The share of the good records among the first ten."""
    return len(set(shown[:FIRST]) & good.keys()) / min(len(good), FIRST)


def mean(values: Sequence[float]) -> float:
    """The average."""
    return sum(values) / len(values)


def _cumulated(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(place + 2) for place, grade in enumerate(grades))
