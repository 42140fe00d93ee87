"""Pages of a past day: what had been recorded by then, by the names of then, and never more than today allows."""

from datetime import date, datetime, time, timedelta

import pytest

from registry.catalogue.models import UnnamedClaim
from registry.core import clock
from registry.organisations.models import FormerName, Succession
from registry.pages.queries.uptake import uptake
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.adopting import adopting
from registry.replication.queries.figures import figures
from registry.replication.queries.waits import steps_of
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f

TODAY = clock.today()
PAGES = ("/matrix", "/matrix.csv", "/matrix?as=list", "/organisations", "/")


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def then(days: int) -> datetime:
    """Noon of that day: at a late hour in winter it would be the next day already in summer."""
    return datetime.combine(ago(days), time(12), clock.LONDON)


def told(adoption, days: int, stage: Stage = Stage.LIVE, verb: str = "record", **fields) -> StageEvent:
    """A step that was recorded some days ago; it happened on that day unless told otherwise."""
    values = {
        "adoption_id": adoption.id,
        "verb": verb,
        "stage": stage,
        "happened_on": ago(days),
        "recorded_at": then(days),
        "standing": Standing.CONFIRMED,
        "proof": {},
    }
    step = StageEvent(**{**values, **fields})
    f.save(step)
    return step


def adoption_told(days: int, stage: Stage = Stage.LIVE, force=None, tool=None, **fields):
    """An adoption whose one step was recorded some days ago."""
    adoption = f.AnAdoption(tool or f.ATool(), force or f.AForce(), stage, **fields)
    step = f.db.session.query(StageEvent).filter_by(adoption_id=adoption.id).one()
    step.recorded_at, step.happened_on = then(days), ago(days)
    f.save(step)
    return adoption


class TestTheDayAskedFor:
    @pytest.mark.parametrize("path", [*PAGES, "/organisations/there", "/tools/there/spread", "/regions"])
    @pytest.mark.parametrize(
        ("on", "says"),
        [
            ("soon", "could not be read"),
            ("2026-13-01", "could not be read"),
            ("20260101", "could not be read"),
            ("9999-01-01", "not come yet"),
        ],
    )
    def test_is_refused_with_words_when_it_makes_no_sense(self, web, session, path, on, says):
        f.ATool(f.AForce(slug="there"), slug="there")
        answer = web.get(path + ("&" if "?" in path else "?") + f"on={on}")

        assert answer.status_code == 422
        assert says in answer.text

    @pytest.mark.parametrize(
        "path",
        [
            "/matrix",
            "/matrix?as=list",
            "/organisations",
            "/",
            "/organisations/there",
            "/tools/there/spread",
            "/regions",
            "/regions?region=Middle+March",
        ],
    )
    def test_stands_on_the_page_with_the_way_back(self, web, session, path):
        f.ATool(f.AForce(slug="there"), slug="there")

        page = web.get(path + ("&" if "?" in path else "?") + "on=2026-03-01").text

        assert "As it stood on 1 March 2026." in page
        assert "Back to today" in page


