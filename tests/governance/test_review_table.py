"""Every state of a record x every role x every action, over the real services: done, refused, or not even known of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.catalogue import services
from registry.catalogue.models import Access, ReviewStep, Tool
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, Refusal, WrongState
from registry.governance.models import Interest
from registry.governance.services import review
from registry.organisations.models import Organisation, Succession
from registry.rules.lifecycles import TOOL, ToolState
from registry.rules.policy import ANONYMOUS, Actor
from registry.rules.words import Role
from tests import factories as f

_S = ToolState
EVERY = frozenset(ToolState)
IN_WORK = frozenset({_S.DRAFT, _S.IN_REVIEW, _S.CHANGES_REQUESTED})
UNDER_REVIEW = frozenset({_S.IN_REVIEW, _S.CHANGES_REQUESTED})
IN_REVIEW = frozenset({_S.IN_REVIEW})
EDITABLE = frozenset({_S.DRAFT, _S.CHANGES_REQUESTED})
LIVE = frozenset({_S.PUBLISHED, _S.RETIRED})

ROLES = (
    "visitor",
    "reader",
    "contributor",
    "lead",
    "assurer",
    "own reviewer",
    "own registrar",
    "reviewer",
    "successor's reviewer",
    "reviewer with an interest",
    "reviewer who helps to write",
    "helper",
    "reviewer of a supplier",
    "other lead",
    "registrar",
)
OWN = {"reader", "contributor", "lead", "assurer", "own reviewer", "own registrar"}
HELPERS = {"helper", "reviewer who helps to write"}
REGISTRARS = {"registrar", "own registrar"}


@dataclass(frozen=True)
class Row:
    """Who may do it, and in which states it can be done."""

    may: frozenset[str]
    states: frozenset[ToolState]
    act: Callable[[Actor, Tool, "Marks"], Any]


@dataclass(frozen=True)
class Marks:
    """What the acts are about: an open comment, a resolved one, and somebody who could review."""

    open: int
    resolved: int
    candidate: int


def who(*names: str) -> frozenset[str]:
    return frozenset(names)


def release() -> ReleaseDetails:
    return ReleaseDetails("Information security officer", clock.today(), "ISO/1", agreed=True)


WRITERS = who("lead", "contributor", *HELPERS)
TABLE: dict[str, Row] = {
    "submit": Row(who("lead", "assurer"), EDITABLE, lambda a, t, m: review.submit(a, t.slug, release())),
    "request-changes": Row(
        who("reviewer"),
        IN_REVIEW,
        lambda a, t, m: review.request_changes(a, t.slug, "Say more", clock.today() + timedelta(days=7)),
    ),
    "publish": Row(who("reviewer"), IN_REVIEW, lambda a, t, m: review.publish(a, t.slug, 1)),
    "not-accept": Row(who("reviewer"), IN_REVIEW, lambda a, t, m: review.not_accept(a, t.slug, "Not a tool")),
    "withdraw": Row(who("lead", "contributor"), IN_WORK, lambda a, t, m: services.withdraw(a, t.slug)),
    "edit": Row(
        WRITERS,
        frozenset({_S.PUBLISHED, _S.NOT_ACCEPTED, _S.WITHDRAWN}),
        lambda a, t, m: services.start_draft(a, t.slug),
    ),
    "retire": Row(who("lead"), frozenset({_S.PUBLISHED}), lambda a, t, m: services.retire(a, t.slug, "Replaced")),
    "suspend": Row(
        who("lead", "assurer", *REGISTRARS), EVERY, lambda a, t, m: services.suspend(a, t.slug, "A name stands in it")
    ),
    "restore": Row(who("lead", "assurer", *REGISTRARS), frozenset(), lambda a, t, m: services.restore(a, t.slug)),
    "save": Row(
        WRITERS,
        EDITABLE,
        lambda a, t, m: services.save_section(a, t.slug, "lessons", {"lessons": "Train the night shift"}, 1),
    ),
    "comment": Row(who("reviewer"), IN_REVIEW, lambda a, t, m: review.comment(a, t.slug, "Too long", "summary")),
    "resolve": Row(WRITERS, IN_WORK, lambda a, t, m: review.resolve(a, t.slug, m.open, "Done")),
    "reopen": Row(who("reviewer"), IN_REVIEW, lambda a, t, m: review.reopen(a, t.slug, m.resolved, "Not yet")),
    "take": Row(who("reviewer"), UNDER_REVIEW, lambda a, t, m: review.take(a, t.slug)),
    "assign": Row(
        who(*REGISTRARS),
        UNDER_REVIEW,
        lambda a, t, m: review.assign(a, t.slug, m.candidate, clock.today() + timedelta(days=5)),
    ),
    "declare": Row(
        who("own reviewer", "reviewer", "successor's reviewer", "reviewer who helps to write"),
        EVERY,
        lambda a, t, m: review.declare(a, t.slug, "I know the supplier"),
    ),
}
PERMITTED_BUT_STOPPED: dict[tuple[str, str], set[object]] = {
    # A reviewer assigns what they have: until they take it, they are told to.
    ("assign", "reviewer"): {WrongState},
    # The registrar may say who reviews, and is no reviewer.
    ("take", "registrar"): {Invalid, WrongState},
    ("take", "own registrar"): {Invalid, WrongState},
    # An interest that stands is not declared twice.
    ("declare", "reviewer with an interest"): {WrongState},
}
REVIEWS = {"take", "assign"}  # the registrar knows of every record under review, and of no other draft


def person(role: str, owner: Organisation, tool: Tool) -> Actor:
    """Somebody in that relation to the record."""
    if role == "visitor":
        return ANONYMOUS
    held = {
        "own reviewer": Role.REVIEWER,
        "own registrar": Role.REGISTRAR,
        "other lead": Role.LEAD,
        "helper": Role.CONTRIBUTOR,
    }.get(role) or (Role.REVIEWER if "reviewer" in role else Role(role))
    at = owner if role in OWN else f.AForce(kind="supplier") if role == "reviewer of a supplier" else f.AForce()
    found = f.APerson((at, held))
    if role == "successor's reviewer":
        f.save(Succession(predecessor_id=owner.id, successor_id=at.id, happened_on=clock.today()))
    if role == "reviewer with an interest":
        f.save(Interest(person_id=found.id, tool_id=tool.id, reason="Built it", declared_at=clock.now()))
    if role in HELPERS:
        f.save(Access(tool_id=tool.id, person_id=found.id, reason="collaborator"))
    return f.actor_of(found)


def marks(tool: Tool) -> Marks:
    """A comment that is open and one that is resolved, and a reviewer who has no interest in the record."""
    steps = [
        ReviewStep(
            tool_id=tool.id,
            revision=1,
            verb="comment",
            question="summary",
            comment="Too long",
            actor_role="Reviewer",
            recorded_at=clock.now(),
            resolved_at=resolved,
        )
        for resolved in (None, clock.now())
    ]
    f.save(*steps)
    return Marks(steps[0].id, steps[1].id, f.APerson((f.AForce(), Role.REVIEWER)).id)


def knows(role: str, state: ToolState, action: str) -> bool:
    """Whether somebody may know of the record: it is public once it is live; a draft is its writers' and, once sent in,
    that of reviewers without an interest; the registrar assigns what is under review.
    """
    if role in OWN | HELPERS or state in LIVE:
        return True
    if state not in UNDER_REVIEW:
        return False
    return role == "reviewer" or (action in REVIEWS and role in REGISTRARS)


def expected(action: str, role: str, state: ToolState) -> set[object]:
    """What may come of it: the state that the record is in then, or a refusal."""
    row = TABLE[action]
    if not knows(role, state, action):
        return {NotFound}
    if (action, role) in PERMITTED_BUT_STOPPED:
        return PERMITTED_BUT_STOPPED[action, role]
    if role not in row.may:
        return {NotAllowed}
    if state not in row.states:
        return {WrongState}
    return {TOOL.moves[action][1] if action in TOOL.moves else state}


def outcome(session: Session, action: str, actor: Actor, tool: Tool, about: Marks) -> object:
    """The state that the record is in after the act, or how it was refused; then all is as before."""
    before = tool.state
    session.commit()
    point = session.get_bind().begin_nested()
    try:
        TABLE[action].act(actor, tool, about)
        return db.session.scalar(select(Tool.state).where(Tool.id == tool.id))
    except Refusal as refusal:
        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is before
        return type(refusal)
    finally:
        session.rollback()
        point.rollback()
        session.expire_all()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ToolState)
def test_each_action(session, role: str, state: ToolState):
    owner = f.AForce()
    tool = f.ATool(owner, state=state)
    about = marks(tool)
    actor = person(role, owner, tool)

    found = {action: outcome(session, action, actor, tool, about) for action in TABLE}

    unlike = {
        action: (came, may) for action, came in found.items() if came not in (may := expected(action, role, state))
    }
    assert not unlike
