"""Groups of related words, which the registrar keeps."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.discovery.forms.synonyms import OFF, ON, RingForm, RingSwitchForm
from registry.discovery.views.blueprint import bp
from registry.rules.policy import Permission, allows
from registry.search.models import SynonymRing
from registry.search.queries import rings
from registry.search.services import synonyms as services
from registry.web.requests import current_actor, requires


@bp.get("/synonyms")
@requires(Permission.SYNONYM_READ)
def synonyms() -> ResponseReturnValue:
    """The groups: those in use for members of policing, all of them for the registrar."""
    actor = current_actor()
    page = rings.synonym_rings(actor, request.args.get("page", type=int))
    keeps = allows(actor, Permission.SYNONYM_EDIT)
    return render_template("discovery/synonyms.html", page=page, keeps=keeps, changed=rings.last_changed())


@bp.route("/synonyms/new", methods=["GET", "POST"])
@requires(Permission.SYNONYM_EDIT)
def add_synonyms() -> ResponseReturnValue:
    """A new group: typed, shown with what it would find, confirmed."""
    actor = current_actor()
    rings.require_keeper(actor)
    form = RingForm()
    saved = form.carry_out(lambda: services.add_ring(actor, form.lines())) if form.confirmed else None
    if saved:
        flash(_("The group is saved. Searches use it from now on."))
        return redirect(url_for(".synonyms"))
    return _asked(form, None)


@bp.route("/synonyms/<int:ring_id>", methods=["GET", "POST"])
@requires(Permission.SYNONYM_EDIT)
def edit_synonyms(ring_id: int) -> ResponseReturnValue:
    """A group to change, and how it came to be as it is."""
    actor = current_actor()
    found = rings.ring(actor, ring_id)
    form = RingForm(data={"members": "\n".join(found.members), "revision": found.revision})
    change = partial(services.edit_ring, actor, ring_id, form.lines(), form.read_at())
    saved = form.carry_out(change) if form.confirmed else None
    if saved:
        flash(_("The group is saved. Searches use it from now on."))
        return redirect(url_for(".synonyms"))
    return _asked(form, rings.ring(actor, ring_id))


@bp.route("/synonyms/<int:ring_id>/switch", methods=["GET", "POST"])
@requires(Permission.SYNONYM_EDIT)
def switch_synonyms(ring_id: int) -> ResponseReturnValue:
    """Switch a group on or off."""
    actor = current_actor()
    found = rings.ring(actor, ring_id)
    form = RingSwitchForm(data={"revision": found.revision, "to": OFF if found.active else ON})
    if form.carry_out(lambda: services.switch_ring(actor, ring_id, form.on(), form.read_at())):
        flash(_("The group is on.") if form.on() else _("The group is off."))
        return redirect(url_for(".synonyms"))
    found = rings.ring(actor, ring_id)
    return render_template("discovery/synonyms_switch.html", form=form, ring=found), form.status


def _asked(form: RingForm, ring: SynonymRing | None) -> ResponseReturnValue:
    """The form, or, once it was sent, what the group would find."""
    actor, number = current_actor(), ring.id if ring else None
    if not (form.given_back or form.confirmed):
        preview = form.carry_out(lambda: rings.preview(actor, form.lines(), number))
        if preview:
            return render_template("discovery/synonyms_preview.html", form=form, preview=preview, ring=ring)
    changes = rings.ring_changes(ring.id) if ring else []
    if ring and form.conflict:
        form.revision.data = str(ring.revision)
    return render_template("discovery/synonyms_edit.html", form=form, ring=ring, changes=changes), form.status
