"""Measures and problems: what they are, and what has been tried."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from registry.evidence.queries import problems as of_problems
from registry.measures import queries as catalogue
from registry.pages.queries import measures as queries
from registry.pages.views.blueprint import bp
from registry.rules.policy import Permission, allows
from registry.web.requests import current_actor, public


@bp.get("/measures")
@public
def measures() -> ResponseReturnValue:
    """The catalogue of standard measures, by name or by what is searched for."""
    text = request.args.get("q", "")
    return render_template(
        "pages/measures.html",
        page=catalogue.measures(request.args.get("page", type=int), text=text),
        text=text,
        may_edit=allows(current_actor(), Permission.MEASURE_EDIT),
    )


@bp.get("/measures/<code>")
@public
def measure(code: str) -> ResponseReturnValue:
    """A measure: its definition, earlier ones, and what has been tried."""
    asked = request.args
    page = queries.measure_page(
        current_actor(),
        code,
        asked.get("page", type=int),
        asked.get("unit", ""),
        asked.get("hours", type=int),
        example=_example(),
    )
    return render_template("pages/measure.html", page=page, measure=page.measure, example=_example())


@bp.get("/problems")
@public
def problems() -> ResponseReturnValue:
    """The problems that tools are registered for."""
    found = of_problems.problems(current_actor(), example=_example())
    return render_template("pages/problems.html", problems=found, example=_example())


@bp.get("/problems/<code>")
@public
def problem(code: str) -> ResponseReturnValue:
    """What has been tried for a problem."""
    page = of_problems.problem_page(current_actor(), code, request.args.get("page", type=int), example=_example())
    return render_template("pages/problem.html", page=page, term=page.term, example=_example())


def _example() -> bool:
    """Whether invented records are looked at: as asked, or by somebody of an invented organisation."""
    asked = request.args.get("example")
    member = current_user.member
    return asked == "1" if asked else bool(member and member.synthetic)