class TestMatrix:
    def test_shows_what_was_recorded_by_then(self, web, session):
        adoption = adoption_told(30, Stage.PILOTING)
        told(adoption, 10, Stage.LIVE, "advance")

        assert ",piloting,confirmed," in web.get(f"/matrix.csv?on={ago(20)}").text
        assert ",live,confirmed," in web.get(f"/matrix.csv?on={ago(10)}").text
        assert ",confirmed," not in web.get(f"/matrix.csv?on={ago(31)}").text

    def test_a_backdated_step_changes_nothing_before_it_was_recorded(self, web, session):
        adoption = adoption_told(30, Stage.PILOTING)
        told(adoption, 5, Stage.LIVE, "advance", happened_on=ago(25))

        assert ",piloting," in web.get(f"/matrix.csv?on={ago(20)}").text

    def test_a_slip_stands_until_it_was_put_right(self, web, session):
        adoption = adoption_told(30, Stage.PILOTING)
        wrong = told(adoption, 20, Stage.LIVE, "advance")
        told(adoption, 15, Stage.LIVE, "confirm")
        told(adoption, 10, Stage.APPROVED, "correct", corrects_id=wrong.id)

        assert ",live,confirmed," in web.get(f"/matrix.csv?on={ago(12)}").text
        assert ",approved,confirmed," in web.get(f"/matrix.csv?on={ago(9)}").text

    def test_a_confirmation_runs_out_in_its_own_time(self, web, session):
        adoption_told(200)

        assert ",live,confirmed," in web.get(f"/matrix.csv?on={ago(20)}").text
        assert ",live,unconfirmed," in web.get(f"/matrix.csv?on={ago(19)}").text

    def test_can_be_narrowed_by_the_stage_and_the_standing_of_then(self, web, session):
        adoption = adoption_told(30, Stage.PILOTING, tool=f.ATool(name="Call-back video"))
        told(adoption, 10, Stage.LIVE, "advance")

        assert "Call-back video" in web.get(f"/matrix?stage=piloting&standing=confirmed&on={ago(20)}").text
        assert "Call-back video" not in web.get(f"/matrix?stage=live&on={ago(20)}").text
        assert "Call-back video" not in web.get(f"/matrix?as=list&stage=live&on={ago(20)}").text
        assert "Call-back video" in web.get(f"/matrix?as=list&stage=live&on={ago(5)}").text

    @pytest.mark.parametrize("path", ["/matrix", "/matrix?as=list", "/matrix.csv", "/matrix?stage=live"])
    def test_what_is_not_readable_today_shows_on_no_day(self, web, session, path):
        adoption_told(30, tool=f.ATool(name="Call-back video"), visibility=Visibility.POLICING)

        assert "Call-back video" not in web.get(path + ("&" if "?" in path else "?") + f"on={ago(5)}").text

    def test_costs_six_statements_however_much_there_is(self, web, session, count_statements):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        force = f.AForce()
        adoption_told(30, force=force)
        with count_statements() as few:
            web.get(f"/matrix?on={ago(5)}")
        for _ in range(4):
            adoption_told(30, force=force)
            adoption_told(30)
        with count_statements() as many:
            web.get(f"/matrix?on={ago(5)}")

        assert len(few) == len(many) <= 6


class TestEras:
    def merged(self, days: int, recorded: int | None = None, undone: int | None = None):
        """Two forces that became one some days ago."""
        recorded = days if recorded is None else recorded
        old = f.AForce(name="Northmarch Police", valid_to=None if undone else ago(days + 1))
        new = f.AForce(
            name="Marches Police",
            slug=f"marches-{old.id}",
            valid_from=ago(days),
            valid_to=ago(undone + 1) if undone else None,
        )
        f.save(
            Succession(
                predecessor_id=old.id,
                successor_id=new.id,
                happened_on=ago(days),
                recorded_at=then(recorded),
                undone_at=then(undone) if undone else None,
            )
        )
        return old, new

    def test_before_a_change_the_old_and_after_it_the_new(self, web, session):
        adoption_told(60)
        self.merged(10)

        assert self.shown(web, 11) == {"Northmarch Police"}
        assert self.shown(web, 10) == {"Marches Police"}
        assert self.shown(web, 0) == {"Marches Police"}

    def test_a_change_recorded_late_changes_no_earlier_day(self, web, session):
        self.merged(10, recorded=4)

        assert self.shown(web, 5) == {"Northmarch Police"}
        assert self.shown(web, 4) == {"Marches Police"}

    def test_a_change_undone_still_held_while_it_held(self, web, session):
        self.merged(10, undone=4)

        assert self.shown(web, 11) == {"Northmarch Police"}
        assert self.shown(web, 5) == {"Marches Police"}
        assert self.shown(web, 4) == {"Northmarch Police"}

    def shown(self, web, days: int) -> set[str]:
        page = web.get(f"/organisations?on={ago(days)}").text
        return {name for name in ("Northmarch Police", "Marches Police") if name in page}

    def test_an_organisation_is_called_what_it_was_called(self, web, session):
        force = f.AForce(name="New Name Police")
        f.save(FormerName(organisation_id=force.id, name="Old Name Police", until=ago(10), recorded_at=then(10)))

        before, after = (web.get(f"/organisations/{force.slug}?on={ago(days)}").text for days in (11, 10))

        assert "Old Name Police on" in before
        assert "New Name Police on" in after

    def test_its_page_says_what_came_before_and_after(self, web, session):
        old, new = self.merged(10)

        assert f'href="/organisations/{new.slug}"' in web.get(f"/organisations/{old.slug}").text
        assert f'href="/organisations/{old.slug}"' in web.get(f"/organisations/{new.slug}").text
        assert "It did not stand on that day." in web.get(f"/organisations/{new.slug}?on={ago(11)}").text


