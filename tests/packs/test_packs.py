"""Adoption packs: one click, what is inherited and must be checked, who sees it, and the documents."""

import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from registry.catalogue.models import CostConfirmation
from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, NotFound, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.packs.models import AdoptionPack, PackCheck
from registry.packs.queries.pack import pack
from registry.packs.queries.paper import paper
from registry.packs.services import Checked, check, confirm_all, make, sign
from registry.rendering.made import document
from registry.rules.lifecycles import Stage
from registry.rules.words import Compliance, Role, Standing, Visibility
from registry.standards.models import Assessment
from tests import factories as f
from tests.packs.conftest import SECRET
from tests.pages.test_versions import another_version
from tests.reorganisation.changes import a_registrar, called, made, merger


def an_assessment(tool, compliance=Compliance.MET):
    standard = f.AStandard("always", code="dpia", title="Data protection impact assessment")
    version = (
        standard.versions[-1]
        if "versions" in standard.__dict__
        else f.db.session.scalars(select(f.StandardVersion).where(f.StandardVersion.standard_id == standard.id)).one()
    )
    row = Assessment(
        tool_id=tool.id,
        version_id=version.id,
        compliance=compliance,
        proof="DPIA-12, not for others",
        assessor_role="Data protection officer",
        happened_on=clock.today(),
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
    )
    f.save(row)
    return row


def made_for(force, tool):
    make(force.lead, tool.slug, force.slug)
    return pack(force.lead, tool.slug, force.slug)


def titles(found):
    return [one.key for one in found.inherited]


def rewritten(session, tool, **values):
    """As a redaction does it: past the rule that a version never changes."""
    session.execute(update(f.Version).where(f.Version.id == tool.version_id).values(**values))
    session.commit()


class TestMaking:
    def test_inherits_the_record_and_where_it_stands_with_standards(self, force, tool):
        an_assessment(tool)

        found = made_for(force, tool)

        assert titles(found)[-1] == "assessment-dpia"
        assert "record-description" in titles(found)
        assert "record-name" not in titles(found)
        assert found.to_check == list(found.inherited)
        assert "Met, said by: Data protection officer" in found.inherited[-1].words

    def test_inherits_no_proof_of_the_owner(self, force, tool):
        an_assessment(tool)

        assert "DPIA-12" not in str(paper(made_for(force, tool), clock.today()))

    def test_holds_what_a_force_needs_to_know(self, force, tool):
        other = f.AForce(name="Ash Police")
        f.AnAdoption(tool, other)
        f.AFundingStream(tool, other, amount=40_000)
        stopped = f.AForce(name="Oak Police")
        f.AnAdoption(tool, stopped, Stage.STOPPED)

        found = made_for(force, tool)

        assert found.answers["prerequisites"][1] == "A telephone system"
        assert found.answers["lessons"][1] == SECRET
        assert [(one.least, one.most, one.forces) for one in found.ranges] == [(40_000, 40_000, 1)]
        assert [row.organisation_name for row in found.users] == ["Ash Police"]
        assert [row.organisation_name for row in found.left] == ["Oak Police"]
        assert found.fit.unknown == ("contact-management",)
        assert [step.stage for step in found.plan][:2] == [Stage.INTERESTED, Stage.ASSESSING]

    def test_holds_no_force_that_disputes_what_is_reported_of_it(self, force, tool):
        for stage in (Stage.LIVE, Stage.DECLINED):
            f.AnAdoption(tool, f.AForce(), stage, Standing.DISPUTED)

        found = made_for(force, tool)

        assert (list(found.users), list(found.left)) == ([], [])

    def test_a_confirmation_of_another_version_says_nothing_of_its_costs(self, session, force, tool):
        rewritten(session, tool, published_at=clock.now() - timedelta(days=400))
        made_for(force, tool)
        later = another_version(tool, cost_yearly_amount=99)
        f.save(
            CostConfirmation(tool_id=tool.id, version_id=later.id, confirmed_on=clock.today(), recorded_at=clock.now())
        )
        session.execute(update(f.Tool).where(f.Tool.id == tool.id).values(costs_confirmed_on=clock.today()))
        session.commit()

        assert pack(force.lead, tool.slug, force.slug).costs_old

    def test_its_plan_says_which_stages_were_recorded(self, force, tool):
        f.AnAdoption(tool, force, Stage.PILOTING)

        found = made_for(force, tool)

        states = {step.stage: step.state for step in found.plan}
        assert (states[Stage.INTERESTED], states[Stage.PILOTING], states[Stage.LIVE]) == ("passed", "now", "ahead")
        words = str(paper(found, clock.today()))
        assert "Interested (not recorded)" in words
        assert "reached" not in words

    def test_records_no_stage(self, force, tool):
        made_for(force, tool)

        assert pack(force.lead, tool.slug, force.slug).users == []

    def test_a_new_one_ends_the_one_before_and_keeps_it(self, session, force, tool):
        first = made_for(force, tool).row

        second = made_for(force, tool).row

        assert second.id != first.id
        assert session.get(AdoptionPack, first.id).ended_at is not None

    def test_is_for_contributors_and_leads_of_a_police_organisation(self, session, force, tool):
        for actor in (f.AnActor(Role.READER, force), f.AnActor(Role.LEAD)):
            with pytest.raises(NotAllowed):
                make(actor, tool.slug, force.slug)
        supplier = f.ASupplier()
        with pytest.raises(WrongState):
            make(f.AnActor(Role.LEAD, supplier), tool.slug, supplier.slug)

    def test_costs_of_more_than_a_year_ago_are_not_stated(self, session, force, tool):
        rewritten(session, tool, published_at=clock.now() - timedelta(days=400))

        found = made_for(force, tool)

        assert found.costs_old
        assert "cost_yearly_amount" not in found.answers


