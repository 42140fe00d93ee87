"""Judging whether two tools are the same, from what is written of both, and saying why."""

from collections.abc import Callable
from dataclasses import dataclass, field

from registry.search.index.words import words
from registry.search.queries.similar.concepts import Concept, concepts
from registry.search.queries.similar.titles import LETTER, ORDER, PART, SAME, SLIPS, Alike, alike

TITLE_SHARE = 0.6  # of the words of two titles: below it, the words that they share say little
FUNCTION = 0.42  # how much of what two tools are about must be the same
FUNCTION_CLEARLY = 0.62
LEAST_SHARED = 3  # things that both are about
STRONG = 0.75

Rarity = Callable[[str], float]


@dataclass(frozen=True)
class Asked:
    """What is written of the tool that is to be registered."""

    name: str
    summary: str
    supplier: str = ""

    @property
    def text(self) -> str:
        """All of it that says what the tool does."""
        return f"{self.name}. {self.summary}"


@dataclass(frozen=True)
class Why:
    """One reason: title, function, problem or supplier; in which way; and the words that show it."""

    kind: str
    how: str = ""
    words: tuple[str, ...] = ()


@dataclass
class Judged:
    """How alike two tools are, from 0 to 1, and why; 0 when they are not alike enough to be shown."""

    score: float = 0.0
    why: list[Why] = field(default_factory=list)

    @property
    def strong(self) -> bool:
        """Whether they look like one and the same tool."""
        return self.score >= STRONG


def judge(asked: Asked, name: str, summary: str, supplier: str | None, labels: list[str], rarity: Rarity) -> Judged:
    """Hold what is asked against a registered tool; rare words count for more than common ones."""
    title = alike(asked.name, name)
    mine, theirs = concepts(asked.text), concepts(f"{name}. {summary}")
    share, shared = common(mine, theirs, rarity)
    same_supplier = _same_supplier(asked, supplier)
    found = Judged()
    if title.how in (SAME, LETTER, SLIPS, ORDER) or _telling(title):
        found.score = _title_score(title)
        found.why.append(Why("title", title.how, title.words))
    needed = FUNCTION - 0.08 * same_supplier
    if len(shared) >= LEAST_SHARED and share >= needed:
        gained = 0.5 + (share - FUNCTION) * 0.25 / (FUNCTION_CLEARLY - FUNCTION)
        found.score = max(found.score, min(gained, 1.0)) + (0.05 if found.score else 0)
        found.why.append(Why("function", words=shared[:6]))
    if found.why:
        about = {concept.code for concept in mine}
        found.why += [Why("problem", words=(label,)) for label in labels if _says(label, about)][:1]
        if same_supplier:
            found.score += 0.1
            found.why.append(Why("supplier", words=(supplier or "",)))
    found.score = min(found.score, 1.0)
    return found


def common(mine: list[Concept], theirs: list[Concept], rarity: Rarity) -> tuple[float, tuple[str, ...]]:
    """How much of what two texts are about is the same, from 0 to 1, and how the second says it."""
    asked = {concept.code for concept in mine}
    weights = {concept.code: rarity(concept.code) for concept in [*mine, *theirs]}
    shared = [concept for concept in theirs if concept.code in asked]
    together = sum(weights[concept.code] for concept in shared)
    one = sum(weights[code] for code in asked)
    other = sum(weights[concept.code] for concept in theirs)
    if not together:
        return 0.0, ()
    said = sorted(shared, key=lambda concept: -weights[concept.code])
    return together / (one * other) ** 0.5, tuple(concept.said for concept in said)


def _telling(title: Alike) -> bool:
    return title.how == PART and len(title.words) > 1 and title.closeness >= TITLE_SHARE


def _title_score(title: Alike) -> float:
    return title.closeness if title.how != PART else 0.35 + title.closeness / 2


def _same_supplier(asked: Asked, supplier: str | None) -> bool:
    """Whether both name one supplier; what is registered may name it in its text only."""
    held = words(supplier or "")
    if not held or len("".join(held)) < 3:
        return False
    named = words(asked.supplier)
    if named:
        return named == held or (len(named) == 1 and named[0] == held[0]) or (len(held) == 1 and held[0] == named[0])
    text = words(asked.text)
    return any(text[place : place + len(held)] == held for place in range(len(text) - len(held) + 1))


def _says(label: str, about: set[str]) -> bool:
    """Whether a text says all that a label is about."""
    asked = [concept.code for concept in concepts(label)]
    return bool(asked) and all(code in about for code in asked)
