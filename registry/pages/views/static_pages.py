"""Pages that explain: how to read a record, privacy, accessibility, sources."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import sources as queries
from registry.pages.views.blueprint import bp
from registry.replication.queries.terms import terms
from registry.rules import grading, scorecard
from registry.rules.lifecycles import EXITS, PATH
from registry.rules.words import Design, Direction, Standing
from registry.web.requests import current_actor, public


@bp.get("/how-to-read")
@public
def how_to_read() -> ResponseReturnValue:
    """Stages, standings, designs, directions, replication levels and the scorecard, with the real badges."""
    return render_template(
        "pages/how_to_read.html",
        path=PATH,
        exits=EXITS,
        standings=list(Standing),
        terms=terms(),
        designs=list(Design),
        directions=list(Direction),
        levels=grading.LEVELS,
        rule=grading.RULE,
        questions=grading.QUESTIONS,
        scorecard_levels=scorecard.LEVELS,
    )


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """Who answers for personal data, what is held and why."""
    settings = current_app.config["SETTINGS"]
    return render_template(
        "pages/privacy.html",
        controller=settings.data_controller,
        host=settings.data_host,
        hours=settings.session_hours,
    )


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """What was tested and what is not known."""
    return render_template("pages/accessibility.html")


@bp.get("/sources")
@public
def sources() -> ResponseReturnValue:
    """Every source of a published fact."""
    page = queries.sources(current_actor(), request.args.get("page", type=int))
    return render_template("pages/sources.html", page=page)
