"""Adoptions as they stood on a past day, against a plain telling of the same story, step by step."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.rows import STILL
from registry.replication.services.steps import effective, project
from registry.rules.lifecycles import FINISHED, PATH, Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Precision, Standing
from tests import factories as f

LONG_AGO = 400
VERBS = ("record", "advance", "confirm", "dispute", "release", "correct")


@dataclass(frozen=True)
class Said:
    """A step: recorded some days ago, about some days earlier, perhaps putting an earlier one right."""

    days: int
    back: int
    verb: str
    stage: Stage
    corrects: int


said = st.builds(
    Said,
    days=st.integers(0, LONG_AGO),
    back=st.integers(0, 60),
    verb=st.sampled_from(VERBS),
    stage=st.sampled_from([*PATH, Stage.STOPPED]),
    corrects=st.integers(0, 5),
)
stories = st.lists(said, min_size=1, max_size=6)
quiet = settings(
    derandomize=True,
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def noon(days: int) -> datetime:
    return datetime.combine(ago(days), datetime.min.time(), clock.LONDON) + timedelta(hours=12)


def told(story: list[Said]) -> Adoption:
    """An adoption with these steps, in the order in which they were recorded."""
    adoption = f.AnAdoption()
    db.session.query(StageEvent).filter_by(adoption_id=adoption.id).delete()
    before: list[StageEvent] = []
    for number, one in enumerate(sorted(story, key=lambda one: -one.days)):
        open_ = [step for step in effective(before) if step.verb not in STILL]
        verb = "record" if not number or (one.verb == "correct" and not open_) else one.verb
        stage = one.stage if verb not in STILL else before[-1].stage
        step = StageEvent(
            adoption_id=adoption.id,
            verb=verb,
            stage=stage,
            happened_on=ago(one.days + one.back),
            precision=Precision.DAY,
            recorded_at=noon(one.days) + timedelta(minutes=number),
            standing=Standing.DISPUTED if verb == "dispute" else Standing.CONFIRMED,
            proof={},
            corrects_id=open_[one.corrects % len(open_)].id if verb == "correct" else None,
        )
        f.save(step)
        before.append(step)
    with transaction():
        adoption = db.session.get_one(Adoption, adoption.id, populate_existing=True)
        project(adoption)
        adoption.changed_at = before[-1].recorded_at
    return adoption


def by_hand(adoption: Adoption, day: date) -> tuple[Stage, Standing] | None:
    """The same, from the steps that were known then, one after the other."""
    end = clock.end_of(day)
    steps = db.session.query(StageEvent).filter_by(adoption_id=adoption.id).order_by(StageEvent.id)
    stage = standing = recorded = None
    for step in effective([step for step in steps if step.recorded_at < end]):
        if step.verb == "release":
            continue
        stage = stage if step.verb in STILL else step.stage
        standing, recorded = step.standing, step.recorded_at.astimezone(clock.LONDON).date()
    if stage is None:
        return None
    if standing is Standing.CONFIRMED and stage not in FINISHED and recorded + timedelta(days=180) < day:
        standing = Standing.UNCONFIRMED
    return stage, standing


def shown(adoption: Adoption, day: date) -> tuple[Stage, Standing] | None:
    rows = rows_on(ANONYMOUS, day, Adoption.id == adoption.id)
    return (rows[0].stage, rows[0].standing) if rows else None


@quiet
@given(story=stories, days=st.integers(0, LONG_AGO + 1))
def test_a_day_shows_what_its_steps_tell(session, story, days):
    adoption = told(story)

    assert shown(adoption, ago(days)) == by_hand(adoption, ago(days))


@quiet
@given(story=stories, late=said, days=st.integers(1, LONG_AGO))
def test_a_backdated_step_changes_no_earlier_day(session, story, late, days):
    adoption = told([Said(one.days + 1, one.back, one.verb, one.stage, one.corrects) for one in story])
    before = shown(adoption, ago(days))

    f.save(
        StageEvent(
            adoption_id=adoption.id,
            verb="advance",
            stage=late.stage,
            happened_on=ago(late.days + late.back),
            precision=Precision.DAY,
            recorded_at=clock.now(),
            standing=Standing.CONFIRMED,
            proof={},
        )
    )
    with transaction():
        project(db.session.get_one(Adoption, adoption.id, populate_existing=True))

    assert shown(adoption, ago(days)) == before
