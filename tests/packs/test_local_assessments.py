"""A pack gives the force drafts of its own assessments: one thing with its standards page, checked before the pack is signed."""

import json

import pytest
from sqlalchemy import select

from registry.assurance.services import Answered, take_inheritance
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid
from registry.packs.models import PackCheck, Source
from registry.packs.queries.pack import pack
from registry.packs.queries.paper import paper
from registry.packs.services import confirm_all, make, sign
from registry.rules.words import Compliance, Visibility
from registry.standards.models import AssessmentDraft
from tests import factories as f
from tests.assurance.test_inheriting import WORDS, Both


@pytest.fixture
def both(session):
    return Both()


def made(both):
    make(both.lead, both.tool.slug, "elm")
    return pack(both.lead, both.tool.slug, "elm")


def checked(both, **answers):
    """Everything in the pack is checked; of the local standard as it stands, or as given."""
    confirm_all(both.lead, both.tool.slug, "elm", [one.key for one in pack(both.lead, both.tool.slug, "elm").inherited])
    both.check(["signed", "audited"], **answers)


def rows(found):
    """The rows of the force's own assessment in the document."""
    [table] = [
        block
        for block in paper(found, clock.today())["blocks"]
        if block["kind"] == "table" and block["text"] == "Impact assessment"
    ]
    return table["rows"]


class TestPack:
    def test_begins_a_draft_of_each_that_the_force_shows_itself(self, both):
        found = made(both)

        [one] = found.locals
        assert [line.requirement.code for line in one.to_check] == ["signed", "audited"]
        assert "Impact assessment: Somebody audited it." in [row.title for row in found.unchecked]
        assert "assessment-dpia" not in [one.key for one in found.inherited]

    def test_is_one_thing_with_the_standards_page(self, both):
        draft = take_inheritance(both.lead, both.tool.slug, "elm", "dpia")

        [one] = made(both).locals

        assert one.draft.id == draft.id
        assert db.session.scalars(select(PackCheck)).all() == []

    def test_a_new_one_keeps_what_was_checked_by_requirement(self, both):
        made(both)
        both.check(["signed"])

        [one] = made(both).locals

        assert [line.requirement.code for line in one.to_check] == ["audited"]

    def test_holds_nothing_that_the_force_may_not_read(self, session):
        both = Both(Visibility.NAMED)

        found = made(both)

        assert found.locals == []
        assert WORDS not in str(paper(found, clock.today()))
        assert db.session.scalars(select(AssessmentDraft)).all() == []

    def test_takes_the_same_statements_however_much_there_is(self, both, count_statements):
        for number in range(4):
            f.AStandard("always", code=f"more-{number}", judged_on="adoption")
        made(both)
        both.check(["signed"])

        with count_statements() as seen:
            pack(both.lead, both.tool.slug, "elm")

        assert len(seen) <= 35


class TestSigning:
    def test_is_refused_while_a_requirement_is_unchecked_and_names_it(self, both):
        found = made(both)
        confirm_all(both.lead, both.tool.slug, "elm", [one.key for one in found.inherited])
        both.check(["signed"])

        with pytest.raises(Invalid) as refusal:
            sign(both.lead, both.tool.slug, "elm", "Chief officer")

        assert list(refusal.value.fields) == [""]
        assert [
            (row.title, row.standard, row.requirement) for row in pack(both.lead, both.tool.slug, "elm").unchecked
        ] == [("Impact assessment: Somebody audited it.", "dpia", "audited")]

    def test_keeps_what_was_found_at_that_moment(self, both, time_machine):
        time_machine.move_to(clock.now(), tick=False)
        made(both)
        checked(both)
        time_machine.shift(1)
        sign(both.lead, both.tool.slug, "elm", "Chief officer")
        time_machine.shift(1)

        both.check(audited=Answered("not-met", "Nobody did"))
        both.says("met", replaces_id=both.theirs.id)

        [one] = pack(both.lead, both.tool.slug, "elm").locals
        assert [line.stands for line in one.lines] == [Compliance.MET, Compliance.PARTIAL]
        assert one.since is None


class TestDocument:
    def test_tells_what_is_unchecked_checked_and_the_forces_own(self, both):
        made(both)
        before = rows(pack(both.lead, both.tool.slug, "elm"))
        both.check(["signed"], audited=Answered("not-met", "Nobody did"))

        after = rows(pack(both.lead, both.tool.slug, "elm"))

        assert [row[2] for row in before] == ["Inherited, check", "Inherited, check"]
        assert [row[1:] for row in after] == [
            [f"Met. {WORDS}", "Checked: holds here"],
            ["Not met. Nobody did", "Your force's own"],
        ]

    def test_tells_that_the_owner_stated_it_anew(self, both):
        made(both)
        both.says("met", replaces_id=both.theirs.id)

        words = json.dumps(paper(pack(both.lead, both.tool.slug, "elm"), clock.today()))

        assert "The owner stated it anew on" in words

    def test_tells_what_the_force_states_and_whether_it_is_signed(self, both):
        both.adopts()
        made(both)
        both.check(["signed"], audited=Answered("not-met", "Nobody did"))
        both.states()

        words = json.dumps(paper(pack(both.lead, both.tool.slug, "elm"), clock.today()))

        assert "Your force states: Not met, not signed." in words


def test_a_pack_that_was_signed_before_keeps_what_was_checked_in_it(both):
    row = f.APack(both.tool, both.force, signed_at=clock.now(), signed_role="Chief officer")
    f.save(
        PackCheck(pack_id=row.id, source=Source.ASSESSMENT, code="dpia", words="Ours is begun", checked_at=clock.now())
    )
    f.save(_of_the_tool(both))

    found = pack(both.lead, both.tool.slug, "elm")

    assert [(one.key, one.here) for one in found.inherited if one.check] == [("assessment-dpia", "Ours is begun")]


def _of_the_tool(both):
    """What was stated of the tool itself, before forces were asked each for its own use."""
    theirs = both.theirs
    return type(theirs)(
        tool_id=both.tool.id,
        version_id=theirs.version_id,
        compliance=Compliance.PARTIAL,
        assessor_role="Data protection officer",
        happened_on=clock.today(),
        standing=theirs.standing,
        recorded_at=clock.now(),
    )


def test_the_page_leads_to_each_assessment_and_back(web, both):
    made(both)
    web.sign_in(both.lead.id)

    page = web.get(f"/tools/{both.tool.slug}/pack").text
    here = f"/tools/{both.tool.slug}/at/elm/standards/dpia/inheritance"
    there = web.get(here).text

    assert here in page
    assert "2 of 2 not checked" in page
    assert f"/tools/{both.tool.slug}/pack?organisation=elm" in there


def test_a_refusal_to_sign_leads_to_each_requirement(web, both):
    shown = made(both).row.id
    web.sign_in(both.lead.id)

    page = web.post(f"/tools/{both.tool.slug}/pack/sign", {"role": "Chief officer", "pack": shown}).text

    here = f"/tools/{both.tool.slug}/at/elm/standards/dpia/inheritance"
    assert f'<a href="{here}#answer_audited">Not checked: Impact assessment: Somebody audited it.</a>' in page
    assert 'id="answer_audited"' in web.get(here).text
