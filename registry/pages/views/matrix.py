"""The national matrix: page, list and file."""

from collections.abc import Mapping
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.core import clock
from registry.pages.queries import matrix as queries
from registry.pages.queries.as_at import day_asked
from registry.pages.views.blueprint import bp
from registry.rendering.made import workbook
from registry.replication.queries.matrix import Filters
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public
from registry.web.sheets import XLSX, as_csv, as_file
from registry.web.visitors import alike


@bp.get("/matrix")
@public
@alike()
def matrix() -> ResponseReturnValue:
    """Tools by forces; with `as=list` one line for each adoption."""
    filters, number, day = _filters(), request.args.get("page", type=int), day_asked(request.args)
    if request.args.get("as") == "list":
        found = queries.national_list(current_actor(), filters, number, day)
        return render_template(
            "pages/matrix_list.html",
            found=found,
            refused=queries.order_refused(request.args),
            synthetic=filters.example,
        )
    return render_template(
        "pages/matrix.html",
        matrix=queries.national_matrix(current_actor(), filters, number, day),
        stages=queries.stage_choices(),
        refused=queries.order_refused(request.args),
        wide=True,
        synthetic=filters.example,
    )


@bp.get("/matrix.csv")
@public
def matrix_csv() -> ResponseReturnValue:
    """Everything that the reader may read, as a file."""
    day = day_asked(request.args)
    return as_csv(queries.matrix_lines(current_actor(), _filters(), day), _name(day))


@bp.get("/matrix.xlsx")
@public
def matrix_xlsx() -> ResponseReturnValue:
    """The same as a workbook, up to a size."""
    day = day_asked(request.args)
    rows = queries.matrix_sheet(current_actor(), _filters(), day)
    return as_file(workbook(rows, "Adoptions", day or clock.today(), rendering_folder()), f"{_name(day)}.xlsx", XLSX)


def example_asked(asked: Mapping[str, str]) -> bool:
    """Whether the invented organisations are shown instead of the real ones: as asked, else as the reader's own are."""
    member = current_user.member
    return asked["example"] == "1" if "example" in asked else bool(member and member.synthetic)


def _filters() -> Filters:
    return queries.filters_from(request.args, example=example_asked(request.args))


def _name(day: date | None) -> str:
    return f"adoptions-{day.isoformat()}" if day else "adoptions"
