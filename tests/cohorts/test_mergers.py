"""Forces of one cohort merge: their places join, nothing that they agreed to is lost, and an undoing takes them apart."""

from datetime import timedelta

import pytest

from registry.cohorts.models import CohortPlace
from registry.cohorts.queries.cohorts import group, invitations
from registry.cohorts.queries.values import cohort_page
from registry.cohorts.services import leave
from registry.core import clock
from registry.core.db import db
from registry.rules.lifecycles import PlaceState
from registry.rules.words import Role
from tests import factories as f
from tests.cohorts.test_cohorts import a_force, members
from tests.reorganisation.changes import a_registrar, called, made, merger, undone


@pytest.fixture
def oak(session):
    return a_force("Oak")


def places(cohort):
    """Each place as it is kept: of whom, what was answered, and of which it is a part."""
    rows = db.session.scalars(f.select(CohortPlace).where(CohortPlace.cohort_id == cohort.id).order_by(CohortPlace.id))
    return [(row.organisation_id, row.state, row.part_of_id, row.changed_at) for row in rows]


def heir():
    found = called("Marches Police")
    found.lead = f.AnActor(Role.LEAD, found)
    return found


def test_a_merger_takes_cohort_and_places_along(ash, elm, oak):
    tool = f.ATool()
    opened, other = (
        f.ACohort(tool, ash, f.AMeasure(), invited=[elm]),
        f.ACohort(tool, oak, f.AMeasure("o"), joined=[elm]),
    )

    made(a_registrar(), merger(ash, elm))

    new = heir()
    assert group(new.lead, tool.slug, opened.id).cohort.organisation_id == new.id
    assert members(new.lead, tool, opened) == [new.slug]
    assert members(new.lead, tool, other) == ["oak", new.slug]


def test_two_members_have_one_place_and_both_their_answers_are_kept(ash, elm, oak):
    tool = f.ATool()
    cohort = f.ACohort(tool, oak, f.AMeasure(), joined=[ash, elm])
    before = places(cohort)

    made(a_registrar(), merger(ash, elm))

    new = heir()
    found = group(new.lead, tool.slug, cohort.id)
    mine = next(one for one in found.members if one.place.organisation_id == new.id)
    assert members(new.lead, tool, cohort) == ["oak", new.slug]
    assert [one.organisation.slug for one in mine.also] == ["elm"]
    assert [(state, day) for _home, state, _part, day in places(cohort)] == [(row[1], row[3]) for row in before]


def test_a_member_stands_before_one_that_is_only_invited(ash, elm, oak):
    tool = f.ATool()
    cohort = f.ACohort(tool, oak, f.AMeasure(), invited=[ash], joined=[elm])

    made(a_registrar(), merger(ash, elm))

    new = heir()
    assert members(new.lead, tool, cohort) == ["oak", new.slug]
    assert invitations(new.lead) == []


def test_into_a_force_that_declined_the_membership_stands(ash, elm, oak):
    tool = f.ATool()
    cohort = f.ACohort(tool, oak, f.AMeasure(), joined=[ash], invited=[elm])
    row = db.session.scalars(f.select(CohortPlace).where(CohortPlace.organisation_id == elm.id)).one()
    row.state = PlaceState.DECLINED
    f.save(row)

    made(a_registrar(), merger(ash, elm, into=elm))

    assert members(elm.lead, tool, cohort) == ["oak", "elm"]


def test_results_of_both_stand_at_the_one_site(ash, elm, oak, tmp_path):
    tool, measure = f.ATool(), f.AMeasure()
    start = clock.today() - timedelta(days=60)
    cohort = f.ACohort(tool, oak, measure, joined=[ash, elm], starts_on=start)
    for force in (ash, elm):
        study = f.AnEvidence(tool, site_id=force.id, starts_on=start)
        f.AClaim(study, measure_id=measure.id)

    made(a_registrar(), merger(ash, elm))

    new = heir()
    page = cohort_page(new.lead, tool.slug, cohort.id, tmp_path)
    assert page.results_at("Marches Police") == 2


class TestUndoing:
    def test_takes_the_places_apart_as_they_were(self, ash, elm, oak):
        tool, registrar = f.ATool(), a_registrar()
        cohort = f.ACohort(tool, oak, f.AMeasure(), invited=[ash], joined=[elm])
        before = places(cohort)

        undone(registrar, made(registrar, merger(ash, elm)))

        db.session.expire_all()
        assert places(cohort) == before

    def test_of_a_merger_into_one_that_stays(self, ash, elm, oak):
        tool, registrar = f.ATool(), a_registrar()
        cohort = f.ACohort(tool, oak, f.AMeasure(), joined=[ash], invited=[elm])
        before = places(cohort)

        undone(registrar, made(registrar, merger(ash, elm, into=elm)))

        db.session.expire_all()
        assert places(cohort) == before

    def test_leaves_what_was_answered_since(self, ash, elm, oak):
        tool, registrar = f.ATool(), a_registrar()
        cohort = f.ACohort(tool, oak, f.AMeasure(), joined=[ash, elm])
        entry = made(registrar, merger(ash, elm))
        new = heir()
        leave(new.lead, tool.slug, cohort.id, new.slug)

        undone(registrar, entry, "ash")

        db.session.expire_all()
        assert members(oak.lead, tool, cohort) == ["oak"]
