"""Contracts that end soon and concern several forces."""

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.catalogue.queries.contracts import is_old
from registry.pages.queries import contracts as queries
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public


@bp.get("/contracts")
@public
def contracts() -> ResponseReturnValue:
    """By supplier and framework, where two or more forces are concerned."""
    filters = _filters()
    return render_template(
        "pages/contracts.html",
        found=queries.ending(current_actor(), filters),
        choices=queries.MONTHS,
        is_old=is_old,
        synthetic=filters.example,
    )


@bp.get("/contracts.csv")
@public
def contracts_csv() -> ResponseReturnValue:
    """The same as a file."""
    lines = stream_with_context(queries.ending_csv(current_actor(), _filters()))
    headers = {"Content-Disposition": 'attachment; filename="contracts-ending.csv"'}
    return Response(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _filters() -> queries.Filters:
    member = current_user.member
    return queries.filters_from(request.args.to_dict(), example=bool(member and member.synthetic))
