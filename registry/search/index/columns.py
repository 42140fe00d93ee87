"""The facts of a segment's tools as arrays: who may read each, what filters count, what orders results."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.rules.words import Visibility
from registry.search.index.facets import BY_CODE, FACETS, LISTED, NEVER, OF_CLAIM
from registry.search.index.vocabulary import Vocabulary

NONE = -1
VISIBILITIES = {visibility.value: number for number, visibility in enumerate(Visibility)}
VOCABULARIES: dict[str, Vocabulary] = {facet.code: Vocabulary() for facet in FACETS}  # codes of all segments alike
for _facet in FACETS:
    for _code, _label in _facet.given:
        VOCABULARIES[_facet.code].learn(_code, _label)

SINGLE = ("id", "owner_id", "visibility", "published", "strength", "public_adopters", "policing_adopters")
OTHERS = ("document", "organisation", "visibility")


@dataclass
class Pairs:
    """Documents and one value each; a document with several values stands there several times."""

    documents: NDArray[np.int64]
    values: NDArray[np.int64]


@dataclass
class _Growing:
    documents: array = field(default_factory=lambda: array("q"))  # type: ignore[type-arg]
    values: array = field(default_factory=lambda: array("q"))  # type: ignore[type-arg]

    def add(self, document: int, value: int) -> None:
        self.documents.append(document)
        self.values.append(value)

    def done(self) -> Pairs:
        return Pairs(numbers(self.documents), numbers(self.values))


def numbers(values: Any) -> NDArray[np.int64]:
    """An array of whole numbers."""
    return np.array(values, np.int64)


class Columns:
    """The facts of some tools, by column. The dictionaries they were stored as are not kept."""

    def __init__(self, facts: Iterable[dict[str, Any]]) -> None:
        single: dict[str, array[int]] = {name: array("q") for name in SINGLE}
        listed = {code: _Growing() for code in LISTED}
        self.names: list[str] = []
        until, others = array("q"), _three()
        claims: dict[str, array[int]] = {name: array("q") for name in ("document", *OF_CLAIM)}
        for document, tool in enumerate(facts):
            _single(single, tool)
            self.names.append(tool["name"])
            for code in LISTED:
                for value, label in BY_CODE[code].values(tool):
                    listed[code].add(document, VOCABULARIES[code].learn(value, label))
            until.extend(day or NEVER for day in tool["standard_until"])
            _claims(claims, document, tool["claims"])
            for organisation, visibility in tool["other_adopters"]:
                others["document"].append(document)
                others["organisation"].append(organisation)
                others["visibility"].append(VISIBILITIES[visibility])
        self.single = {name: numbers(values) for name, values in single.items()}
        self.listed = {code: pairs.done() for code, pairs in listed.items()}
        self.until = numbers(until)
        self.claims = {name: numbers(values) for name, values in claims.items()}
        self.others = {name: numbers(values) for name, values in others.items()}


def _three() -> dict[str, "array[int]"]:
    return {name: array("q") for name in OTHERS}


def _single(columns: dict[str, "array[int]"], tool: dict[str, Any]) -> None:
    for name in SINGLE:
        value = tool[name]
        columns[name].append(VISIBILITIES[value] if name == "visibility" else value)


def _claims(columns: dict[str, "array[int]"], document: int, claims: Iterable[dict[str, list[str] | None]]) -> None:
    for claim in claims:
        columns["document"].append(document)
        for code in OF_CLAIM:
            value = claim[code]
            columns[code].append(NONE if value is None else VOCABULARIES[code].learn(value[0], value[1]))


def joined(parts: list[Columns], offsets: list[int]) -> Columns:
    """The columns of several segments as one, with documents counted through."""
    whole = Columns(())
    if not parts:
        return whole
    pairs = list(zip(parts, offsets, strict=True))
    whole.single = {name: np.concatenate([part.single[name] for part in parts]) for name in SINGLE}
    whole.listed = {
        code: Pairs(
            np.concatenate([part.listed[code].documents + offset for part, offset in pairs]),
            np.concatenate([part.listed[code].values for part in parts]),
        )
        for code in LISTED
    }
    whole.until = np.concatenate([part.until for part in parts])
    whole.claims = _shifted([part.claims for part in parts], offsets)
    whole.others = _shifted([part.others for part in parts], offsets)
    return whole


def _shifted(parts: list[dict[str, NDArray[np.int64]]], offsets: list[int]) -> dict[str, NDArray[np.int64]]:
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    whole["document"] = np.concatenate([part["document"] + offset for part, offset in zip(parts, offsets, strict=True)])
    return whole
