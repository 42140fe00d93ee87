"""Counts, matrix, list and file show each reader exactly what they may read, and count each standing apart."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.core import clock
from registry.core.db import db
from registry.pages.queries.changes import changes_since
from registry.pages.queries.matrix import matrix_lines
from registry.replication.models import Adoption
from registry.replication.queries.counts import counts, counts_at, counts_of, tally
from registry.replication.queries.matrix import Filters, matrix, matrix_list, matrix_rows
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import ANONYMOUS, Permission, allows
from registry.rules.words import OrganisationKind, Role, Standing, Visibility
from tests import factories as f

STAGES = [stage for stage in Stage if stage is not Stage.PAUSED]


@pytest.fixture
def scene(session):
    """Three tools of each visibility at four forces; readers of every kind."""
    forces = [f.AForce() for _ in range(4)]
    tools = [f.ATool(forces[0], visibility=visibility) for visibility in Visibility]
    readers = [
        ANONYMOUS,
        f.AnActor(Role.READER, forces[0]),
        f.AnActor(Role.LEAD, forces[1]),
        f.AnActor(Role.READER, f.AForce(kind=OrganisationKind.SUPPLIER)),
        f.AnActor(Role.REGISTRAR, f.AForce(kind=OrganisationKind.NATIONAL)),
    ]
    return forces, tools, readers


placed = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 3),
        st.sampled_from(STAGES),
        st.sampled_from(list(Standing)),
        st.sampled_from(list(Visibility)),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda row: row[:2],
)


def readable(reader, tools) -> list[Adoption]:
    """By the policy alone, row by row."""
    by_id = {tool.id: tool for tool in tools}
    rows = db.session.query(Adoption).all()
    return [
        row
        for row in rows
        if allows(reader, Permission.TOOL_READ, by_id[row.tool_id]) and allows(reader, Permission.ADOPTION_READ, row)
    ]


def today(row: Adoption) -> Standing:
    expired = row.standing is Standing.CONFIRMED and row.expires_on is not None and row.expires_on < clock.today()
    return Standing.UNCONFIRMED if expired else row.standing


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(rows=placed)
def test_every_count_equals_a_count_by_hand_of_what_the_reader_may_read(scene, rows):
    forces, tools, readers = scene
    names = {force.id: force.name for force in forces}
    made = [
        f.AnAdoption(
            tools[tool],
            forces[force],
            stage,
            standing,
            visibility,
            expires_on=clock.today() - timedelta(days=1) if expired else None,
        )
        for tool, force, stage, standing, visibility, expired in rows
    ]
    try:
        for reader in readers:
            mine = readable(reader, tools)
            by_hand = Counter((row.stage, today(row)) for row in mine if row.stage is not Stage.STAGE_NOT_STATED)
            every = counts(reader)
            lines = matrix(reader, Filters()).items
            cells = [cell for line in lines for cell in line.cells.values()]

            assert every == tally((row.stage, today(row)) for row in mine)
            assert every.stated.total == sum(by_hand.values())
            assert every.adopted.disputed == sum(by_hand[stage, Standing.DISPUTED] for stage in ADOPTED)
            assert {cell.id for cell in cells} == {row.id for row in mine}
            assert {line.id for line in lines} == {row.tool_id for row in mine}
            exported = {(row.tool_id, row.organisation_name) for row in matrix_rows(reader, Filters(), size=2)}
            assert exported == {(row.tool_id, names[row.organisation_id]) for row in mine}
            assert matrix_list(reader, Filters()).total == len(mine)
            assert [row.kind for row in changes_since(reader, clock.today()).items].count("step") == len(mine)
            for totals, key in (
                (counts_of(reader, [tool.id for tool in tools]), "tool_id"),
                (counts_at(reader, [force.id for force in forces]), "organisation_id"),
            ):
                for number, found in totals.items():
                    assert found == tally((row.stage, today(row)) for row in mine if getattr(row, key) == number)
    finally:
        for adoption in made:
            for step in db.session.query(f.StageEvent).filter_by(adoption_id=adoption.id):
                db.session.delete(step)
            db.session.flush()
            db.session.delete(adoption)
        db.session.commit()


class TestFilters:
    def test_a_filter_does_not_tell_of_hidden_adoptions(self, session):
        tool = f.ATool()
        f.AnAdoption(tool, stage=Stage.STOPPED, visibility=Visibility.POLICING)

        assert matrix(ANONYMOUS, Filters(stage=Stage.STOPPED)).total == 0
        assert matrix(f.AnActor(Role.READER), Filters(stage=Stage.STOPPED)).total == 1

    @pytest.mark.parametrize(
        ("narrowed", "found"),
        [
            ({"stage": Stage.LIVE}, 1),
            ({"stage": Stage.PILOTING}, 0),
            ({"standing": Standing.CONFIRMED}, 1),
            ({"standing": Standing.UNCONFIRMED}, 0),
            ({"region": "Middle March"}, 1),
            ({"region": "Elsewhere"}, 0),
            ({"category": "public-contact"}, 1),
            ({"category": "other"}, 0),
            ({"text": "%"}, 0),
            ({"example": True}, 0),
        ],
    )
    def test_each_narrows(self, session, narrowed, found):
        f.AnAdoption()

        assert matrix(ANONYMOUS, replace(Filters(), **narrowed)).total == found

    def test_tools_without_a_named_force_show_on_request(self, session):
        f.ATool()

        assert (matrix(ANONYMOUS, Filters()).total, matrix(ANONYMOUS, Filters(every=True)).total) == (0, 1)

    def test_examples_stand_apart_from_the_real(self, session):
        adoption = f.AnAdoption(organisation=f.AForce(synthetic=True), synthetic=True)

        assert matrix(ANONYMOUS, Filters()).total == 0
        assert matrix(ANONYMOUS, Filters(example=True)).items[0].id == adoption.tool_id
        assert counts_of(ANONYMOUS, [adoption.tool_id])[adoption.tool_id].stated.total == 0


class TestFile:
    def test_holds_only_what_the_reader_may_read(self, session):
        f.AnAdoption(visibility=Visibility.POLICING)

        assert len(list(matrix_lines(ANONYMOUS, Filters()))) == 1
        assert len(list(matrix_lines(f.AnActor(Role.READER), Filters()))) == 2
