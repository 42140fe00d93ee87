"""Records from published sources are loaded as reported, once, and never over what a force has said."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session, joinedload

from registry.catalogue.models import Origin, Source, Tool, UnnamedClaim, Version
from registry.catalogue.services import claim
from registry.core import clock
from registry.core.audit import verify
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.events import EventRow
from registry.core.progress import SILENT
from registry.evidence.models import Claim, Evidence
from registry.organisations.models import Organisation
from registry.replication import services as replication
from registry.replication.models import Adoption, StageEvent
from registry.rules.lifecycles import Stage, ToolState
from registry.rules.words import Direction, Precision, Role, Standing, Visibility
from registry.seeding.services import published, seed_published, seed_reference
from tests import factories as f
from tests.databases import again, joined, undone
from tests.seeding.seed_files import SINGLE_ONLINE_HOME, TOOLS, read_csv

EVIDENCE = [item for tool in TOOLS for item in tool["evidence"]]
ADOPTIONS = [adoption for tool in TOOLS for adoption in tool["adoptions"]]


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def tool_called(slug: str) -> Tool:
    statement = select(Tool).where(Tool.slug == slug)
    return db.session.scalars(statement.options(joinedload(Tool.version), joinedload(Tool.owner))).one()


def force_called(slug: str) -> Organisation:
    return db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def adoption_of(tool: str, organisation: str) -> Adoption:
    return db.session.scalars(
        select(Adoption).where(
            Adoption.tool_id == tool_called(tool).id, Adoption.organisation_id == force_called(organisation).id
        )
    ).one()


def changed_files(monkeypatch: pytest.MonkeyPatch, slug: str, **changes) -> None:
    """Let the seed files say something else of one tool."""
    rows = published._rows()
    monkeypatch.setattr(published, "_rows", lambda: [row | changes if row["slug"] == slug else row for row in rows])


class Loaded:
    """The records are loaded once for the tests of a class; each of them begins with that."""

    @pytest.fixture(scope="class")
    @classmethod
    def ground(cls, app: Flask) -> Iterator[Connection]:
        with undone(app) as connection:
            with joined(app, connection):
                seed_reference(SILENT)
                seed_published(SILENT)
            yield connection

    @pytest.fixture
    def session(self, app: Flask, ground: Connection) -> Iterator[Session]:
        with again(app, ground) as session:
            yield session

    @pytest.fixture
    def loaded(self, session: Session) -> Session:
        return session


class TestSeedPublishedFirst:
    def test_without_reference_data_it_says_what_to_do(self, session: Session) -> None:
        with pytest.raises(NotFound, match="flask seed reference"):
            seed_published(SILENT)

    def test_a_record_that_merely_has_the_same_address_is_left_alone(self, session: Session) -> None:
        seed_reference(SILENT)
        own = f.ATool(slug="soze", name="Something of our own")

        seed_published(SILENT)

        assert (own.name, count(Adoption, Adoption.tool_id == own.id)) == ("Something of our own", 0)


class TestSeedPublished(Loaded):
    def test_every_record_of_the_files_is_there(self, loaded: Session) -> None:
        unnamed = sum(row["names_forces"] == "0" for row in read_csv("published/spread_series.csv"))

        assert (count(Tool), count(Version), count(Evidence)) == (len(TOOLS), len(TOOLS), len(EVIDENCE))
        assert count(Claim) == sum(len(item["claims"]) for item in EVIDENCE)
        assert count(Adoption) == count(StageEvent) == len(ADOPTIONS) + len(SINGLE_ONLINE_HOME)
        assert count(Source) == sum(len(tool["sources"]) for tool in TOOLS)
        assert count(Origin) == sum(len(tool["lead_forces"]) for tool in TOOLS)
        assert count(UnnamedClaim) == sum(len(tool["unnamed_claims"]) for tool in TOOLS) + unnamed

    def test_the_registry_owns_each_and_says_that_it_is_from_published_sources(self, loaded: Session) -> None:
        tools = loaded.scalars(select(Tool).options(joinedload(Tool.owner))).all()

        assert {tool.owner.name for tool in tools} == {"The registry, from published sources"}
        assert {(tool.state, tool.from_sources, tool.visibility, tool.synthetic) for tool in tools} == {
            (ToolState.PUBLISHED, True, Visibility.PUBLIC, False)
        }

    def test_a_tool_s_own_page_names_the_registry_as_its_owner(self, loaded: Session, web) -> None:
        page = web.get("/tools/docdefender")

        assert "The registry, from published sources" in page.get_data(as_text=True)

    def test_every_fact_is_reported_with_its_source(self, loaded: Session) -> None:
        steps = loaded.scalars(select(StageEvent)).all()
        evidence = loaded.scalars(select(Evidence)).all()

        assert {row.standing for row in [*steps, *evidence, *loaded.scalars(select(Adoption))]} == {Standing.REPORTED}
        assert all(row.source and row.source_url for row in [*steps, *evidence])
        assert all(step.recorded_by_id is None and step.source_words for step in steps)

    def test_every_stage_is_dated_and_a_bare_name_is_not(self, loaded: Session) -> None:
        for step in loaded.scalars(select(StageEvent)):
            bare = step.stage is Stage.STAGE_NOT_STATED
            assert (step.happened_on is None, step.precision is None) == (bare, bare)
            assert bare or step.source_dated

    def test_nothing_is_declined_and_nothing_rests_on_memory(self, loaded: Session) -> None:
        assert count(Adoption, Adoption.stage == Stage.DECLINED) == 0
        assert count(StageEvent, StageEvent.source.ilike("%memory%")) == 0
        assert count(Adoption, Adoption.synthetic) == 0

    def test_named_without_a_stage_is_kept_as_such(self, loaded: Session) -> None:
        named = sum(adoption["stage"] == "named" for adoption in ADOPTIONS)

        assert count(Adoption, Adoption.stage == Stage.STAGE_NOT_STATED) == named

    def test_single_online_home_is_live_at_the_27_named_forces_by_that_day(self, loaded: Session) -> None:
        tool = tool_called("single-online-home")
        adoptions = loaded.scalars(select(Adoption).where(Adoption.tool_id == tool.id)).all()
        steps = loaded.scalars(select(StageEvent).join(StageEvent.adoption).where(Adoption.tool_id == tool.id)).all()

        assert {(a.stage, str(a.since), a.since_precision) for a in adoptions} == {
            (Stage.LIVE, "2021-03-08", Precision.DAY)
        }
        assert (len(adoptions), {step.happened_by for step in steps}) == (27, {True})

    def test_an_exit_keeps_its_barriers_and_reason(self, loaded: Session) -> None:
        kent = adoption_of("predpol", "kent")
        step = loaded.scalars(select(StageEvent).where(StageEvent.adoption_id == kent.id)).one()

        assert (kent.stage, str(kent.since), kent.since_precision) == (Stage.STOPPED, "2018-03-01", Precision.MONTH)
        assert step.reason
        assert (
            loaded.execute(
                select(func.count()).select_from(StageEvent).join(StageEvent.barriers).where(StageEvent.id == step.id)
            ).scalar()
            == 2
        )

    def test_counts_without_names_are_claims_that_nobody_counts(self, loaded: Session) -> None:
        tool = tool_called("single-online-home")
        numbers = loaded.execute(
            select(UnnamedClaim.number, UnnamedClaim.dated, UnnamedClaim.happened_on)
            .where(UnnamedClaim.tool_id == tool.id, UnnamedClaim.number.is_not(None))
            .order_by(UnnamedClaim.dated)
        ).all()

        assert [(row.number, row.dated) for row in numbers][1:3] == [(19, "2020-07"), (34, "2023-04")]
        assert 27 not in {row.number for row in numbers}
        assert numbers[-1].happened_on is None  # a year that was a guess

    def test_a_trial_keeps_its_direction_and_a_count_has_none(self, loaded: Session) -> None:
        graded = loaded.scalars(select(Claim).where(Claim.direction.is_not(None))).all()
        counts = loaded.scalars(select(Claim).where(Claim.direction.is_(None))).all()

        assert Direction.BETTER in {row.direction for row in graded}
        assert all(row.ungraded for row in counts)

    def test_what_a_source_does_not_say_is_left_out(self, loaded: Session) -> None:
        untold = {tool["slug"] for tool in TOOLS if "decider" not in tool}
        content = {
            tool.slug: tool.version.content for tool in loaded.scalars(select(Tool).options(joinedload(Tool.version)))
        }

        assert {slug for slug, answers in content.items() if "decider" not in answers} == untold
        assert not any("contact_mailbox" in answers for answers in content.values())

    def test_a_source_s_label_for_the_tool_stands_with_the_source(self, loaded: Session) -> None:
        said = loaded.scalars(select(Source.words).where(Source.words.is_not(None))).all()

        assert "Called “Promising” by College of Policing" in said

    def test_each_fact_is_on_the_audit_trail_and_the_trail_holds(self, loaded: Session) -> None:
        kinds = dict(loaded.execute(select(EventRow.kind, func.count()).group_by(EventRow.kind)).all())

        assert kinds["tool-published"] == len(TOOLS)
        assert kinds["adoption-moved"] == len(ADOPTIONS) + len(SINGLE_ONLINE_HOME)
        assert verify(loaded).fault == ""


class TestSeedPublishedAgain(Loaded):
    def test_records_are_published_under_the_questions_that_their_file_names(self, loaded: Session) -> None:
        assert set(db.session.scalars(select(Version.schema_number))) == {1}

    def test_a_second_run_changes_nothing(self, loaded: Session) -> None:
        events = count(EventRow)

        assert seed_published(SILENT) == 0
        assert count(EventRow) == events

    def test_a_changed_summary_becomes_a_new_version_and_the_old_one_stays(self, loaded: Session, monkeypatch) -> None:
        changed_files(monkeypatch, "soze", summary="Searches what a case has gathered.")

        seed_published(SILENT)

        tool = tool_called("soze")
        assert (tool.version.number, tool.summary) == (2, "Searches what a case has gathered.")
        assert count(Version, Version.tool_id == tool.id) == 2

    def test_a_changed_study_is_withdrawn_and_told_anew(self, loaded: Session, monkeypatch) -> None:
        row = next(tool for tool in TOOLS if tool["slug"] == "redact-xpert" or tool["evidence"])
        changed = [row["evidence"][0] | {"title": "Told better"}, *row["evidence"][1:]]
        changed_files(monkeypatch, row["slug"], evidence=changed)

        seed_published(SILENT)

        mine = Evidence.tool_id == tool_called(row["slug"]).id
        assert count(Evidence, mine, Evidence.withdrawn_at.is_(None)) == len(row["evidence"])
        assert count(Evidence, mine, Evidence.withdrawn_at.is_not(None)) == 1

    def test_a_changed_stage_is_a_correction_beside_the_wrong_step(self, loaded: Session, monkeypatch) -> None:
        row = next(tool for tool in TOOLS if tool["slug"] == "predpol")
        changed = [row["adoptions"][0] | {"since": "2018-04"}, *row["adoptions"][1:]]
        changed_files(monkeypatch, "predpol", adoptions=changed)
        first = adoption_of("predpol", row["adoptions"][0]["organisation"])

        assert seed_published(SILENT) == 1

        loaded.refresh(first)
        steps = loaded.scalars(
            select(StageEvent).where(StageEvent.adoption_id == first.id).order_by(StageEvent.id)
        ).all()
        assert [step.verb for step in steps] == ["record", "correct"]
        assert (str(first.since), steps[1].corrects_id) == ("2018-04-01", steps[0].id)

    def test_a_claimed_record_is_never_overwritten(self, loaded: Session, monkeypatch) -> None:
        lead = f.AnActor(Role.LEAD, force_called("staffordshire"))
        claim(lead, "officer-101-triage")
        changed_files(monkeypatch, "officer-101-triage", summary="Something else.", evidence=[], sources=[])

        assert seed_published(SILENT) == 0

        tool = tool_called("officer-101-triage")
        assert (tool.summary == "Something else.", tool.owner.slug, tool.from_sources) == (
            False,
            "staffordshire",
            False,
        )
        assert count(Evidence, Evidence.tool_id == tool.id, Evidence.withdrawn_at.is_(None)) == 1

    def test_a_suspended_record_stays_as_it_is(self, loaded: Session, monkeypatch) -> None:
        tool = tool_called("soze")
        tool.suspended_at, tool.suspension_reason = clock.now(), "Wrong"
        loaded.commit()
        changed_files(monkeypatch, "soze", summary="Searches what a case has gathered.")

        assert seed_published(SILENT) == 0

    def test_an_adoption_that_its_force_confirmed_is_never_touched(self, loaded: Session, monkeypatch) -> None:
        adoption = adoption_of("single-online-home", "gwent")
        lead = f.AnActor(Role.LEAD, force_called("gwent"))
        replication.confirm(lead, adoption.id, adoption.revision)
        revision = adoption.revision
        rows = [row | {"since": "2020-01-01"} for row in published._rows() if row["slug"] == "single-online-home"]
        moved = [one | {"since": "2020-01-01"} for one in rows[0]["adoptions"]]
        changed_files(monkeypatch, "single-online-home", adoptions=moved)

        seed_published(SILENT)

        loaded.refresh(adoption)
        assert (adoption.standing, str(adoption.since), adoption.revision) == (
            Standing.CONFIRMED,
            "2021-03-08",
            revision,
        )
