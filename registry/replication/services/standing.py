"""On whose word an adoption rests, and who may read it: confirm, release."""

from collections.abc import Mapping
from typing import Any

from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.replication.events import AdoptionConfirmed, AdoptionReleased
from registry.replication.models import Adoption, StageEvent
from registry.replication.services import checks
from registry.replication.services.steps import Assertion, opened, step
from registry.rules.lifecycles import FINISHED, Stage
from registry.rules.policy import Actor, Permission
from registry.rules.words import Mailbox, Standing, Visibility


@command
def confirm(actor: Actor, adoption_id: int, revision: int, sent_to: Mailbox | None = None) -> Adoption:
    """Say that it is still true: confirmed from today for the term of its stage. Takes over what a source reported.

    `sent_to` says that nobody signed in for it: it was confirmed by a link that was sent to this mailbox.
    Refuses an end, which never runs out, and what a source left unsaid: a stage, or the stage that was paused.
    """
    adoption = opened(actor, Permission.ADOPTION_CONFIRM, adoption_id, revision)
    if adoption.stage is Stage.STAGE_NOT_STATED:
        raise WrongState("A source names your force and gives no stage. Record the stage where your force stands.")
    if adoption.stage is Stage.PAUSED and adoption.paused_from is None:
        raise WrongState("The source does not say what was paused. Record the stage where your force stands now.")
    if adoption.stage in FINISHED and adoption.standing is Standing.CONFIRMED:
        raise WrongState("An adoption that has ended does not run out, so there is nothing to confirm.")
    event = step(
        adoption, actor, "confirm", adoption.stage, Assertion(clock.today()), sent_to=sent_to and sent_to.value
    )
    emit(AdoptionConfirmed(**_named(actor, adoption, event)))
    return adoption


@command
def confirm_all(actor: Actor, revisions: Mapping[int, int]) -> list[Adoption]:
    """Say of several adoptions, each at the revision that was read, that they are still true: all of them or none."""
    if not revisions:
        raise Invalid(checks.PROBLEM, {"due": "Tick what has not changed"})
    return [confirm(actor, adoption_id, revisions[adoption_id]) for adoption_id in sorted(revisions)]


@command
def release(
    actor: Actor, adoption_id: int, revision: int, visibility: Visibility, role: str, reference: str
) -> Adoption:
    """Set who may read the adoption, on the authority of a role and a reference.

    Refuses an adoption that the force has not yet made its own, and a release without its authority.
    """
    adoption = opened(actor, Permission.ADOPTION_RELEASE, adoption_id, revision)
    if adoption.standing is not Standing.CONFIRMED:
        raise WrongState("Record or confirm it first: what a source reports is public already.")
    wrong = {"role": "Enter the role of who released it"} if not role.strip() else {}
    if not reference.strip():
        wrong["reference"] = "Enter the reference of the release"
    checks.refuse(wrong)
    proof = {"visibility": visibility.value, "role": role.strip(), "reference": reference.strip()}
    adoption.visibility = visibility
    event = step(adoption, actor, "release", adoption.stage, Assertion(clock.today()), proof=proof)
    emit(AdoptionReleased(**_named(actor, adoption, event), visibility=visibility))
    return adoption


def _named(actor: Actor, adoption: Adoption, event: StageEvent) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": adoption.tool_id,
        "organisation_id": adoption.organisation_id,
        "adoption_id": adoption.id,
        "stage_event_id": event.id,
    }
