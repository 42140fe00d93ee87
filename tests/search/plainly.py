"""Filters answered by plain SQL, value by value, with none of the arrays: what counts must equal."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, select

from registry.catalogue.models import Origin, Tool, ToolTerm, Version
from registry.catalogue.queries.scope import visible_to
from registry.core import clock
from registry.core.db import db
from registry.estates.queries.alike import live_at_forces_like
from registry.estates.queries.fitting import fitting_tools
from registry.evidence.models import Claim, Evidence
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to
from registry.rules.grading import Finding, replication_level
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.words import Compliance, Design, Direction, Phase, Standing, Visibility
from registry.search.index.facets import AGES, BANDS, NOT_STATED, OF_CLAIM
from registry.standards.models import Assessment, Standard, StandardVersion

Condition = ColumnElement[bool]
Filters = dict[str, tuple[str, ...]]
MOST = dict(zip([band for band, *_ in BANDS], [0, 4, 19, 10_000], strict=True))


def found(actor: Actor, filters: Filters) -> set[int]:
    """The tools that plain SQL finds."""
    of_claim = {code: values for code, values in filters.items() if code in OF_CLAIM}
    rules = [RULES[code](actor, values) for code, values in filters.items() if code not in OF_CLAIM]
    rules += [claims(of_claim)] if of_claim else []
    return set(db.session.scalars(select(Tool.id).where(visible_to(actor), *rules)))


def claims(wanted: Filters) -> Condition:
    """Whether one claim of the tool has all of these."""
    kept = [Evidence.tool_id == Tool.id, Evidence.withdrawn_at.is_(None), Claim.evidence_id == Evidence.id]
    conditions: list[Condition] = list(kept)
    graded = Claim.direction.is_not(None)
    if "measure" in wanted:
        conditions.append(Claim.measure_id.in_(select(Measure.id).where(Measure.code.in_(wanted["measure"]))))
    for code, column, kind in (("direction", Claim.direction, Direction), ("strength", Evidence.design, Design)):
        if code in wanted:
            values = [kind(value) for value in wanted[code] if value != NOT_STATED]
            stated = and_(graded, column.in_(values))
            conditions.append(or_(stated, ~graded) if NOT_STATED in wanted[code] else stated)
    silent = "measure" not in wanted and all(NOT_STATED in values for values in wanted.values())
    return or_(exists().where(*conditions), ~exists().where(*kept)) if silent else exists().where(*conditions)


def using(actor: Actor) -> list[Condition]:
    """Adoptions of the tool that count, as far as the actor may know."""
    counts = (Adoption.tool_id == Tool.id, Adoption.is_current, Adoption.stage.in_(ADOPTED))
    return [*counts, Adoption.standing != Standing.DISPUTED, released_to(actor)]


def bands(actor: Actor, values: Sequence[str]) -> Condition:
    number = select(func.count()).select_from(Adoption).where(*using(actor)).scalar_subquery()
    least = {band: least for band, _, least in BANDS}
    return or_(*(number.between(least[value], MOST[value]) for value in values))


def adopter(actor: Actor, values: Sequence[str]) -> Condition:
    of = select(Organisation.id).where(Organisation.slug.in_(values))
    return exists().where(*using(actor), Adoption.organisation_id.in_(of))


def standard(_actor: Actor, values: Sequence[str]) -> Condition:
    return exists().where(
        Assessment.tool_id == Tool.id,
        Assessment.version_id == StandardVersion.id,
        StandardVersion.standard_id == Standard.id,
        Standard.code.in_(values),
        Assessment.compliance == Compliance.MET,
        or_(Assessment.expires_on.is_(None), Assessment.expires_on >= clock.today()),
    )


def term(vocabulary: str) -> Callable[[Actor, Sequence[str]], Condition]:
    return lambda _actor, values: exists().where(
        ToolTerm.tool_id == Tool.id, ToolTerm.vocabulary == vocabulary, ToolTerm.code.in_(values)
    )


def level(_actor: Actor, values: Sequence[str]) -> Condition:
    rows = db.session.execute(
        select(Evidence.tool_id, Evidence.id, Evidence.site_id, Evidence.design, Claim.direction)
        .join(Claim, Claim.evidence_id == Evidence.id)
        .where(Evidence.withdrawn_at.is_(None))
    ).all()
    numbers: dict[int, list[Finding]] = {one: [] for one in db.session.scalars(select(Tool.id))}
    for row in rows:
        numbers[row.tool_id].append(Finding(row.direction, row.design, str(row.site_id or row.id)))
    names = {1: "not-tested", 2: "not-tested", 3: "one-site", 4: "proven", 5: "proven"}
    return Tool.id.in_([one for one, those in numbers.items() if names[replication_level(those)] in values])


def cost(actor: Actor, values: Sequence[str]) -> Condition:
    """The band that everyone may know; else the amount, in bands, for those who may know the amount."""
    rows = db.session.execute(
        select(Tool.id, Tool.owner_id, Version.content, Version.published_at, Tool.costs_confirmed_on).join(
            Version, Version.id == Tool.version_id
        )
    ).all()
    ids = []
    for row in rows:
        days = [clock.day_of(row.published_at), *filter(None, [row.costs_confirmed_on])]
        if clock.today() - max(days) > timedelta(365):
            continue
        band, amount = row.content.get("cost_band"), row.content.get("cost_yearly_amount")
        insider = actor.policing or row.owner_id in actor.organisations or row.id in actor.given
        if band is None and amount is not None and insider:
            limits = {"nothing": 1, "under-10k": 10_000, "10k-50k": 50_000, "50k-250k": 250_000, "250k-1m": 1_000_000}
            band = next((code for code, limit in limits.items() if amount < limit), "over-1m")
        ids += [row.id] if band in values else []
    return Tool.id.in_(ids)


def region(_actor: Actor, values: Sequence[str]) -> Condition:
    within = func.replace(func.lower(cast(Organisation.region, String)), " ", "-").in_(values)
    owner = exists().where(Organisation.id == Tool.owner_id, within)
    origin = exists().where(Origin.tool_id == Tool.id, Origin.organisation_id == Organisation.id, within)
    return or_(owner, origin)


def fresh(_actor: Actor, values: Sequence[str]) -> Condition:
    """By the newest of the version's publication and its evidence."""
    published = select(Version.published_at).where(Version.id == Tool.version_id).scalar_subquery()
    latest = db.session.execute(
        select(
            Tool.id,
            published,
            select(func.max(Evidence.recorded_at))
            .where(Evidence.tool_id == Tool.id, Evidence.withdrawn_at.is_(None))
            .scalar_subquery(),
        ).where(Tool.version_id.is_not(None))
    ).all()
    ids, least = [], 0
    days = {one: (clock.today() - clock.day_of(max(filter(None, moments)))) for one, *moments in latest}
    for code, _, most in AGES:
        fits = [one for one, age in days.items() if age >= timedelta(least) and (not most or age <= timedelta(most))]
        ids += fits if code in values else []
        least = most + 1
    return Tool.id.in_(ids)


