"""The pages of grades: the queue, a grade, its forms, and what waits in My work and in digests."""

import pytest

from registry.core import clock
from registry.core.errors import NotAllowed
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.notifications.services.digests import lead_lines, reviewer_lines
from registry.rules.policy import Permission, allows
from registry.rules.words import Design, Role, Visibility
from tests import factories as f
from tests.governance.gradings import STRONG, Result, confirm, days_ago, reviewer, settled, two_reviewers

ANSWERS = {f"q_{code}": said for code, said in STRONG.items()}


class TestQueue:
    def test_is_oldest_first_and_paged_in_few_statements(self, session, count_statements):
        results = [Result() for _ in range(23)]
        one = reviewer()
        services.take(one, *results[5].at)

        with count_statements() as seen:
            page = queries.queue(one)

        assert len(seen) <= 3
        assert (page.total, len(page.items)) == (23, 20)
        ids = [row.claim.id for row in page.items]
        assert ids[:5] == [result.claim.id for result in results[:5]]
        assert len(queries.queue(one, 2).items) == 3

    def test_says_how_many_reviewers_a_result_takes_before_one_is_there(self, session):
        Result(), Result(Design.COMPARISON_GROUP)

        assert [row.what for row in queries.queue(reviewer()).items] == ["confirm", "two"]

    def test_shows_mine_free_asked_and_overdue_apart(self, session):
        one = reviewer()
        mine, free, asked, late = Result(), Result(), Result(), Result(Design.COMPARISON_GROUP)
        services.take(one, *mine.at)
        services.ask(asked.lead(), *asked.at, "A board reads it.")
        two_reviewers(late)
        late.gradings[0].due_on = clock.today().replace(year=2020)
        session.commit()

        def shown(show: str) -> set[int]:
            return {row.claim.id for row in queries.queue(one, show=show).items}

        assert shown("mine") == {mine.claim.id}
        assert shown("free") == {free.claim.id, asked.claim.id}
        assert shown("asked") == {asked.claim.id, late.claim.id}
        assert shown("overdue") == {late.claim.id}
        assert shown("all") == {mine.claim.id, free.claim.id, asked.claim.id, late.claim.id}

    def test_leaves_out_what_the_policy_refuses(self, session):
        result = Result()
        cast = [
            f.AnActor(Role.REVIEWER, result.owner),
            f.AnActor(Role.REVIEWER, result.site),
            reviewer(),
            f.AnActor(Role.REVIEWER, f.ASupplier()),
        ]

        for actor in cast:
            told = queries.queue(actor).total if allows(actor, Permission.GRADING_READ) else 0
            assert told == int(allows(actor, Permission.GRADING_TAKE, queries.subject(actor, *result.at)))

    def test_names_no_record_that_is_not_shared(self, session):
        Result(visibility=Visibility.NAMED)

        assert queries.queue(reviewer()).total == 0
        assert queries.queue(f.AnActor(Role.REGISTRAR)).total == 1

    def test_is_for_reviewers_and_the_registrar(self, session):
        with pytest.raises(NotAllowed):
            queries.queue(f.AnActor(Role.LEAD))


class TestPages:
    def test_a_grade_is_taken_and_scored_through_the_form(self, web, session):
        result, person = Result(), f.APerson((f.AForce(), Role.REVIEWER))
        web.sign_in(person.id)

        assert result.claim.outcome in web.get("/grades").text
        web.post(f"{result.path}/take")
        assert "I confirm the grade as it stands" in web.get(f"{result.path}/score").text
        page = web.post(f"{result.path}/score", {"verdict": "confirm"}, follow_redirects=True)

        assert "Reviewers of other organisations have graded this result." in page.text

    def test_what_is_missing_is_said_beside_its_question_and_nothing_is_lost(self, web, session):
        result, person = Result(), f.APerson((f.AForce(), Role.REVIEWER))
        web.sign_in(person.id)
        web.post(f"{result.path}/take")

        page = web.post(f"{result.path}/score", {"verdict": "differ", "q_measured": "measured", "words": "Kept <b>."})

        assert page.status_code == 422
        assert "Choose what was found." in page.text
        assert "Answer this too" in page.text
        assert "Kept &lt;b&gt;." in page.text

    def test_prints_which_answers_led_to_it(self, web, session):
        result, people = Result(), [f.APerson((f.AForce(), Role.REVIEWER)) for _ in range(2)]
        fields = {"verdict": "differ", "direction": "better", "words": "Two rooms.", **ANSWERS}
        for person in people:
            web.sign_in(person.id)
            web.post(f"{result.path}/take")
            web.post(f"{result.path}/score", fields)

        text = web.get(result.path).text

        assert "Before and after with a comparison group" in text
        assert "Those compared were matched, or shown to be alike beforehand" in text
        assert "It is as reviewers of other organisations graded it." in text

    def test_the_page_of_a_grade_takes_few_statements(self, session, count_statements):
        result = Result(Design.COMPARISON_GROUP)
        settled(result)
        session.expunge_all()

        with count_statements() as seen:
            queries.grade_page(f.Actor(), *result.at)

        assert len(seen) <= 9

    @pytest.mark.parametrize("path", ["", "/score", "/appeal", "/assign"])
    def test_a_hidden_record_tells_nothing(self, web, session, path):
        result = Result(visibility=Visibility.NAMED)
        web.sign_in(f.APerson((f.AForce(), Role.REVIEWER), (f.AForce(), Role.LEAD)).id)

        assert web.get(f"{result.path}{path}").status_code == 404

    def test_a_claim_of_another_record_is_not_there(self, web, session):
        one, other = Result(), Result()

        assert web.get(f"/tools/{one.tool.slug}/grades/{other.claim.id}").status_code == 404


class TestMyWork:
    def test_tells_a_reviewer_what_they_have_and_what_wants_one(self, web, session):
        person = f.APerson((f.AForce(), Role.REVIEWER))
        mine, wanted, rest = Result(), Result(Design.COMPARISON_GROUP), Result()
        services.take(f.actor_of(person), *mine.at)
        services.take(reviewer(), *wanted.at)
        web.sign_in(person.id)

        text = web.get("/my-work").text

        assert "Grades that you have (1)" in text
        assert "Grades that want a reviewer (1)" in text
        assert "Grades that no reviewer has confirmed" in text
        assert rest.claim.outcome not in text

    def test_tells_a_lead_until_when_to_appeal(self, web, session):
        result, lead = Result(Design.COMPARISON_GROUP), None
        lead = f.APerson((result.owner, Role.LEAD))
        settled(result)
        web.sign_in(lead.id)

        assert "Grades that you may appeal against" in web.get("/my-work").text
        days_ago(result, 61)
        assert "Grades that you may appeal against" not in web.get("/my-work").text

    def test_digests_count_and_name_nothing(self, session):
        result, one = Result(Design.COMPARISON_GROUP), reviewer()
        wanted = Result()
        services.ask(wanted.lead(), *wanted.at, "A board reads it.")
        services.take(one, *result.at)

        lines = reviewer_lines(one, clock.today())

        assert "1 grade is yours to review" in lines
        assert "1 grade wants a reviewer" in lines
        services.score(one, *result.at, confirm())
        second = reviewer()
        services.take(second, *result.at)
        services.score(second, *result.at, confirm())
        assert "1 grade that you may appeal against" in lead_lines(result.lead(), clock.today(), [])
