"""A pack on its pages: what is sent from the page of another pack, emptied, or sent late changes nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.packs.models import PackCheck
from registry.packs.queries.pack import pack
from registry.packs.queries.paper import paper
from registry.packs.services import confirm_all, sign
from registry.rules.lifecycles import Stage
from registry.rules.wording import spoken
from registry.rules.words import Role
from tests import factories as f
from tests.packs.test_packs import made_for, titles


class TestPages:
    def test_one_click_check_sign_and_download(self, web, force, tool):
        web.sign_in(force.lead.id)

        web.post(f"/tools/{tool.slug}/pack/new")
        page = web.get(f"/tools/{tool.slug}/pack").text
        shown = {"pack": re.search(r'name="pack" value="(\d+)"', page)[1]}
        keys = re.findall(r'name="keys" value="([\w-]+)"', page)
        early = web.post(f"/tools/{tool.slug}/pack/sign", {"role": "Chief officer", **shown})
        web.post(f"/tools/{tool.slug}/pack/answers/record-description", {"words": "Ours listens", **shown})
        web.post(f"/tools/{tool.slug}/pack", {"keys": [key for key in keys if key != "record-description"], **shown})
        web.post(f"/tools/{tool.slug}/pack/sign", {"role": "Chief officer", **shown})
        page = web.get(f"/tools/{tool.slug}/pack").text

        assert early.status_code == 422
        assert early.text.count("Not everything that is inherited is checked") == 1
        assert early.text.count("Not checked:") == len(keys)
        assert '<a href="#key-record-description">Not checked:' in early.text
        assert 'id="key-record-description"' in early.text
        assert "Signed on" in page
        assert "Ours listens" in page
        assert web.get(f"/tools/{tool.slug}/pack.pdf").mimetype == "application/pdf"
        assert web.get(f"/tools/{tool.slug}/pack.docx").status_code == 200

    def test_is_offered_to_those_who_may_make_one(self, web, force, tool):
        path, offered = f"/tools/{tool.slug}", "Get an adoption pack"

        assert offered in web.get(path).text
        assert offered in web.sign_in(force.lead.id).get(path).text
        assert offered not in web.sign_in(f.APerson((force, Role.ASSURER)).id).get(path).text

    def test_is_found_by_all_of_its_force_and_by_nobody_else(self, web, force, tool):
        link = f'href="/tools/{tool.slug}/pack?organisation=elm"'
        made_for(force, tool)

        for role in (Role.LEAD, Role.CONTRIBUTOR, Role.ASSURER, Role.READER):
            page = web.sign_in(f.APerson((force, role)).id).get(f"/tools/{tool.slug}").text
            assert link in page, role
            assert "Get an adoption pack" not in page
        for others in ((f.AForce(), Role.ASSURER), (f.AForce(), Role.REGISTRAR), (f.ASupplier(), Role.LEAD)):
            page = web.sign_in(f.APerson(others).id).get(f"/tools/{tool.slug}").text
            assert "/pack?" not in page, others

    def test_leads_nobody_to_what_they_may_not_do(self, web, force, tool):
        made_for(force, tool)
        offered = {"make": f'href="/tools/{tool.slug}/pack/new', "record": f'href="/tools/{tool.slug}/adoption?'}
        may = {
            Role.LEAD: {"make", "record"},
            Role.CONTRIBUTOR: {"make"},
            Role.ASSURER: set(),
            Role.READER: set(),
        }

        for role, expected in may.items():
            page = web.sign_in(f.APerson((force, role)).id).get(f"/tools/{tool.slug}/pack").text
            assert {name for name, link in offered.items() if link in page} == expected, role

    def test_nothing_ticked_says_so(self, web, force, tool):
        shown = made_for(force, tool).row.id
        web.sign_in(force.lead.id)

        answer = web.post(f"/tools/{tool.slug}/pack", {"pack": shown})

        assert answer.status_code == 422
        assert "Tick what you have looked at" in answer.text

    def test_an_emptied_answer_confirms_nothing(self, web, session, force, tool):
        shown = made_for(force, tool).row.id
        web.sign_in(force.lead.id)
        path = f"/tools/{tool.slug}/pack/answers/record-description"

        answer = web.post(path, {"words": "", "pack": shown})

        assert answer.status_code == 422
        assert "Say what holds at your force instead" in answer.text
        assert session.scalars(select(PackCheck)).all() == []
        assert web.post(path, {"words": "", "holds": "y", "pack": shown}).status_code == 302
        assert [one.key for one in pack(force.lead, tool.slug, "elm").inherited if one.checked] == [
            "record-description"
        ]


class TestAnotherPack:
    """A colleague makes a new pack while somebody reads the old one."""

    @pytest.fixture
    def old(self, web, force, tool):
        shown = made_for(force, tool).row.id
        made_for(force, tool)
        web.sign_in(force.lead.id)
        return shown

    def test_is_not_ticked_from_the_page_of_the_old_one(self, web, session, force, tool, old):
        answer = web.post(f"/tools/{tool.slug}/pack", {"keys": ["record-description"], "pack": old})

        assert answer.status_code == 422
        assert "A new pack was made after you opened the page" in answer.text
        assert 'value="record-description" checked' in answer.text
        assert session.scalars(select(PackCheck)).all() == []

    def test_keeps_the_words_that_were_typed(self, web, session, force, tool, old):
        path = f"/tools/{tool.slug}/pack/answers/record-description"

        answer = web.post(path, {"words": "Ours listens", "pack": old})
        now = pack(force.lead, tool.slug, "elm").row.id

        assert "A new pack was made" in answer.text
        assert "Ours listens</textarea>" in answer.text
        assert f'name="pack" value="{now}"' in answer.text
        assert session.scalars(select(PackCheck)).all() == []
        assert web.post(path, {"words": "Ours listens", "pack": now}).status_code == 302

    @pytest.mark.parametrize("shown", [{}, {"pack": "x"}, {"pack": "999"}])
    def test_is_not_signed_from_another_page(self, web, force, tool, old, shown):
        confirm_all(force.lead, tool.slug, "elm", titles(pack(force.lead, tool.slug, "elm")))

        answer = web.post(f"/tools/{tool.slug}/pack/sign", {"role": "Chief officer", **shown})

        assert "A new pack was made" in answer.text
        assert pack(force.lead, tool.slug, "elm").row.signed_at is None


def test_an_answer_of_a_signed_pack_is_read_and_not_changed(web, force, tool):
    found = made_for(force, tool)
    confirm_all(force.lead, tool.slug, "elm", titles(found))
    signed = sign(force.lead, tool.slug, "elm", "Chief officer")
    web.sign_in(force.lead.id)

    page = web.get(f"/tools/{tool.slug}/pack/answers/record-description").text

    assert "Save what holds here" not in page
    assert "The pack is signed" in page
    assert "It listens" in page
    words = paper(pack(force.lead, tool.slug, "elm"), clock.today())["blocks"][0]["text"]
    assert f"Signed on {spoken(clock.day_of(signed.signed_at))} in the role of Chief officer." in words


def test_other_forces_are_told_of_with_their_standing(web, force, tool):
    ended = clock.today() - timedelta(days=10)
    f.AnAdoption(tool, f.AForce(name="Ash Police"), Stage.LIVE, expires_on=ended)
    f.AnAdoption(tool, f.AForce(name="Oak Police"), Stage.STOPPED, since=ended)
    found = made_for(force, tool)

    words, page = str(paper(found, clock.today())), web.sign_in(force.lead.id).get(f"/tools/{tool.slug}/pack").text

    assert f"Ash Police: live, unconfirmed since {spoken(ended)}" in words
    assert f"Oak Police: stopped, confirmed {spoken(clock.today())}" in words
    assert f"unconfirmed since {spoken(ended)}" in page
    assert f"confirmed {spoken(clock.today())}" in page
