"""The versions of a tool: each cited and kept, compared word by word, and no more than may be read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from registry.accounts.models import Person
from registry.catalogue.models import CostConfirmation, Tool, Version
from registry.catalogue.services import publish_version
from registry.core import clock
from registry.core.commands import transaction
from registry.evidence.models import Evidence
from registry.rules.questions import Kind, schema
from registry.rules.words import Design, Measurer, Role, Standing, Visibility
from tests import factories as f


def another_version(tool: Tool, by: Person | None = None, **answers: Any) -> Version:
    """The tool's next version, with some answers changed."""
    with transaction():
        tool = f.db.session.get_one(Tool, tool.id)
        live = f.db.session.get_one(Version, tool.version_id)
        return publish_version(
            tool, {**live.content, **answers}, actor_id=by.id if by else None, schema_number=live.schema_number
        )


def a_study(tool: Tool, title: str, **fields: Any) -> Evidence:
    values = {
        "site_words": "Northmarch",
        "design": Design.BEFORE_AFTER,
        "measured_by": Measurer.FORCE,
        "standing": Standing.CONFIRMED,
        "recorded_at": clock.now(),
    }
    study = Evidence(tool_id=tool.id, title=title, **{**values, **fields})
    f.save(study)
    return study


def long_before() -> datetime:
    """A moment before any version of these tests."""
    return datetime(2020, 3, 1, tzinfo=UTC)


class TestAVersion:
    def test_is_cited_with_owner_year_title_number_and_address(self, session, web):
        tool = f.ATool(f.AForce(name="Northmarch Police"), name="Call triage")

        page = web.get(f"/tools/{tool.slug}/versions/1").text

        year = clock.today().year
        assert f"Northmarch Police ({year}). Call triage, version 1. Policing Innovation Registry." in page
        assert f"http://localhost/tools/{tool.slug}/versions/1" in page

    def test_names_the_role_and_kind_of_organisation_of_who_approved_it_never_a_name(self, session, web):
        tool, reviewer = f.ATool(), f.APerson((f.AForce(), Role.REVIEWER), name="Robin Hale")
        another_version(tool, by=reviewer, summary="New.")

        page = web.get(f"/tools/{tool.slug}/versions/2").text

        assert "Reviewer, force" in page
        assert "Robin Hale" not in page

    def test_an_earlier_one_leads_to_the_one_in_force_and_is_kept_out_of_search_engines(self, session, web):
        tool = f.ATool()
        another_version(tool, summary="New.")

        earlier = web.get(f"/tools/{tool.slug}/versions/1")

        assert "Read version 2, which is in force" in earlier.text
        assert earlier.headers["X-Robots-Tag"] == "noindex"
        assert "X-Robots-Tag" not in web.get(f"/tools/{tool.slug}/versions/2").headers

    def test_the_one_in_force_names_the_tools_own_page_as_canonical(self, session, web):
        tool = f.ATool()

        assert (
            f'<link rel="canonical" href="http://localhost/tools/{tool.slug}">'
            in web.get(f"/tools/{tool.slug}/versions/1").text
        )

    def test_costs_no_more_statements_with_more_versions(self, session, web, count_statements):
        tool, reviewer = f.ATool(), f.APerson((f.AForce(), Role.REVIEWER))
        for number in range(4):
            another_version(tool, by=reviewer, summary=f"Summary {number}.")

        with count_statements() as seen:
            web.get(f"/tools/{tool.slug}/versions/3")

        assert len(seen) <= 7


class TestOldCosts:
    @pytest.fixture
    def tool(self, session):
        """A record that said 400 days ago what it costs."""
        tool = f.ATool(content={"cost_band": "under-10k"})
        moment = clock.now() - timedelta(days=400)
        session.execute(update(Version).where(Version.id == tool.version_id).values(published_at=moment))
        session.commit()
        return tool

    def test_of_the_version_in_force_read_as_not_stated(self, session, web, tool):
        page = web.get(f"/tools/{tool.slug}/versions/1").text

        assert "Not stated: last said on" in page
        assert "Under £10,000" not in page

    def test_of_an_earlier_one_show_with_the_day_on_which_they_were_said(self, session, web, tool):
        another_version(tool, cost_band="10k-50k")
        day = clock.day_of(clock.now() - timedelta(days=400))

        page = web.get(f"/tools/{tool.slug}/versions/1").text

        assert "Under £10,000" in page
        assert f"Last said on {day.day} {day:%B %Y}. Not stated today." in page

    def test_of_an_earlier_one_go_by_its_own_confirmations(self, session, web, tool):
        f.save(
            CostConfirmation(
                tool_id=tool.id,
                version_id=tool.version_id,
                confirmed_on=clock.today() - timedelta(days=10),
                recorded_at=clock.now(),
            )
        )
        another_version(tool, summary="New.")

        assert "Not stated today" not in web.get(f"/tools/{tool.slug}/versions/1").text


