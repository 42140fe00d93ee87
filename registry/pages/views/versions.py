"""The versions of a tool: all of them, each of them, and what one changes of another."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from registry.pages.queries import versions as queries
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public


@bp.get("/tools/<slug>/versions")
@public
def versions(slug: str) -> ResponseReturnValue:
    """Every version, or, with two chosen, what one changes of the other."""
    old, new = request.args.get("old", type=int), request.args.get("new", type=int)
    if old and new and max(old, new) < 2**31:
        return redirect(url_for(".version_diff", slug=slug, old=old, new=new))
    listed = queries.version_list(current_actor(), slug, request.args.get("page", type=int))
    return render_template("pages/versions.html", tool=listed.tool, listed=listed, synthetic=listed.tool.synthetic)


@bp.get("/tools/<slug>/versions/<int:number>")
@public
def version(slug: str, number: int) -> ResponseReturnValue:
    """A published version, which never changes."""
    page = queries.version_page(current_actor(), slug, number)
    answer = make_response(
        render_template("pages/version.html", tool=page.tool, page=page, synthetic=page.tool.synthetic)
    )
    return answer if page.current else _unlisted(answer)


@bp.get("/tools/<slug>/versions/<int:old>/to/<int:new>")
@public
def version_diff(slug: str, old: int, new: int) -> ResponseReturnValue:
    """What one version changes of another, word by word."""
    found = queries.version_difference(current_actor(), slug, old, new)
    page = render_template("pages/version_diff.html", tool=found.tool, found=found, synthetic=found.tool.synthetic)
    return _unlisted(make_response(page))


def _unlisted(answer: Response) -> Response:
    """Search engines lead to what holds now, not to what held."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
