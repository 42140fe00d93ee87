"""The counts of every filter equal those of plain SQL, for every role, under any other filters."""

from datetime import timedelta
from functools import cache
from random import Random

import pytest
from sqlalchemy import update

from registry.catalogue.models import Tool
from registry.core import clock
from registry.discovery.queries.saved import found_by
from registry.estates.models import EstateItem
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Compliance, Design, Direction, OrganisationKind, Phase, Role, Standing, Visibility
from registry.search import services
from registry.search.index import bitmaps, reader
from registry.search.index.facets import BY_CODE, NOT_STATED, OF_CLAIM
from registry.search.queries import counts
from registry.search.queries.asked import Asked
from registry.search.queries.find import find
from tests import factories as f
from tests.search import plainly, shelved, writing

pytestmark = pytest.mark.usefixtures("index_home")

PROBLEMS, TECHNIQUES, CATEGORIES = ("late", "lost", "long"), ("drone", "rules"), ("video", "redaction", "other")
ROLES = ("visitor", "lead", "of two", "supplier", "registrar")
SYSTEMS = ("records-management", "digital-evidence", "command-and-control")
REGIONS = ("North", "South West", None)


@pytest.fixture
def world(session):
    """Tools, claims, standards and adoptions by chance, indexed in several goes, and people of every kind."""
    chance = Random(5)
    forces = [f.AForce(region=chance.choice(REGIONS), officers_fte=chance.randint(900, 9_000)) for _ in range(9)]
    supplier = f.AForce(kind=OrganisationKind.SUPPLIER, name="Supplier")
    bodies = [*forces[:4], supplier]
    for force in forces[:3]:
        for system in SYSTEMS[1:]:
            shelved.a_system(force, system, held=chance.random() < 0.7)
    measures = [shelved.a_measure(code) for code in ("calls", "hours")]
    standards = [shelved.a_standard(code) for code in ("dpia", "wcag")]
    tools = [_tool(chance, bodies) for _ in range(18)]
    for tool in tools:
        _fill(chance, tool, measures, standards, bodies)
    services.rebuild()
    for tool in [_tool(chance, bodies) for _ in range(8)]:
        _fill(chance, tool, measures, standards, bodies)
        shelved.tell_of(tool)
    for tool in tools[:5]:
        shelved.a_claim(tool, Design.RANDOMISED_TRIAL, Direction.BETTER, measures[0])
        shelved.tell_of(tool)
    services.catch_up()
    gone = (Tool.id.in_([tools[6].id, tools[7].id]), {"suspended_at": clock.now(), "suspension_reason": "A reason"})
    session.execute(update(Tool).where(gone[0]).values(gone[1]))
    shelved.tell_of(tools[6]), shelved.tell_of(tools[7])
    services.catch_up()
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
    content |= chance.choice(({}, {"cost_band": "nothing"}, {"cost_yearly_amount": chance.choice((0, 9_999, 60_000))}))
    content |= chance.choice(({}, {"systems_needed": chance.sample(SYSTEMS, chance.randint(1, 2))}))
    supplier = chance.choice((None, "Acme", "Blue Lamp"))
    tool = f.ATool(
        chance.choice(owners), visibility=chance.choice(list(Visibility)), content=content, supplier=supplier
    )
    if chance.random() < 0.3:
        f.AnOrigin(tool, chance.choice(owners))
    return tool


def _fill(chance: Random, tool, measures, standards, bodies) -> None:
    for code in chance.sample(TECHNIQUES, chance.randint(0, 2)):
        shelved.a_term(tool, "technique", code)
    for _ in range(chance.randint(0, 3)):
        direction = chance.choice([*Direction, None])
        withdrawn = clock.now() if chance.random() < 0.2 else None
        shelved.a_claim(
            tool, chance.choice(list(Design)), direction, chance.choice([*measures, None]), withdrawn_at=withdrawn
        )
    if chance.random() < 0.4:
        moment = clock.now() - timedelta(days=chance.choice((200, 364, 367, 800)))
        f.db.session.execute(update(f.Version).where(f.Version.tool_id == tool.id).values(published_at=moment))
        tool.costs_confirmed_on = chance.choice((None, clock.today() - timedelta(days=chance.choice((10, 365, 366)))))
    for version in standards:
        days = chance.choice((None, -1, 1))
        day = clock.today()
        expiry = {"expires_on": day + timedelta(days=days), "happened_on": day - timedelta(days=9)} if days else {}
        shelved.an_assessment(tool, version, chance.choice((Compliance.MET, Compliance.PARTIAL)), **expiry)
    for body in chance.sample(bodies, chance.randint(0, len(bodies) - 1)):
        f.AnAdoption(
            tool,
            body,
            chance.choice((Stage.LIVE, Stage.PILOTING, Stage.BUSINESS_AS_USUAL)),
            chance.choice((Standing.CONFIRMED, Standing.REPORTED, Standing.DISPUTED)),
            chance.choice(list(Visibility)),
        )


