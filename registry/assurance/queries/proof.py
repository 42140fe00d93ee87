"""A document beneath an assessment."""

from registry.assurance.queries.standing import history, parent_of
from registry.assurance.queries.subjects import subject
from registry.attachments import queries as attachments
from registry.attachments.models import Attachment
from registry.core.errors import NotFound
from registry.rules.policy import Actor
from registry.standards.queries import library, may_read_proof


def document(actor: Actor, slug: str, organisation: str | None, code: str, file_id: int) -> Attachment:
    """A document that the actor may read. Raises NotFound for one that is not there or not released to them."""
    about = subject(actor, slug, organisation)
    standard = library.standard(code)
    past = history(about, standard.id)
    parents = [parent_of(row) for row in past if may_read_proof(actor, row, about.owner_id)]
    for files in attachments.files_of(parents).values():
        for file in files:
            if file.id == file_id:
                return file
    raise NotFound("There is no such document, or it is not shared with you.")
