"""A site says that it followed the owner's playbook, which is what lifts a replicated tool to the highest level."""

from registry.catalogue.queries.files import released_files
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.evidence.events import PlaybookFollowed
from registry.evidence.models import Evidence
from registry.evidence.queries import At, evidence_item
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import FilePurpose


@command
def follow_playbook(actor: Actor, slug: str, evidence_id: int, file_id: int) -> Evidence:
    """Say which playbook the site followed; 0 for none. For the lead of a site that is not the owner's.

    Raises NotAllowed to everybody else, Invalid for a file that is no playbook of the record.
    """
    tool, item = evidence_item(actor, slug, evidence_id)
    site = item.site_today_id or item.site_id
    policy.require(actor, Permission.PLAYBOOK_FOLLOW, At(item.id, tool.owner_id, site))
    known = {file.id for file in released_files(actor, tool) if file.purpose == FilePurpose.PLAYBOOK}
    if site == tool.owner_id:
        raise Invalid("The owner wrote the playbook. It counts once another site says that it followed it.")
    if file_id and file_id not in known:
        message = "Choose a playbook on the list."
        raise Invalid(message, {"playbook": message})
    item.playbook_id = file_id or None
    db.session.flush()
    db.session.expire(item, ["playbook"])
    emit(
        PlaybookFollowed(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=site,
            evidence_id=item.id,
            attachment_id=item.playbook_id,
        )
    )
    return item