class TestOtherPages:
    def test_the_spread_counts_the_forces_of_then(self, web, session):
        adoption = adoption_told(30, Stage.PILOTING)
        told(adoption, 10, Stage.LIVE, "advance")
        slug = f.db.session.get(f.Tool, adoption.tool_id).slug

        assert "No named force is known to have adopted it." in web.get(f"/tools/{slug}/spread?on={ago(20)}").text
        assert "Adopted by 1 of" in web.get(f"/tools/{slug}/spread?on={ago(10)}").text

    def test_an_organisation_lists_what_it_used_then(self, web, session):
        force = f.AForce()
        adoption_told(30, Stage.PILOTING, force, f.ATool(name="Call-back video"))

        assert "Call-back video" in web.get(f"/organisations/{force.slug}?on={ago(30)}").text
        assert "Call-back video" not in web.get(f"/organisations/{force.slug}?on={ago(31)}").text

    def test_the_front_page_counts_the_adoptions_of_then(self, web, session):
        adoption_told(30)

        assert "1 confirmed, 0 unconfirmed" in web.get(f"/?on={ago(30)}").text
        assert "0 confirmed, 0 unconfirmed" in web.get(f"/?on={ago(31)}").text


class TestPublishedCounts:
    """What a source says counts from the day on which it was recorded, whatever day it speaks of."""

    def claim(self, tool, number: int, days: int, recorded: int | None) -> None:
        f.save(
            UnnamedClaim(
                tool_id=tool.id,
                words=f"{number} forces have it",
                number=number,
                happened_on=ago(days),
                dated=ago(days).isoformat(),
                source="A written answer",
                recorded_at=None if recorded is None else then(recorded),
            )
        )

    def reported(self, tool, days: int, recorded: int):
        adoption = f.AnAdoption(tool, f.AForce(), standing=Standing.REPORTED, since=ago(days))
        step = f.db.session.query(StageEvent).filter_by(adoption_id=adoption.id).one()
        step.recorded_at = adoption.changed_at = then(recorded)
        f.save(step, adoption)
        return adoption

    def numbers(self, tool, days: int) -> list[int]:
        return [point.number for point in figures(ANONYMOUS, tool.slug, ago(days)).points]

    def test_a_report_recorded_late_changes_no_earlier_day(self, web, session):
        tool = f.ATool()
        self.claim(tool, 7, 300, recorded=20)
        self.claim(tool, 3, 400, recorded=None)
        self.reported(tool, 350, recorded=10)

        assert self.numbers(tool, 30) == [3]
        assert self.numbers(tool, 20) == [3, 7]
        assert self.numbers(tool, 10) == [3, 1, 7]
        assert "7 forces have it" not in web.get(f"/tools/{tool.slug}/spread?on={ago(30)}").text
        assert "7 forces have it" in web.get(f"/tools/{tool.slug}/spread?on={ago(20)}").text
        published = web.get(f"/api/v1/tools/{tool.slug}/spread?on={ago(30)}").json["published"]
        assert [point["number"] for point in published] == [3]

    def test_the_forecast_of_a_day_rests_on_what_was_known(self, session, tmp_path):
        tool = f.ATool()
        for number in (1, 2, 4, 8):
            self.claim(tool, number, 1000 - number, recorded=20)

        before, _stalls = adopting(ANONYMOUS, tool.slug, tmp_path, ago(30))
        after, _stalls = adopting(ANONYMOUS, tool.slug, tmp_path, ago(10))

        assert (before.published, len(before.counts)) == (False, 0)
        assert (after.published, [number for _day, number in after.counts]) == (True, [1, 2, 4, 8])

    def test_a_dispute_of_later_takes_nothing_from_an_earlier_day(self, session):
        tool = f.ATool()
        adoption = self.reported(tool, 50, recorded=40)
        told(adoption, 10, verb="dispute", standing=Standing.DISPUTED)
        adoption.standing, adoption.changed_at = Standing.DISPUTED, then(10)
        f.save(adoption)

        assert (self.numbers(tool, 20), self.numbers(tool, 10)) == ([1], [])
        assert len(steps_of(ANONYMOUS, Adoption.tool_id == tool.id, day=ago(20))) == 1
        assert steps_of(ANONYMOUS, Adoption.tool_id == tool.id, day=ago(10)) == []

    def test_a_dispute_that_was_settled_since_still_stood_then(self, session):
        tool = f.ATool()
        adoption = self.reported(tool, 50, recorded=40)
        told(adoption, 20, verb="dispute", standing=Standing.DISPUTED)
        told(adoption, 10, verb="settle", standing=Standing.REPORTED, source="A published source")
        adoption.changed_at = then(10)
        f.save(adoption)

        assert [self.numbers(tool, days) for days in (30, 15, 5)] == [[1], [], [1]]
        assert steps_of(ANONYMOUS, Adoption.tool_id == tool.id, day=ago(15)) == []

    def test_a_slip_stands_until_it_was_put_right(self, session):
        tool = f.ATool()
        adoption = self.reported(tool, 50, recorded=40)
        wrong = f.db.session.query(StageEvent).filter_by(adoption_id=adoption.id).one()
        right = {"standing": Standing.REPORTED, "source": "A published source", "corrects_id": wrong.id}
        told(adoption, 10, Stage.PILOTING, "correct", **right)

        assert (self.numbers(tool, 20), self.numbers(tool, 10)) == ([1], [])


