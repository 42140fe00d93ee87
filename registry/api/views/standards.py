"""Standards over the API."""

from registry.api.schemas.standards import StandardPageSchema, StandardQuestion, StandardWholeSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.core.paging import Page
from registry.standards.models import Standard
from registry.standards.queries import library
from registry.web.requests import public


@bp.route("/standards", tags=["Standards"])
@public
@listed(StandardPageSchema, StandardQuestion)
def standards(number: int, size: int, pack: str = "") -> Page[Standard]:
    """The standards that tools are held against, in the order of the library."""
    return library.standards(number, size, library.Wanted(pack=pack))


@bp.route("/standards/<code>", tags=["Standards"])
@public
@single(StandardWholeSchema)
def standard(code: str) -> Standard:
    """One standard with its versions and what each asks for."""
    return library.standard(code)