class TestChecking:
    def test_each_is_confirmed_or_changed_before_it_is_signed(self, session, force, tool):
        an_assessment(tool)
        found = made_for(force, tool)
        with pytest.raises(Invalid) as refusal:
            sign(force.lead, tool.slug, "elm", "Senior information risk owner")
        assert list(refusal.value.fields) == [""]
        assert "Data protection impact assessment" in [row.title for row in found.unchecked]

        check(force.lead, tool.slug, "elm", "assessment-dpia", Checked("Ours is begun", "partial"))
        confirm_all(force.lead, tool.slug, "elm", titles(found))
        signed = sign(f.AnActor(Role.ASSURER, force), tool.slug, "elm", "Senior information risk owner")

        assert signed.signed_at
        last = pack(force.lead, tool.slug, "elm").inherited[-1]
        assert (last.stands, last.here, last.own) == (Compliance.PARTIAL, "Ours is begun", True)

    def test_words_of_ones_own_give_way_to_the_owners_by_its_own_choice_alone(self, force, tool):
        found = made_for(force, tool)
        [theirs] = [one for one in found.inherited if one.key == "record-description"]
        with pytest.raises(Invalid):
            check(force.lead, tool.slug, "elm", theirs.key, Checked(theirs.words))
        check(force.lead, tool.slug, "elm", theirs.key, Checked("Ours listens"))

        check(force.lead, tool.slug, "elm", theirs.key, Checked("Ours listens", holds=True))

        [now] = [one for one in pack(force.lead, tool.slug, "elm").inherited if one.key == theirs.key]
        assert (now.own, now.here, now.checked) == (False, theirs.words, True)

    @pytest.mark.parametrize(("role", "told"), [("", "Say in which role"), ("x" * 3000, "200 characters or fewer")])
    def test_a_role_is_asked_for_and_short(self, force, tool, role, told):
        found = made_for(force, tool)
        confirm_all(force.lead, tool.slug, "elm", titles(found))

        with pytest.raises(Invalid) as refusal:
            sign(force.lead, tool.slug, "elm", role)

        assert told in refusal.value.fields["role"]

    def test_changing_it_again_keeps_what_was_said(self, session, force, tool):
        made_for(force, tool)
        first = check(force.lead, tool.slug, "elm", "record-description", Checked("Ours listens"))

        second = check(force.lead, tool.slug, "elm", "record-description", Checked("Ours writes"))

        assert session.get(PackCheck, first.id).replaced_by_id == second.id
        assert first.words == "Ours listens"

    def test_is_an_event_without_words(self, session, force, tool):
        made_for(force, tool)

        check(force.lead, tool.slug, "elm", "record-description", Checked("Ours listens"))

        row = session.scalar(select(EventRow).where(EventRow.kind == "pack-checked"))
        assert row.data["own"] is True
        assert "listens" not in str(row.data)

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            (Checked("x" * 5001), "words"),
            (Checked("Ours", "sold"), "compliance"),
            (Checked("", "not-met"), "words"),
            (Checked(), "words"),
            (Checked(" \n"), "words"),
            (Checked("Ours", holds=True), "holds"),
            (Checked("", "not-met", holds=True), "holds"),
        ],
    )
    def test_refuses_what_cannot_be(self, session, force, tool, said, field):
        an_assessment(tool)
        made_for(force, tool)

        with pytest.raises(Invalid) as refusal:
            check(force.lead, tool.slug, "elm", "assessment-dpia", said)

        assert list(refusal.value.fields) == [field]
        assert session.scalars(select(PackCheck)).all() == []

    def test_ends_with_the_signature(self, force, tool):
        found = made_for(force, tool)
        confirm_all(force.lead, tool.slug, "elm", titles(found))
        sign(force.lead, tool.slug, "elm", "Chief officer")

        with pytest.raises(WrongState):
            check(force.lead, tool.slug, "elm", "record-description", Checked("Late"))

    def test_is_for_those_whose_role_lets_them(self, force, tool):
        made_for(force, tool)

        with pytest.raises(NotAllowed):
            check(f.AnActor(Role.READER, force), tool.slug, "elm", "record-description", Checked())
        with pytest.raises(NotAllowed):
            sign(f.AnActor(Role.CONTRIBUTOR, force), tool.slug, "elm", "Lead")