def beside(told: Callable[[Actor, int], set[int]]) -> Callable[[Actor, Sequence[str]], Condition]:
    """Tools that go with forces of the actor's own, by the query that their pages use."""

    def rule(actor: Actor, values: Sequence[str]) -> Condition:
        own = (Organisation.id.in_(actor.organisations), Organisation.slug.in_(values))
        forces = db.session.scalars(select(Organisation.id).where(*own)).all()
        return Tool.id.in_({one for force in forces for one in told(actor, force)})

    return rule


RULES: dict[str, Callable[[Actor, Any], Condition]] = {
    "problem": term("problem"),
    "technique": term("technique"),
    "category": lambda _actor, values: Tool.category.in_(values),
    "phase": lambda _actor, values: Tool.phase.in_([Phase(value) for value in values]),
    "owner": lambda _actor, values: Tool.owner_id.in_(
        select(Organisation.id).where(Organisation.slug.in_(values)).scalar_subquery()
    ),
    "level": level,
    "adopters": bands,
    "adopter": adopter,
    "standard": standard,
    "cost": cost,
    "region": region,
    "compatible": beside(fitting_tools),
    "alike": beside(live_at_forces_like),
    "supplier": lambda _actor, values: func.replace(func.lower(Tool.supplier), " ", "-").in_(values),
    "fresh": fresh,
    "visibility": lambda _actor, values: Tool.visibility.in_([Visibility(value) for value in values]),
}
