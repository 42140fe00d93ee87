"""How long it takes to compare two records of 50 kB: what people do, and the worst that can be made up."""

import random
import time
from collections.abc import Callable

from rich.console import Console
from rich.table import Table

from registry.rules.difference import Act, difference
from registry.rules.questions import schema

SIZE = 50_000
TIMES = 5
FIELD = "description"


def report(console: Console) -> None:
    """Print the milliseconds of each case, the best of five."""
    table = Table(title="Comparing two records of 50 kB")
    for column in ("Case", "Milliseconds", "Stretches", "Characters kept"):
        table.add_column(column, justify="left" if column == "Case" else "right")
    for name, (old, new) in cases(random.Random(1)).items():
        took, stretches, kept = measured(old, new)
        table.add_row(name, f"{took * 1000:.1f}", f"{stretches:,}", f"{kept:,}")
    console.print(table)


def measured(old: str, new: str) -> tuple[float, int, int]:
    """Seconds, stretches and characters kept."""
    best = float("inf")
    for _ in range(TIMES):
        started = time.perf_counter()
        changes = difference({FIELD: old}, {FIELD: new}, schema(1), schema(1))
        best = min(best, time.perf_counter() - started)
    parts = [part for change in changes for part in change.segments]
    return best, len(parts), sum(len(part.text) for part in parts if part.act is Act.KEPT)


def cases(chance: random.Random) -> dict[str, tuple[str, str]]:
    """Pairs of texts."""
    many = [_made_up(chance) for _ in range(5_000)]
    text = written(chance, many)
    paragraphs, sentences, words = text.split("\n\n"), text.split(". "), text.split(" ")
    return {
        "20 words edited": (text, edited(chance, text, 20)),
        "300 words edited": (text, edited(chance, text, 300)),
        "2,000 words edited": (text, edited(chance, text, 2_000)),
        "Paragraphs shuffled": (text, "\n\n".join(shuffled(chance, paragraphs))),
        "Sentences shuffled": (text, ". ".join(shuffled(chance, sentences))),
        "Words shuffled": (text, " ".join(shuffled(chance, words))),
        "Every word different": (text, written(chance, [f"x{word}" for word in many])),
        "The same words in any order": (text, written(chance, many)),
        "Six words in any order": (written(chance, many[:6]), written(chance, many[:6])),
        "One word 10,000 times, 9,000 times": ("word " * 10_000, "word " * 9_000),
        "One word 10,000 times, 400 edited": ("word " * 10_000, edited(chance, "word " * 10_000, 400)),
        "Two words by turns": ("a b " * 12_500, "b b a " * 8_300),
        "Full stops": ("." * SIZE, ".!" * (SIZE // 2)),
        "Lines of one letter": ("a\n" * (SIZE // 2), "b\na\n" * (SIZE // 4)),
    }


def written(chance: random.Random, words: list[str]) -> str:
    """A text of these words in sentences and paragraphs."""
    pieces: list[str] = []
    size = 0
    while size < SIZE:
        number = len(pieces) + 1
        ending = ".\n\n" if number % 60 == 0 else ". " if number % 13 == 0 else " "
        pieces.append(chance.choice(words) + ending)
        size += len(pieces[-1])
    return "".join(pieces)


def edited(chance: random.Random, text: str, times: int) -> str:
    """The text with this many words replaced, left out or put in."""
    words = text.split(" ")
    acts: tuple[Callable[[int], object], ...] = (
        lambda place: words.__setitem__(place, _made_up(chance)),
        words.pop,
        lambda place: words.insert(place, _made_up(chance)),
    )
    for _ in range(times):
        chance.choice(acts)(chance.randrange(len(words)))
    return " ".join(words)


def shuffled(chance: random.Random, parts: list[str]) -> list[str]:
    """The same parts in another order."""
    return chance.sample(parts, len(parts))


def _made_up(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9)))
