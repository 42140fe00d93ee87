"""Asking a force about its adoption, and answering."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import emit
from registry.replication.events import AdoptionQueried, EnquiryAnswered, EnquirySent
from registry.replication.models import Adoption, Enquiry
from registry.replication.queries.scope import released_to
from registry.replication.services.steps import lock_tool, readable_tool
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role

LONGEST = 4_000


@dataclass(frozen=True)
class Queried:
    """An adoption with the owner of its tool: what the policy asks about."""

    id: int
    owner_id: int
    organisation_id: int


@command
def ask(actor: Actor, tool_id: int, organisation_id: int, asker_id: int, question: str) -> Enquiry:
    """Send a question about a tool to an organisation that has it or answers for it.

    Refuses a question in the name of an organisation that is not the actor's, one to oneself, an empty one,
    and the same question while it waits for its answer.
    """
    tool = readable_tool(actor, tool_id)
    policy.require(actor, Permission.ENQUIRY_ASK, tool)
    if asker_id not in actor.organisations:
        raise NotAllowed(
            "You can ask only for your own organisation.", subject=f"enquiry:{asker_id}", actor_id=actor.id
        )
    if not _concerns(actor, tool, organisation_id):
        raise NotFound("No such adoption.")
    if organisation_id in actor.organisations:
        raise Invalid("Choose another organisation: this one is yours.")
    text = _text(question, "question", "Enter your question")
    if _waits(tool_id, organisation_id, asker_id, text):
        raise Conflict("This question has been sent and waits for its answer.")
    enquiry = Enquiry(
        tool_id=tool_id,
        organisation_id=organisation_id,
        asker_id=asker_id,
        asked_by_id=actor.id,
        question=text,
        asked_at=clock.now(),
    )
    db.session.add(enquiry)
    db.session.flush()
    emit(EnquirySent(**_named(actor, enquiry)))
    return enquiry


@command
def query(actor: Actor, adoption_id: int, question: str) -> Enquiry:
    """Ask an adopter whether what is held of it is so; only the adopter can say, and saying it answers the query.

    The lead of the tool's owner may, and the registrar. Refuses one's own adoption, and a second query while one waits.
    """
    adoption = db.session.get(Adoption, adoption_id)
    if adoption is None or not adoption.is_current or not policy.allows(actor, Permission.ADOPTION_READ, adoption):
        raise NotFound("No such adoption.")
    tool = readable_tool(actor, adoption.tool_id)
    policy.require(actor, Permission.ADOPTION_QUERY, Queried(adoption.id, tool.owner_id, adoption.organisation_id))
    if adoption.organisation_id in actor.organisations:
        raise Invalid("Choose another organisation: this one is yours.")
    lock_tool(tool.id)
    text = _text(question, "question", "Say what you doubt, and why")
    waiting = select(Enquiry.id).where(Enquiry.adoption_id == adoption.id, Enquiry.answered_at.is_(None))
    if db.session.scalar(waiting.limit(1)) is not None:
        raise Conflict("This adoption is queried already, and the query waits for its answer.")
    leads = tool.owner_id if (tool.owner_id, Role.LEAD) in actor.roles else min(actor.at(Role.REGISTRAR))
    enquiry = Enquiry(
        tool_id=tool.id,
        organisation_id=adoption.organisation_id,
        asker_id=leads,
        asked_by_id=actor.id,
        adoption_id=adoption.id,
        question=text,
        asked_at=clock.now(),
    )
    db.session.add(enquiry)
    db.session.flush()
    emit(AdoptionQueried(**_named(actor, enquiry), adoption_id=adoption.id))
    return enquiry


@command
def answer(actor: Actor, enquiry_id: int, text: str) -> Enquiry:
    """Answer a question to one's own organisation, once. Refuses an empty answer and a second one."""
    enquiry = db.session.get(Enquiry, enquiry_id, with_for_update=True, populate_existing=True)
    if enquiry is None or not policy.allows(actor, Permission.ENQUIRY_READ, enquiry):
        raise NotFound("No such enquiry.")
    policy.require(actor, Permission.ENQUIRY_ANSWER, enquiry)
    if enquiry.answered_at is not None:
        raise WrongState("This question has been answered already.")
    enquiry.answer = _text(text, "answer", "Enter your answer")
    enquiry.answered_at = clock.now()
    enquiry.answered_by_id = actor.id
    emit(EnquiryAnswered(**_named(actor, enquiry)))
    return enquiry


def _concerns(actor: Actor, tool: Tool, organisation_id: int) -> bool:
    """Whether the organisation owns the tool, or has an adoption of it that the actor may read."""
    if tool.owner_id == organisation_id:
        return True
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Adoption.tool_id == tool.id, Adoption.organisation_id == organisation_id, released_to(actor)
                )
            )
        )
    )


def _waits(tool_id: int, organisation_id: int, asker_id: int, text: str) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Enquiry.tool_id == tool_id,
                    Enquiry.organisation_id == organisation_id,
                    Enquiry.asker_id == asker_id,
                    Enquiry.question == text,
                    Enquiry.answered_at.is_(None),
                )
            )
        )
    )


def _text(given: str, field: str, empty: str) -> str:
    text = given.strip()
    if not text:
        raise Invalid("There is a problem with what you sent.", {field: empty})
    if len(text) > LONGEST:
        raise Invalid("There is a problem with what you sent.", {field: f"Use {LONGEST:,} characters or fewer"})
    return text


def _named(actor: Actor, enquiry: Enquiry) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": enquiry.tool_id,
        "organisation_id": enquiry.organisation_id,
        "asker_id": enquiry.asker_id,
        "enquiry_id": enquiry.id,
    }
