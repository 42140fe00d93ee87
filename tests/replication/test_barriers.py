"""Barriers: named at an end or on the way, seen to, got past, counted; the sums are sums of the rows."""

import tracemalloc
from collections import deque
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.models import BarrierMet
from registry.replication.queries.barriers.met import falls_to, met_at, past_barrier, past_with_tool
from registry.replication.queries.barriers.report import report, report_lines
from registry.replication.queries.barriers.rows import Filters
from registry.replication.services import BarrierDetails
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import a_lead, fresh, said


@pytest.fixture(autouse=True)
def coded(session):
    for code in ("funding", "skills", "procurement"):
        f.ABarrier(code)


def opened(lead, adoption, code="funding", **more):
    details = {"opened_on": clock.today(), "note": "The grant ends in March.", **more}
    return services.open_barrier(lead, adoption.tool_id, adoption.organisation_id, BarrierDetails(code, **details))


def mine(**fields):
    lead, force = a_lead()
    return lead, f.AnAdoption(organisation=force, **{"stage": Stage.PILOTING, **fields})


def named_often(adoption, number):
    """The same barrier, named and got past so many times."""
    when = {
        "opened_on": clock.today(),
        "opened_at": clock.now(),
        "resolved_on": clock.today(),
        "resolved_at": clock.now(),
    }
    at = {"tool_id": adoption.tool_id, "organisation_id": adoption.organisation_id, "stage": Stage.PILOTING}
    f.db.session.execute(insert(BarrierMet), [{**when, **at, "barrier_id": f.ABarrier("funding").id}] * number)


def in_file(actor):
    """The rows of the file, each by the names of its columns."""
    names, *rows = report_lines(actor, Filters())
    return [dict(zip(names, row, strict=True)) for row in rows]


class TestOnTheWay:
    def test_is_opened_seen_to_and_got_past(self, session):
        lead, adoption = mine()
        other = f.AForce()
        met = opened(lead, adoption)

        services.assign_barrier(lead, met.id, other.slug, "Head of procurement")
        services.resolve_barrier(lead, met.id, clock.today(), "Two forces shared the cost.")

        row = session.get(BarrierMet, met.id, populate_existing=True)
        assert (row.owner_id, row.owner_role, row.how) == (
            other.id,
            "Head of procurement",
            "Two forces shared the cost.",
        )
        kinds = session.scalars(
            select(EventRow.kind).where(EventRow.kind.startswith("barrier-")).order_by(EventRow.id)
        ).all()
        assert kinds == ["barrier-opened", "barrier-assigned", "barrier-resolved"]

    def test_the_events_hold_codes_and_no_words(self, session):
        lead, adoption = mine()

        opened(lead, adoption)

        event = session.scalars(select(EventRow).where(EventRow.kind == "barrier-opened")).one()
        assert "grant" not in str(event.data)
        assert event.data["barrier"] == "funding"

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"code": "weather"}, "code"),
            ({"opened_on": None}, "opened_on"),
            ({"opened_on": clock.today() + timedelta(days=2)}, "opened_on"),
            ({"note": "OFFICIAL-SENSITIVE: the unit moves"}, "note"),
            ({"owner": "no-such-force"}, "owner"),
            ({"owner_role": "x" * 201}, "owner_role"),
        ],
    )
    def test_says_what_is_wrong_beside_the_field(self, session, more, field):
        lead, adoption = mine()

        with pytest.raises(Invalid) as refusal:
            opened(lead, adoption, **more)

        assert set(refusal.value.fields) == {field}

    def test_of_a_kind_is_open_once(self, session):
        lead, adoption = mine()
        met = opened(lead, adoption)
        with pytest.raises(Conflict):
            opened(lead, adoption)
        services.resolve_barrier(lead, met.id, clock.today(), "Done.")

        assert opened(lead, adoption).id != met.id

    @pytest.mark.parametrize(
        "fields", [{"stage": Stage.STOPPED}, {"standing": Standing.REPORTED}, {"standing": Standing.DISPUTED}]
    )
    def test_is_named_of_what_goes_along(self, session, fields):
        lead, adoption = mine(**fields)

        with pytest.raises(WrongState):
            opened(lead, adoption)

    def test_is_got_past_once_and_not_before_it_was_met(self, session):
        lead, adoption = mine()
        met = opened(lead, adoption)
        with pytest.raises(Invalid) as refusal:
            services.resolve_barrier(lead, met.id, clock.today() - timedelta(days=1), "")
        assert set(refusal.value.fields) == {"resolved_on", "how"}
        services.resolve_barrier(lead, met.id, clock.today(), "Done.")

        with pytest.raises(WrongState):
            services.resolve_barrier(lead, met.id, clock.today(), "Again.")

    def test_is_its_own_forces_to_name(self, session):
        _lead, adoption = mine()

        with pytest.raises(NotAllowed):
            opened(f.AnActor(Role.LEAD), adoption)

    def test_of_a_hidden_adoption_is_of_nothing(self, session):
        lead, adoption = mine(visibility=Visibility.NAMED)
        met = opened(lead, adoption)

        with pytest.raises(NotFound):
            services.resolve_barrier(f.AnActor(Role.LEAD), met.id, clock.today(), "Done.")
        assert met_at(f.AnActor(Role.READER), adoption.tool_id, adoption.organisation_id) == []

    def test_falls_to_whoever_was_named_else_to_its_own_force(self, session):
        lead, adoption = mine()
        helper, force = a_lead()
        own, given = opened(lead, adoption, "skills"), opened(lead, adoption, "procurement", owner=force.slug)

        assert [row.id for row in falls_to(lead, lead.organisations)] == [own.id]
        assert [row.id for row in falls_to(helper, helper.organisations)] == [given.id]


