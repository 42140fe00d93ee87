"""Invented records for scale: marked on every row, the same for the same seed, and only among themselves."""

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.catalogue.models import Tool, Version
from registry.core.audit import verify
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import EventRow, seal
from registry.core.progress import SILENT
from registry.evidence.models import Evidence
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageBarrier, StageEvent
from registry.replication.services.steps import project
from registry.rules.lifecycles import EXITS, PATH, ToolState
from registry.rules.words import Standing
from registry.seeding.services import seed_reference
from registry.seeding.synthetic import Wanted, plan, seed_synthetic
from registry.standards.models import Assessment
from tests import factories as f

SOME = Wanted(tools=50, adoptions=300, seed=7)
CODES = plan.Codes(["waits", "paper"], ["contact", "other"], ["none", "rules"], ["leaders"], ["funding"])


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


@pytest.fixture
def loaded(session: Session) -> Session:
    seed_reference(SILENT)
    seed_synthetic(SOME, SILENT)
    return session


class TestSeedSynthetic:
    def test_as_many_records_as_were_asked_for(self, loaded: Session) -> None:
        assert (count(Tool), count(Version), count(Adoption)) == (50, 50, 300)
        assert count(StageEvent) >= 450

    def test_every_row_is_marked_as_invented(self, loaded: Session) -> None:
        invented = select(Organisation.id).where(Organisation.synthetic)

        assert count(Tool, ~Tool.synthetic) == count(Adoption, ~Adoption.synthetic) == 0
        assert count(Evidence, ~Evidence.synthetic) == count(Assessment, ~Assessment.synthetic) == 0
        assert count(Tool, Tool.owner_id.not_in(invented)) == 0
        assert count(Adoption, Adoption.organisation_id.not_in(invented)) == 0

    def test_invented_organisations_are_called_so_and_stand_on_no_map(self, loaded: Session) -> None:
        invented = loaded.scalars(select(Organisation).where(Organisation.synthetic)).all()

        assert all(force.name.endswith("(example)") for force in invented)
        assert not any(force.territorial or force.tile_code for force in invented)

    def test_each_step_is_on_the_audit_trail_and_the_trail_holds(self, loaded: Session) -> None:
        kinds = dict(loaded.execute(select(EventRow.kind, func.count()).group_by(EventRow.kind)).all())

        assert kinds["invented-tool-published"] == 50
        assert kinds["invented-adoption-moved"] == count(StageEvent)
        assert verify(loaded).fault == ""

    def test_versions_are_sealed_as_published_ones_are(self, loaded: Session) -> None:
        versions = loaded.scalars(select(Version)).all()

        assert all(seal(version.salt, version.content) == version.digest for version in versions)
        assert {tool.state for tool in loaded.scalars(select(Tool))} == {ToolState.PUBLISHED}

    def test_the_adoption_s_columns_are_what_its_steps_say(self, loaded: Session) -> None:
        for adoption in loaded.scalars(select(Adoption).limit(60)).all():
            stored = adoption.stage, adoption.since, adoption.standing, adoption.expires_on, adoption.paused_from

            project(adoption)

            assert stored == (
                adoption.stage, adoption.since, adoption.standing, adoption.expires_on, adoption.paused_from,
            )  # fmt: skip

    def test_every_exit_has_a_barrier_and_a_reason(self, loaded: Session) -> None:
        exits = loaded.scalars(select(StageEvent).where(StageEvent.stage.in_(EXITS))).all()

        assert exits
        assert all(step.reason for step in exits)
        assert count(StageBarrier) == len(exits)

    def test_a_second_run_adds_nothing(self, loaded: Session) -> None:
        events = count(EventRow)

        assert seed_synthetic(SOME, SILENT) == 0
        assert count(EventRow) == events

    def test_a_stopped_run_goes_on_where_it_stood(self, loaded: Session) -> None:
        more = Wanted(tools=300, adoptions=300, seed=7)

        assert seed_synthetic(more, SILENT) == 50  # the second batch; the first one's tools are there

    def test_real_records_keep_it_out_unless_it_is_forced(self, session: Session) -> None:
        seed_reference(SILENT)
        f.ATool()

        with pytest.raises(Conflict, match="real records"):
            seed_synthetic(SOME, SILENT)
        assert count(Tool) == 1
        assert seed_synthetic(Wanted(tools=3, adoptions=3, force=True), SILENT) == 3

    def test_a_real_account_keeps_it_out_too(self, session: Session) -> None:
        seed_reference(SILENT)
        f.APerson()

        with pytest.raises(Conflict, match="real records"):
            seed_synthetic(SOME, SILENT)

    def test_more_adoptions_than_forces_is_refused(self, session: Session) -> None:
        seed_reference(SILENT)

        with pytest.raises(Invalid, match="more tools"):
            seed_synthetic(Wanted(tools=1, adoptions=101), SILENT)

    def test_without_reference_data_it_says_what_to_do(self, session: Session) -> None:
        with pytest.raises(NotFound, match="flask seed reference"):
            seed_synthetic(SOME, SILENT)


class TestPlan:
    def test_the_same_seed_gives_the_same_records(self) -> None:
        again = [plan.tool(7, number, CODES, 48) for number in range(20)]

        assert [plan.tool(7, number, CODES, 48) for number in range(20)] == again

    def test_another_seed_gives_others(self) -> None:
        assert plan.tool(7, 0, CODES, 48) != plan.tool(8, 0, CODES, 48)

    def test_stages_do_not_depend_on_the_day(self) -> None:
        def stages(today: date) -> list:
            return [[step["stage"] for step in row["steps"]] for row in plan.adoptions(7, 3, 10, 48, today)]

        assert stages(date(2026, 1, 1)) == stages(date(2026, 11, 22))

    def test_no_organisation_adopts_a_tool_twice_and_steps_follow_each_other(self) -> None:
        rows = list(plan.adoptions(7, 3, 40, 48, date(2026, 1, 1)))

        assert len({row["adopter"] for row in rows}) == 40
        for row in rows:
            days = [step["happened_on"] for step in row["steps"]]
            on_path = [PATH.index(step["stage"]) for step in row["steps"] if step["stage"] in PATH]
            assert days == sorted(days)
            assert on_path == sorted(set(on_path))
            assert row["standing"] in set(Standing)

    def test_shares_add_up_and_none_is_above_the_most(self) -> None:
        shares = plan.shares(1, 50, 2_000, 48)

        assert (sum(shares), max(shares)) == (2_000, 48)
        assert plan.shares(1, 50, 300, 48) != plan.shares(2, 50, 300, 48)
