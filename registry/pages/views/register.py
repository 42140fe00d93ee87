"""Beginning a record, with a look at what is registered already."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.organisations.models import Organisation
from registry.pages.forms.registering import BeginForm
from registry.pages.views.blueprint import bp
from registry.rules.policy import Permission
from registry.search.queries.similar import Likeness, similar
from registry.web.requests import current_actor, requires


@bp.route("/register", methods=["GET", "POST"])
@requires(Permission.TOOL_REGISTER)
def register() -> ResponseReturnValue:
    """A name and one line: enough for a draft, once the tools like it have been seen."""
    actor = current_actor()
    homes = queries.homes(actor)
    form = BeginForm().offer(homes)
    found = _unseen(form, homes)
    tool = None if found else form.carry_out(lambda: services.register_tool(actor, form.chosen(homes), form.details()))
    if tool:
        flash(_("%(name)s is saved as a draft.", name=tool.name))
        return redirect(url_for("catalogue.edit", slug=tool.slug))
    form.shows([one.id for one in found])
    return render_template("pages/register.html", form=form, homes=homes, found=found), form.status


def _unseen(form: BeginForm, homes: list[Organisation]) -> list[Likeness]:
    """Similar tools, if one of them was not yet shown to whoever sends the form; a name that is taken is refused."""
    if not form.validate_on_submit():
        return []
    found = similar(current_actor(), form.name.data or "", form.summary.data or "")
    taken = any(one.owner_id == form.chosen(homes) and one.name == form.name.data for one in found)
    return [] if taken or form.has_seen({one.id for one in found}) else found
