"""Records under review, and people around them, for the tests of reviews."""

from datetime import timedelta

from sqlalchemy import select

from registry.catalogue import queries as catalogue_queries
from registry.catalogue import services as catalogue
from registry.catalogue.models import Access, Tool, WorkingCopy
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Interest, Review
from registry.governance.services import review as services
from registry.organisations.models import Succession
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor
from registry.rules.words import Role
from tests import factories as f


def release() -> ReleaseDetails:
    return ReleaseDetails("SIRO", clock.today(), "SIRO/12", agreed=True)


def in_review(owner=None, **fields) -> Tool:
    owner = owner or f.AForce()
    tool = f.ATool(owner, state=ToolState.DRAFT, **fields)
    services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())
    return tool


def review_of(tool) -> Review | None:
    return db.session.scalars(select(Review).where(Review.tool_id == tool.id).order_by(Review.id.desc())).first()


def save(lead, tool, **answers) -> None:
    """Change answers of the lessons of a record."""
    copy = db.session.get_one(WorkingCopy, tool.id)
    catalogue.save_section(lead, tool.slug, "lessons", answers, copy.revision)


def sent_back(owner, reviewer, *comments: tuple[str, str]) -> Tool:
    """A record of which changes were requested, with these comments."""
    tool = in_review(owner)
    for question, words in comments:
        services.comment(reviewer, tool.slug, words, question)
    services.request_changes(reviewer, tool.slug, "Say more", clock.today() + timedelta(days=7))
    return tool


def threads(tool) -> list[catalogue_queries.Thread]:
    return catalogue_queries.threads(catalogue_queries.steps(tool))


def one_of_each(owner, tool) -> dict[str, Actor]:
    """Reviewers with every kind of interest in a record, and one with none."""
    heir, elder = f.AForce(), f.AForce()
    f.save(Succession(predecessor_id=owner.id, successor_id=heir.id, happened_on=clock.today()))
    f.save(Succession(predecessor_id=elder.id, successor_id=owner.id, happened_on=clock.today()))
    people = {
        "free": f.APerson((f.AForce(), Role.REVIEWER)),
        "own": f.APerson((owner, Role.REVIEWER)),
        "own reader": f.APerson((owner, Role.READER), (f.AForce(), Role.REVIEWER)),
        "heir": f.APerson((heir, Role.REVIEWER)),
        "elder": f.APerson((elder, Role.REVIEWER)),
        "declared": f.APerson((f.AForce(), Role.REVIEWER)),
        "ended": f.APerson((f.AForce(), Role.REVIEWER)),
        "helper": f.APerson((f.AForce(), Role.REVIEWER)),
        "past helper": f.APerson((f.AForce(), Role.REVIEWER)),
        "lead": f.APerson((f.AForce(), Role.LEAD)),
    }
    moment = clock.now()
    f.save(
        Interest(person_id=people["declared"].id, tool_id=tool.id, reason="Built it", declared_at=moment),
        Interest(person_id=people["ended"].id, tool_id=tool.id, reason="Was", declared_at=moment, ended_at=moment),
        Access(tool_id=tool.id, person_id=people["helper"].id, reason="collaborator"),
        Access(tool_id=tool.id, person_id=people["past helper"].id, reason="collaborator", until=moment),
    )
    return {name: f.actor_of(person) for name, person in people.items()}
