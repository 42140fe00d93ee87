"""Problems: how much has been tried for each, and what, and which tools say they help without a result."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from registry.catalogue.models import Term, Tool, ToolTerm
from registry.catalogue.queries.scope import visible_to
from registry.core.db import db
from registry.core.errors import NotFound
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.tried import Tried, for_problem, tried
from registry.rules.policy import Actor

PROBLEM = "problem"
MOST = 50  # tools without evidence that are named


@dataclass(frozen=True)
class Problem:
    """A problem with how many tools say they help, and how many outcomes they state."""

    term: Term
    tools: int
    outcomes: int


@dataclass(frozen=True)
class ProblemPage:
    """A problem, what was tried for it, and the tools that state no outcome."""

    term: Term
    tried: Tried
    untested: Sequence[Tool]


def problems(actor: Actor, *, example: bool = False) -> list[Problem]:
    """Every problem of the vocabulary with its counts: three statements."""
    counted = (visible_to(actor), Tool.synthetic.is_(example), ToolTerm.vocabulary == PROBLEM)
    helped = (
        select(ToolTerm.code, func.count())
        .join(Tool, Tool.id == ToolTerm.tool_id)
        .where(*counted)
        .group_by(ToolTerm.code)
    )
    stated = (
        select(ToolTerm.code, func.count(Claim.id))
        .join(Tool, Tool.id == ToolTerm.tool_id)
        .join(Evidence, Evidence.tool_id == Tool.id)
        .join(Claim, Claim.evidence_id == Evidence.id)
        .where(*counted, Evidence.withdrawn_at.is_(None), Claim.withdrawn_at.is_(None))
        .group_by(ToolTerm.code)
    )
    tools, outcomes = ({code: int(n) for code, n in db.session.execute(one)} for one in (helped, stated))
    terms = db.session.scalars(select(Term).where(Term.vocabulary == PROBLEM).order_by(Term.label))
    return [Problem(term, tools.get(term.code, 0), outcomes.get(term.code, 0)) for term in terms]


def problem(code: str) -> Term:
    """A problem of the vocabulary. Raises NotFound."""
    term = db.session.scalar(select(Term).where(Term.vocabulary == PROBLEM, Term.code == code))
    if term is None:
        raise NotFound("There is no such problem. Look at the list of problems.")
    return term


def problem_page(actor: Actor, code: str, number: int | None = 1, *, example: bool = False) -> ProblemPage:
    """A problem with what has been tried for it: four statements. Raises NotFound."""
    term, wanted = problem(code), for_problem(code)
    return ProblemPage(term, tried(actor, wanted, number, example=example), _untested(actor, wanted, example))


def _untested(actor: Actor, wanted: ColumnElement[bool], example: bool) -> Sequence[Tool]:
    stated = (
        select(Evidence.tool_id)
        .join(Claim, Claim.evidence_id == Evidence.id)
        .where(Evidence.withdrawn_at.is_(None), Claim.withdrawn_at.is_(None))
    )
    statement = select(Tool).where(
        wanted, visible_to(actor), Tool.synthetic.is_(example), Tool.retired_on.is_(None), Tool.id.not_in(stated)
    )
    return db.session.scalars(statement.order_by(Tool.name).limit(MOST)).all()
