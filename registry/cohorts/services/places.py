"""Inviting forces to a cohort, and what their own leads answer."""

from collections.abc import Sequence

from registry.cohorts.events import CohortPlaceMoved
from registry.cohorts.models import Cohort, CohortPlace
from registry.cohorts.queries.cohorts import known_cohort, places_of
from registry.cohorts.queries.making import invitable
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.events import emit
from registry.replication.services.steps import Place, lock_tool
from registry.rules.lifecycles import COHORT, PlaceState
from registry.rules.policy import Actor, Permission, require


@command
def invite(actor: Actor, slug: str, cohort_id: int, organisations: Sequence[str]) -> int:
    """Ask forces to join; returns how many. One that declined or left may be asked again.

    Raises NotAllowed to all but leads of whoever opened it, Invalid when nobody who may be asked is chosen.
    """
    lock_tool(known_cohort(actor, slug, cohort_id, Permission.COHORT_INVITE).tool_id)
    found = invitable(actor, slug, cohort_id)
    wanted = [one for one in found.forces if one.slug in organisations]
    if not wanted:
        raise Invalid("Nobody was invited.", {"organisations": "Choose at least one force that is not invited yet."})
    places = {one.organisation_id: one for one in places_of(found.cohort.id)}
    for one in wanted:
        place = places.get(one.id)
        if place is None:
            place = CohortPlace(cohort_id=found.cohort.id, organisation_id=one.id, state=PlaceState.INVITED)
            db.session.add(place)
            _moved(actor, found.cohort, place, "invite", PlaceState.INVITED)
        else:
            _moved(actor, found.cohort, place, "invite", COHORT.move("invite", place.state))
    return len(wanted)


@command
def withdraw(actor: Actor, slug: str, cohort_id: int, organisation: str) -> CohortPlace:
    """Take an invitation back. Raises NotAllowed to all but leads of whoever opened it, WrongState once it is answered."""
    known_cohort(actor, slug, cohort_id, Permission.COHORT_WITHDRAW)
    cohort, place = _locked(actor, slug, cohort_id, organisation)
    return _moved(actor, cohort, place, "withdraw", COHORT.move("withdraw", place.state))


@command
def join(actor: Actor, slug: str, cohort_id: int, organisation: str) -> CohortPlace:
    """Accept for one's own force. Raises NotAllowed to all but its leads, WrongState unless it waits for an answer."""
    return _answered(actor, Permission.COHORT_JOIN, "join", slug, cohort_id, organisation)


@command
def decline(actor: Actor, slug: str, cohort_id: int, organisation: str) -> CohortPlace:
    """Say no for one's own force. Raises as `join` does."""
    return _answered(actor, Permission.COHORT_DECLINE, "decline", slug, cohort_id, organisation)


@command
def leave(actor: Actor, slug: str, cohort_id: int, organisation: str) -> CohortPlace:
    """Take one's own force out again. Raises NotAllowed to all but its leads, WrongState unless it is a member."""
    return _answered(actor, Permission.COHORT_LEAVE, "leave", slug, cohort_id, organisation)


def _answered(
    actor: Actor, permission: Permission, verb: str, slug: str, cohort_id: int, organisation: str
) -> CohortPlace:
    cohort, place = _locked(actor, slug, cohort_id, organisation, permission)
    return _moved(actor, cohort, place, verb, COHORT.move(verb, place.state))


def _locked(
    actor: Actor, slug: str, cohort_id: int, organisation: str, permission: Permission | None = None
) -> tuple[Cohort, CohortPlace]:
    """The place of an organisation as it is once nobody else changes it."""
    cohort = known_cohort(actor, slug, cohort_id)
    lock_tool(cohort.tool_id)
    cohort = known_cohort(actor, slug, cohort_id)
    place = next((one for one in places_of(cohort.id) if one.organisation.slug == organisation), None)
    if permission is not None:
        require(actor, permission, place or Place(cohort.tool_id, 0))
    if place is None:
        raise NotFound("This force was not asked to join the cohort.")
    return cohort, place


def _moved(actor: Actor, cohort: Cohort, place: CohortPlace, verb: str, state: PlaceState) -> CohortPlace:
    place.state, place.changed_at, place.changed_by_id = state, clock.now(), actor.id
    db.session.flush()
    emit(
        CohortPlaceMoved(
            actor_id=actor.id,
            tool_id=cohort.tool_id,
            organisation_id=place.organisation_id,
            cohort_id=cohort.id,
            verb=verb,
            state=state.value,
        )
    )
    return place
