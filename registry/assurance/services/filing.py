"""Documents that show what an assessment says."""

from registry.assurance.events import ProofAttached
from registry.assurance.queries.standing import history, parent_of
from registry.assurance.queries.subjects import Subject, subject_to
from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, examine, keep
from registry.core.commands import command, let_go
from registry.core.errors import NotFound
from registry.core.events import emit
from registry.rules.policy import Actor, Permission
from registry.standards.models import Assessment
from registry.standards.queries import standard


def attach_proof(
    actor: Actor,
    slug: str,
    code: str,
    file: tuple[str, bytes],
    *,
    keeping: Keeping,
    organisation: str | None = None,
) -> Attachment:
    """Put a document beneath the present assessment, once it was examined. Policing reads it, until it is released.

    Raises NotAllowed to all but those who answer for it, and Invalid naming why a file may not be kept.
    """
    _present(actor, slug, code, organisation)
    let_go()  # reading a file may take seconds, and nobody waits for the database meanwhile
    examined = examine(*file, limit=keeping.limit, turns=keeping.turns)
    return _attach(actor, slug, code, organisation, examined, keeping)


@command
def _attach(
    actor: Actor, slug: str, code: str, organisation: str | None, examined: Examined, keeping: Keeping
) -> Attachment:
    about, held = _present(actor, slug, code, organisation)
    file = keep(keeping.store, parent_of(held), examined, actor_id=actor.id or 0)
    emit(
        ProofAttached(
            actor_id=actor.id,
            tool_id=about.tool.id,
            organisation_id=about.owner_id,
            adoption_id=about.adoption_id,
            assessment_id=held.id,
            attachment_id=file.id,
        )
    )
    return file


def _present(actor: Actor, slug: str, code: str, organisation: str | None) -> tuple[Subject, Assessment]:
    about = subject_to(Permission.STANDARD_ASSESS, actor, slug, organisation)
    held = next((row for row in history(about, standard(code).id) if row.replaced_by_id is None), None)
    if held is None:
        raise NotFound("Nothing is stated yet that a document could show.")
    return about, held