class TestReading:
    def test_is_for_the_forces_own_people(self, force, tool):
        made_for(force, tool)

        assert pack(f.AnActor(Role.READER, force), tool.slug).row
        with pytest.raises(NotAllowed):
            pack(f.AnActor(Role.LEAD), tool.slug, "elm")
        with pytest.raises(NotFound):
            pack(f.AnActor(Role.LEAD), tool.slug)

    def test_goes_out_of_view_with_the_record(self, session, force, tool):
        made_for(force, tool)
        tool.suspended_at, tool.suspension_reason = clock.now(), "A fault"
        f.save(tool)

        with pytest.raises(Withdrawn):
            pack(force.lead, tool.slug, "elm")

    def test_holds_nothing_that_the_reader_may_not_see(self, force, tool):
        hidden = f.AForce(name="Hidden Police")
        f.AnAdoption(tool, hidden, visibility=Visibility.NAMED)
        f.AFundingStream(tool, hidden, amount=77_777)

        found = made_for(force, tool)

        text = str(paper(found, clock.today()))
        assert "Hidden Police" not in text
        assert "77,777" not in text

    def test_words_that_are_redacted_are_gone_from_it(self, session, force, tool):
        made_for(force, tool)
        content = session.get(f.Version, tool.version_id).content
        rewritten(session, tool, content={**content, "description": "[redacted]"})

        assert "listens" not in str(paper(pack(force.lead, tool.slug, "elm"), clock.today()))

    def test_takes_the_same_statements_however_much_there_is(self, force, tool, count_statements):
        an_assessment(tool)
        for _number in range(5):
            other = f.AForce()
            f.AnAdoption(tool, other)
            f.AFundingStream(tool, other)
        made_for(force, tool)

        with count_statements() as seen:
            pack(force.lead, tool.slug, "elm")

        assert len(seen) <= 24


class TestDocuments:
    DAY = date(2026, 11, 27)

    def test_a_pdf_is_tagged_and_the_same_each_time(self, force, tool, tmp_path):
        asked = paper(made_for(force, tool), self.DAY)

        first = document("paper_pdf", asked, tmp_path / "a")
        second = document("paper_pdf", asked, tmp_path / "b")

        assert first.startswith(b"%PDF")
        assert b"pdfuaid" in first
        assert b"/StructTreeRoot" in first
        assert first == second

    def test_a_word_document_has_headings_and_is_the_same_each_time(self, force, tool, tmp_path):
        asked = paper(made_for(force, tool), self.DAY)

        first = document("paper_docx", asked, tmp_path / "a")

        inside = ZipFile(io.BytesIO(first)).read("word/document.xml").decode()
        assert 'w:val="Heading1"' in inside
        assert "It listens &amp; writes #down *everything*" in inside
        assert first == document("paper_docx", asked, tmp_path / "b")

    def test_what_people_wrote_is_never_markup(self, tmp_path):
        odd = 'a #panic("x") $y$ @label <tag> \\ [z] *b* _i_ 警察 \u202e \ufffe ok'
        asked = {"title": odd, "for": odd, "on": "2026-11-27", "blocks": [{"kind": "text", "text": odd}]}
        asked["blocks"] += [{"kind": "table", "text": odd, "head": [odd, "b"], "rows": [[odd, ""]]}]
        asked["blocks"] += [{"kind": "list", "items": [odd]}, {"kind": "answer", "question": odd, "text": odd}]

        assert document("paper_pdf", asked, tmp_path).startswith(b"%PDF")
        assert document("paper_docx", asked, tmp_path).startswith(b"PK")


def test_a_merger_takes_it_along(force, tool):
    row = made_for(force, tool).row

    made(a_registrar(), merger(force, f.AForce()))

    heir = called("Marches Police")
    assert pack(f.AnActor(Role.LEAD, heir), tool.slug, heir.slug).row.id == row.id
