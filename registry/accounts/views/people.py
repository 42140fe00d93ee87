"""The people of an organisation, for its leads and the registrar."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.accounts import forms
from registry.accounts.queries import invitations
from registry.accounts.queries import people as queries
from registry.accounts.services import roles
from registry.accounts.views.blueprint import bp
from registry.organisations.queries import organisation
from registry.rules.policy import Permission
from registry.rules.roles import grantable
from registry.rules.words import Role, label
from registry.web.requests import current_actor, members, requires


@bp.get("/organisations/<slug>/people")
@requires(Permission.PEOPLE_READ)
def people(slug: str) -> ResponseReturnValue:
    """Who does what for the organisation, and who was invited."""
    actor, here = current_actor(), organisation(slug)
    page = queries.colleagues(actor, here, request.args.get("page", type=int))
    return render_template(
        "accounts/people.html",
        organisation=here,
        page=page,
        invitations=invitations.open_invitations(actor, here),
        mine=grantable(actor, here.id),
        synthetic=here.synthetic,
    )


@bp.route("/organisations/<slug>/people/<int:person_id>/role", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def grant_role(slug: str, person_id: int) -> ResponseReturnValue:
    """One more role for somebody who belongs there."""
    actor, here = current_actor(), organisation(slug)
    person = queries.colleague(actor, here, person_id)
    form = forms.RoleForm(grantable(actor, here.id))
    if form.carry_out(lambda: roles.grant_role(actor, here.id, person_id, Role(form.role.data))) is None:
        return render_template("accounts/grant_role.html", form=form, organisation=here, person=person), form.status
    flash(_("%(name)s has the role “%(role)s”.", name=person.name, role=label(form.role.data)))
    return redirect(url_for(".people", slug=slug))


@bp.route("/organisations/<slug>/people/roles/<int:membership_id>/end", methods=["GET", "POST"])
@members
def revoke_role(slug: str, membership_id: int) -> ResponseReturnValue:
    """End a role, after a question; also one's own."""
    actor, here = current_actor(), organisation(slug)
    membership = queries.membership_to_end(actor, here, membership_id)
    own, form = membership.person_id == actor.id, forms.AcceptForm()
    if not form.validate_on_submit():
        return render_template("accounts/revoke_role.html", form=form, membership=membership, own=own), form.status
    roles.revoke_role(actor, here.id, membership_id)
    flash(_("The role has ended."))
    return redirect(url_for(".account") if own else url_for(".people", slug=slug))
