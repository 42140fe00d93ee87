"""The level of a record, what the next one asks for, and the score of any past day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.assurance import services
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.pages.queries.scorecard import scorecard_page
from registry.pages.queries.tool import tool_page
from registry.rules.grading import Finding
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Design, Direction, Measurer, Role, Standing
from registry.scorecards.charts import level_chart
from registry.scorecards.queries import scorecard
from registry.scorecards.queries.facts import facts_of
from registry.scorecards.queries.history import history
from registry.scorecards.queries.then import scorecard_on
from registry.standards import queries
from tests import factories as f
from tests.assurance.stated import a_new_version, details, exempted, owned, sign, stated

MORE = {"description": "What it does", "prerequisites": "A phone system"}
DOCUMENTED = {**f.CONTENT, "name": "A tool", **MORE}
TRIAL = Finding(Direction.BETTER, Design.RANDOMISED_TRIAL, "here")


def documented():
    return owned(content=MORE)


def assessed(**fields):
    tool, lead, assurer, _owner = documented()
    stated(lead, assurer, tool, f.AStandard(), **fields)
    return tool


def a_trial(tool, **fields) -> Evidence:
    values = {
        "title": "A trial",
        "design": Design.RANDOMISED_TRIAL,
        "measured_by": Measurer.FORCE,
        "standing": Standing.CONFIRMED,
        "recorded_at": clock.now(),
    }
    item = Evidence(tool_id=tool.id, **{**values, **fields})
    f.save(item)
    found = {"outcome": "Wait", "local_measure": "Wait", "result": "Shorter", "direction": Direction.BETTER}
    f.save(Claim(evidence_id=item.id, **found))
    return item


def told(tool):
    db.session.expire_all()
    return facts_of(ANONYMOUS, db.session.get_one(Tool, tool.id))


def levels(tool) -> list[tuple[str, int]]:
    return [(change.card.level, change.card.passed) for change in history(told(tool))]


class TestLevels:
    def test_a_record_begins_as_registered(self, session):
        f.AStandard()

        card = scorecard(f.CONTENT, 1, queries.standards_of(f.ATool().id, f.CONTENT), [])

        assert card.level == "registered"
        assert ("What it does is described", "Add a description.") in card.remedies

    def test_documented_needs_a_description_and_prerequisites(self, session):
        f.AStandard()

        assert scorecard(DOCUMENTED, 1, queries.standards_of(f.ATool().id, DOCUMENTED), []).level == "documented"

    def test_assured_needs_every_standard_stated_and_signed(self, session):
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())
        unsigned = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])
        sign(assurer, tool, standard, made)
        db.session.expire_all()

        signed = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])

        assert (unsigned.level, signed.level) == ("documented", "assured")
        assert [check.reason for check in unsigned.checks if check.about == "standard"] == ["No assurer has signed it."]

    def test_what_each_force_shows_is_no_check_of_the_tool(self, session):
        tool = assessed()
        f.AStandard(judged_on="adoption")

        assert scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), []).level == "assured"

    def test_what_ran_out_drops_the_level_the_next_day(self, session, time_machine):
        tool = assessed(expires_on=clock.today())
        time_machine.move_to(clock.end_of(clock.today()), tick=False)

        card = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])

        assert card.level == "documented"
        assert next(check.reason.split(" on ")[0] for check in card.checks if not check.holds) == "It expired"

    def test_an_exempt_check_is_shown_as_exempt_and_not_passed(self, session):
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard()
        exempted(lead, assurer, tool, standard, clock.today() + timedelta(days=9))
        sign(assurer, tool, standard, services.assess(lead, tool.slug, standard.code, details("exempt")))

        card = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])

        assert [(check.state, check.passed, check.holds) for check in card.checks if check.about == "standard"] == [
            ("exempt", False, True)
        ]
        assert (card.level, card.exempt) == ("assured", 1)

    def test_the_tools_page_says_when_an_exemption_ends(self, session, web):
        tool, lead, assurer, _owner = documented()
        standard, last = f.AStandard(), clock.today() + timedelta(days=9)
        exempted(lead, assurer, tool, standard, last)
        sign(assurer, tool, standard, services.assess(lead, tool.slug, standard.code, details("exempt")))

        assert f"until {last.day} {last:%B %Y}" in web.get(f"/tools/{tool.slug}").text
        assert f"{last.day} {last:%B %Y}" in web.get(f"/standards/{standard.code}").text

    def test_what_is_met_in_part_passes_and_says_so(self, session):
        tool, lead, assurer, _owner = documented()
        stated(lead, assurer, tool, f.AStandard(), answers={"signed": services.Answered("partial", "Most of it")})

        card = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])

        assert [(check.passed, check.reason) for check in card.checks if check.about == "standard"] == [
            (True, "It is met in part.")
        ]

    def test_a_new_version_asks_for_a_re_check_and_drops_nothing(self, session):
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard()
        stated(lead, assurer, tool, standard)
        a_new_version(standard, "Somebody else looked at it.")

        card = scorecard(DOCUMENTED, 1, queries.standards_of(tool.id, DOCUMENTED), [])

        assert card.level == "assured"
        assert [check.state for check in card.checks if check.about == "standard"] == ["re-check"]

    def test_evidenced_needs_a_test_with_a_comparison_group(self, session):
        rows = queries.standards_of(assessed().id, DOCUMENTED)

        card = scorecard(DOCUMENTED, 1, rows, [TRIAL])

        assert (card.level, card.replication_level, card.remedies) == ("evidenced", 3, [])

    def test_evidence_alone_does_not_lift_an_undocumented_record(self, session):
        assert scorecard(f.CONTENT, 1, [], [TRIAL]).level == "registered"

    def test_every_failing_check_says_why_and_what_to_do(self, session):
        f.AStandard()

        card = scorecard({}, 1, queries.standards_of(f.ATool().id, {}), [])

        assert card.checks
        assert all(check.reason and check.remedy for check in card.checks if not check.holds)


class TestPastDays:
    def test_today_is_what_the_tools_page_says(self, session):
        tool = assessed()
        a_trial(tool)

        card = scorecard_on(told(tool), clock.today())
        page = tool_page(ANONYMOUS, tool.slug)

        assert card is not None
        assert (card.level, card.checks) == (page.scorecard.level, page.scorecard.checks)

    def test_there_is_no_score_before_the_first_version(self, session):
        assert scorecard_on(told(f.ATool()), clock.today() - timedelta(days=1)) is None

    def test_a_backdated_entry_changes_no_earlier_day(self, session, time_machine):
        time_machine.move_to("2026-02-02T12:00:00Z", tick=False)
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard()
        time_machine.move_to("2026-05-05T12:00:00Z", tick=False)
        made = services.assess(lead, tool.slug, standard.code, details(happened_on=date(2026, 2, 3)))
        sign(assurer, tool, standard, made)
        a_trial(tool, happened_on=date(2026, 2, 3))

        seen = [scorecard_on(told(tool), date(2026, *day)).level for day in ((2, 4), (5, 4), (5, 5))]

        assert seen == ["documented", "documented", "evidenced"]

    def test_a_sign_off_counts_from_its_own_day(self, session, time_machine):
        time_machine.move_to("2026-02-02T12:00:00Z", tick=False)
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())
        time_machine.move_to("2026-03-28T23:30:00Z", tick=False)
        sign(assurer, tool, standard, made)

        seen = [scorecard_on(told(tool), date(2026, 3, day)).level for day in (27, 28)]

        assert seen == ["documented", "assured"]

    def test_what_was_withdrawn_since_stood_then(self, session, time_machine):
        time_machine.move_to("2026-02-02T12:00:00Z", tick=False)
        tool = assessed()
        item = a_trial(tool)
        time_machine.move_to("2026-04-01T12:00:00Z", tick=False)
        item.withdrawn_at = clock.now()
        f.save(item)

        seen = [scorecard_on(told(tool), day).level for day in (date(2026, 3, 31), date(2026, 4, 1))]

        assert seen == ["evidenced", "assured"]

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(steps=st.lists(st.tuples(st.sampled_from(["met", "partial", "not-met"]), st.integers(0, 60)), max_size=5))
    def test_the_score_of_a_day_never_changes_afterwards(self, session, time_machine, steps):
        time_machine.move_to("2026-01-10T12:00:00Z", tick=False)
        tool, lead, assurer, _owner = documented()
        standard, last, printed = f.AStandard(renewal_months=1), None, {}
        for number, (state, back) in enumerate(steps, start=1):
            moment = datetime(2026, 1, 10, 12, tzinfo=UTC) + timedelta(days=20 * number)
            time_machine.move_to(moment, tick=False)
            day = clock.today() - timedelta(days=back)
            said = details(state, happened_on=day, replaces_id=last.id if last else 0)
            last = services.assess(lead, tool.slug, standard.code, said)
            if number % 2:
                sign(assurer, tool, standard, last)
            printed[clock.today()] = scorecard_on(told(tool), clock.today()).checks

        assert {day: scorecard_on(told(tool), day).checks for day in printed} == printed


class TestHistory:
    def test_names_each_change_with_its_cause(self, session, time_machine):
        time_machine.move_to("2026-02-02T12:00:00Z", tick=False)
        tool, lead, assurer, _owner = documented()
        standard = f.AStandard(title="Fair use")
        time_machine.move_to("2026-02-10T12:00:00Z", tick=False)
        made = services.assess(lead, tool.slug, standard.code, details(expires_on=date(2026, 3, 29)))
        time_machine.move_to("2026-02-12T12:00:00Z", tick=False)
        sign(assurer, tool, standard, made)
        time_machine.move_to("2026-04-20T12:00:00Z", tick=False)

        changes = history(told(tool))

        assert [(change.day.isoformat(), change.card.level) for change in changes] == [
            ("2026-02-02", "documented"),
            ("2026-02-12", "assured"),
            ("2026-03-30", "documented"),
        ]
        assert [change.causes[-1] for change in changes[1:]] == ["Fair use signed", "Fair use: expired"]

    def test_the_chart_and_its_table_hold_the_same(self, web, session, time_machine):
        time_machine.move_to("2026-02-02T12:00:00Z", tick=False)
        tool = assessed(expires_on=date(2026, 3, 1))
        time_machine.move_to("2026-04-20T12:00:00Z", tick=False)
        changes = history(told(tool))

        drawing = level_chart(changes, clock.today())
        page = web.get(f"/tools/{tool.slug}/scorecard").text

        assert [step.level for step in drawing.steps] == [change.card.level for change in changes]
        assert page.count('class="solid"') == len(changes) == page.count("scorecard?on=")

    def test_nothing_is_drawn_on_the_first_day(self, session):
        assert level_chart(history(told(f.ATool())), clock.today()) is None


class TestPages:
    def test_take_at_most_eight_statements(self, session, count_statements):
        tool = assessed()
        a_trial(tool)
        db.session.expire_all()

        with count_statements() as seen:
            scorecard_page(ANONYMOUS, tool.slug)

        assert len(seen) <= 8

    def test_say_why_and_link_to_where_it_is_mended(self, web, session):
        tool, _lead, _assurer, owner = documented()
        standard = f.AStandard(title="Fair use")

        visitor = web.get(f"/tools/{tool.slug}/scorecard").text
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id).get(f"/tools/{tool.slug}/scorecard").text

        assert "It is not stated." in visitor
        assert ("Mend it" in visitor, "Mend it" in lead) == (False, True)
        assert f"/tools/{tool.slug}/standards/{standard.code}" in lead

    def test_a_past_day_says_that_it_is_one(self, web, session, time_machine):
        tool = assessed()
        time_machine.move_to(clock.now() + timedelta(days=30), tick=False)
        then = clock.today() - timedelta(days=10)

        page = web.get(f"/tools/{tool.slug}/scorecard?on={then.isoformat()}").text

        assert "As it stood on" in page

    def test_a_day_that_cannot_be_read_is_refused(self, web, session):
        tool = assessed()

        assert web.get(f"/tools/{tool.slug}/scorecard?on=soon").status_code == 422

    def test_what_hidden_answers_make_apply_is_not_told(self, web, session):
        f.AStandard("cloud", title="Cloud rules")
        tool = f.ATool(content={**MORE, "hosting": "cloud"})

        assert "Cloud rules" not in web.get(f"/tools/{tool.slug}/scorecard").text
