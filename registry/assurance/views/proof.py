"""Documents beneath assessments: added, and handed out to those who may read the proof."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.assurance import services
from registry.assurance.queries.proof import document
from registry.assurance.queries.subjects import subject_to
from registry.assurance.views.blueprint import both
from registry.assurance.views.standing import page_of
from registry.attachments import services as storage
from registry.attachments.views import keeping
from registry.evidence.forms import FileForm
from registry.rules.policy import Permission
from registry.web.files import sent
from registry.web.requests import current_actor, public, requires


@both("/<code>/files", ("POST",))
@requires(Permission.STANDARD_ASSESS)
def attach(slug: str, code: str, organisation: str | None = None) -> ResponseReturnValue:
    """Put a document beneath the present assessment."""
    actor, form = current_actor(), FileForm()
    subject_to(Permission.STANDARD_ASSESS, actor, slug, organisation)
    file = (form.name(), form.content())
    act = (actor, slug, code, file)
    if form.carry_out(lambda: services.attach_proof(*act, keeping=keeping(), organisation=organisation)):
        flash(_("The document is stored."))
        return redirect(request.path.removesuffix("/files"))
    return page_of(slug, organisation, code, form), 422


@both("/<code>/files/<int:file_id>")
@public
def download(slug: str, code: str, file_id: int, organisation: str | None = None) -> ResponseReturnValue:
    """A document, to those who may read the proof; never shown in the page."""
    file = document(current_actor(), slug, organisation, code, file_id)
    return sent(storage.read(keeping().store, file), file.media_type, file.name)