class TestReport:
    def a_story(self):
        """A pause that was got past, a stop, a barrier on the way, and what is hidden or disputed."""
        lead, paused = mine(visibility=Visibility.PUBLIC)
        services.pause(lead, paused.id, 1, said(Stage.PAUSED, clock.today()))
        services.resume(lead, paused.id, fresh(paused).revision, said(Stage.PILOTING, clock.today()))
        other, stopped = mine(visibility=Visibility.POLICING)
        services.stop(other, stopped.id, 1, said(Stage.STOPPED, clock.today(), barriers=("funding", "skills")))
        third, going = mine(visibility=Visibility.PUBLIC)
        opened(third, going, "procurement")
        return paused, stopped, going

    def test_counts_each_barrier_where_it_was_named(self, session):
        self.a_story()

        found = {
            row.code: (dict(row.by_place), row.passed) for row in report(f.AnActor(Role.READER), Filters()).barriers
        }

        assert found["funding"][0] | {"x": found["funding"][1]} == {
            "on-the-way": 0,
            "declined": 0,
            "paused": 1,
            "stopped": 1,
            "superseded": 0,
            "x": 1,
        }
        assert found["skills"][0]["stopped"] == found["procurement"][0]["on-the-way"] == 1

    def test_sums_match_the_rows(self, session):
        self.a_story()
        reader = f.AnActor(Role.READER)

        found = report(reader, Filters())
        lines = in_file(reader)

        assert found.total == len(lines) == 4
        for parts in (found.by_category, found.by_region, found.by_year):
            assert (sum(part.total for part in parts), sum(part.passed for part in parts)) == (4, 1)
        for row in found.barriers:
            assert row.total == sum(line["barrier"] == row.code for line in lines)
            assert row.passed == sum(line["barrier"] == row.code and line["got_past"] == "yes" for line in lines)

    def test_shows_a_visitor_public_rows_and_no_words(self, session):
        self.a_story()

        lines = in_file(ANONYMOUS)

        assert sorted(line["barrier"] for line in lines) == ["funding", "procurement"]
        assert report(ANONYMOUS, Filters()).total == 2
        assert "grant" not in str(lines)

    def test_leaves_out_what_is_disputed_hidden_or_put_right(self, session):
        lead, adoption = mine(visibility=Visibility.NAMED)
        services.stop(lead, adoption.id, 1, said(Stage.STOPPED, clock.today()))
        lead, adoption = mine()
        services.stop(lead, adoption.id, 1, said(Stage.STOPPED, clock.today()))
        step = max(event.id for event in session.scalars(select(f.StageEvent)))
        services.correct(
            lead, adoption.id, 2, step, said(Stage.STOPPED, clock.today(), barriers=("skills",), reason="A slip.")
        )
        _lead, gone = mine()
        f.ABarrierMet(session.get(f.Tool, gone.tool_id), session.get(f.Organisation, gone.organisation_id))
        gone.standing = Standing.DISPUTED
        f.save(gone)

        lines = in_file(f.AnActor(Role.READER))

        assert [line["barrier"] for line in lines] == ["skills"]

    def test_is_narrowed_by_category_region_and_year(self, session):
        self.a_story()
        reader, year = f.AnActor(Role.READER), clock.today().year

        totals = [
            report(reader, Filters(**narrowed)).total
            for narrowed in (
                {"category": "public-contact"},
                {"category": "redaction"},
                {"region": "Middle March"},
                {"region": "Elsewhere"},
                {"year": year},
                {"year": year - 1},
            )
        ]

        assert totals == [4, 0, 4, 0, 4, 0]

    def test_takes_four_statements_however_much_there_is(self, session, count_statements):
        reader = f.AnActor(Role.READER)
        self.a_story()
        with count_statements() as few:
            report(reader, Filters())
        self.a_story(), self.a_story()
        with count_statements() as many:
            report(reader, Filters())

        assert len(few) == len(many) == 4


