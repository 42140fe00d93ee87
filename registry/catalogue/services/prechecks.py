"""Changing the rules of pre-checks, effective at once; and refusing what fails them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from registry.catalogue.events import PrecheckChanged
from registry.catalogue.models import Precheck, PrecheckChange, Tool
from registry.catalogue.queries.prechecks import findings, other_titles, rule_options
from registry.catalogue.services.naming import slug_of
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import emit
from registry.rules import policy, prechecks
from registry.rules.policy import Actor, Permission
from registry.rules.words import Severity, label

RESERVED = frozenset({"new"})
PARTS = {"title": "Title", "severity": "Weight", "expression": "Rule", "fix": "How to fix it", "question": "Question"}


@command
def add_precheck(actor: Actor, details: Mapping[str, Any]) -> Precheck:
    """Add a rule. Raises NotAllowed to all but the registrar, BadRule when it cannot be kept."""
    policy.require(actor, Permission.PRECHECK_EDIT)
    code = _free_code(
        str(details.get("title", ""))
    )  # before the titles are read, so that of two at once one is refused
    kept = prechecks.checked(details, rule_options(), other_titles())
    rule = Precheck(code=code, position=_next_position(), revision=1, **kept)
    db.session.add(rule)
    db.session.flush()
    record_change(rule, "add", actor.id)
    return rule


@command
def edit_precheck(actor: Actor, code: str, details: Mapping[str, Any], revision: int) -> Precheck:
    """Change a rule. Raises Conflict, with theirs and yours, when somebody changed it since `revision` was read."""
    rule = _locked(actor, code)
    kept = prechecks.checked(details, rule_options(), other_titles(code))
    if all(getattr(rule, name) == value for name, value in kept.items()):
        return rule
    _refuse_stale(rule, kept, revision)
    for name, value in kept.items():
        setattr(rule, name, value)
    rule.revision += 1
    record_change(rule, "edit", actor.id)
    return rule


@command
def switch_precheck(actor: Actor, code: str, on: bool, revision: int) -> Precheck:
    """Switch a rule on or off. Raises Conflict when it was changed since `revision`; as it is already is no change."""
    rule = _locked(actor, code)
    if rule.active is on:
        return rule
    if rule.revision != revision:
        raise Conflict("Somebody else changed this rule after you opened it. Look at it again before you switch it.")
    rule.active = on
    rule.revision += 1
    record_change(rule, "switch-on" if on else "switch-off", actor.id)
    return rule


def record_change(rule: Precheck, verb: str, actor_id: int | None) -> None:
    """Keep a rule as it now stands, and put the change on the audit trail. Authorises nobody."""
    change = PrecheckChange(
        precheck_id=rule.id,
        verb=verb,
        title=rule.title,
        severity=rule.severity,
        expression=rule.expression,
        fix=rule.fix,
        active=rule.active,
        recorded_at=clock.now(),
        recorded_by_id=actor_id,
    )
    db.session.add(change)
    db.session.flush()
    emit(
        PrecheckChanged(actor_id=actor_id, precheck_id=rule.id, change_id=change.id, verb=verb, revision=rule.revision)
    )


def refuse_failing(tool: Tool) -> None:
    """Raise Invalid, naming each failure and how to mend it, when the working copy may not be submitted."""
    failures = [finding for finding in findings(tool) if finding.severity is Severity.FAILURE]
    if failures:
        words = {f"check-{failure.code}": f"{failure.title}. How to fix it: {failure.fix}" for failure in failures}
        raise Invalid("The record cannot be submitted yet. " + " ".join(words.values()), words)


def _locked(actor: Actor, code: str) -> Precheck:
    policy.require(actor, Permission.PRECHECK_EDIT)
    statement = select(Precheck).where(Precheck.code == code).with_for_update()
    rule = db.session.scalar(statement.execution_options(populate_existing=True))
    if rule is None:
        raise NotFound("There is no such rule. Look at the list of rules.")
    return rule


def _refuse_stale(rule: Precheck, yours: Mapping[str, Any], revision: int) -> None:
    if rule.revision == revision:
        return
    changes = [
        (name, _words(getattr(rule, part)), _words(yours[part]))
        for part, name in {**PARTS, "active": "Switched on"}.items()
        if getattr(rule, part) != yours[part]
    ]
    raise Conflict(
        "Somebody else changed this rule after you opened it. What you typed is still in the form. "
        "Look at what differs, change yours if you need to, and save again.",
        changes,
    )


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return label(value) if isinstance(value, Severity) else str(value or "")


def _next_position() -> int:
    return 1 + (db.session.scalar(select(func.max(Precheck.position))) or 0)


def _free_code(title: str) -> str:
    base = slug_of(title)
    taken = {
        *RESERVED,
        *db.session.scalars(select(Precheck.code).where(Precheck.code.startswith(base, autoescape=True))),
    }
    number = 2
    code = base
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code
