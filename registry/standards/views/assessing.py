"""Where a tool stands with each standard, and stating it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.queries import latest_content
from registry.rules.policy import Permission, allows
from registry.standards import queries, services
from registry.standards.forms import AssessForm
from registry.standards.views.blueprint import bp
from registry.web.requests import current_actor, public, requires


@bp.get("/tools/<slug>/standards")
@public
def show(slug: str) -> ResponseReturnValue:
    """Each standard that applies to a tool and where it stands, with the way to state it."""
    actor = current_actor()
    tool = queries.readable_tool(actor, slug)
    return render_template(
        "standards/show.html",
        tool=tool,
        rows=queries.standards_of(tool.id, latest_content(actor, tool)),
        may_assess=allows(actor, Permission.STANDARD_ASSESS, tool),
        synthetic=tool.synthetic,
    )


@bp.route("/tools/<slug>/standards/<code>", methods=["GET", "POST"])
@requires(Permission.STANDARD_ASSESS)
def assess(slug: str, code: str) -> ResponseReturnValue:
    """State where a tool stands with one standard."""
    actor = current_actor()
    tool = queries.assessable_tool(actor, slug)
    standard = queries.standard(code)
    history = queries.history(tool.id, standard.id)
    form = AssessForm(replaces=history[0].id if history else 0)
    page = {"tool": tool, "synthetic": tool.synthetic, "form": form, **queries.printed(standard, history)}
    if form.carry_out(lambda: services.assess(actor, slug, code, form.details())):
        flash(_("Recorded: %(standard)s.", standard=page["title"]))
        return redirect(url_for(".show", slug=slug))
    return render_template("standards/assess.html", **page), 422 if form.errors else 200
