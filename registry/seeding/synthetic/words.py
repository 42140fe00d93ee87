"""Texts of invented records. The same seed gives the same words."""

from collections.abc import Sequence
from functools import cache
from itertools import accumulate, product
from random import Random
from typing import Any

from registry.rules.words import Direction
from registry.seeding.files import Row, read_yaml

EXTRA_WORDS = 12


@cache
def lists() -> dict[str, Any]:
    """The word lists."""
    found: dict[str, Any] = read_yaml("synthetic/words.yaml")
    return found


def places() -> list[str]:
    """Every invented place, in an order of its own."""
    halves = lists()["places"]
    names = ["".join(pair) for pair in product(halves["first"], halves["second"])]
    Random(0).shuffle(names)  # noqa: S311
    return names


def pick(rng: Random, words: Sequence[str], count: int = 1) -> list[str]:
    """Words of a list, the first far more often than the last, as words come up in real texts."""
    return rng.choices(words, cum_weights=_weights(len(words)), k=count)


def texts(rng: Random) -> Row:
    """The name and the prose of one record."""
    words = lists()
    action, other = pick(rng, words["actions"], 2)
    thing = pick(rng, words["objects"])[0]
    audience = pick(rng, words["audiences"])[0]
    benefit, second = pick(rng, words["benefits"], 2)
    how = pick(rng, words["techniques_in_words"])[0]
    need, further = pick(rng, words["needs"], 2)
    trouble = pick(rng, words["trouble"])[0]
    extras = ", ".join(dict.fromkeys(pick(rng, words["extras"], EXTRA_WORDS)))
    return {
        "name": f"{product_word(rng)}: {thing}",
        "summary": f"{action.capitalize()} {thing} for {audience}, so that {benefit}.",
        "description": (
            f"An invented record, to try the registry with. It {action} {thing} with {how} and then {other} what is left. "
            f"It was made for {audience}: {benefit}, and {second}.\n\nAt first {trouble}. "
            f"Words that come up in its papers: {extras}."
        ),
        "prerequisites": f"You need {need}, and later {further}.",
        "lessons": f"We would start earlier with {need}; {trouble}.",
    }


def product_word(rng: Random) -> str:
    """An invented product's name."""
    parts = lists()["products"]
    return "".join(rng.choice(parts[part]) for part in ("first", "middle", "last"))


def result(rng: Random, direction: Direction | None) -> tuple[str, float]:
    """What a study found, in a sentence, with its figure."""
    before, change = rng.randint(12, 90), rng.randint(3, 45)
    worse = direction is Direction.WORSE
    after = max(1, round(before * (1 + change / 100 if worse else 1 - change / 100)))
    if direction is None:
        return f"{after} in the period.", float(after)
    pattern = rng.choice(lists()["results"][direction.value])
    return pattern.format(before=before, after=after, change=change), float(after)


@cache
def _weights(length: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / rank for rank in range(1, length + 1)))
