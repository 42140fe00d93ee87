"""Beginning a record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.catalogue.forms import RegisterForm
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/register", methods=["GET", "POST"])
@requires(Permission.TOOL_REGISTER)
def register() -> ResponseReturnValue:
    """A name and one line: enough for a draft."""
    actor = current_actor()
    homes = queries.homes(actor)
    form = RegisterForm().offer(homes)
    tool = form.carry_out(lambda: services.register_tool(actor, form.chosen(homes), form.details()))
    if tool:
        flash(_("%(name)s is saved as a draft.", name=tool.name))
        return redirect(url_for(".edit", slug=tool.slug))
    return render_template("catalogue/register.html", form=form, homes=homes), 422 if form.errors else 200
