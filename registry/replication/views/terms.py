"""For how long a confirmation holds."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.replication import services
from registry.replication.forms import terms_form
from registry.replication.queries.terms import terms
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/confirmation-terms", methods=["GET", "POST"])
@requires(Permission.STAGE_TERM_EDIT)
def set_terms() -> ResponseReturnValue:
    """The days of each stage, for the registrar."""
    policy.require(current_actor(), Permission.STAGE_TERM_EDIT)
    form = terms_form(terms())
    changed = form.carry_out(lambda: services.set_terms(current_actor(), form.wanted))
    if changed is None:
        return render_template("replication/terms.html", form=form), form.status
    flash(_("It is set. What is confirmed already keeps its day."))
    return redirect(url_for("replication.set_terms"))
