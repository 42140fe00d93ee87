"""Demonstration accounts: invented, marked, reachable from this machine alone, and made once."""

import json
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from config import Settings
from registry.accounts.models import AccessRequest, Membership, Person
from registry.accounts.services.passwords import hashed, matches
from registry.catalogue.models import Tool
from registry.core.audit import verify
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import EventRow
from registry.core.progress import SILENT
from registry.evidence.models import Evidence
from registry.freshness.queries.due import due
from registry.governance.models import Action, Board, Case, Condition, Meeting
from registry.governance.queries.actors import actor
from registry.organisations.models import EmailDomain, Organisation
from registry.replication.models import Adoption, Enquiry, Hold
from registry.replication.services import Assertion, advance
from registry.rules.lifecycles import CaseState, Stage, ToolState
from registry.seeding.demo import seed_demo_accounts
from registry.seeding.services import seed_reference
from registry.standards.models import Assessment
from tests import factories as f
from tests.databases import again, joined, undone

REVIEWERS = ["reviewer", "second reviewer", "third reviewer", "fourth reviewer"]
ROLES = ["lead", "lead", "contributor", "assurer", *REVIEWERS, "board chair", "board secretary", "registrar"]


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def accounts(folder: Path) -> list[dict[str, str]]:
    return json.loads((folder / "demo-accounts.json").read_text())


def person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


@contextmanager
def kept_in(folder: Path, app: Flask, settings: Settings) -> Iterator[None]:
    """A copy with this folder that only this machine reaches."""
    current = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, instance_dir=folder, environment="development", host="127.0.0.1")
    yield
    app.config["SETTINGS"] = current


