"""Needs that nothing on the register answers, by problem and region: for the registrar and for boards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, select

from registry.catalogue.models import Term, Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.discovery.models import Need, NeedMatch, NeedProblem, NeedSupport
from registry.discovery.queries.needs import answers, known_to, require_gaps
from registry.organisations.models import Organisation
from registry.rules.lifecycles import NeedState
from registry.rules.policy import Actor

ELSEWHERE = "No region"
UNFILED = "No problem stated"


@dataclass(frozen=True)
class Gap:
    """An open need that no tool answers, though some may be filed under its problems, and how many organisations have it."""

    id: int
    title: str
    organisation: str
    region: str
    have_it: int
    synthetic: bool


@dataclass(frozen=True)
class Gaps:
    """The needs without a match, and how often each problem stands in each region."""

    needs: Sequence[Gap]
    regions: Sequence[str]
    problems: Sequence[tuple[str, str]]  # code, label
    counts: dict[tuple[str, str], int]  # (code, region) -> organisations with such a need

    def total(self, code: str) -> int:
        """How often a problem stands in all regions together."""
        return sum(self.counts.get((code, region), 0) for region in self.regions)


def gaps(actor: Actor) -> Gaps:
    """Every open need that the actor may know of and for which they may see no tool that answers it: three statements.

    Example organisations are listed and not counted.
    """
    require_gaps(actor)
    answered = exists(
        select(NeedMatch.tool_id)
        .join(Tool, Tool.id == NeedMatch.tool_id)
        .where(NeedMatch.need_id == Need.id, answers(), scope.visible_to(actor))
    )
    statement = (
        select(Need.id, Need.title, Organisation.name, Organisation.region, Need.synthetic, Need.organisation_id)
        .join(Organisation, Organisation.id == Need.organisation_id)
        .where(known_to(actor), Need.state == NeedState.OPEN, ~answered)
    )
    rows = db.session.execute(statement).all()
    supporters = _supporters([row.id for row in rows])
    found = [
        Gap(row.id, row.title, row.name, row.region or ELSEWHERE, 1 + len(supporters.get(row.id, ())), row.synthetic)
        for row in rows
    ]
    return _counted(sorted(found, key=lambda gap: (-gap.have_it, gap.title)), supporters)


def _counted(found: Sequence[Gap], supporters: dict[int, list[str]]) -> Gaps:
    named = and_(Term.vocabulary == "problem", Term.code == NeedProblem.code)
    statement = select(NeedProblem.need_id, NeedProblem.code, Term.label).outerjoin(Term, named)
    filed: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.execute(statement.where(NeedProblem.need_id.in_([gap.id for gap in found]))):
        filed.setdefault(row.need_id, []).append((row.code, row.label or row.code))
    counts: Counter[tuple[str, str]] = Counter()
    labels: dict[str, str] = {}
    for gap in found:
        if gap.synthetic:
            continue
        for code, label in filed.get(gap.id, [("", UNFILED)]):
            labels[code] = label
            counts.update((code, region) for region in (gap.region, *supporters.get(gap.id, ())))
    regions = sorted({region for _code, region in counts})
    total = Counter[str]()
    for (code, _region), number in counts.items():
        total[code] += number
    problems = sorted(labels.items(), key=lambda one: (-total[one[0]], one[1]))
    return Gaps(found, regions, problems, dict(counts))


def _supporters(ids: Sequence[int]) -> dict[int, list[str]]:
    """The regions of the organisations that have a need too."""
    statement = (
        select(NeedSupport.need_id, Organisation.region)
        .join(Organisation, Organisation.id == NeedSupport.organisation_id)
        .where(NeedSupport.need_id.in_(ids))
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.need_id, []).append(row.region or ELSEWHERE)
    return found
