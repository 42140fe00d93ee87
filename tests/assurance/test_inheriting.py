"""A force inherits what the tool's owner says, looks at each answer, and only then states and signs it."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from registry.assurance import services
from registry.assurance.queries import due
from registry.assurance.queries.inheritance import inheritance
from registry.assurance.queries.inherited import local_of, locals_of
from registry.assurance.queries.standing import standing, states
from registry.assurance.services import Answered, Found, check_inheritance, take_all, take_inheritance
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.rules.lifecycles import Stage
from registry.rules.words import Compliance, Role, Visibility
from registry.standards import queries
from registry.standards.models import Assessment, AssessmentDraft, DraftCheck, Requirement
from tests import factories as f
from tests.assurance.stated import a_new_version, details, sign
from tests.reorganisation.changes import a_registrar, called, made, merger

WORDS = "The owner's paper says so"


class Both:
    """An owner that uses its tool and states a local standard of two requirements, and a force that thinks of it."""

    def __init__(self, visibility=Visibility.POLICING):
        self.owner, self.force = f.AForce(), f.AForce(slug="elm", name="Elm Police")
        self.tool = f.ATool(self.owner)
        self.standard = f.AStandard("always", code="dpia", title="Impact assessment", judged_on="adoption")
        version = queries.standard("dpia").versions[-1]
        f.save(Requirement(version_id=version.id, code="audited", text="Somebody audited it.", position=2))
        db.session.expire_all()
        f.AnAdoption(self.tool, self.owner, Stage.LIVE, visibility=visibility)
        self.theirs = self.says()
        self.lead, self.assurer = f.AnActor(Role.LEAD, self.force), f.AnActor(Role.ASSURER, self.force)

    def says(self, audited="partial", words=WORDS, **fields):
        answers = {"signed": Answered("met", words), "audited": Answered(audited, "Half of it")}
        said = details(answers=answers, **fields)
        return services.assess(f.AnActor(Role.LEAD, self.owner), self.tool.slug, "dpia", said, self.owner.slug)

    def local(self, actor=None):
        actor = actor or self.lead
        return local_of(actor, self.tool, self.force, {}, "dpia")

    def take(self, actor=None):
        return take_inheritance(actor or self.lead, self.tool.slug, "elm", "dpia")

    def found(self, holds=(), **answers):
        local = self.local()
        stood = {line.requirement.code: Answered(line.stands.value, line.note) for line in local.lines}
        return Found(stood | answers, list(holds), local.source.id if local.source else 0, local.newest)

    def check(self, holds=(), actor=None, **answers):
        return check_inheritance(actor or self.lead, self.tool.slug, "elm", "dpia", self.found(holds, **answers))

    def adopts(self):
        return f.AnAdoption(self.tool, self.force, Stage.ASSESSING)

    def states(self, **fields):
        answers = {"signed": Answered("met", WORDS), "audited": Answered("not-met", "Nobody did")}
        said = details(answers=answers, **fields)
        return services.assess(self.lead, self.tool.slug, "dpia", said, "elm")


@pytest.fixture
def both(session):
    return Both()


class TestTaking:
    def test_marks_each_answer_of_the_owner_to_be_checked(self, both):
        both.take()

        found = both.local()

        assert [(line.stands, line.note) for line in found.to_check] == [
            (Compliance.MET, WORDS),
            (Compliance.PARTIAL, "Half of it"),
        ]

    def test_copies_no_word(self, both):
        both.take()

        assert db.session.scalars(select(DraftCheck)).all() == []
        assert db.session.scalars(select(Assessment).where(Assessment.id != both.theirs.id)).all() == []

    def test_from_the_pack_and_from_the_standards_is_one_thing(self, both):
        [first] = take_all(both.lead, both.tool.slug, "elm")

        assert both.take().id == first.id
        assert take_all(both.lead, both.tool.slug, "elm") == []

    def test_is_for_the_forces_own_people_whose_role_lets_them(self, both):
        for actor in (f.AnActor(Role.READER, both.force), f.AnActor(Role.LEAD), f.AnActor(Role.REGISTRAR)):
            with pytest.raises(NotAllowed):
                both.take(actor)
        assert both.take(both.assurer)

    def test_takes_nothing_that_the_force_may_not_read(self, session):
        both = Both(Visibility.NAMED)

        assert both.local().source is None
        with pytest.raises(WrongState):
            both.take()

    def test_of_what_is_hidden_later_shows_nothing_more_of_the_owner(self, both):
        both.take()
        both.check(["signed"])
        row = db.session.scalars(select(f.Adoption).where(f.Adoption.organisation_id == both.owner.id)).one()
        row.visibility = Visibility.NAMED
        f.save(row)

        found = both.local()

        assert [line.words for line in found.lines] == ["", ""]
        assert [line.stands for line in found.lines] == [Compliance.MET, None]

    def test_goes_out_of_view_with_the_record(self, both):
        both.take()
        both.tool.suspended_at, both.tool.suspension_reason = f.clock.now(), "A fault"
        f.save(both.tool)

        with pytest.raises(Withdrawn):
            both.take()

    def test_an_exemption_of_the_owner_is_not_inherited(self, both):
        [line, _other] = both.local().lines

        lapsed = replace(line, said=type(line.said)(compliance=Compliance.EXEMPT), check=None)

        assert (lapsed.inherited, lapsed.to_check) == (None, False)

    def test_is_refused_once_the_force_stated_it_itself(self, both):
        both.adopts()
        both.states()

        with pytest.raises(WrongState):
            both.take()

    def test_is_on_the_trail_without_words(self, both):
        both.take()
        both.check(["signed"], audited=Answered("not-met", "Nobody did"))

        events = db.session.scalars(select(EventRow).where(EventRow.kind.startswith("inheritance-"))).all()
        assert [event.kind for event in events] == ["inheritance-taken", "inheritance-checked"]
        assert (events[1].data["requirements"], events[1].data["own"]) == (["signed", "audited"], ["audited"])
        assert "Nobody" not in str([event.data for event in events])


class TestChecking:
    def test_keeps_what_holds_apart_from_what_is_the_forces_own(self, both):
        both.take()

        both.check(["signed"], audited=Answered("not-met", "Nobody did"))

        found = both.local()
        assert [(line.check.own, line.stands, line.note) for line in found.lines] == [
            (False, Compliance.MET, WORDS),
            (True, Compliance.NOT_MET, "Nobody did"),
        ]
        assert found.to_check == []

    def test_leaves_what_is_neither_ticked_nor_changed(self, both):
        both.take()

        both.check(["signed"])

        assert [line.requirement.code for line in both.local().to_check] == ["audited"]

    def test_again_keeps_what_was_said(self, both):
        both.take()
        [first] = both.check(audited=Answered("not-met", "Nobody did"))

        [second] = both.check(audited=Answered("met", "Now it is"))

        assert (first.replaced_by_id, second.replaced_by_id) == (second.id, None)

    @pytest.mark.parametrize(
        ("answer", "field"),
        [
            (Answered("sold"), "answer_audited"),
            (Answered("exempt"), "answer_audited"),
            (Answered("not-applicable"), "note_audited"),
            (Answered("met", "x" * 2001), "note_audited"),
        ],
    )
    def test_refuses_what_cannot_be(self, both, answer, field):
        both.take()

        with pytest.raises(Invalid) as refusal:
            both.check(audited=answer)

        assert list(refusal.value.fields) == [field]

    def test_of_nothing_says_so(self, both):
        both.take()

        with pytest.raises(Invalid):
            both.check()

    def test_is_refused_where_the_owner_or_a_colleague_was_quicker(self, both):
        both.take()
        opened = both.found(["signed"])
        both.says("met", replaces_id=both.theirs.id)
        with pytest.raises(Conflict):
            check_inheritance(both.lead, both.tool.slug, "elm", "dpia", opened)
        opened = both.found(["signed"])
        both.check(["audited"])
        with pytest.raises(Conflict):
            check_inheritance(both.lead, both.tool.slug, "elm", "dpia", opened)

    def test_what_the_owner_says_later_is_pointed_out_and_overwrites_nothing(self, both):
        both.take()
        both.check(["signed", "audited"])

        both.says("not-met", replaces_id=both.theirs.id)

        found = both.local()
        assert found.since is not None
        assert [line.moved_on for line in found.lines] == [False, True]
        assert [line.stands for line in found.lines] == [Compliance.MET, Compliance.PARTIAL]

    def test_a_new_version_asks_for_what_is_new_alone(self, both):
        both.take()
        both.check(["signed"])
        a_new_version(both.standard, "Somebody signed it.", "It is looked at each year.")

        lines = both.local().lines

        assert [(line.check is not None, line.to_check) for line in lines] == [(True, False), (False, False)]


class TestStatingAndSigning:
    def test_are_refused_while_something_is_unchecked_and_say_which(self, both):
        both.adopts()
        both.take()
        both.check(["signed"])

        with pytest.raises(Invalid) as refusal:
            both.states()
        with pytest.raises(WrongState) as unsigned:
            sign(both.assurer, both.tool, both.standard, both.theirs, "elm")

        assert list(refusal.value.fields) == ["answer_audited"]
        assert "Somebody audited it" in unsigned.value.message
        assert "Somebody signed it" not in unsigned.value.message

    def test_end_the_draft_in_one_assessment(self, both):
        both.adopts()
        draft = both.take()
        both.check(["signed"], audited=Answered("not-met", "Nobody did"))

        stated = both.states()
        sign(both.assurer, both.tool, both.standard, stated, "elm")

        db.session.expire_all()
        found = both.local()
        assert db.session.get(AssessmentDraft, draft.id).assessment_id == stated.id
        assert (found.open, found.stated.id, found.signed, found.to_check) == (False, stated.id, True, [])

    def test_by_the_owner_anew_is_pointed_out_after_it_was_stated(self, both):
        both.adopts()
        both.take()
        both.check(["signed", "audited"])
        stated = both.states()

        both.says("met", replaces_id=both.theirs.id)

        assert both.local().since is not None
        assert db.session.get(Assessment, stated.id).replaced_by_id is None


class TestPages:
    def path(self, both, more=""):
        return f"/tools/{both.tool.slug}/at/elm/standards/dpia{more}"

    def test_taken_over_checked_stated_and_signed_by_the_form(self, web, both):
        both.adopts()
        web.sign_in(both.lead.id)
        here = self.path(both, "/inheritance")
        offered = web.get(self.path(both)).text
        web.post(f"{here}/take", {})
        page = web.get(here).text
        local = both.local()
        hidden = {"source": str(local.source.id), "newest": "0"}
        sent = {"answer_signed": "met", "note_signed": WORDS, "answer_audited": "not-met", "note_audited": "Nobody did"}

        early = web.post(self.path(both, "/assess"), sent)
        web.post(here, hidden | sent | {"holds_signed": "y"})
        after = web.get(here).text
        filled = web.get(self.path(both, "/assess")).text

        assert "Take over what the owner says" in offered
        assert page.count("Inherited, check.") == 2
        assert "inherited and not checked" in early.text
        assert "Everything that is inherited is checked." in after
        assert "Nobody did" in filled

    def test_is_for_the_forces_own_people(self, web, both):
        both.adopts()
        both.take()
        both.check(audited=Answered("not-met", "A word of our own"))
        here = self.path(both, "/inheritance")

        web.sign_in(f.APerson((both.force, Role.READER)).id)
        assert "A word of our own" in web.get(here).text
        for role in ((f.AForce(), Role.LEAD), (both.owner, Role.ASSURER)):
            web.sign_in(f.APerson(role).id)
            assert web.get(here).status_code == 403
            pages = (self.path(both), f"/tools/{both.tool.slug}/at/elm/standards", f"/tools/{both.tool.slug}")
            assert not any("A word of our own" in web.get(page).text for page in pages)
            assert not any("Inherited, check" in web.get(page).text for page in pages)

    def test_the_assurer_is_told_what_keeps_it_from_being_signed(self, web, both):
        both.adopts()
        both.take()
        web.sign_in(both.assurer.id)

        page = web.get(self.path(both, "/sign")).text

        assert "These are inherited and not checked" in page
        assert "Somebody audited it." in page

    def test_takes_the_same_statements_however_much_there_is(self, both, count_statements):
        for number in range(4):
            f.AStandard("always", code=f"more-{number}", judged_on="adoption")
        both.adopts()
        both.take()
        both.check(["signed"])
        slug, lead = both.tool.slug, both.lead

        def counted(read, *about):
            with count_statements() as seen:
                read(*about)
            db.session.expire_all()
            return len(seen)

        assert counted(locals_of, lead, both.tool, both.force, {}) <= 11
        assert counted(inheritance, lead, slug, "elm", "dpia") <= 19
        assert counted(states, lead, slug, "elm") <= 18
        assert counted(standing, lead, slug, "elm", "dpia") <= 23


def test_a_merger_takes_the_draft_along(both):
    draft = both.take()

    made(a_registrar(), merger(both.force, f.AForce()))

    heir = called("Marches Police")
    found = local_of(f.AnActor(Role.LEAD, heir), both.tool, heir, {}, "dpia")
    assert found.draft.id == draft.id


class TestMyWork:
    def test_shows_what_was_taken_over_to_those_who_check_it(self, web, both):
        both.take()
        waits = "Assessments that are inherited, to check and state"

        shown = {
            role: waits in web.sign_in(f.APerson((both.force, role)).id).get("/my-work").text
            for role in (Role.LEAD, Role.CONTRIBUTOR, Role.READER)
        }

        assert shown == {Role.LEAD: True, Role.CONTRIBUTOR: True, Role.READER: False}

    def test_names_no_tool_that_is_out_of_the_forces_view(self, session, both):
        both.take()
        both.tool.visibility = Visibility.NAMED
        f.save(both.tool)

        assert due.inherited(f.AnActor(Role.LEAD, both.force), [both.force.id]) == []
