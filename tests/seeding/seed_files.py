"""The seed files, loaded once for the tests of their rules."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import yaml

SEED = Path(__file__).parents[2] / "seed"
PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_yaml(name: str) -> Any:
    return yaml.safe_load((SEED / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[dict[str, str]]:
    with (SEED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_date(text: Any) -> bool:
    """A year, a month or a day that exists."""
    if not isinstance(text, str) or not PARTIAL.fullmatch(text):
        return False
    parts = [int(part) for part in text.split("-")] + [1, 1]
    return bool(date(parts[0], parts[1], parts[2]))


def codes_of(rows: list[dict[str, Any]], key: str = "code") -> set[str]:
    codes = [row[key] for row in rows]
    assert len(codes) == len(set(codes)), Counter(codes).most_common(1)
    return set(codes)


ORGANISATIONS = read_csv("organisations.csv")
VOCABULARIES = read_yaml("vocabularies.yaml")
QUESTIONS = [q for s in read_yaml("questions/1.yaml")["sections"] for q in s["questions"]]
STANDARDS = read_yaml("standards.yaml")
MEASURES = read_yaml("measures.yaml")["measures"]
TOOLS = read_yaml("published/tools.yaml")["tools"]
SINGLE_ONLINE_HOME = read_csv("published/single_online_home.csv")

SLUGS = codes_of(ORGANISATIONS, "slug")
