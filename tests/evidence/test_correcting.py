"""Correcting a study or an outcome: the wrong one is kept and named, and neither shows nor counts."""

import io

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.evidence import queries, services
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.history import corrections
from registry.rules.words import EffectKind, Role, Standing
from tests import factories as f
from tests.evidence.studies import CLAIM, STUDY, claim, details, typed


@pytest.fixture
def owner(session):
    return f.AForce()


@pytest.fixture
def tool(owner):
    return f.ATool(owner)


@pytest.fixture
def lead(owner):
    return f.AnActor(Role.LEAD, owner)


@pytest.fixture
def item(lead, tool, owner):
    return services.add_evidence(lead, tool.slug, details(owner), claim())


def stored(item_id: int) -> Evidence:
    db.session.expire_all()
    return db.session.get_one(Evidence, item_id)


class TestAStudy:
    def test_the_later_row_names_the_wrong_one_and_takes_its_outcomes(self, lead, tool, owner, item):
        corrected = services.correct_evidence(
            lead, tool.slug, item.id, details(owner, sample_size="1,240"), "The count was left out."
        )

        [shown] = queries.evidence_of(tool.id)
        assert (shown.id, shown.corrects_id, shown.sample_size) == (corrected.id, item.id, 1240)
        assert [known.outcome for known in shown.claims] == ["Waiting time"]
        assert stored(item.id).sample_size is None

    def test_an_outcome_keeps_its_number(self, lead, tool, owner, item):
        [number] = db.session.scalars(select(Claim.id))

        services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Ourselves"), "Left out.")

        assert db.session.scalars(select(Claim.id)).all() == [number]

    def test_what_it_said_before_is_told_with_the_reason(self, lead, tool, owner, item):
        services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Ourselves"), "Left out.")

        [correction] = corrections(queries.evidence_item(lead, tool.slug, item.id)[1])

        assert (correction.reason, correction.fields) == ("Left out.", [("Paid for by", None, "Ourselves")])

    @pytest.mark.parametrize(
        ("fields", "reason", "named"),
        [({"funder": "Us"}, "", "reason"), ({}, "None", "title"), ({"title": ""}, "None", "title")],
    )
    def test_without_a_reason_or_a_change_nothing_is_corrected(self, lead, tool, owner, item, fields, reason, named):
        with pytest.raises(Invalid) as refusal:
            services.correct_evidence(lead, tool.slug, item.id, details(owner, **fields), reason)

        assert named in refusal.value.fields
        assert stored(item.id).withdrawn_at is None

    def test_two_at_once_are_one_correction_and_a_message(self, lead, tool, owner, item):
        services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Ourselves"), "Left out.")

        with pytest.raises(Invalid, match="Somebody corrected this"):
            services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Others"), "Left out.")

    def test_a_reader_of_another_force_corrects_nothing(self, tool, owner, item):
        with pytest.raises(NotAllowed):
            services.correct_evidence(f.AnActor(Role.LEAD), tool.slug, item.id, details(owner, title="B"), "No")

    def test_nobody_moves_it_to_a_force_that_they_do_not_speak_for(self, tool, item):
        other = f.AForce()
        theirs = f.AnActor(Role.LEAD, other)
        own = services.add_evidence(theirs, tool.slug, details(other, title="Theirs"), claim())

        with pytest.raises(NotAllowed):
            services.correct_evidence(theirs, tool.slug, own.id, details(f.AForce(), title="Theirs"), "Moved")

    def test_what_a_source_says_only_the_source_changes(self, lead, tool, owner):
        reported = f.AnEvidence(tool, owner, standing=Standing.REPORTED)

        with pytest.raises(Invalid, match="published source"):
            services.correct_evidence(lead, tool.slug, reported.id, details(owner, title="B"), "No")

    def test_the_trail_holds_no_text(self, lead, tool, owner, item):
        services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Ourselves"), "A reason of mine")

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "evidence-corrected"))
        assert event.data["corrects_id"] == item.id
        assert "mine" not in str(event.data)


class TestAnOutcome:
    def first(self, tool) -> Claim:
        return queries.evidence_of(tool.id)[0].claims[0]

    def test_the_wrong_one_neither_shows_nor_counts(self, lead, tool, item):
        wrong = self.first(tool)
        right = claim(direction="worse", effect_kind="percent-change", effect="12")

        corrected = services.correct_claim(lead, tool.slug, item.id, wrong.id, right, "Up, not down.")

        [finding] = queries.findings(queries.evidence_of(tool.id))
        assert (finding.direction.value, corrected.corrects_id) == ("worse", wrong.id)
        assert db.session.scalar(select(func.count(Claim.id))) == 2

    def test_what_it_said_before_is_told(self, lead, tool, item):
        services.correct_claim(lead, tool.slug, item.id, self.first(tool).id, claim(result="Longer"), "Misread.")

        [correction] = corrections(queries.evidence_item(lead, tool.slug, item.id)[1])

        assert correction.fields == [("What was found", "From 7.1 to 3.3 minutes", "Longer")]

    def test_two_at_once_are_one_correction_and_a_message(self, lead, tool, item):
        wrong = self.first(tool)
        services.correct_claim(lead, tool.slug, item.id, wrong.id, claim(result="Longer"), "Misread.")

        with pytest.raises(Invalid, match="Somebody corrected this"):
            services.correct_claim(lead, tool.slug, item.id, wrong.id, claim(result="Shorter"), "Misread.")

    def test_an_outcome_of_another_study_is_not_there(self, lead, tool, owner, item):
        other = services.add_evidence(lead, tool.slug, details(owner, title="Another"), claim())

        with pytest.raises(NotFound):
            services.correct_claim(lead, tool.slug, other.id, self.first(tool).id, claim(result="B"), "No")

    def test_one_of_several_is_withdrawn_and_the_last_is_not(self, lead, tool, item):
        first = self.first(tool)
        services.add_claim(lead, tool.slug, item.id, claim(outcome="Calls abandoned"))

        services.withdraw_claim(lead, tool.slug, item.id, first.id)

        [shown] = queries.evidence_of(tool.id)
        assert [known.outcome for known in shown.claims] == ["Calls abandoned"]
        with pytest.raises(Invalid, match="only outcome"):
            services.withdraw_claim(lead, tool.slug, item.id, shown.claims[0].id)

    def test_figures_and_the_version_of_the_measure_are_kept(self, lead, tool, item):
        measure = f.AMeasure()
        figures = {"effect_kind": "mean-difference", "unit": "seconds", "before_value": "426", "after_value": "198"}

        added = services.add_claim(lead, tool.slug, item.id, claim(outcome="B", measure=measure.code, **figures))

        assert (added.measure_version, added.effect_kind) == (1, EffectKind.MEAN_DIFFERENCE)
        assert (added.worked.effect, added.worked.formulas) == (-228, ("difference = after - before",))


