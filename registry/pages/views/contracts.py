"""Contracts that end soon and concern several forces."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.contracts.queries import ending as queries
from registry.core import clock
from registry.pages.views.blueprint import bp
from registry.rendering.made import workbook
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public
from registry.web.sheets import XLSX, as_csv, as_file


@bp.get("/contracts")
@public
def contracts() -> ResponseReturnValue:
    """By supplier and framework, where two or more forces are concerned."""
    filters = _filters()
    return render_template(
        "pages/contracts.html",
        found=queries.ending(current_actor(), filters),
        choices=queries.MONTHS,
        synthetic=filters.example,
    )


@bp.get("/contracts.csv")
@public
def contracts_csv() -> ResponseReturnValue:
    """The same as a file."""
    return as_csv(queries.ending_rows(current_actor(), _filters()), "contracts-ending")


@bp.get("/contracts.xlsx")
@public
def contracts_xlsx() -> ResponseReturnValue:
    """The same as a workbook."""
    rows = queries.ending_rows(current_actor(), _filters())
    return as_file(
        workbook(rows, "Contracts that end", clock.today(), rendering_folder()), "contracts-ending.xlsx", XLSX
    )


def _filters() -> queries.Filters:
    member = current_user.member
    return queries.filters_from(request.args.to_dict(), example=bool(member and member.synthetic))
