"""Organisations and what each of them uses."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import organisation as queries
from registry.pages.queries.as_at import day_asked, organisation_then
from registry.pages.views.blueprint import bp
from registry.rules.words import OrganisationKind
from registry.web.requests import current_actor, public
from registry.web.visitors import alike


@bp.get("/organisations")
@public
def organisations() -> ResponseReturnValue:
    """All of them, with what they adopted."""
    asked, number = request.args, request.args.get("page", type=int)
    found = queries.organisation_list(current_actor(), asked.get("kind"), number, day_asked(asked))
    return render_template("pages/organisations.html", found=found, kinds=list(OrganisationKind))


@bp.get("/organisations/<slug>")
@public
@alike()
def organisation(slug: str) -> ResponseReturnValue:
    """Its tools and adoptions; for its own people also what is due."""
    number, day = request.args.get("page", type=int), day_asked(request.args)
    if day is not None:
        then = organisation_then(current_actor(), slug, day, number)
        return render_template("pages/organisation_then.html", then=then, synthetic=then.organisation.synthetic)
    page = queries.organisation_page(current_actor(), slug, number, queries.stage_of(request.args.get("stage")))
    return render_template("pages/organisation.html", page=page, synthetic=page.organisation.synthetic)
