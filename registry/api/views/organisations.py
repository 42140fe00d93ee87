"""Organisations over the API."""

from datetime import date

from registry.api import queries
from registry.api.schemas.organisations import OrganisationPageSchema, OrganisationQuestion, OrganisationWholeSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.core.paging import Page
from registry.organisations.models import Organisation
from registry.organisations.queries import organisations as listed_organisations
from registry.rules.words import OrganisationKind
from registry.web.requests import public


@bp.route("/organisations", tags=["Organisations"])
@public
@listed(OrganisationPageSchema, OrganisationQuestion)
def organisations(
    number: int, size: int, kind: OrganisationKind | None = None, on: date | None = None
) -> Page[Organisation]:
    """The organisations valid on a day, by name.

    Their number changes as forces merge, so ask for a day when you compare.
    """
    return listed_organisations(kind, number, on, size=size)


@bp.route("/organisations/<slug>", tags=["Organisations"])
@public
@single(OrganisationWholeSchema)
def organisation(slug: str) -> queries.OrganisationWhole:
    """One organisation.

    With those it took over from and those that took over from it, whether it is valid today or not.
    """
    return queries.whole_organisation(slug)