class TestPages:
    @pytest.fixture
    def web_lead(self, web, owner):
        return web.sign_in(f.APerson((owner, Role.LEAD)).id)

    def path(self, tool, item) -> str:
        return f"/tools/{tool.slug}/evidence/{item.id}"

    def test_a_study_is_corrected_and_its_old_address_leads_on(self, web_lead, tool, owner, item):
        path = self.path(tool, item)
        assert 'value="Six months before and after"' in web_lead.get(f"{path}/correct").text

        sent = {**STUDY, "site": str(owner.id), "funder": "The office of the mayor", "reason": "Left out."}
        answer = web_lead.post(f"{path}/correct", sent)

        page = web_lead.get(answer.location).text
        assert "The office of the mayor" in page
        assert "Left out." in page
        assert web_lead.get(path).location == answer.location

    def test_what_was_typed_over_a_correction_of_somebody_else_is_not_lost(self, web_lead, lead, tool, owner, item):
        services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Them"), "Left out.")

        sent = {**STUDY, "site": str(owner.id), "funder": "My own words", "reason": "Mine."}
        page = web_lead.post(f"{self.path(tool, item)}/correct", sent)

        assert page.status_code == 422
        assert "My own words" in page.text
        assert "Somebody corrected this" in page.text

    def test_an_outcome_is_corrected(self, web_lead, tool, item):
        [number] = db.session.scalars(select(Claim.id))
        path = f"{self.path(tool, item)}/outcome/{number}"
        assert "From 7.1 to 3.3 minutes" in web_lead.get(path).text

        answer = web_lead.post(path, {**CLAIM, "result": "From 7.1 to 3.8 minutes", "reason": "A slip."})

        page = web_lead.get(answer.location).text
        assert "From 7.1 to 3.8 minutes" in page
        assert "A slip." in page

    def test_the_last_outcome_stays_with_a_word_why(self, web_lead, tool, item):
        [number] = db.session.scalars(select(Claim.id))

        web_lead.post(f"{self.path(tool, item)}/outcome/{number}/withdraw")

        assert "This is the only outcome of the study." in web_lead.get(self.path(tool, item)).text

    def test_files_stay_with_a_corrected_study(self, web_lead, lead, tool, owner, item):
        sent = {"file": (io.BytesIO(b"time,value\n1,2\n"), "figures.csv")}
        web_lead.post(f"{self.path(tool, item)}/files", sent, content_type="multipart/form-data")

        corrected = services.correct_evidence(lead, tool.slug, item.id, details(owner, funder="Us"), "Left out.")

        page = web_lead.get(self.path(tool, corrected)).text
        link = page.split("/files/")[1].split('"')[0]
        assert web_lead.get(f"{self.path(tool, corrected)}/files/{link}").data == b"time,value\n1,2\n"

    def test_every_field_is_read_back(self, web_lead, tool, owner):
        sent = typed(
            owner,
            title="All of it",
            starts_on=["1", "7", "2025"],
            ends_on=["31", "12", "2025"],
            baseline_starts_on=["1", "1", "2025"],
            baseline_ends_on=["30", "6", "2025"],
            trend_predates="yes",
            sample_size="41,200",
            conflicts="None declared",
            mechanism="It listens",
            effect_kind="mean-difference",
            effect="-2.2",
            unit="minutes",
            interval_low="-2.9",
            interval_high="-1.5",
            recurrence="recurrent",
            net_of_cost="gross",
        )

        page = web_lead.get(web_lead.post(f"/tools/{tool.slug}/evidence", sent).location).text

        for words in (
            "1 July 2025 to 31 December 2025",
            "1 January 2025 to 30 June 2025",
            "it is not all an effect of the tool",
            "41,200",
            "None declared",
            "It listens",
            "\u22122.2 minutes (95% interval \u22122.9 to \u22121.5)",
            "standard error = (upper - lower) / 2z",
            "Recurrent, gross of cost",
        ):
            assert words in page

    def test_a_wrong_figure_is_shown_in_its_folded_part_with_all_that_was_typed(self, web_lead, tool, owner):
        sent = typed(owner, effect_kind="risk-ratio", effect="0.5", interval_low="0.9", interval_high="0.2")

        page = web_lead.post(f"/tools/{tool.slug}/evidence", sent)

        assert page.status_code == 422
        assert "The lower end must be below the upper end." in page.text
        assert 'value="0.9"' in page.text
        assert db.session.scalar(select(func.count(Evidence.id))) == 0
