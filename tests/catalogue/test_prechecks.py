"""What pre-checks find in a record, what they stop, and how the registrar changes them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue import queries, services
from registry.catalogue.models import Contract, Precheck, PrecheckChange, Tool, WorkingCopy
from registry.catalogue.services import ReleaseDetails
from registry.core import audit, clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.governance.services.review import submit
from registry.organisations.models import Organisation
from registry.rules.lifecycles import ToolState
from registry.rules.prechecks import BadRule
from registry.rules.questions import current
from registry.rules.words import OrganisationKind, Role, Severity, Visibility
from registry.seeding.services.prechecks import add_prechecks
from tests import factories as f

RULE = {
    "title": "No description",
    "severity": "failure",
    "expression": "description is empty",
    "fix": "Describe it in a paragraph.",
    "question": "description",
    "active": True,
}


def release() -> ReleaseDetails:
    return ReleaseDetails("SIRO", clock.today(), "SIRO/12", agreed=True)


def a_draft(**fields) -> Tool:
    return f.ATool(state=ToolState.DRAFT, **fields)


def owner_of(tool: Tool) -> Organisation:
    return db.session.get(Organisation, tool.owner_id)


def findings(tool: Tool):
    return queries.findings(queries.draft(f.AnActor(Role.READER, owner_of(tool)), tool.slug))


@pytest.fixture
def registrar(session):
    return f.AnActor(Role.REGISTRAR)


class TestFindings:
    def test_name_the_fault_how_to_fix_it_and_where(self, session):
        f.APrecheck("description is empty", title="No description", fix="Write one.", question="description")

        [found] = findings(a_draft())

        assert (found.title, found.fix, found.severity) == ("No description", "Write one.", Severity.FAILURE)
        assert (found.section, found.question) == ("about", "description")
        assert found.label == "What it does, at more length"

    def test_come_gravest_first(self, session):
        for severity in (Severity.INFO, Severity.FAILURE, Severity.WARNING):
            f.APrecheck("name is not empty", severity=severity)

        assert [found.severity for found in findings(a_draft())] == ["failure", "warning", "info"]

    def test_a_rule_that_is_off_finds_nothing(self, session):
        f.APrecheck("name is not empty", active=False)

        assert findings(a_draft()) == []

    def test_a_rule_about_what_the_record_was_not_asked_finds_nothing(self, session):
        f.APrecheck("explanation is empty")
        tool = a_draft(schema_number=1)
        assert findings(tool) == []

        db.session.get(WorkingCopy, tool.id).schema_number = 2
        db.session.commit()
        assert len(findings(tool)) == 1

    def test_facts_are_those_of_the_record(self, session):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)
        f.APrecheck('contracts = 1 and owner_kind = "force" and version = 1 and today > 2020-01-01')
        tool = f.ATool(state=ToolState.PUBLISHED)
        gone = {"withdrawn_at": clock.now()}
        for fields in ({}, gone):
            f.save(
                Contract(
                    tool_id=tool.id,
                    organisation_id=tool.owner_id,
                    supplier_id=supplier.id,
                    stated_on=clock.today(),
                    recorded_at=clock.now(),
                    visibility=Visibility.POLICING,
                    **fields,
                )
            )

        assert len(findings(tool)) == 1

    def test_an_answer_taken_from_elsewhere_fails_until_it_is_checked(self, session):
        tool = a_draft()
        copy = db.session.get(WorkingCopy, tool.id)
        copy.to_check = {"summary": "atrs", "gone": "atrs", "lessons": "practice-bank"}
        db.session.commit()

        [found] = findings(tool)

        assert found.title.startswith("Taken from a transparency record, not checked yet: What does it do")
        assert (found.severity, found.section, found.question) == (Severity.FAILURE, "about", "summary")

    def test_take_two_statements_for_any_number_of_rules(self, session, count_statements):
        tool = a_draft()
        for _ in range(5):
            f.APrecheck()
        loaded = queries.draft(f.AnActor(Role.READER, owner_of(tool)), tool.slug)

        with count_statements() as seen:
            queries.findings(loaded)

        assert len(seen) == 2

    def test_nobody_else_is_told_of_a_draft(self, session):
        with pytest.raises(NotFound):
            queries.checks(f.AnActor(Role.LEAD), a_draft().slug)


class TestSubmitting:
    def test_a_rule_that_was_just_added_stops_the_next_submission(self, registrar):
        owner = f.AForce()
        first, second = a_draft(owner=owner), a_draft(owner=owner)
        lead = f.AnActor(Role.LEAD, owner)
        submit(lead, first.slug, release())

        services.add_precheck(registrar, RULE)

        with pytest.raises(Invalid) as refused:
            submit(lead, second.slug, release())
        assert "No description. How to fix it: Describe it in a paragraph." in refused.value.message
        assert db.session.scalar(select(Tool.state).where(Tool.id == second.id)) is ToolState.DRAFT

    def test_names_every_failure_by_itself(self, session):
        f.APrecheck("name is not empty", title="One", fix="Mend one.")
        f.APrecheck("name is not empty", title="Two", fix="Mend two.")
        tool = a_draft()

        with pytest.raises(Invalid) as refused:
            submit(f.AnActor(Role.LEAD, owner_of(tool)), tool.slug, release())

        assert list(refused.value.fields.values()) == ["One. How to fix it: Mend one.", "Two. How to fix it: Mend two."]

    @pytest.mark.parametrize("severity", [Severity.WARNING, Severity.INFO])
    def test_goes_on_in_spite_of_what_is_no_failure(self, session, severity):
        f.APrecheck("name is not empty", severity=severity)
        tool = a_draft()

        submit(f.AnActor(Role.LEAD, owner_of(tool)), tool.slug, release())

        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is ToolState.IN_REVIEW

    def test_goes_on_once_the_rule_is_off(self, registrar):
        rule = f.APrecheck("name is not empty")
        tool = a_draft()

        services.switch_precheck(registrar, rule.code, False, rule.revision)
        submit(f.AnActor(Role.LEAD, owner_of(tool)), tool.slug, release())

        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is ToolState.IN_REVIEW

    def test_the_rules_supplied_let_a_record_with_the_needed_answers_alone_through(self, session):
        with transaction():
            assert add_prechecks("prechecks.yaml")
        tool = a_draft()
        db.session.get(WorkingCopy, tool.id).schema_number = current()
        db.session.commit()
        assert [found.severity for found in findings(tool)] == [Severity.INFO]  # no lessons yet

        submit(f.AnActor(Role.LEAD, owner_of(tool)), tool.slug, release())

        assert db.session.scalar(select(Tool.state).where(Tool.id == tool.id)) is ToolState.IN_REVIEW

    def test_is_stopped_by_an_answer_that_nobody_checked(self, session):
        tool = a_draft()
        db.session.get(WorkingCopy, tool.id).to_check = {"phase": "business-case"}
        db.session.commit()

        with pytest.raises(Invalid, match="Taken from a business case, not checked yet"):
            submit(f.AnActor(Role.LEAD, owner_of(tool)), tool.slug, release())


class TestChangingRules:
    def test_an_added_rule_is_kept_with_its_change_and_an_event_of_codes_alone(self, registrar):
        rule = services.add_precheck(registrar, RULE)

        [change] = db.session.scalars(select(PrecheckChange))
        assert (rule.code, rule.revision, rule.active) == ("no-description", 1, True)
        assert (change.verb, change.title, change.recorded_by_id) == ("add", rule.title, registrar.id)
        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "precheck-changed"))
        assert event.data == {
            "actor_id": registrar.id,
            "precheck_id": rule.id,
            "change_id": change.id,
            "verb": "add",
            "revision": 1,
        }

    def test_every_change_is_on_a_chain_that_verifies(self, registrar):
        rule = services.add_precheck(registrar, RULE)
        services.edit_precheck(registrar, rule.code, {**RULE, "fix": "Say more."}, 1)
        services.switch_precheck(registrar, rule.code, False, 2)

        verbs = db.session.scalars(select(PrecheckChange.verb).order_by(PrecheckChange.id)).all()
        assert verbs == ["add", "edit", "switch-off"]
        assert audit.verify(db.session).fault == ""

    def test_a_title_is_used_once(self, registrar):
        services.add_precheck(registrar, RULE)

        with pytest.raises(BadRule) as refused:
            services.add_precheck(registrar, {**RULE, "title": "NO description"})
        assert list(refused.value.fields) == ["title"]

    @pytest.mark.parametrize(("title", "code"), [("New", "new-2"), ("???", "tool")])
    def test_a_code_never_stands_in_the_way_of_another_page(self, registrar, title, code):
        assert services.add_precheck(registrar, {**RULE, "title": title}).code == code

    def test_titles_that_look_alike_get_codes_of_their_own(self, registrar):
        services.add_precheck(registrar, RULE)

        assert services.add_precheck(registrar, {**RULE, "title": "No description!"}).code == "no-description-2"

    def test_a_change_over_a_newer_one_is_refused_with_theirs_and_yours(self, registrar):
        rule = services.add_precheck(registrar, RULE)
        services.edit_precheck(registrar, rule.code, {**RULE, "fix": "Theirs."}, 1)

        with pytest.raises(Conflict) as refused:
            services.edit_precheck(registrar, rule.code, {**RULE, "fix": "Mine.", "severity": "info"}, 1)

        assert refused.value.changes == (("Weight", "Failure", "Info"), ("How to fix it", "Theirs.", "Mine."))
        assert db.session.scalar(select(Precheck.fix)) == "Theirs."

    def test_switching_over_a_newer_change_is_refused(self, registrar):
        rule = services.add_precheck(registrar, RULE)
        services.edit_precheck(registrar, rule.code, {**RULE, "severity": "info"}, 1)

        with pytest.raises(Conflict):
            services.switch_precheck(registrar, rule.code, False, 1)
        assert db.session.scalar(select(Precheck.active))

    def test_what_changes_nothing_is_no_change(self, registrar):
        rule = services.add_precheck(registrar, RULE)

        services.edit_precheck(registrar, rule.code, RULE, 1)
        services.switch_precheck(registrar, rule.code, True, 1)

        assert db.session.scalar(select(func.count()).select_from(PrecheckChange)) == 1

    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.ASSURER])
    def test_nobody_but_the_registrar_changes_a_rule(self, session, role):
        rule, actor = f.APrecheck(), f.AnActor(role)

        for act in (
            lambda: services.add_precheck(actor, RULE),
            lambda: services.edit_precheck(actor, rule.code, RULE, 1),
            lambda: services.switch_precheck(actor, rule.code, False, 1),
            lambda: queries.preview(actor, RULE),
            lambda: queries.precheck(actor, rule.code),
        ):
            with pytest.raises(NotAllowed):
                act()


class TestReadingRules:
    def test_members_of_policing_see_the_active_ones(self, session):
        f.APrecheck(title="On", severity=Severity.INFO)
        f.APrecheck(title="Grave")
        f.APrecheck(title="Off", active=False)

        assert [row.rule.title for row in queries.prechecks(f.AnActor(Role.READER))] == ["Grave", "On"]

    def test_the_registrar_sees_all_with_who_changed_them_last(self, registrar):
        rule = f.APrecheck(title="Off", active=False)
        assert [row.changed_by for row in queries.prechecks(registrar)] == ["Supplied with the register"]

        services.switch_precheck(registrar, rule.code, True, 1)

        [row] = queries.prechecks(registrar)
        assert row.changed_by == "Registrar"
        assert clock.now() - row.changed_at < timedelta(minutes=5)

    def test_a_supplier_does_not(self, session):
        with pytest.raises(NotAllowed):
            queries.prechecks(f.AnActor(Role.LEAD, f.AForce(kind=OrganisationKind.SUPPLIER)))


class TestPreview:
    def test_counts_records_in_work_and_published_ones_apart(self, registrar):
        a_draft(name="A draft")
        a_draft(content={"description": "Described"})
        f.ATool(state=ToolState.WITHDRAWN)
        live = f.ATool(name="Live")
        f.ATool(content={"description": "Described"})
        f.ATool(suspended_at=clock.now(), suspension_reason="For the test")

        found = queries.preview(registrar, RULE)

        assert (found.copies.found, found.copies.total) == (1, 2)
        assert (found.live.found, found.live.total) == (1, 2)
        assert [tool.slug for tool in found.live.shown] == [live.slug]

    def test_counts_drafts_that_the_registrar_may_not_read_without_naming_them(self, registrar):
        a_draft(name="Somebody's draft")

        found = queries.preview(registrar, RULE)

        assert (found.copies.shown, found.copies.unnamed) == ([], 1)

    def test_names_ten_at_most(self, registrar):
        for _ in range(12):
            f.ATool()

        found = queries.preview(registrar, RULE).live

        assert (found.found, len(found.shown), found.unnamed) == (12, 10, 2)

    def test_says_how_many_it_does_not_apply_to(self, registrar):
        f.ATool(schema_number=1)

        found = queries.preview(registrar, {**RULE, "expression": "explanation is empty"}).live

        assert (found.found, found.passed_over, found.total) == (0, 1, 1)

    def test_takes_no_more_statements_for_more_records(self, registrar, count_statements):
        f.ATool()
        with count_statements() as few:
            queries.preview(registrar, {**RULE, "expression": "contracts = 0"})
        for _ in range(5):
            f.ATool()
        with count_statements() as many:
            queries.preview(registrar, {**RULE, "expression": "contracts = 0"})

        assert len(few) == len(many)

    def test_saves_nothing(self, registrar):
        queries.preview(registrar, RULE)

        assert db.session.scalar(select(func.count()).select_from(Precheck)) == 0
