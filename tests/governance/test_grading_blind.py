"""Until both scores are in, nothing tells one reviewer, or anybody else, what the other made of a result."""

import pytest
from sqlalchemy import select

from registry.core.delivery import deliver
from registry.core.events import EventRow
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.notifications.models import Notice
from registry.rules.words import Design, Role
from tests import factories as f
from tests.governance.gradings import (
    STRONG,
    TRIAL,
    Result,
    confirm,
    differing,
    otherwise,
    reviewer,
    settled,
    two_reviewers,
)

SCORES = {
    "confirms": confirm(),
    "worse": otherwise("worse", STRONG),
    "a trial": otherwise("inconclusive", TRIAL),
    "an estimate": otherwise("too-early", {"measured": "told"}),
}
PATHS = (
    "{path}",
    "{path}/score",
    "{path}/appeal",
    "{path}/ask",
    "/grades",
    "/grades?show=free",
    "/my-work",
    "/tools/{slug}",
)
LOOKERS = ("second", "third", "lead", "site", "registrar", "visitor")


def scored(design: Design, details) -> tuple[Result, dict]:
    """A result that the first of two has scored, and everybody who might look."""
    result = Result(design)
    services.ask(result.lead(), *result.at, "It is to be read by a board.") if design.strength < 3 else None
    first, second = two_reviewers(result)
    services.score(first, *result.at, details)
    deliver()
    return result, {
        "first": first,
        "second": second,
        "third": reviewer(),
        "lead": result.lead(),
        "site": f.AnActor(Role.LEAD, result.site),
        "registrar": f.AnActor(Role.REGISTRAR),
        "visitor": None,
    }


def told(web, session, result: Result, actor) -> dict[str, str]:
    """Every page as this person gets it, with what differs between two copies of one story taken out."""
    session.expire_all()
    if actor is not None:
        web.sign_in(actor.id)
    pages = {}
    for pattern in PATHS:
        path = pattern.format(path=result.path, slug=result.tool.slug)
        pages[pattern] = web.get(path).text
    return pages


def words_of(pages: dict[str, str]) -> str:
    return " ".join(pages.values())


class TestPages:
    @pytest.mark.parametrize("looker", LOOKERS)
    def test_say_nothing_of_the_first_score(self, web, session, looker):
        result, people = scored(Design.COMPARISON_GROUP, otherwise("worse", TRIAL))

        page = words_of(told(web, session, result, people[looker]))

        assert "The comparison tells otherwise" not in page
        assert "Shows worse" not in page
        assert "5 on the Maryland scale" not in page

    def test_show_a_reviewer_their_own(self, web, session):
        result, people = scored(Design.COMPARISON_GROUP, otherwise("worse", TRIAL))
        web.sign_in(people["first"].id)

        page = web.get(result.path)

        assert "The comparison tells otherwise" in page.text
        assert "Shows worse" in page.text


class TestWhatAReaderIsTold:
    @pytest.mark.parametrize("looker", LOOKERS)
    @pytest.mark.parametrize("design", [Design.COMPARISON_GROUP, Design.BEFORE_AFTER])
    def test_is_the_same_whatever_the_first_scored(self, session, looker, design):
        seen = []
        for details in SCORES.values():
            result, people = scored(design, details)
            actor = people[looker] or f.Actor()
            page = queries.grade_page(actor, *result.at)
            seen.append(
                (
                    page.may,
                    page.scores,
                    page.proposal,
                    [(one.grade.direction, one.grade.design, one.grade.standing) for one in page.history],
                    [score for one in page.rounds for score in one.scores],
                )
            )

        assert all(one == seen[0] for one in seen)

    def test_two_are_wanted_for_whatever_reason_nobody_can_tell_which(self, session):
        asked, found = Result(), Result()
        services.ask(asked.lead(), *asked.at, "It is to be read by a board.")
        for result, details in ((asked, confirm()), (found, otherwise("better", STRONG))):
            first = reviewer()
            services.take(first, *result.at)
            services.score(first, *result.at, details)
        second = reviewer()

        pages = [queries.grade_page(second, *one.at) for one in (asked, found)]
        rows = {row.claim.id: row for row in queries.queue(second).items}

        assert pages[0].may == pages[1].may == {"take"}
        shown = [(rows[one.claim.id].what, rows[one.claim.id].free, rows[one.claim.id].mine) for one in (asked, found)]
        assert shown[0] == shown[1]
        assert {row.claim.id for row in queries.queue(second, show="asked").items} == {asked.claim.id, found.claim.id}


class TestElsewhere:
    def test_no_event_and_no_mail_tells(self, session):
        seen = []
        for details in SCORES.values():
            result, _people = scored(Design.COMPARISON_GROUP, details)
            rows = session.scalars(select(EventRow).where(EventRow.tool_id == result.tool.id).order_by(EventRow.id))
            seen.append([(row.kind, sorted(row.data)) for row in rows])
            assert session.scalars(select(Notice).where(Notice.tool_id == result.tool.id)).all() == []

        assert all(one == seen[0] for one in seen)

    def test_an_error_tells_the_second_the_same_whatever_the_first_scored(self, session):
        seen = []
        for details in SCORES.values():
            result, people = scored(Design.COMPARISON_GROUP, details)
            try:
                services.score(people["second"], *result.at, services.ScoreDetails("differ"))
            except Exception as refusal:
                seen.append((str(refusal), sorted(getattr(refusal, "fields", {}))))

        assert len(seen) == len(SCORES)
        assert len(set(map(str, seen))) == 1

    @pytest.mark.parametrize("path", ["", "/claims/{claim}/grades"])
    def test_the_api_tells_nobody(self, web, session, path):
        result, people = scored(Design.COMPARISON_GROUP, otherwise("worse", TRIAL))
        web.sign_in(people["second"].id)

        page = web.get(f"/api/v1/tools/{result.tool.slug}{path.format(claim=result.claim.id)}")

        assert page.status_code == 200
        assert "comparison-group" in page.text
        assert "worse" not in page.text
        assert "randomised-trial" not in page.text


class TestAfterwards:
    def test_those_who_differ_see_both_and_nobody_else_does(self, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = differing(result)

        for one in (first, second, f.AnActor(Role.REGISTRAR)):
            assert len(queries.grade_page(one, *result.at).scores) == 2
        for one in (reviewer(), result.lead(), f.Actor()):
            page = queries.grade_page(one, *result.at)
            assert (page.scores, page.rounds) == ([], [])

    def test_both_scores_are_shown_to_every_reader_once_it_is_settled(self, web, session):
        result = Result(Design.COMPARISON_GROUP)
        first, second = differing(result)
        services.propose(first, *result.at, services.ScoreDetails("second", words="On reading it again."))
        page = queries.grade_page(second, *result.at)
        services.reconcile(second, *result.at, page.proposal.id)

        text = web.get(result.path).text
        told = web.get(f"/api/v1/tools/{result.tool.slug}/claims/{result.claim.id}/grades").get_json()

        assert [score["place"] for score in told["reviews"][0]["scores"]] == ["first", "second"]
        assert [one["standing"] for one in told["grades"]] == ["confirmed", "under-review", "provisional"]
        assert "First reviewer" in text
        assert "Second reviewer" in text
        assert "Shows no clear change" in text
        assert "On reading it again." in text

    def test_names_are_never_shown(self, web, session):
        result = Result(Design.COMPARISON_GROUP)
        two = settled(result)

        text = web.get(result.path).text

        names = [session.get_one(f.Person, one.id).name for one in two]
        assert [name for name in names if f">{name}<" in text or f"{name}," in text] == []
