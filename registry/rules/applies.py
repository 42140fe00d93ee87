"""Which standards apply to a tool: conditions over its answers, kept as data beside the standards."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SEED = Path(__file__).parents[2] / "seed"


@cache
def conditions() -> dict[str, dict[str, Any]]:
    """Each condition's code with its label and its test, read from the seed file."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load((SEED / "standards.yaml").read_text(encoding="utf-8"))[
        "conditions"
    ]
    return loaded


@cache
def groups() -> dict[str, frozenset[str]]:
    """Groups of techniques, such as those that count as AI."""
    loaded = yaml.safe_load((SEED / "vocabularies.yaml").read_text(encoding="utf-8"))
    return {group: frozenset(codes) for group, codes in loaded["technique_groups"].items()}


def applies(codes: Iterable[str], content: Mapping[str, Any]) -> bool:
    """Whether any of the conditions holds for these answers.

    An answer that is not stated meets only a condition that says so: the one that asks for the greater care.
    """
    return any(holds(code, content) for code in codes)


def holds(code: str, content: Mapping[str, Any]) -> bool:
    """Whether one condition holds."""
    condition = conditions().get(code)
    if condition is None:
        return False
    test = condition.get("when")
    if test is None:
        return True
    if "technique_group" in test:
        return bool(groups()[test["technique_group"]] & _given(content, "techniques"))
    given = _given(content, test["question"])
    if not given:
        return bool(test.get("or_not_stated", False))
    if "none_of" in test:
        return not given & set(test["none_of"])
    return bool(given & set(test["any_of"]))


def reasons(codes: Iterable[str], content: Mapping[str, Any]) -> list[str]:
    """The labels of the conditions that hold, which say why a standard applies."""
    return [conditions()[code]["label"] for code in codes if holds(code, content)]


def _given(content: Mapping[str, Any], question: str) -> frozenset[str]:
    value = content.get(question)
    if isinstance(value, list):
        return frozenset(value)
    return frozenset([value]) if value else frozenset()
