"""What reviews put into the work lists of reviewers, leads and the registrar."""

from datetime import timedelta

from sqlalchemy import update

from registry.core import clock
from registry.core.db import db
from registry.governance.models import Review
from registry.governance.services import review
from registry.pages.queries.my_work import my_work
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f


def due(tool, days: int) -> None:
    """Move the day by which something is wanted of a record."""
    db.session.execute(update(Review).where(Review.tool_id == tool.id).values(due_on=clock.today() + timedelta(days)))
    db.session.commit()


def groups(actor) -> dict[str, list[tuple[str, bool]]]:
    """Each list of somebody's work: what stands in it, and whether it is overdue."""
    return {
        group.code: [(item.text, item.late) for item in group.items] for part in my_work(actor) for group in part.groups
    }


class TestAReviewer:
    def test_sees_what_they_have_and_what_nobody_has(self, session):
        reviewer, other = f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        mine, free, taken = (f.ATool(state=ToolState.IN_REVIEW, name=name) for name in ("Mine", "Free", "Taken"))
        review.take(reviewer, mine.slug)
        review.take(other, taken.slug)
        due(mine, -1)
        due(free, 3)

        found = groups(reviewer)

        assert (found["reviews-mine"], found["reviews"]) == ([("Mine", True)], [("Free", False)])

    def test_sees_nothing_in_which_they_have_an_interest(self, session):
        person = f.APerson((f.AForce(), Role.REVIEWER))
        tool = f.ATool(state=ToolState.IN_REVIEW)
        review.declare(f.actor_of(person), tool.slug, "I built it")

        assert groups(f.actor_of(person)) == {}


class TestALead:
    def test_sees_changes_that_were_requested_with_their_day(self, session):
        owner = f.AForce()
        late, other = (f.ATool(owner, state=ToolState.IN_REVIEW, name=name) for name in ("Late", "In time"))
        f.ATool(owner, state=ToolState.DRAFT, name="A draft")
        for tool in (late, other):
            review.request_changes(f.AnActor(Role.REVIEWER), tool.slug, "More", clock.today())
        due(late, -2)

        found = groups(f.AnActor(Role.LEAD, owner))

        assert sorted(found["changes"]) == [("In time", False), ("Late", True)]
        assert found["drafts"] == [("A draft", False)]


class TestTheRegistrar:
    def test_sees_reviews_whose_day_is_past(self, session):
        late, other = (f.ATool(state=ToolState.IN_REVIEW, name=name) for name in ("Late", "In time"))
        due(late, -2)
        due(other, 2)

        assert groups(f.AnActor(Role.REGISTRAR))["reviews-late"] == [("Late", True)]