class TestAllVersions:
    def test_are_listed_newest_first_with_what_each_changed(self, session, web):
        tool = f.ATool()
        another_version(tool, summary="New.", contact_role="Innovation team")

        page = web.get(f"/tools/{tool.slug}/versions").text

        assert page.index("Version 2") < page.index(">Version 1<")
        assert "2 answers" in page
        assert f'href="/tools/{tool.slug}/versions/1/to/2"' in page

    def test_leave_out_one_that_was_released_more_narrowly(self, session, web):
        tool = f.ATool(visibility="policing")
        another_version(tool, visibility="public", summary="For all.")

        page = web.get(f"/tools/{tool.slug}/versions").text

        assert "Version 2" in page
        assert "Version 1" not in page

    def test_two_chosen_in_the_form_lead_to_what_changed(self, session, web):
        tool = f.ATool()

        answer = web.get(f"/tools/{tool.slug}/versions?old=1&new=2")

        assert answer.location == f"/tools/{tool.slug}/versions/1/to/2"

    def test_the_page_of_the_tool_leads_to_them(self, session, web):
        tool = f.ATool()

        assert f'href="/tools/{tool.slug}/versions"' in web.get(f"/tools/{tool.slug}").text

    def test_cost_no_more_statements_with_more_versions(self, session, web, count_statements):
        tool, reviewer = f.ATool(), f.APerson((f.AForce(), Role.REVIEWER))
        for number in range(4):
            another_version(tool, by=reviewer, summary=f"Summary {number}.")

        with count_statements() as seen:
            web.get(f"/tools/{tool.slug}/versions")

        assert len(seen) <= 7


class TestWhatChanged:
    def test_is_told_word_by_word_and_in_words_for_a_screen_reader(self, session, web):
        tool = f.ATool(content={"summary": "It sorts calls by risk"})
        another_version(tool, summary="It sorts urgent calls by need")

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert '<span class="govuk-visually-hidden">removed: </span>risk' in page.replace(
            "removed:</span>", "removed: </span>"
        ).replace("removed: </span>", "removed: </span>")
        assert "</span>urgent " in page
        assert "1 word removed, 2 words added" in page

    def test_lists_tell_what_comes_and_goes_by_their_labels(self, session, web):
        f.Terms()
        tool = f.ATool()
        another_version(tool, problems=["slow-redaction"])

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert "</span>Long 101 waits" in page
        assert "</span>Slow redaction" in page

    def test_folds_what_stayed_as_it_was(self, session, web):
        long = " ".join(f"word{number}" for number in range(100))
        tool = f.ATool(content={"description": f"{long} end"})
        another_version(tool, description=f"{long} finish")

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert "… 76 unchanged words …" in page

    @pytest.mark.parametrize(("role", "shown"), [(None, False), (Role.READER, True)])
    def test_shows_only_answers_that_the_reader_may_read(self, session, web, role, shown):
        tool = f.ATool()
        narrow = next(
            one.code
            for one in schema(1).questions
            if one.visibility is Visibility.POLICING and one.kind is Kind.LONG_TEXT
        )
        another_version(tool, **{narrow: "Told to policing alone"})
        if role:
            web.sign_in(f.APerson((f.AForce(), role)).id)

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert ("Told to policing alone" in page) is shown
        assert ("1 answer" in web.get(f"/tools/{tool.slug}/versions").text) is shown

    def test_evidence_that_went_between_them_is_told(self, session, web):
        tool = f.ATool()
        gone = a_study(tool, "The first pilot", recorded_at=long_before())
        gone.withdrawn_at = clock.now()
        f.save(gone)
        another_version(tool, summary="New.")

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert "removed: </span>The first pilot" in page

    def test_evidence_that_was_told_anew_is_one_change(self, session, web):
        tool = f.ATool()
        old = a_study(tool, "The trial", recorded_at=long_before())
        old.withdrawn_at = clock.now()
        f.save(old)
        a_study(tool, "The trial", design=Design.RANDOMISED_TRIAL)
        another_version(tool, summary="New.")

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert "Changed:" in page
        assert "removed: </span>Before and after only" in page
        assert "added: </span>Randomised trial" in page

    def test_evidence_that_stands_in_both_is_not_told(self, session, web):
        tool = f.ATool()
        a_study(tool, "The first pilot", recorded_at=long_before())
        another_version(tool, summary="New.")

        assert "The first pilot" not in web.get(f"/tools/{tool.slug}/versions/1/to/2").text

    def test_evidence_added_since_is_told(self, session, web):
        tool = f.ATool()
        a_study(tool, "A later trial")
        another_version(tool, summary="New.")

        page = web.get(f"/tools/{tool.slug}/versions/1/to/2").text

        assert "</span>A later trial" in page

    def test_a_version_that_is_not_shared_is_not_there(self, session, web):
        tool = f.ATool(visibility="policing")
        another_version(tool, visibility="public", summary="For all.")

        assert web.get(f"/tools/{tool.slug}/versions/1/to/2").status_code == 404
        assert web.get(f"/tools/{tool.slug}/versions/2/to/9").status_code == 404

    def test_costs_no_more_statements_with_more_answers(self, session, web, count_statements):
        tool = f.ATool()
        another_version(tool, summary="New.", description="More.", problems=["slow-redaction"])

        with count_statements() as seen:
            web.get(f"/tools/{tool.slug}/versions/1/to/2")

        assert len(seen) <= 6
