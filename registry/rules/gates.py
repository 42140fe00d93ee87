"""The gates of an adoption, and the proof that each of its stages asks for.

A gate has the five parts (objective, decision maker, question, advice, documents) of the College of Policing's
authorised professional practice on data-driven technologies; `seed/gates.yaml` holds what was read there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.words import Direction

SEED = Path(__file__).parents[2] / "seed"


@dataclass(frozen=True)
class Proof:
    """One thing that a stage asks for."""

    code: str
    label: str
    hint: str = ""
    kind: str = "text"  # text, number or direction
    required: bool = True


@dataclass(frozen=True)
class Document:
    """A document that a gate asks for. What the practice names is mandatory once a force takes the gate up."""

    code: str
    title: str
    mandatory: bool = True
    standard: str | None = None  # whose signed assessment of the force's own use it is; else a paper


@dataclass(frozen=True)
class Box:
    """A gate with the five parts of its decision, as far as they were read in the practice; what was not is empty."""

    code: str
    phase: str
    before: Stage
    box: str
    objective: str
    decision_maker: str
    question: str
    advice: str
    documents: tuple[Document, ...]
    source: str


@cache
def boxes() -> tuple[Box, ...]:
    """The gates in the order of the path, read from the seed file."""
    rows = yaml.safe_load((SEED / "gates.yaml").read_text(encoding="utf-8"))["gates"]
    return tuple(
        Box(
            code=row["code"],
            phase=row["phase"],
            before=Stage(row["before"]),
            box=row["box"],
            objective=row["objective"] or "",
            decision_maker=row["decision_maker"] or "",
            question=row["question"] or "",
            advice="; ".join(row["advice"]),
            documents=tuple(Document(found["code"], found["title"]) for found in row["documents"]),
            source=row["source"],
        )
        for row in rows
    )


REFERENCE = Proof(
    "reference",
    "Where is the proof?",
    "A link, or a document reference. It is shown to policing only.",
    required=False,
)

PROOF: dict[Stage, tuple[Proof, ...]] = {
    Stage.INTERESTED: (),
    Stage.ASSESSING: (
        Proof("lead_role", "Who leads the assessment?", "A role, not a name: Head of Contact Management."),
    ),
    Stage.APPROVED: (
        Proof("decision_reference", "What is the reference of the decision?", "For example a minute or paper number."),
    ),
    Stage.PILOTING: (
        Proof("scope", "What is in the pilot?", "Which teams or areas, for example one control room."),
        Proof(
            "baseline", "What was the figure before the pilot began?", "With its period, so that a change can be seen."
        ),
    ),
    Stage.LIVE: (
        Proof("units", "What do you count as a unit?", "For example control-room teams."),
        Proof("eligible", "How many units could use it?", kind="number"),
        Proof("using", "How many of them use it now?", "We show the share, for example “12 of 18”.", kind="number"),
        REFERENCE,
        Proof("result", "What was the result, against the baseline?", kind="direction", required=False),
    ),
    Stage.BUSINESS_AS_USUAL: (
        Proof("policy", "Which policy covers it?", "A reference or a link."),
        Proof("training", "How are people trained?", "For example part of the initial course."),
        Proof("budget", "Which budget pays for it?", "The budget's name is enough; no prices."),
        Proof("product_owner", "Who owns it?", "A role, not a name: Product manager, Contact."),
    ),
    **dict.fromkeys(EXITS, ()),
}

ASKS: dict[Stage, str] = {
    Stage.INTERESTED: "nothing",
    Stage.ASSESSING: "a named lead role",
    Stage.APPROVED: "a decision reference",
    Stage.PILOTING: "start date, scope and a baseline",
    Stage.LIVE: "share of eligible units in scope",
    Stage.BUSINESS_AS_USUAL: "policy, training, budget and product owner",
}


def asked_for(stage: Stage) -> tuple[Proof, ...]:
    """The proof that a stage asks for."""
    return PROOF.get(stage, ())


def lacking(stage: Stage, proof: Mapping[str, Any]) -> dict[str, str]:
    """What is missing or wrong in the proof for a stage: field -> what to do about it."""
    wrong = {item.code: problem for item in asked_for(stage) if (problem := _problem(item, proof.get(item.code)))}
    if not wrong and stage is Stage.LIVE and int(proof["using"]) > int(proof["eligible"]):
        wrong["using"] = "The units that use it cannot be more than the units that could"
    return wrong


def kept(stage: Stage, proof: Mapping[str, Any]) -> dict[str, Any]:
    """The proof as it is stored: only what the stage asks for, numbers as numbers."""
    given = {item.code: _value(item, proof.get(item.code)) for item in asked_for(stage)}
    return {code: value for code, value in given.items() if value not in (None, "")}


def held(stage: Stage, proof: Mapping[str, Any]) -> str:
    """The proof held for a stage, in a few words; empty when none is."""
    if stage is Stage.LIVE and "using" in proof and "eligible" in proof:
        return f"{proof['using']} of {proof['eligible']} {proof.get('units', 'units')}"
    return "; ".join(str(proof[item.code]) for item in asked_for(stage) if item.required and proof.get(item.code))


def at_or_after(stage: Stage, mark: Stage) -> bool:
    """Whether a stage of the path stands at or after another."""
    return stage in PATH and mark in PATH and PATH.index(stage) >= PATH.index(mark)


def _problem(item: Proof, value: Any) -> str:
    text = str(value if value is not None else "").strip()
    if not text:
        return f"Answer “{item.label}”" if item.required else ""
    if item.kind == "number" and not (text.isdecimal() and int(text) <= 1_000_000):
        return f"“{item.label}” needs a whole number, like 18"
    if item.kind == "direction" and text not in set(Direction):
        return "Choose a result from the list"
    if item.code == "eligible" and int(text) == 0:
        return "At least one unit must be able to use it"
    return "" if len(text) <= 500 else f"“{item.label}” must be 500 characters or fewer"


def _value(item: Proof, value: Any) -> Any:
    text = str(value if value is not None else "").strip()
    return int(text) if item.kind == "number" and text.isdecimal() else text
