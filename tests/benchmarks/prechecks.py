"""How long fifty pre-checks take over one record with long answers, and the reading of them."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

from config import ROOT
from registry.rules import prechecks
from registry.rules.expressions import parse
from registry.rules.questions import Kind, schema

RULES = 50
TIMES = 20


def report(console: Console) -> None:
    """Print the milliseconds, the best of twenty."""
    supplied = yaml.safe_load((ROOT / "seed" / "prechecks.yaml").read_text(encoding="utf-8"))["prechecks"]
    written = [f"{row['expression']} and weeks_to_adopt != {number}" for number in range(4) for row in supplied][:RULES]
    table = Table(title=f"{RULES} pre-checks over one record")
    table.add_column("Case")
    table.add_column("Milliseconds", justify="right")
    for name, act in {"Read": lambda: read(written), "Held against the record": lambda: held(written)}.items():
        table.add_row(name, f"{best(act) * 1000:.2f}")
    console.print(table)


def read(rules: list[str]) -> None:
    """Read the rules, as happens once in each process."""
    for rule in rules:
        parse(rule, prechecks.fields(schema()))


def held(rules: list[str]) -> None:
    """Hold a full record against the rules."""
    facts = {"today": date(2026, 11, 23), "version": 1, "contracts": 0, "owner_kind": "force"}
    for rule in rules:
        prechecks.finds(rule, schema().number, FULL, facts)


def best(act: Callable[[], None]) -> float:
    """Seconds, the least of some runs."""
    found = float("inf")
    for _ in range(TIMES):
        started = time.perf_counter()
        act()
        found = min(found, time.perf_counter() - started)
    return found


def _full() -> dict[str, Any]:
    given: dict[Kind, Any] = {
        Kind.LONG_TEXT: "A sentence of an answer. " * 100,
        Kind.DATE: "2027-03-31",
        Kind.MONEY: 12_000,
        Kind.NUMBER: 12,
        Kind.CHOICES: ["machine-learning", "rules"],
        Kind.LINES: ["Call recordings", "Crime records"],
        Kind.YES_NO_NOT_SURE: "yes",
    }
    return {question.code: given.get(question.kind, "An answer") for question in schema().questions}


FULL = _full()
