"""Organisations and what each of them uses."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.core import clock
from registry.pages.queries import organisation as queries
from registry.pages.views.blueprint import bp
from registry.rules.words import OrganisationKind
from registry.web.requests import current_actor, public


@bp.get("/organisations")
@public
def organisations() -> ResponseReturnValue:
    """All of them, with what they adopted."""
    found = queries.organisation_list(current_actor(), request.args.get("kind"), request.args.get("page", type=int))
    return render_template("pages/organisations.html", found=found, kinds=list(OrganisationKind))


@bp.get("/organisations/<slug>")
@public
def organisation(slug: str) -> ResponseReturnValue:
    """Its tools and adoptions; for its own people also what is due."""
    page = queries.organisation_page(current_actor(), slug, request.args.get("page", type=int))
    return render_template(
        "pages/organisation.html", page=page, today=clock.today(), synthetic=page.organisation.synthetic
    )