class TestFile:
    def test_holds_all_rows_behind_the_counts(self, session):
        _lead, adoption = mine(visibility=Visibility.PUBLIC)
        named_often(adoption, 20_100)

        lines = sum(1 for _line in report_lines(ANONYMOUS, Filters()))

        assert lines - 1 == report(ANONYMOUS, Filters()).total == 20_100

    def test_keeps_few_rows_at_a_time(self, session):
        _lead, adoption = mine(visibility=Visibility.PUBLIC)
        named_often(adoption, 4_000)
        deque(report_lines(ANONYMOUS, Filters()), maxlen=0)  # what is made once is there

        tracemalloc.start()
        deque(report_lines(ANONYMOUS, Filters()), maxlen=0)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert most < 3_000_000

    def test_is_left_off_half_way_without_harm(self, session):
        _lead, adoption = mine(visibility=Visibility.PUBLIC)
        named_often(adoption, 1_200)

        lines = report_lines(ANONYMOUS, Filters())
        next(lines), next(lines)
        lines.close()

        assert report(ANONYMOUS, Filters()).total == 1_200


class TestPast:
    def test_names_who_got_past_it_and_how(self, session):
        lead, adoption = mine()
        met = opened(lead, adoption)
        services.resolve_barrier(lead, met.id, clock.today(), "Two forces shared the cost.")
        stuck, other = mine()
        opened(stuck, other)

        found = past_barrier(f.AnActor(Role.READER), "funding", example=False)

        assert [(row.organisation_id, row.how) for row in found.past.items] == [
            (adoption.organisation_id, "Two forces shared the cost.")
        ]
        assert [row.organisation_id for row in found.before.items] == [other.organisation_id]
        assert past_with_tool(lead, session.get(f.Tool, adoption.tool_id).slug).past.items[0].barrier == "funding"

    def test_tells_the_public_that_and_not_how(self, session):
        lead, adoption = mine(visibility=Visibility.PUBLIC)
        services.resolve_barrier(lead, opened(lead, adoption).id, clock.today(), "Two forces shared the cost.")

        found = past_barrier(ANONYMOUS, "funding", example=False)

        assert [row.how for row in found.past.items] == [None]

    def test_finds_those_who_got_past_behind_all_that_did_not(self, web, session):
        lead, adoption = mine(visibility=Visibility.PUBLIC)
        services.resolve_barrier(lead, opened(lead, adoption).id, clock.today(), "Two forces shared the cost.")
        tool = session.get_one(f.Tool, adoption.tool_id)
        for _number in range(210):
            force = f.AForce()
            f.AnAdoption(tool, force, Stage.PILOTING), f.ABarrierMet(tool, force)

        page = web.get("/barriers/funding").text

        assert "Nobody has said yet" not in page
        assert "Named 211 times" in page
        assert "1 was got past" in page
        assert "Showing 1 to 50 of 210" in page
        assert "Showing 201 to 210 of 210" in web.get("/barriers/funding?before=5").text

    def test_all_who_got_past_are_on_its_pages(self, web, session):
        _lead, adoption = mine(visibility=Visibility.PUBLIC)
        named_often(adoption, 120)

        page = web.get("/barriers/funding?page=3").text

        assert "Named 120 times" in page
        assert "Showing 101 to 120 of 120" in page
        assert "Showing 101 to 120 of 120" in web.get("/barriers/funding?page=99").text

    def test_takes_three_statements_however_many_there_are(self, session, count_statements):
        _lead, adoption = mine(visibility=Visibility.PUBLIC)
        named_often(adoption, 120)

        with count_statements() as seen:
            past_barrier(ANONYMOUS, "funding", example=False)

        assert len(seen) == 3

    def test_of_an_unknown_barrier_is_of_nothing(self, session):
        with pytest.raises(NotFound):
            past_barrier(ANONYMOUS, "weather", example=False)


