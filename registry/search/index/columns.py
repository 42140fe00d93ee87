"""The facts of a segment's tools as arrays: who may read each, what filters count, what orders results."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.rules.words import Visibility
from registry.search.index.facets import BESIDE, FACETS, LISTED, OF_CLAIM
from registry.search.index.sheet import ALWAYS
from registry.search.index.tiers import NUMBERS, Tier
from registry.search.index.vocabulary import Vocabulary

Numbers: TypeAlias = NDArray[np.int64]
Small: TypeAlias = NDArray[np.int32]

NONE = -1
VISIBILITIES = {visibility.value: number for number, visibility in enumerate(Visibility)}
KEPT = (*LISTED, *BESIDE)
VOCABULARIES: dict[str, Vocabulary] = {
    code: Vocabulary() for code in (*(facet.code for facet in FACETS), *BESIDE)
}  # codes of all segments alike
for _facet in FACETS:
    for _code, _label in _facet.given:
        VOCABULARIES[_facet.code].learn(_code, _label)

SINGLE = ("id", "owner_id", "visibility", "published", "strength")
PLAIN = [NUMBERS[Tier.ALL], 0, ALWAYS, ALWAYS]  # tier, organisation, first and last day of a value without conditions


@dataclass
class Pairs:
    """Documents, in their order, and one value each; a document with several values stands there several times."""

    documents: Small
    values: Small
    conditions: Small | None = None  # a row for each pair, as PLAIN; none when all are plain

    @property
    def personal(self) -> bool:
        """Whether some readers know of a value and others do not."""
        return self.conditions is not None and bool(self.conditions[:, 0].any())


@dataclass
class _Growing:
    documents: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    values: array = field(default_factory=lambda: array("i"))  # type: ignore[type-arg]
    conditions: list[list[int]] = field(default_factory=list)
    plain: bool = True

    def add(self, document: int, number: int, rest: Sequence[Any]) -> None:
        self.documents.append(document)
        self.values.append(number)
        if rest:
            self.plain = False
        self.conditions.append([NUMBERS[rest[0]], *rest[1:], *PLAIN[len(rest) :]] if rest else PLAIN)

    def done(self) -> Pairs:
        conditions = None if self.plain else np.array(self.conditions, np.int32).reshape(-1, len(PLAIN))
        return Pairs(np.array(self.documents, np.int32), np.array(self.values, np.int32), conditions)


def numbers(values: Any) -> Numbers:
    """An array of whole numbers."""
    return np.array(values, np.int64)


@dataclass
class Columns:
    """The facts of some tools, by column. The dictionaries they were stored as are not kept."""

    single: dict[str, Numbers]
    listed: dict[str, Pairs]
    claims: dict[str, Small]
    names: list[str]

    @classmethod
    def of(cls, facts: Iterable[dict[str, Any]]) -> "Columns":
        """Facts as a document holds them, one after another."""
        single: dict[str, array[int]] = {name: array("q") for name in SINGLE}
        listed = {code: _Growing() for code in KEPT}
        names: list[str] = []
        claims: dict[str, array[int]] = {name: array("i") for name in ("document", *OF_CLAIM)}
        for document, tool in enumerate(facts):
            _single(single, tool)
            names.append(tool["name"])
            for code, values in tool["facets"].items():
                for value, label, *rest in values:
                    listed[code].add(document, VOCABULARIES[code].learn(value, label), rest)
            _claims(claims, document, tool["claims"])
        return cls(
            {name: numbers(values) for name, values in single.items()},
            {code: pairs.done() for code, pairs in listed.items()},
            {name: np.array(values, np.int32) for name, values in claims.items()},
            names,
        )


def _single(columns: dict[str, "array[int]"], tool: dict[str, Any]) -> None:
    for name in SINGLE:
        value = tool[name]
        columns[name].append(VISIBILITIES[value] if name == "visibility" else value)


def _claims(columns: dict[str, "array[int]"], document: int, claims: Iterable[dict[str, list[Any]]]) -> None:
    for claim in claims:
        columns["document"].append(document)
        for code in OF_CLAIM:
            value = claim.get(code)
            columns[code].append(NONE if value is None else VOCABULARIES[code].learn(value[0], value[1]))


def joined(parts: list[Columns], offsets: list[int]) -> Columns:
    """The columns of several segments as one, with documents counted through."""
    whole = Columns.of(())
    if not parts:
        return whole
    whole.single = {name: np.concatenate([part.single[name] for part in parts]) for name in SINGLE}
    whole.listed = {code: _joined([part.listed[code] for part in parts], offsets) for code in KEPT}
    whole.claims = {name: np.concatenate([part.claims[name] for part in parts]) for name in whole.claims}
    whole.claims["document"] = _shifted([part.claims["document"] for part in parts], offsets)
    return whole


def _joined(parts: list[Pairs], offsets: list[int]) -> Pairs:
    conditions = None
    if any(part.conditions is not None for part in parts):
        conditions = np.concatenate([_conditions(part) for part in parts])
    documents = _shifted([part.documents for part in parts], offsets)
    return Pairs(documents, np.concatenate([part.values for part in parts]), conditions)


def _shifted(parts: list[Small], offsets: list[int]) -> Small:
    return np.concatenate([part + np.int32(offset) for part, offset in zip(parts, offsets, strict=True)])


def _conditions(pairs: Pairs) -> Small:
    if pairs.conditions is not None:
        return pairs.conditions
    return np.tile(np.array(PLAIN, np.int32), (pairs.values.size, 1))
