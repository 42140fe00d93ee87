"""Off the path: decline, pause, stop, supersede; each with barriers and a reason."""

from registry.core.commands import command
from registry.replication.models import Adoption
from registry.replication.queries.rows import STILL
from registry.replication.services import checks
from registry.replication.services.moves import moved, replacement
from registry.replication.services.steps import Assertion, opened, step, story_of
from registry.rules.lifecycles import ADOPTION, Stage
from registry.rules.policy import Actor, Permission


@command
def decline(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Decide against it before it was tried. Refuses once it was piloted, and without barrier and reason."""
    return _leave(actor, "decline", Permission.ADOPTION_DECLINE, adoption_id, revision, said)


@command
def pause(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Stand still for now; `resume` leads back. Refuses without barrier and reason."""
    return _leave(actor, "pause", Permission.ADOPTION_PAUSE, adoption_id, revision, said)


@command
def stop(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """End its use. Refuses what was never tried, and without barrier and reason."""
    return _leave(actor, "stop", Permission.ADOPTION_STOP, adoption_id, revision, said)


@command
def supersede(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """End its use in favour of another tool, which is named. Refuses what is not live."""
    return _leave(actor, "supersede", Permission.ADOPTION_SUPERSEDE, adoption_id, revision, said)


def _leave(
    actor: Actor, verb: str, permission: Permission, adoption_id: int, revision: int, said: Assertion
) -> Adoption:
    adoption = opened(actor, permission, adoption_id, revision)
    target = ADOPTION.move(verb, adoption.stage)
    story = [event for event in story_of(adoption.id) if event.verb not in STILL]
    wrong = checks.first_use(adoption.tool_id, target, said) | checks.dated(said, story[-1] if story else None)
    checks.refuse(wrong | checks.reasoned(said, barriers=True))
    other = replacement(actor, said, adoption.tool_id) if target is Stage.SUPERSEDED else None
    event = step(adoption, actor, verb, target, said, replaced_by_tool_id=other)
    moved(actor, adoption, event)
    return adoption
