"""Pre-checks: the rules, what they find in a record, and what a rule would find in all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Contract, Precheck, PrecheckChange, Tool, Version, WorkingCopy
from registry.catalogue.queries.drafts import draft
from registry.catalogue.queries.terms import Options, options_of
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.rules import prechecks as rules
from registry.rules.expressions import Field
from registry.rules.lifecycles import IN_WORK
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import answered, schema
from registry.rules.words import Severity

SHOWN = 10  # records named in a preview
LOOKED_AT = 200  # records that are looked at to find those
BATCH = 500
WHENCE = {
    "atrs": "a transparency record",
    "business-case": "a business case",
    "practice-bank": "the Practice Bank",
    "inherited": "an earlier record",
}
BY_HAND, AS_SUPPLIED = "Registrar", "Supplied with the register"


@dataclass(frozen=True)
class Finding:
    """A fault that was found with a record, and how to mend it."""

    code: str
    severity: Severity
    title: str
    fix: str
    question: str = ""
    section: str = ""
    label: str = ""


@dataclass(frozen=True)
class Listed:
    """A rule with its last change."""

    rule: Precheck
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class Reach:
    """Among so many records, how many a rule finds fault with, and how many it does not apply to."""

    total: int
    found: int
    passed_over: int
    shown: Sequence[Tool]

    @property
    def unnamed(self) -> int:
        """Those found that are not listed."""
        return self.found - len(self.shown)


@dataclass(frozen=True)
class Preview:
    """What a rule would find now: in working copies, and in what is published."""

    rule: Mapping[str, Any]
    copies: Reach
    live: Reach


def findings(tool: Tool) -> list[Finding]:
    """What the active rules find in the working copy, and what nobody has checked yet; failures first.

    The tool is loaded with its owner, live version and working copy. Two statements.
    """
    copy = tool.working_copy
    if copy is None:
        return []
    sections = {
        question.code: (section.code, question.label)
        for section in schema(copy.schema_number).sections
        for question in section.questions
    }
    facts = _facts(tool.version.number if tool.version else None, tool.owner.kind, _contracts(tool.id).get(tool.id, 0))
    found = [
        Finding(rule.code, rule.severity, rule.title, rule.fix, *_place(rule.question, sections))
        for rule in _active()
        if rules.finds(rule.expression, copy.schema_number, copy.content, facts)
    ]
    found += [
        _unchecked(code, str(whence), sections)
        for code, whence in (copy.to_check or {}).items()
        if code in sections and answered(copy.content.get(code))
    ]
    return sorted(found, key=lambda finding: rules.GRAVEST_FIRST.index(finding.severity))


def checks(actor: Actor, slug: str) -> tuple[Tool, list[Finding]]:
    """A record in work with what is found in it. Raises NotFound as `draft` does: three statements."""
    tool = draft(actor, slug)
    return tool, findings(tool)


def prechecks(actor: Actor) -> list[Listed]:
    """The rules: active ones to members of policing, all to the registrar. Gravest first; one statement."""
    require(actor, Permission.PRECHECK_READ)
    latest = select(func.max(PrecheckChange.id)).group_by(PrecheckChange.precheck_id)
    change = aliased(PrecheckChange)
    statement = (
        select(Precheck, change.recorded_at, change.recorded_by_id)
        .join(change, change.precheck_id == Precheck.id)
        .where(change.id.in_(latest))
        .order_by(Precheck.position, Precheck.id)
    )
    if not allows(actor, Permission.PRECHECK_EDIT):
        statement = statement.where(Precheck.active)
    rows = [Listed(rule, when, role_of(by)) for rule, when, by in db.session.execute(statement)]
    return sorted(rows, key=lambda row: rules.GRAVEST_FIRST.index(row.rule.severity))


def precheck(actor: Actor, code: str) -> Precheck:
    """One rule, for those who may change it. Raises NotAllowed, NotFound."""
    require(actor, Permission.PRECHECK_EDIT)
    found = db.session.scalar(select(Precheck).where(Precheck.code == code))
    if found is None:
        raise NotFound("There is no such rule. Look at the list of rules.")
    return found


def require_keeper(actor: Actor) -> None:
    """Raise NotAllowed to all who may not change the rules."""
    require(actor, Permission.PRECHECK_EDIT)


def precheck_changes(rule: Precheck) -> Sequence[PrecheckChange]:
    """How a rule came to be as it is, newest first."""
    of_rule = select(PrecheckChange).where(PrecheckChange.precheck_id == rule.id)
    return db.session.scalars(of_rule.order_by(PrecheckChange.id.desc()).limit(50)).all()


def rule_options() -> Options:
    """The answers that may be given to every question with a list: two statements."""
    return options_of(rules.questions().values())


def rule_questions() -> list[tuple[str, str]]:
    """The questions that a finding may link to, as code and label; no statement."""
    return [(question.code, f"{question.label} ({question.code})") for question in rules.questions().values()]


def rule_fields() -> list[tuple[Field, Mapping[str, str]]]:
    """All that a rule may name, each with its answers and their labels."""
    options = rule_options()
    return [
        (field, options.get(code) or dict.fromkeys(field.options or (), ""))
        for code, field in rules.all_fields(options).items()
    ]


def other_titles(besides: str = "") -> list[str]:
    """The titles of all rules but one."""
    return list(db.session.scalars(select(Precheck.title).where(Precheck.code != besides)))


def preview(actor: Actor, details: Mapping[str, Any], besides: str = "") -> Preview:
    """What a rule as typed would find, were it active. Raises NotAllowed, and BadRule when it cannot be kept."""
    require(actor, Permission.PRECHECK_EDIT)
    kept = rules.checked(details, rule_options(), other_titles(besides))
    counts = _contracts() if rules.asks(kept["expression"], "contracts") else {}
    return Preview(
        kept,
        _reach(actor, _copies(), kept["expression"], counts, Permission.TOOL_DRAFT_READ),
        _reach(actor, _published(), kept["expression"], counts, Permission.TOOL_READ),
    )


def preview_of(actor: Actor, rule: Precheck) -> Preview:
    """What a rule that is kept would find, were it active. Raises as `preview` does."""
    parts = ("title", "severity", "expression", "fix", "question", "active")
    return preview(actor, {part: getattr(rule, part) for part in parts}, rule.code)


def role_of(person_id: int | None) -> str:
    """Who changed a rule: an office, never a name."""
    return BY_HAND if person_id else AS_SUPPLIED


def _reach(
    actor: Actor, rows: Select[*tuple[Any, ...]], expression: str, contracts: Mapping[int, int], seen: Permission
) -> Reach:
    found: list[int] = []
    total = passed_over = 0
    for id_, number, content, kind, version in db.session.execute(rows.execution_options(yield_per=BATCH)):
        fault = rules.finds(expression, number, content, _facts(version, kind, contracts.get(id_, 0)))
        total += 1
        passed_over += fault is None
        if fault:
            found.append(id_)
    some = select(Tool).where(Tool.id.in_(found[:LOOKED_AT])).order_by(Tool.name, Tool.id)
    shown = [tool for tool in db.session.scalars(some) if allows(actor, seen, tool)] if found else []
    return Reach(total, len(found), passed_over, shown[:SHOWN])


def _copies() -> Select[*tuple[Any, ...]]:
    return (
        select(Tool.id, WorkingCopy.schema_number, WorkingCopy.content, Organisation.kind, Version.number)
        .join(WorkingCopy, WorkingCopy.tool_id == Tool.id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .outerjoin(Version, Version.id == Tool.version_id)
        .where(Tool.state.in_(IN_WORK))
    )


def _published() -> Select[*tuple[Any, ...]]:
    return (
        select(Tool.id, Version.schema_number, Version.content, Organisation.kind, Version.number)
        .join(Version, Version.id == Tool.version_id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(Tool.suspended_at.is_(None))
    )


def _active() -> Iterable[Precheck]:
    return db.session.scalars(select(Precheck).where(Precheck.active).order_by(Precheck.position, Precheck.id))


def _facts(version: int | None, kind: str, contracts: int) -> dict[str, Any]:
    return {"today": clock.today(), "version": version, "owner_kind": str(kind), "contracts": contracts}


def _contracts(tool_id: int | None = None) -> dict[int, int]:
    current = select(Contract.tool_id, func.count()).where(
        Contract.withdrawn_at.is_(None), Contract.replaced_by_id.is_(None)
    )
    if tool_id is not None:
        current = current.where(Contract.tool_id == tool_id)
    return {row[0]: row[1] for row in db.session.execute(current.group_by(Contract.tool_id))}


def _place(question: str | None, sections: Mapping[str, tuple[str, str]]) -> tuple[str, str, str]:
    return (question, *sections[question]) if question and question in sections else ("", "", "")


def _unchecked(code: str, whence: str, sections: Mapping[str, tuple[str, str]]) -> Finding:
    source = WHENCE.get(whence, "elsewhere")
    return Finding(
        f"to-check-{code}",
        Severity.FAILURE,
        f"Taken from {source}, not checked yet: {sections[code][1]}",
        "Open the section, read the answer, change it if it is wrong, and say that you have checked it.",
        *_place(code, sections),
    )
