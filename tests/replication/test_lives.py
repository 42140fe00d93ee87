"""Whatever a force says of an adoption, in whatever order: its table is kept, and its columns are those of its story."""

import itertools
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Refusal
from registry.replication import services
from registry.replication.models import Adoption, StageEvent
from registry.replication.services.corrections import follows
from registry.replication.services.steps import effective
from registry.rules.lifecycles import ADOPTION, EXITS, FINISHED, PATH, Stage, may_advance
from registry.rules.words import Standing
from tests import factories as f
from tests.replication.said import a_lead, barriers, said

VERBS = {
    "advance": services.advance,
    "decline": services.decline,
    "pause": services.pause,
    "resume": services.resume,
    "stop": services.stop,
    "supersede": services.supersede,
    "reopen": services.reopen,
}
acts = st.lists(
    st.tuples(st.sampled_from([*VERBS, "confirm"]), st.sampled_from(PATH), st.integers(0, 3)), min_size=1, max_size=8
)
seeded = settings(
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def may(verb: str, before: Stage, target: Stage) -> bool:
    """What the tables of the lifecycle say of a verb."""
    if verb == "confirm":
        return before not in FINISHED
    return may_advance(before, target) if verb == "advance" else before in ADOPTION.moves[verb][0]


def present(tool_id: int, organisation_id: int) -> Adoption:
    rows = db.session.query(Adoption).filter_by(tool_id=tool_id, organisation_id=organisation_id, is_current=True)
    return rows.populate_existing().one()


def act(verb, lead, adoption, target, other, day):
    if verb == "confirm":
        return services.confirm(lead, adoption.id, adoption.revision)
    stage = target if verb in ("advance", "reopen") else next((s for s in EXITS if verb[:4] == s[:4]), None)
    words = said(stage, day, **({"replaced_by": other.slug} if verb == "supersede" else {}))
    return VERBS[verb](lead, adoption.id, adoption.revision, words)


@seeded
@given(story=acts, start=st.sampled_from(PATH))
def test_a_life_keeps_the_tables_and_its_columns_are_its_story(session, story, start):
    if not db.session.query(f.Barrier).count():
        barriers()
    (lead, force), tool, other, day = a_lead(), f.ATool(), f.ATool(), clock.today() - timedelta(days=400)
    services.record(lead, tool.id, force.id, said(start, day))

    for verb, target, later in story:
        adoption, day = present(tool.id, force.id), day + timedelta(days=later)
        before = adoption.stage
        try:
            act(verb, lead, adoption, target, other, day)
            done = True
        except Refusal:
            done = False

        adoption = present(tool.id, force.id)
        assert done == may(verb, before, target)
        assert done or adoption.stage is before
        assert (adoption.expires_on is None) == (adoption.stage in FINISHED)
        assert (adoption.paused_from is not None) == (adoption.stage is Stage.PAUSED)
        assert adoption.standing is Standing.CONFIRMED
        steps = db.session.query(StageEvent).filter_by(adoption_id=adoption.id).order_by(StageEvent.id).all()
        told = [step for step in effective(steps) if step.verb != "confirm"]
        assert (told[-1].stage, told[-1].happened_on) == (adoption.stage, adoption.since)
        pairs = itertools.pairwise(told)
        assert all(one.happened_on <= two.happened_on and follows(one.stage, two.stage) for one, two in pairs)
