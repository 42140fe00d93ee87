"""Scorecards, assessments requirement by requirement and gates, of today or a past day, over the API."""

from datetime import date

from registry.api.queries import days
from registry.api.schemas.assessing import (
    GatesQuestion,
    GatesSchema,
    ScorecardSchema,
    StandingQuestion,
    StandingSchema,
)
from registry.api.schemas.figures import DayQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import answering
from registry.assurance.queries.then import StandingThen, standing_on
from registry.replication.queries.gates_on import GatesOn, gates_on
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/scorecard", tags=["Tools"])
@public
@answering(ScorecardSchema, DayQuestion, withdrawn=True)
def scorecard(slug: str, on: date | None) -> days.ScorecardOn:
    """How complete, assured and evidenced a record was on a day, check by check.

    What was stored by the end of that day counts, and nothing that was stored later.
    """
    return days.scorecard_of_day(current_actor(), slug, on)


@bp.route("/tools/<slug>/standards/<standard>", tags=["Tools"])
@public
@answering(StandingSchema, StandingQuestion, withdrawn=True)
def standard_of_tool(slug: str, standard: str, on: date | None, organisation: str | None = None) -> StandingThen:
    """Where a tool stood with a standard on a day, requirement by requirement.

    Or, with an organisation, its present adoption there. Proof is read as on the page.
    """
    return standing_on(current_actor(), slug, organisation, standard, on)


@bp.route("/gates", tags=["Adoptions"])
@public
@answering(GatesSchema, GatesQuestion, of_one=False)
def gates(tool: str, organisation: str, on: date | None) -> GatesOn:
    """The gates of an adoption on a day: who decides, what is asked for and filed, and what was decided.

    For policing that may read the adoption, and for its own people. For everybody else, and where there was none, none.
    """
    return gates_on(current_actor(), tool, organisation, on)
