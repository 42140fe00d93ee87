"""The facts of a segment's tools as they lie on disk: by column, so that a worker need not read tool by tool."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from registry.search.index import mapped
from registry.search.index.columns import NONE, VOCABULARIES, Columns, Pairs, Small
from registry.search.index.facets import OF_CLAIM
from registry.search.index.names import Names


def save(path: Path, facts: Iterable[dict[str, Any]]) -> None:
    """Write the facts of a segment's documents, in their order."""
    columns = Columns.of(facts)
    known: dict[str, list[tuple[str, str]]] = {}
    arrays: mapped.Arrays = {f"single {name}": values for name, values in columns.single.items()}
    for code, pairs in columns.listed.items():
        arrays[f"documents {code}"] = pairs.documents
        arrays[f"values {code}"], known[code] = _numbered(code, pairs.values)
        if pairs.conditions is not None:
            arrays[f"conditions {code}"] = pairs.conditions
    arrays["claims document"] = columns.claims["document"]
    for code in OF_CLAIM:
        arrays[f"claims {code}"], known[code] = _numbered(code, columns.claims[code])
    arrays |= {f"names {name}": values for name, values in Names.of(columns.names).arrays().items()}
    told = json.dumps({"known": known, "names": columns.names}).encode()
    mapped.save(path, arrays | {"told": np.frombuffer(told, np.uint8)})


def load(path: Path) -> tuple[Columns, Names]:
    """What was written, with the values numbered as this process numbers them."""
    arrays = mapped.load(path)
    told = json.loads(arrays["told"].tobytes())
    values = {code: _learned(code, known) for code, known in told["known"].items()}
    listed = {
        code: Pairs(arrays[f"documents {code}"], numbers[arrays[f"values {code}"]], arrays.get(f"conditions {code}"))
        for code, numbers in values.items()
        if code not in OF_CLAIM
    }
    claims = {code: values[code][arrays[f"claims {code}"]] for code in OF_CLAIM}
    columns = Columns(
        mapped.named(arrays, "single "), listed, {"document": arrays["claims document"], **claims}, told["names"]
    )
    return columns, Names(**mapped.named(arrays, "names "))


def _numbered(code: str, values: Small) -> tuple[Small, list[tuple[str, str]]]:
    """Values of a filter by their place among those that stand here, and the code and name of each."""
    used = np.unique(values[values != NONE])
    vocabulary = VOCABULARIES[code]
    places = np.where(values == NONE, NONE, np.searchsorted(used, values)).astype(np.int32)
    return places, [(vocabulary.codes[number], vocabulary.labels[number]) for number in used.tolist()]


def _learned(code: str, known: Iterable[tuple[str, str]]) -> Small:
    """The numbers of such values here; the last is for none at all."""
    return np.array([*(VOCABULARIES[code].learn(value, label) for value, label in known), NONE], np.int32)