def some_filters(chance: Random, told: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Up to four filters with a value or two of each, of those that the reader was told of."""
    codes = [code for code in chance.sample(sorted(told), chance.randint(1, 4)) if told[code]]
    if chance.random() < 0.5:
        codes += chance.sample(OF_CLAIM, 2)
    return {code: tuple(chance.sample(told[code], min(len(told[code]), chance.randint(1, 2)))) for code in codes}


@pytest.mark.parametrize("role", ROLES)
def test_what_a_filter_finds_and_counts_is_what_sql_finds(world, role: str):
    holds(world[role], Random(role), searches=30)


def test_filters_with_very_many_values_are_counted_alike(world, monkeypatch):
    monkeypatch.setattr(bitmaps, "MANY", 1)

    holds(world["of two"], Random(3), searches=8)


def holds(actor, chance: Random, searches: int) -> None:
    """What this actor finds and counts, under so many filters by chance, is what plain SQL says."""
    everything = find(actor, Asked(), size=100)
    told = {group.key: [option.value for option in group.options] for group in everything.groups}
    assert len(reader.current().segments) > 1
    assert not reader.current().alive.all()
    alone = {(c, v): plainly.found(actor, {c: (v,)}) for c, values in told.items() for v in values if c not in OF_CLAIM}

    @cache  # most groups are counted under the same filters
    def plain(*filters: tuple[str, tuple[str, ...]]) -> set[int]:
        return plainly.found(actor, dict(filters))

    for filters in [{}, *(some_filters(chance, told) for _ in range(searches))]:
        found = find(actor, Asked("", filters), size=100)
        assert set(found.ids) == plain(*filters.items()), filters
        for group in found.groups:
            others = {code: values for code, values in filters.items() if code != group.key}
            under = plain(*others.items())
            for option in group.options:
                if group.key in OF_CLAIM:
                    counted = len(plain(*others.items(), (group.key, (option.value,))))
                else:
                    counted = len(under & alone[group.key, option.value])
                assert option.count == counted, (filters, group.key, option.value)


def test_every_filter_has_values_to_count(world):
    told = {group.key: sum(option.count for option in group.options) for group in find(world["of two"], Asked()).groups}

    assert told.keys() == BY_CODE.keys()
    assert all(told.values())


def test_a_filter_that_is_declared_is_one_that_plain_sql_answers_here():
    assert plainly.RULES.keys() | set(OF_CLAIM) == BY_CODE.keys()


def test_of_values_that_find_equally_many_no_more_than_a_page_shows_stand_there_by_name(session):
    for number in range(counts.MOST + 5):
        f.ATool(supplier=f"Supplier {(number * 7) % (counts.MOST + 5):03}")
    for _ in range(2):
        f.ATool(supplier="Zebra")
    services.rebuild()

    (group,) = (one for one in find(ANONYMOUS, Asked()).groups if one.key == "supplier")

    assert [one.value for one in group.options] == [
        "zebra",
        *(f"supplier-{number:03}" for number in range(counts.MOST - 1)),
    ]
    assert group.more == 6


class TestDays:
    def test_a_standard_stops_to_count_on_the_day_after_it_expires(self, session, time_machine):
        tool = f.ATool()
        shelved.an_assessment(tool, shelved.a_standard("dpia"), expires_on=clock.today())
        services.rebuild()
        asked = Asked("", {"standard": ("dpia",)})
        before = find(ANONYMOUS, asked).total

        time_machine.move_to(clock.now() + timedelta(days=1))

        assert (before, find(ANONYMOUS, asked).total) == (1, 0)

    def test_a_record_grows_old_without_being_indexed_again(self, session, time_machine):
        f.ATool()
        services.rebuild()
        asked = Asked("", {"fresh": ("year",)})
        before = find(ANONYMOUS, asked).total

        time_machine.move_to(clock.now() + timedelta(days=183))

        assert (before, find(ANONYMOUS, asked).total) == (0, 1)


class TestWhatMustNotBeCounted:
    def test_a_cost_that_only_policing_may_know(self, session):
        f.ATool(content={"cost_yearly_amount": 60_000})
        member = f.actor_of(f.APerson((f.AForce(), Role.READER)))
        services.rebuild()
        asked = Asked("", {"cost": ("50k-250k",)})

        assert (find(member, asked).total, find(ANONYMOUS, asked).total) == (1, 0)

    def test_an_adopter_that_did_not_release_it(self, session):
        force = f.AForce()
        f.AnAdoption(f.ATool(), force, visibility=Visibility.NAMED)
        services.rebuild()
        asked = Asked("", {"adopter": (force.slug,)})
        other, own = (f.actor_of(f.APerson((one, Role.READER))) for one in (f.AForce(), force))

        assert [find(actor, asked).total for actor in (ANONYMOUS, other, own)] == [0, 0, 1]
        assert force.name not in str(find(other, asked).groups)


class TestWhatDependsOnTheReader:
    """Filters on the systems of one's own force, and on what is live at forces like it."""

    @pytest.fixture
    def here(self, session):
        here, near = (f.AForce(officers_fte=number) for number in (1000, 1100))
        shelved.a_system(here, "records-management")
        here.fits, here.live, _neither = (
            f.ATool(f.ASupplier(), content=content)
            for content in ({"systems_needed": ["records-management"]}, {}, {"systems_needed": ["digital-evidence"]})
        )
        f.AnAdoption(here.live, near, visibility=Visibility.POLICING)
        services.rebuild()
        here.reader = f.AnActor(Role.READER, here)
        return here

    def test_finds_what_goes_with_the_readers_own_force(self, here):
        fits = find(here.reader, Asked("", {"compatible": (here.slug,)}))
        live = find(here.reader, Asked("", {"alike": (here.slug,)}))

        assert (fits.ids, live.ids) == ([here.fits.id], [here.live.id])
        assert [(one.label, one.count) for one in group(live, "compatible").options] == []
        assert [(one.label, one.count) for one in group(fits, "compatible").options] == [(here.name, 1)]
        assert find(here.reader, Asked(f'fits:"{here.name}"')).ids == [here.fits.id]

    def test_is_offered_to_nobody_who_has_no_force(self, here):
        others = (ANONYMOUS, f.AnActor(Role.READER, f.ASupplier()))
        for actor in others:
            found = find(actor, Asked("", {"compatible": (here.slug,), "alike": (here.slug,)}))

            assert found.total == found.registered == 3
            assert not found.asked.filters
            assert not {"compatible", "alike"} & {one.key for one in found.groups}
            assert find(actor, Asked(f"fits:{here.slug}")).understood.notes == ["fields"]

    def test_tells_nobody_of_the_systems_of_another_force(self, here):
        find(here.reader, Asked())
        other = f.AForce(officers_fte=5000)
        shelved.a_system(other, "digital-evidence")
        find(f.AnActor(Role.READER, other), Asked())

        found = find(here.reader, Asked("", {"compatible": (other.slug,)}))

        assert found.total == 0
        assert [(one.label, one.count) for one in group(found, "compatible").options] == [
            (here.name, 1),
            (other.slug, 0),
        ]

    def test_follows_what_the_force_says_without_indexing_again(self, here, session):
        asked = Asked("", {"compatible": (here.slug,)})
        before = find(here.reader, asked).total
        session.execute(update(EstateItem).values(replaced_by_id=EstateItem.id))

        shelved.a_system(here, "records-management", held=False)

        assert (before, find(here.reader, asked).total) == (1, 0)

    def test_believes_no_system_that_was_stated_over_a_year_ago(self, here, time_machine):
        time_machine.move_to(clock.now() + timedelta(days=366))

        assert find(here.reader, Asked("", {"compatible": (here.slug,)})).total == 0

    def test_asks_for_the_force_once_until_something_changes(self, here, count_statements):
        find(here.reader, Asked())

        with count_statements() as seen:
            find(here.reader, Asked("", {"compatible": (here.slug,)}))

        assert len(writing.besides(seen)) == 2

    def test_a_saved_search_finds_nothing_for_whoever_left_the_force(self, here):
        asked = Asked("", {"compatible": (here.slug,)})

        assert found_by(here.reader, asked) == [here.fits.id]
        assert found_by(f.AnActor(Role.READER, f.ASupplier()), asked) == found_by(ANONYMOUS, asked) == []

    def test_stands_on_the_page_with_a_way_to_take_it_away(self, here, web):
        visitors = web.get(f"/search?compatible={here.slug}").text
        web.sign_in(here.reader.id)

        page = web.get(f"/search?compatible={here.slug}").text

        assert "Compatible with my force" in page
        assert here.fits.name in page
        assert here.live.name not in page
        assert here.live.name in visitors
        assert "Compatible with my force" not in visitors


def group(found, code: str):
    """One filter of a search."""
    return next(one for one in found.groups if one.key == code)


def test_direction_strength_and_measure_hold_of_one_claim(session):
    tool, calls = f.ATool(), shelved.a_measure("calls")
    shelved.a_claim(tool, Design.RANDOMISED_TRIAL, Direction.WORSE, calls)
    shelved.a_claim(tool, Design.ESTIMATE, Direction.BETTER, calls)
    services.rebuild()

    found = find(ANONYMOUS, Asked("", {"strength": ("randomised-trial",), "direction": ("better",)}))

    assert found.total == 0
    assert NOT_STATED in [
        option.value for group in found.groups if group.key == "direction" for option in group.options
    ]