@pytest.fixture
def folder(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An instance folder of the test's own."""
    with kept_in(tmp_path, app, settings):
        yield tmp_path


class Made:
    """The accounts are made once for the tests of a class; each of them begins with that, in a folder of its own."""

    @pytest.fixture(scope="class")
    @classmethod
    def first_folder(cls, tmp_path_factory: pytest.TempPathFactory) -> Path:
        return tmp_path_factory.mktemp("made")

    @pytest.fixture(scope="class")
    @classmethod
    def ground(cls, app: Flask, settings: Settings, first_folder: Path) -> Iterator[Connection]:
        with undone(app) as connection:
            with joined(app, connection), kept_in(first_folder, app, settings):
                seed_reference(SILENT)
                seed_demo_accounts(SILENT)
            yield connection

    @pytest.fixture
    def session(self, app: Flask, ground: Connection) -> Iterator[Session]:
        with again(app, ground) as session:
            yield session

    @pytest.fixture
    def made(self, session: Session, first_folder: Path, folder: Path) -> Path:
        shutil.copytree(first_folder, folder, dirs_exist_ok=True)
        return folder


def settings_are(**changes) -> None:
    current_app.config["SETTINGS"] = replace(current_app.config["SETTINGS"], **changes)


class TestAccounts(Made):
    def test_each_role_has_one_and_a_lead_in_each_of_two_forces(self, made: Path) -> None:
        rows = accounts(made)

        assert [row["role"] for row in rows] == ROLES
        assert len({row["organisation"] for row in rows if row["role"] == "lead"}) == 2
        assert all(row["organisation"].endswith("(example)") for row in rows)

    def test_the_passwords_open_the_accounts_and_no_two_are_alike(self, made: Path) -> None:
        rows = accounts(made)

        assert all(matches(person(row["email"]).password_hash, row["password"]) for row in rows)
        assert len({row["password"] for row in rows}) == len(rows)
        assert all(len(row["password"]) >= 20 for row in rows)

    def test_their_owner_alone_may_read_the_file(self, made: Path) -> None:
        mode = stat.S_IMODE((made / "demo-accounts.json").stat().st_mode)

        assert (mode, [path.name for path in made.iterdir()]) == (0o600, ["demo-accounts.json"])

    def test_people_and_organisations_are_marked_as_invented(self, made: Path) -> None:
        members = select(Membership.organisation_id)

        assert count(Person, ~Person.synthetic) == 0
        assert count(Organisation, Organisation.id.in_(members), ~Organisation.synthetic) == 0
        assert count(Organisation, Organisation.synthetic, Organisation.territorial) == 0

    def test_addresses_are_reserved_ones_known_as_domains(self, made: Path) -> None:
        domains = {row["email"].partition("@")[2] for row in accounts(made)}

        assert all(domain.endswith(".example") for domain in domains)
        assert count(EmailDomain, EmailDomain.domain.in_(domains)) == len(domains)

    def test_a_second_run_keeps_passwords_and_adds_nothing(self, made: Path) -> None:
        before, events = accounts(made), count(EventRow)

        assert seed_demo_accounts(SILENT) == 0
        assert (accounts(made), count(EventRow)) == (before, events)

    def test_a_password_that_somebody_chose_stays(self, made: Path) -> None:
        person("lead@northmarch.example").password_hash = hashed("orchard kettle sparrow")
        db.session.commit()

        seed_demo_accounts(SILENT)

        assert matches(person("lead@northmarch.example").password_hash, "orchard kettle sparrow")

    def test_when_the_file_is_lost_there_are_new_passwords(self, made: Path) -> None:
        (made / "demo-accounts.json").unlink()

        seed_demo_accounts(SILENT)

        rows = accounts(made)
        assert all(matches(person(row["email"]).password_hash, row["password"]) for row in rows)
        assert count(Person) == len(ROLES)


class TestRefusals:
    def test_not_in_production(self, session: Session, folder: Path) -> None:
        settings_are(environment="production")

        with pytest.raises(Conflict, match="REGISTRY_ENV"):
            seed_demo_accounts(SILENT)

    def test_not_where_another_machine_could_come_in(self, session: Session, folder: Path) -> None:
        settings_are(host="0.0.0.0")

        with pytest.raises(Conflict, match="HOST"):
            seed_demo_accounts(SILENT)

    def test_not_beside_a_real_person(self, session: Session, folder: Path) -> None:
        f.APerson()

        with pytest.raises(Conflict, match="real person"):
            seed_demo_accounts(SILENT)
        assert (count(Person), list(folder.iterdir())) == (1, [])


class TestRecords(Made):
    def test_there_is_a_record_in_each_state_and_all_are_marked(self, made: Path) -> None:
        states = sorted(db.session.scalars(select(Tool.state)))

        assert states == sorted([ToolState.PUBLISHED, ToolState.PUBLISHED, ToolState.IN_REVIEW, ToolState.DRAFT])
        for model in (Tool, Evidence, Assessment, Adoption, Board):
            assert count(model) > 0
            assert count(model, ~model.synthetic) == 0

    def test_the_board_has_decided_one_case_and_has_one_to_decide(self, made: Path) -> None:
        assert sorted(db.session.scalars(select(Case.state))) == [CaseState.DECIDED, CaseState.SCHEDULED]
        assert (count(Meeting), count(Action)) == (2, 1)
        assert count(Condition, Condition.blocking) == 1

    def test_the_blocking_condition_stands_in_the_way_of_live(self, made: Path) -> None:
        lead = actor(person("lead@southvale.example").id)
        adoption = db.session.scalars(select(Adoption).where(Adoption.stage == Stage.PILOTING)).one()
        said = Assertion(
            adoption.changed_at.date(), stage=Stage.LIVE, proof={"units": "teams", "eligible": 4, "using": 2}
        )

        with pytest.raises(Invalid) as refused:
            advance(lead, adoption.id, adoption.revision, said)
        assert "Regional Innovation Board (example)" in str(refused.value.fields)
        assert count(Hold, Hold.binding, Hold.lifted_at.is_(None)) == 1

    def test_a_lead_has_something_to_confirm_and_a_question_to_answer(self, made: Path) -> None:
        north = db.session.scalars(select(Organisation).where(Organisation.slug == "northmarch")).one()

        lead = actor(person("lead@northmarch.example").id)
        assert [fact.kind for fact in due(lead, frozenset({north.id}))] == ["adoption"]
        assert count(Enquiry, Enquiry.organisation_id == north.id, Enquiry.answered_at.is_(None)) == 1

    def test_the_registrar_has_a_request_to_answer(self, made: Path) -> None:
        assert count(AccessRequest, AccessRequest.answered_at.is_(None)) == 1

    def test_nothing_is_told_twice(self, made: Path) -> None:
        def rows() -> list[int]:
            return [count(model) for model in (Tool, Evidence, Assessment, Adoption, Enquiry, Board, Case, Hold)]

        before = rows()
        seed_demo_accounts(SILENT)

        assert rows() == before

    def test_the_audit_trail_holds(self, made: Path) -> None:
        assert verify(db.session).fault == ""
