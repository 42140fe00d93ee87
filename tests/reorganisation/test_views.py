"""The registrar's pages: asked for, shown before it happens, made, undone."""

import html
import re
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import func, select

from registry.core import clock
from registry.core.db import db
from registry.reorganisation.models import Reorganisation
from registry.rules.words import OrganisationKind, Role
from tests import factories as f
from tests.reorganisation.changes import SOURCE, called

TODAY = [str(clock.today().day), str(clock.today().month), str(clock.today().year)]


def registrar(web):
    office = f.AForce(kind=OrganisationKind.NATIONAL, territorial=False)
    return web.sign_in(f.APerson((office, Role.REGISTRAR)).id)


def asked(*before, **fields):
    values = {
        "name": "Marches Police",
        "on": TODAY,
        "reason": "An order",
        "source_url": SOURCE,
        **{name: one.slug for name, one in zip(("before", "before_2"), before, strict=False)},
    }
    return {**values, **fields}


def digest(page: str) -> str:
    found = re.search(r'name="digest"[^>]*value="([0-9a-f]{64})"', page)
    assert found
    return found.group(1)


def planned(web, *before, kind: str = "merge", **fields) -> str:
    """The address of the plan."""
    answer = web.post(f"/reorganisations/new/{kind}", asked(*before, **fields))
    assert answer.status_code == 302, answer.text
    return answer.location


class TestMerging:
    def test_goes_from_form_to_plan_to_done(self, web, session):
        north, south = f.AForce(name="Northmarch Police"), f.AForce(name="Southvale Police")
        tool = f.ATool(north)
        registrar(web)

        path = planned(web, north, south)
        shown = web.get(path).text
        done = web.post(path, {"digest": digest(shown)})

        assert "Nothing has moved yet." in shown
        assert "1 record<" in shown
        assert done.status_code == 302
        assert "Marches Police" in web.get(done.location).text
        assert tool.owner_id == called("Marches Police").id

    def test_what_changed_meanwhile_is_shown_again(self, web, session):
        north, south = f.AForce(), f.AForce()
        registrar(web)
        path = planned(web, north, south)
        shown = digest(web.get(path).text)
        f.ATool(north)

        answer = web.post(path, {"digest": shown})

        assert answer.status_code == 409
        assert "This is how it is now." in answer.text
        assert digest(answer.text) != shown
        assert session.scalar(select(func.count(Reorganisation.id))) == 0

    def test_what_is_missing_is_asked_for(self, web, session):
        registrar(web)

        answer = web.post("/reorganisations/new/merge", {})

        assert answer.status_code == 422
        assert "Give the day, the month and the year" in answer.text

    def test_what_makes_no_sense_is_told_beside_its_field(self, web, session):
        registrar(web)

        answer = web.post("/reorganisations/new/merge", asked(f.AForce()))

        assert answer.status_code == 422
        assert "Choose two or more organisations" in answer.text

    def test_an_address_that_makes_no_sense_is_refused(self, web, session):
        registrar(web)

        assert web.get("/reorganisations/new/merge/check?on=soon").status_code == 422
        assert web.get("/reorganisations/new/sell").status_code == 404

    def test_a_long_list_is_paged_and_costs_no_more(self, web, session, count_statements):
        north, south = f.AForce(), f.AForce()
        registrar(web)
        f.ATool(north)
        path = planned(web, north, south)
        with count_statements() as few:
            web.get(path)
        for _ in range(60):
            f.ATool(north)
        with count_statements() as many:
            page = web.get(f"{path}&show=tool").text

        assert len(few) == len(many) <= 40
        assert "60 more" in page or "page=2" in page


class TestSplitting:
    def test_choices_are_kept_in_the_address(self, web, session):
        force = f.AForce(mailbox=None)
        tool = f.ATool(force)
        registrar(web)
        names = {"name": "East Police", "name_2": "West Police"}
        path = planned(web, force, kind="split", **names)

        shown = web.get(path).text
        kept = web.post(path, {"choose": "1", "to-tool": "east-police", f"to-tool:{tool.id}": "west-police"})

        assert "still needs a choice" in shown
        assert "Make this change" not in shown
        choices = parse_qs(urlsplit(kept.location).query)["to"]
        assert sorted(choices) == sorted(["tool:east-police", f"tool:{tool.id}:west-police"])
        done = web.post(kept.location, {"digest": digest(web.get(kept.location).text)})
        assert done.status_code == 302
        db.session.expire_all()
        assert tool.owner_id == called("West Police").id


class TestNewNames:
    def test_a_new_name_is_checked_and_made(self, web, session):
        force = f.AForce(name="Northmarch Police")
        registrar(web)
        path = planned(web, force, kind="rename", name="North March Police")

        web.post(path, {"digest": digest(web.get(path).text)})

        assert "it was called Northmarch Police" in html.unescape(web.get(f"/organisations/{force.slug}").text)


class TestUndoing:
    def test_is_done_from_the_page_of_the_change(self, web, session):
        north, south = f.AForce(), f.AForce()
        registrar(web)
        path = planned(web, north, south)
        made = web.post(path, {"digest": digest(web.get(path).text)}).location
        form = web.get(f"{urlsplit(made).path}/undo").text

        answer = web.post(f"{urlsplit(made).path}/undo", {"digest": digest(form), "reason": "A mistake"})

        assert answer.status_code == 302
        assert "This change was undone." in web.get(made).text
        assert "Undo this change" not in web.get(made).text
        assert north.valid_to is None
        assert "Undoing" in web.get("/reorganisations").text

    def test_asks_who_takes_what_began_since(self, web, session):
        north, south = f.AForce(), f.AForce()
        registrar(web)
        path = planned(web, north, south)
        made = urlsplit(web.post(path, {"digest": digest(web.get(path).text)}).location).path
        f.ATool(called("Marches Police"), name="Begun since")
        form = web.get(f"{made}/undo").text

        answer = web.post(f"{made}/undo", {"digest": digest(form), "reason": "A mistake"})

        assert "Begun since" in form
        assert answer.status_code == 422
        assert "Choose who takes what began since" in answer.text


class TestWhoSees:
    def test_nobody_but_the_registrar(self, web, session):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        for path in ("/reorganisations", "/reorganisations/new", "/reorganisations/new/merge", "/reorganisations/1"):
            assert web.get(path).status_code == 403

    def test_the_list_of_none_says_so(self, web, session):
        assert "No change is recorded yet." in registrar(web).get("/reorganisations").text
