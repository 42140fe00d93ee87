"""A pack as a document: titles, paragraphs, lists and tables, in the order of its page."""

from datetime import date, datetime
from typing import Any

from registry.assurance.queries.inherited import Line, Local
from registry.core import clock
from registry.packs.queries.pack import Pack
from registry.rules.wording import spoken
from registry.rules.words import label

Block = dict[str, Any]
NOT_STATED = "Not stated"


def paper(found: Pack, on: date) -> dict[str, Any]:
    """Everything that stands in the document, as plain values. The same pack on the same day gives the same."""
    row = found.row
    state = "A draft: not signed."
    if row.signed_at:
        state = f"Signed on {spoken(clock.day_of(row.signed_at))} in the role of {row.signed_role}."
    version = row.version.number
    blocks = [
        _text(
            f"{state} Made for {found.organisation.name} from version {version} of the record, shown as of {spoken(on)}."
        ),
        _text(
            "OFFICIAL at most. What is marked “inherited, check” is what the tool's owner says, not what holds here."
        ),
        *([_text("Everything in this pack is invented.")] if row.synthetic else []),
        *_needs(found),
        *_plan(found),
        *_inherited(found),
        *_locals(found),
        *_costs(found),
        *_lessons(found),
        *_contacts(found),
    ]
    return {
        "title": f"Adoption pack: {found.tool.name}",
        "for": found.organisation.name,
        "on": on.isoformat(),
        "blocks": blocks,
    }


def _needs(found: Pack) -> list[Block]:
    has = dict.fromkeys(found.fit.has, "There") | dict.fromkeys(found.fit.lacks, "Stated not to be there")
    needed = (*found.fit.has, *found.fit.lacks, *found.fit.unknown)
    table = [[found.systems.get(code, code), has.get(code, NOT_STATED)] for code in needed]
    return [
        _head("What your force needs"),
        *_answered(found, "prerequisites", "training", "weeks_to_adopt", "integration_detail"),
        *([_table("Systems that it needs", ["Kind of system", "At your force"], table)] if table else []),
    ]


EMPTY = "to be completed from the APP"


def _plan(found: Pack) -> list[Block]:
    blocks = [_head("Plan by stage")]
    words = {"recorded": "recorded", "passed": "not recorded", "now": "where your force is now", "ahead": "ahead"}
    for step in found.plan:
        gate = step.gate
        blocks.append(_head(f"{label(step.stage)} ({words[step.state]})", 3))
        if gate is not None:
            blocks += [
                _text(f"Gate: {gate.phase}, {gate.box}."),
                _text(f"Objective: {gate.objective or EMPTY}."),
                _text(f"Who decides: {gate.decision_maker or EMPTY}."),
                _text(f"Question: {gate.question}"),
                _text(f"Advice from: {gate.advice or EMPTY}."),
                _text(f"Documents to complete: {'; '.join(row.title for row in gate.documents) or EMPTY}."),
            ]
        blocks.append(_text(f"What the register asks for: {step.proof}."))
    return blocks


def _inherited(found: Pack) -> list[Block]:
    rows = [
        [
            one.title,
            f"{label(one.stands)}. {one.here}" if one.stands and one.own else one.here,
            "Your force's own" if one.own else "Checked: holds here" if one.checked else "Inherited, check",
        ]
        for one in found.inherited
    ]
    none = [_text("The record states nothing that could be inherited.")]
    table = _table("What is inherited", ["Question or standard", "Answer", "State"], rows)
    return [_head("Answers and assessments"), *([table] if rows else none)]


def _locals(found: Pack) -> list[Block]:
    """The force's own assessments, requirement by requirement, each with its state."""
    if not found.locals:
        return []
    blocks = [_head("Your force's own assessments")]
    for one in found.locals:
        blocks.append(_head(one.standard.title, 3))
        if one.source:
            where = "its own use" if one.source.adoption_id else "the tool"
            blocks.append(_text(f"The tool's owner says of {where}: {label(one.said or '')}."))
        if one.since:
            blocks.append(_text(f"The owner stated it anew on {_day(one.since)}, after your force took it over."))
        blocks.append(_text(_local_state(one)))
        if one.draft and not one.stated:
            head = ["Requirement", "What is said", "State"]
            blocks.append(_table(one.standard.title, head, [_local_row(line) for line in one.lines]))
    return blocks


def _local_state(one: Local) -> str:
    if one.stated:
        signed = "signed by an assurer" if one.signed else "not signed"
        return f"Your force states: {label(one.stated.compliance)}, {signed}."
    if one.draft is None:
        return "Not taken over."
    left = len(one.to_check)
    return (
        f"A draft: {left} of {len(one.lines)} answers are inherited and not checked." if left else "A draft: checked."
    )


def _local_row(line: Line) -> list[str]:
    said = f"{label(line.stands)}. {line.note}".strip() if line.stands else NOT_STATED
    if line.to_check:
        return [line.requirement.text, said, "Inherited, check"]
    if line.check is None:
        return [line.requirement.text, said, "Not inherited"]
    return [line.requirement.text, said, "Your force's own" if line.check.own else "Checked: holds here"]


def _day(moment: datetime) -> str:
    return spoken(clock.day_of(moment))


def _costs(found: Pack) -> list[Block]:
    stated = _answered(found, "cost_band", "cost_setup_amount", "cost_setup", "cost_yearly_amount", "cost_per")
    stated += _answered(found, "cost_yearly", "price_year")
    if found.costs_old:
        stated = [_text("Not stated: what the record says is more than 12 months old.")]
    rows = [[one.currency, f"{one.least:,}", f"{one.most:,}", str(one.forces)] for one in found.ranges]
    head = ["Currency", "Least", "Most", "Forces"]
    return [
        _head("Costs"),
        *(stated or [_text("The record states no costs.")]),
        *([_table("What other forces state that they pay for their use", head, rows)] if rows else []),
    ]


def _lessons(found: Pack) -> list[Block]:
    left = [
        f"{row.organisation_name}: {row.in_words}" + (f", {', '.join(row.barriers)}" if row.barriers else "")
        for row in found.left
    ]
    return [
        _head("Lessons"),
        *_answered(found, "lessons", "conditions_for_success"),
        *([_list([f"{one.who}: {one.words}" for one in found.lessons])] if found.lessons else []),
        *([_text("Who declined, paused, stopped or replaced it:"), _list(left)] if left else []),
    ]


def _contacts(found: Pack) -> list[Block]:
    users = [f"{row.organisation_name}: {row.in_words}" for row in found.users]
    return [
        _head("Whom to ask"),
        *_answered(found, "contact_role", "contact_mailbox"),
        *([_text("Forces that have it:"), _list(users)] if users else []),
    ]


def _answered(found: Pack, *codes: str) -> list[Block]:
    blocks = []
    for code in codes:
        if code in found.answers:
            question, words = found.answers[code]
            blocks.append({"kind": "answer", "question": question, "text": words})
    return blocks


def _head(text: str, level: int = 2) -> Block:
    return {"kind": "head", "level": level, "text": text}


def _text(text: str) -> Block:
    return {"kind": "text", "text": text}


def _list(items: list[str]) -> Block:
    return {"kind": "list", "items": items}


def _table(title: str, head: list[str], rows: list[list[str]]) -> Block:
    return {"kind": "table", "text": title, "head": head, "rows": rows}
