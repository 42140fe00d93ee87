"""Reference data come from the seed files, follow them when they change, and are loaded once."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.catalogue.models import Precheck, PrecheckChange, Term
from registry.core.audit import verify
from registry.core.db import db
from registry.core.events import EventRow
from registry.core.progress import SILENT
from registry.measures.models import Measure
from registry.organisations.models import EmailDomain, Organisation
from registry.replication.models import Barrier
from registry.rules.words import OrganisationKind
from registry.seeding.events import ReferenceLoaded
from registry.seeding.services import seed_reference
from registry.standards.models import Requirement, Standard, StandardVersion
from tests.seeding.seed_files import MEASURES, ORGANISATIONS, STANDARDS, VOCABULARIES, read_yaml


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


class TestSeedReference:
    def test_every_row_of_the_files_is_there(self, session: Session) -> None:
        seed_reference(SILENT)

        lists = ("categories", "problems", "techniques", "user_groups", "systems", "procurement_routes")
        versions = [version for standard in STANDARDS["standards"] for version in standard["versions"]]
        assert {
            Organisation: count(Organisation),
            Term: count(Term),
            Barrier: count(Barrier),
            EmailDomain: count(EmailDomain),
            Measure: count(Measure),
            Standard: count(Standard),
            StandardVersion: count(StandardVersion),
            Requirement: count(Requirement),
        } == {
            Organisation: len(ORGANISATIONS),
            Term: sum(len(VOCABULARIES[name]) for name in lists),
            Barrier: len(VOCABULARIES["barriers"]),
            EmailDomain: len(VOCABULARIES["email_domains"]),
            Measure: len(MEASURES),
            Standard: len(STANDARDS["standards"]),
            StandardVersion: len(versions),
            Requirement: sum(len(version["requirements"]) for version in versions),
        }

    def test_a_second_run_changes_nothing(self, session: Session) -> None:
        seed_reference(SILENT)
        events = count(EventRow)

        assert seed_reference(SILENT) == 0
        assert count(EventRow) == events

    def test_a_row_that_differs_from_its_file_is_brought_in_line(self, session: Session) -> None:
        seed_reference(SILENT)
        kent = session.scalars(select(Organisation).where(Organisation.slug == "kent")).one()
        kent.officers_fte = 1
        session.commit()

        changed = seed_reference(SILENT)

        wanted = next(int(row["officers_fte"]) for row in ORGANISATIONS if row["slug"] == "kent")
        assert (changed, kent.officers_fte) == (1, wanted)

    def test_what_the_files_do_not_name_is_left_alone(self, session: Session) -> None:
        seed_reference(SILENT)
        kent = session.scalars(select(Organisation).where(Organisation.slug == "kent")).one()
        kent.mailbox = "innovation@kent.example"
        session.add(Organisation(slug="march", name="March", kind=OrganisationKind.FORCE))
        session.commit()

        assert seed_reference(SILENT) == 0
        assert kent.mailbox == "innovation@kent.example"

    def test_a_precheck_that_the_registrar_changed_stays_changed(self, session: Session) -> None:
        seed_reference(SILENT)
        rule = session.scalars(select(Precheck).order_by(Precheck.position)).first()
        assert rule is not None
        gone, rule.active, rule.fix = rule.code, False, "Changed by hand."
        session.commit()

        assert seed_reference(SILENT) == 0
        kept = session.scalars(select(Precheck).where(Precheck.code == gone)).one()
        assert (kept.active, kept.fix) == (False, "Changed by hand.")

    def test_every_precheck_is_there_with_the_change_that_added_it(self, session: Session) -> None:
        seed_reference(SILENT)

        assert count(Precheck) == count(PrecheckChange) == len(read_yaml("prechecks.yaml")["prechecks"])

    def test_the_audit_trail_says_what_was_loaded_and_holds(self, session: Session) -> None:
        seed_reference(SILENT)

        loaded = select(EventRow).where(EventRow.kind == ReferenceLoaded.kind).order_by(EventRow.id)
        subjects = [row.data["subject"] for row in session.scalars(loaded)]
        loads = [
            "organisations",
            "email-domains",
            "terms",
            "barriers",
            "measures",
            "standards",
            "prechecks",
            "synonyms",
        ]
        assert subjects == loads
        assert verify(session).fault == ""

    def test_a_date_is_as_exact_as_its_source_and_an_empty_cell_is_nothing(self, session: Session) -> None:
        seed_reference(SILENT)

        scotland = session.scalars(select(Organisation).where(Organisation.slug == "police-scotland")).one()
        assert (scotland.officers_fte, scotland.tile_code, scotland.territorial) == (None, None, False)
        assert not session.scalars(select(Organisation).where(Organisation.synthetic)).all()
