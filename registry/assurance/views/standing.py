"""Where a tool or an adoption stands with its standards, and with one of them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.assurance.queries import standing as queries
from registry.assurance.views.blueprint import both
from registry.rules.policy import Permission, allows
from registry.web.requests import current_actor, public


@both("")
@public
def show(slug: str, organisation: str | None = None) -> ResponseReturnValue:
    """Each standard that is held against it and where it stands, with the way to state it."""
    actor = current_actor()
    page = queries.states(actor, slug, organisation)
    about = page.subject
    return render_template(
        "assurance/show.html",
        subject=about,
        tool=about.tool,
        rows=page.rows,
        inherited=page.inherited,
        may_assess=allows(actor, Permission.STANDARD_ASSESS, about),
        synthetic=about.synthetic,
    )


@both("/<code>")
@public
def standing(slug: str, code: str, organisation: str | None = None) -> ResponseReturnValue:
    """Where it stands with one standard: requirement by requirement, proof, sign-off, exemptions, what was said before."""
    return page_of(slug, organisation, code)


def page_of(slug: str, organisation: str | None, code: str, form: object = None) -> str:
    """The page, with the form for one more document."""
    page = queries.standing(current_actor(), slug, organisation, code)
    return render_template(
        "assurance/standing.html",
        page=page,
        subject=page.subject,
        tool=page.subject.tool,
        form=form,
        synthetic=page.subject.synthetic,
    )
