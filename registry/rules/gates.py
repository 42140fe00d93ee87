"""The gate before each stage of an adoption: the proof that is asked for, and the five parts of the decision.

The five parts (objective, decision maker, question, advice, documents) follow the College of Policing's
authorised professional practice on data-driven technologies. Where `source` is empty the words are the
register's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.words import Direction


@dataclass(frozen=True)
class Proof:
    """One thing that a stage asks for."""

    code: str
    label: str
    hint: str = ""
    kind: str = "text"  # text, number or direction
    required: bool = True


@dataclass(frozen=True)
class Gate:
    """The decision that leads to a stage. It belongs to the adopting force."""

    objective: str
    decision_maker: str
    question: str
    advice: tuple[str, ...]
    documents: tuple[str, ...]
    source: str = ""


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

GATES: dict[Stage, Gate] = {
    Stage.INTERESTED: Gate(
        objective="Say that the tool may meet a need of yours, so that others can find you",
        decision_maker="Your force's lead for innovation",
        question="Is there a problem of yours that this tool addresses?",
        advice=("The force that has it", "The people who have the problem"),
        documents=(),
    ),
    Stage.ASSESSING: Gate(
        objective="Decide whether this is worth the work, before other things that you could do",
        decision_maker="A senior leader with the project lead",
        question="Does it fit the force's priorities and capabilities, and is it the best use of resources?",
        advice=("The police and crime commissioner's office",),
        documents=("A landscape review: what other forces have done",),
        source="Authorised professional practice, Engage: prioritisation",
    ),
    Stage.APPROVED: Gate(
        objective="Commit people and money to trying it",
        decision_maker="The senior leader who answers for it",
        question="Is the case strong enough to try it here, and is it lawful and fair to do so?",
        advice=("Data protection officer", "Procurement", "Information security officer"),
        documents=("Business case", "Data protection impact assessment, begun", "Equality impact assessment, begun"),
    ),
    Stage.PILOTING: Gate(
        objective="Try it on a limited scale and learn whether it works here",
        decision_maker="The project lead, with the data protection officer and the senior information risk owner",
        question="Do the benefits outweigh the risks, and is there a plan for risks that you cannot accept?",
        advice=("Data protection officer", "Force lawyer", "Equalities adviser", "Information security officer"),
        documents=("Project design report",),
        source="Authorised professional practice, Evolve: design",
    ),
    Stage.LIVE: Gate(
        objective="Use it for real work, beyond the pilot",
        decision_maker="The chief constable, or whoever may buy and deploy for the force",
        question="Does it address the issue, and is it value for money?",
        advice=("The police and crime commissioner's office", "Head of resources", "Commercial and legal advisers"),
        documents=("Contracts", "Business case", "Purchasing strategy", "Landscape review"),
        source="Authorised professional practice, Embed: purchasing strategy",
    ),
    Stage.BUSINESS_AS_USUAL: Gate(
        objective="Keep it safe and useful for as long as it is used",
        decision_maker="The product manager, for the force's senior leader",
        question="Who watches it, and at which threshold do people review, retest or stop it?",
        advice=("Ethics committee", "Information security officer", "The supplier, about upgrades"),
        documents=("Monitoring plan with thresholds", "Plan for failure", "Route for complaints"),
        source="Authorised professional practice: ongoing monitoring",
    ),
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