class TestPages:
    def test_a_barrier_is_named_and_got_past_on_the_pages(self, web, session):
        lead, adoption = mine()
        tool = session.get(f.Tool, adoption.tool_id)
        web.sign_in(lead.id)
        path = f"/tools/{tool.slug}/adoption"
        day = {"opened_on": [str(clock.today().day), str(clock.today().month), str(clock.today().year)]}

        bad = web.post(f"{path}/barriers/open", {"code": "funding"})
        good = web.post(f"{path}/barriers/open", {"code": "funding", "note": "The grant ends.", **day})
        met = met_at(lead, tool.id, adoption.organisation_id)[0]
        assigned = web.post(f"/barriers/met/{met.id}/assign", {"owner_role": "Head of finance", "owner": ""})
        page = web.get(path).text
        resolved = web.post(
            f"/barriers/met/{met.id}/resolve", {"resolved_on": day["opened_on"], "how": "We shared the cost."}
        )

        assert [answer.status_code for answer in (bad, good, assigned, resolved)] == [422, 302, 302, 302]
        assert "Head of finance" in page
        assert "We shared the cost." in web.get("/barriers/funding").text
        assert "We shared the cost." in web.get(f"/tools/{tool.slug}/barriers").text

    def test_the_report_is_everybodys(self, web, session):
        lead, adoption = mine(visibility=Visibility.PUBLIC)
        opened(lead, adoption)

        assert "1 barrier was named" in web.get("/barriers").text
        assert web.get("/barriers.csv").text.count("\n") == 2
        assert "No barrier is named." in web.get("/barriers?year=1999").text

    @pytest.mark.parametrize("typed", ["abc", "20", "20266", "1026", "२०२६"])
    def test_a_year_that_cannot_be_read_is_said_at_its_field(self, web, session, typed):
        page = web.get("/barriers", query_string={"year": typed}).text

        assert "That year could not be read." in page
        assert f'value="{typed}" aria-invalid="true" aria-describedby="year-problem"' in page
        assert "could not be read" not in web.get("/barriers?year=+2026+").text