class TestRegions:
    def test_count_what_was_known_by_then(self, web, session):
        force = f.AForce(region="North")
        adoption = adoption_told(30, Stage.PILOTING, force, f.ATool(name="Call-back video"))
        told(adoption, 10, Stage.LIVE, "advance")

        for place, share in (("", "50%"), ("&region=North", "100%")):
            early, tried, live = (web.get(f"/regions?on={ago(days)}{place}").text for days in (31, 20, 10))
            assert "Call-back video" not in early
            assert ("Call-back video" in tried, share in tried) == (True, False)
            assert ("Call-back video" in live, share in live) == (True, True)
        assert f"region=North&amp;on={ago(20)}" in web.get(f"/regions?on={ago(20)}").text

    def test_show_nothing_that_is_not_readable_today(self, web, session):
        reader = f.APerson((f.AForce(region="North"), Role.READER))
        adoption_told(30, tool=f.ATool(name="Quiet tool", visibility=Visibility.POLICING))
        adoption_told(30, tool=f.ATool(name="Quiet use"), visibility=Visibility.POLICING)

        page = web.get(f"/regions?on={ago(10)}").text
        own = web.sign_in(reader.id).get(f"/regions?on={ago(10)}").text

        assert ("Quiet tool" in page, "Quiet use" in page) == (False, False)
        assert ("Quiet tool" in own, "Quiet use" in own) == (True, True)

    def test_cost_four_statements_however_much_there_is(self, session, count_statements):
        for _number in range(3):
            told(adoption_told(30), 10)

        with count_statements() as seen:
            uptake(ANONYMOUS, None, 1, day=ago(20))

        assert len(seen) == 4
