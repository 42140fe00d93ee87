"""The counts of every filter equal those of plain SQL, for every role, under any other filters."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import exists, func, or_, select

from registry.catalogue.models import Tool, ToolTerm
from registry.catalogue.queries.scope import visible_to
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Compliance, Design, Direction, OrganisationKind, Phase, Role, Standing, Visibility
from registry.search import services
from registry.search.index.facets import BANDS, NOT_STATED
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from registry.standards.models import Assessment, Standard, StandardVersion
from tests import factories as f
from tests.search import shelved

pytestmark = pytest.mark.usefixtures("index_home")

PROBLEMS, TECHNIQUES, CATEGORIES = ("late", "lost", "long"), ("drone", "rules"), ("video", "redaction", "other")


@pytest.fixture
def world(session):
    """Tools, claims, standards and adoptions by chance, and people of every kind."""
    chance = Random(5)
    forces = [f.AForce() for _ in range(4)]
    supplier = f.AForce(kind=OrganisationKind.SUPPLIER, name="Supplier")
    measures = [shelved.a_measure(code) for code in ("calls", "hours")]
    standards = [shelved.a_standard(code) for code in ("dpia", "wcag")]
    tools = [_tool(chance, [*forces, supplier]) for _ in range(30)]
    for tool in tools:
        _fill(chance, tool, measures, standards, [*forces, supplier])
    services.rebuild()
    return {
        "visitor": ANONYMOUS,
        "lead": f.actor_of(f.APerson((forces[0], Role.LEAD))),
        "of two": f.actor_of(f.APerson((forces[0], Role.LEAD), (forces[1], Role.READER))),
        "supplier": f.actor_of(f.APerson((supplier, Role.READER))),
        "registrar": f.actor_of(f.APerson((forces[3], Role.REGISTRAR))),
    }


def _tool(chance: Random, owners):
    content = {"problems": chance.sample(PROBLEMS, 2), "category": chance.choice(CATEGORIES)}
    content |= {"phase": chance.choice(list(Phase)).value}
    return f.ATool(chance.choice(owners), visibility=chance.choice(list(Visibility)), content=content)


def _fill(chance: Random, tool, measures, standards, bodies) -> None:
    for code in chance.sample(TECHNIQUES, chance.randint(0, 2)):
        shelved.a_term(tool, "technique", code)
    for _ in range(chance.randint(0, 3)):
        direction = chance.choice([*Direction, None])
        withdrawn = clock.now() if chance.random() < 0.2 else None
        shelved.a_claim(
            tool, chance.choice(list(Design)), direction, chance.choice([*measures, None]), withdrawn_at=withdrawn
        )
    for version in standards:
        days = chance.choice((None, -1, 1))
        day = clock.today()
        expiry = {"expires_on": day + timedelta(days=days), "happened_on": day - timedelta(days=9)} if days else {}
        shelved.an_assessment(tool, version, chance.choice((Compliance.MET, Compliance.PARTIAL)), **expiry)
    for body in chance.sample(bodies, chance.randint(0, 4)):
        f.AnAdoption(
            tool,
            body,
            chance.choice((Stage.LIVE, Stage.PILOTING, Stage.BUSINESS_AS_USUAL)),
            chance.choice((Standing.CONFIRMED, Standing.REPORTED, Standing.DISPUTED)),
            chance.choice(list(Visibility)),
        )


def adopters(actor):
    """How many use a tool as far as the actor may know, in SQL."""
    return (
        select(func.count())
        .select_from(Adoption)
        .where(
            Adoption.tool_id == Tool.id,
            Adoption.is_current,
            Adoption.stage.in_(ADOPTED),
            Adoption.standing != Standing.DISPUTED,
            released_to(actor),
        )
        .scalar_subquery()
    )


def claims(**wanted):
    """Whether one claim of the tool has all of these."""
    conditions = [Evidence.tool_id == Tool.id, Evidence.withdrawn_at.is_(None), Claim.evidence_id == Evidence.id]
    graded = Claim.direction.is_not(None)
    if "measure" in wanted:
        conditions.append(Claim.measure_id.in_(select(Measure.id).where(Measure.code.in_(wanted["measure"]))))
    for code, column, kind in (("direction", Claim.direction, Direction), ("strength", Evidence.design, Design)):
        if code in wanted:
            values = [kind(value) for value in wanted[code] if value != NOT_STATED]
            stated = graded & column.in_(values)
            conditions.append(or_(stated, ~graded) if NOT_STATED in wanted[code] else stated)
    some = exists().where(*conditions)
    nothing = ~exists().where(
        Evidence.tool_id == Tool.id, Evidence.withdrawn_at.is_(None), Claim.evidence_id == Evidence.id
    )
    silent = "measure" not in wanted and all(NOT_STATED in values for values in wanted.values())
    return or_(some, nothing) if silent else some


def condition(actor, code: str, values):
    """A filter in SQL."""
    if code in ("problem", "technique"):
        return exists().where(ToolTerm.tool_id == Tool.id, ToolTerm.vocabulary == code, ToolTerm.code.in_(values))
    if code == "category":
        return Tool.category.in_(values)
    if code == "phase":
        return Tool.phase.in_([Phase(value) for value in values])
    if code == "owner":
        return Tool.owner_id.in_(select(Organisation.id).where(Organisation.slug.in_(values)))
    if code == "adopters":
        least = {band: least for band, _, least in BANDS}
        most = dict(zip([band for band, *_ in BANDS], [0, 4, 19, 10_000], strict=True))
        return or_(*(adopters(actor).between(least[value], most[value]) for value in values))
    return exists().where(
        Assessment.tool_id == Tool.id,
        Assessment.version_id == StandardVersion.id,
        StandardVersion.standard_id == Standard.id,
        Standard.code.in_(values),
        Assessment.compliance == Compliance.MET,
        or_(Assessment.expires_on.is_(None), Assessment.expires_on >= clock.today()),
    )


def by_sql(actor, filters) -> set[int]:
    """The tools that plain SQL finds."""
    of_claim = {code: values for code, values in filters.items() if code in ("measure", "direction", "strength")}
    rules = [condition(actor, code, values) for code, values in filters.items() if code not in of_claim]
    rules += [claims(**of_claim)] if of_claim else []
    return set(db.session.scalars(select(Tool.id).where(visible_to(actor), *rules)))


FILTERS = (
    {},
    {"problem": ("late", "lost")},
    {"direction": ("better", "mixed"), "strength": ("estimate", "randomised-trial", "before-after")},
    {"measure": ("calls",), "direction": ("better", "worse", "mixed", "too-early")},
    {"direction": (NOT_STATED,)},
    {"standard": ("dpia",), "category": ("video", "other")},
    {"adopters": ("few",), "phase": ("production", "retired")},
    {"technique": ("drone",), "strength": (NOT_STATED, "estimate"), "adopters": ("none", "few")},
)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "+".join(filters) or "none")
@pytest.mark.parametrize("role", ["visitor", "lead", "of two", "supplier", "registrar"])
def test_what_a_filter_finds_is_what_sql_finds(world, role: str, filters):
    found = find(world[role], Asked("", filters), size=100)

    assert set(found.ids) == by_sql(world[role], filters)


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "+".join(filters) or "none")
@pytest.mark.parametrize("role", ["visitor", "lead", "of two", "supplier", "registrar"])
def test_each_count_is_what_that_value_alone_would_find_under_the_other_filters(world, role: str, filters):
    actor = world[role]
    groups = [group for group in find(actor, Asked("", filters)).groups if group.key != "level"]
    told = {(group.key, option.value): option.count for group in groups for option in group.options}

    counted = {
        (code, value): len(by_sql(actor, {**{c: v for c, v in filters.items() if c != code}, code: (value,)}))
        for code, value in told
    }

    assert told == counted
    assert any(told.values())


def test_a_standard_stops_to_count_on_the_day_after_it_expires(session, time_machine):
    tool = f.ATool()
    shelved.an_assessment(tool, shelved.a_standard("dpia"), expires_on=clock.today())
    services.rebuild()
    asked = Asked("", {"standard": ("dpia",)})
    before = find(ANONYMOUS, asked).total

    time_machine.move_to(clock.now() + timedelta(days=1))

    assert (before, find(ANONYMOUS, asked).total) == (1, 0)
