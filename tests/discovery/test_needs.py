"""Needs: a problem without a tool is posted, matched now and later, shared by others, and settled."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.discovery.models import Need, NeedSupport
from registry.discovery.queries.gaps import gaps
from registry.discovery.queries.needs import known_to, need, needs
from registry.discovery.services import needs as services
from registry.discovery.services.needs import NeedDetails
from registry.notifications.models import Notice
from registry.notifications.services.digests import digests
from registry.rules.lifecycles import NeedState
from registry.rules.policy import ANONYMOUS, Permission, allows
from registry.rules.words import Role, Visibility
from registry.search import services as search
from tests import factories as f

PROBLEM = "slow-redaction"


@pytest.fixture
def force():
    return f.AForce(region="Middle March")


@pytest.fixture
def poster(force):
    f.Terms()
    return f.actor_of(f.APerson((force, Role.CONTRIBUTOR)))


def details(force, **changed) -> NeedDetails:
    values = {
        "organisation_id": force.id,
        "title": "Storm calls wait",
        "words": "When a storm comes, callers wait an hour.",
        "tried": "More people",
        "problems": (PROBLEM,),
        "visibility": Visibility.POLICING,
    }
    return NeedDetails(**{**values, **changed})


def filed(name: str, code: str = PROBLEM, **fields) -> Tool:
    tool = f.ATool(name=name, content={"problems": [code]}, **fields)
    search.rebuild()
    return tool


class TestPosting:
    def test_offers_what_is_there_now(self, force, poster):
        tool = filed("Redactor")
        filed("Elsewhere", "long-101-waits")

        posted = services.post_need(poster, details(force))

        assert [match.id for match in need(poster, posted.id).matches] == [tool.id]

    def test_offers_a_tool_that_says_the_same(self, force, poster):
        tool = f.ATool(name="Storm calls wait")
        search.rebuild()

        posted = services.post_need(poster, details(force, problems=()))

        assert [match.id for match in need(poster, posted.id).matches] == [tool.id]

    def test_sent_twice_it_is_posted_once(self, force, poster):
        assert services.post_need(poster, details(force)).id == services.post_need(poster, details(force)).id

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("title", " "),
            ("title", "x" * 121),
            ("words", ""),
            ("words", "x" * 2001),
            ("words", "OFFICIAL-SENSITIVE: do not pass on"),
            ("tried", "SECRET"),
            ("problems", ("no-such-problem",)),
            ("visibility", Visibility.NAMED),
        ],
    )
    def test_what_cannot_be_kept_is_refused_at_its_field(self, force, poster, field, value):
        with pytest.raises(Invalid) as refusal:
            services.post_need(poster, details(force, **{field: value}))

        assert list(refusal.value.fields) == [field]
        assert db.session.scalars(select(Need)).all() == []

    @pytest.mark.parametrize("role", [Role.READER, Role.ASSURER])
    def test_only_contributors_and_leads_post(self, force, role):
        f.Terms()
        with pytest.raises(NotAllowed):
            services.post_need(f.actor_of(f.APerson((force, role))), details(force))

    def test_a_supplier_posts_none_and_nobody_posts_for_another_force(self, force, poster):
        supplier = f.ASupplier()
        seller = f.actor_of(f.APerson((supplier, Role.LEAD)))

        for actor, place in ((seller, supplier), (poster, f.AForce())):
            with pytest.raises(NotAllowed):
                services.post_need(actor, details(place))

    def test_the_audit_trail_holds_no_words(self, force, poster):
        services.post_need(poster, details(force))

        row = db.session.scalars(select(EventRow).order_by(EventRow.id.desc())).first()
        assert (row.kind, row.organisation_id) == ("need-changed", force.id)
        assert "storm" not in str(row.data).lower()


class TestKnowing:
    @pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.POLICING])
    @pytest.mark.parametrize("state", list(NeedState))
    def test_the_query_and_the_policy_agree(self, force, visibility, state):
        found = f.ANeed(force, visibility=visibility, state=state)
        readers = {
            "visitor": ANONYMOUS,
            "supplier": f.actor_of(f.APerson((f.ASupplier(), Role.LEAD))),
            "own": f.actor_of(f.APerson((force, Role.READER))),
            "other": f.AnActor(Role.LEAD),
            "registrar": f.AnActor(Role.REGISTRAR),
        }
        by_query = {
            name
            for name, actor in readers.items()
            if db.session.scalar(select(Need.id).where(Need.id == found.id, known_to(actor)))
        }

        assert by_query == {name for name, one in readers.items() if allows(one, Permission.NEED_READ, found)}

    def test_what_is_for_policing_is_in_no_list_of_a_visitor(self, web, force, poster):
        posted = services.post_need(poster, details(force))

        assert "Storm calls" not in web.get("/needs").text
        assert web.get(f"/needs/{posted.id}").status_code == 404
        assert needs(ANONYMOUS).total == 0

    def test_a_match_that_the_reader_may_not_see_is_not_told(self, web, force, poster):
        filed("Quagmire", visibility=Visibility.POLICING)
        posted = services.post_need(poster, details(force, visibility=Visibility.PUBLIC))

        page = web.get(f"/needs/{posted.id}").text

        assert "Quagmire" not in page
        assert "None that you may see, yet" in page
        assert "Quagmire" in str(need(poster, posted.id).matches)

    def test_a_page_of_many_costs_the_same(self, force, count_statements):
        actor = f.AnActor(Role.LEAD)
        f.ANeed(force)
        with count_statements() as few:
            needs(actor)
        for _number in range(5):
            f.ANeed(force)
        with count_statements() as many:
            needs(actor)

        assert len(few) == len(many) <= 5


class TestLater:
    def test_a_tool_that_comes_later_is_noted_once(self, force, poster):
        posted = services.post_need(poster, details(force))
        filed("Redactor")

        assert [services.match_needs(), services.match_needs()] == [1, 0]
        assert [match.name for match in need(poster, posted.id).matches] == ["Redactor"]

    def test_whoever_posted_it_is_told_once_in_the_digest_with_a_count(self, force):
        f.Terms()
        person = f.APerson((force, Role.CONTRIBUTOR))
        services.post_need(f.actor_of(person), details(force))
        filed("Redactor")
        services.match_needs()
        moment = datetime.now(UTC)

        assert [digests(moment), digests(moment)] == [1, 0]
        (notice,) = db.session.scalars(select(Notice).where(Notice.person_id == person.id))
        assert notice.body == "1 new tool may answer a need of yours"

    def test_nothing_is_told_of_what_was_offered_at_once_or_is_hidden(self, force):
        f.Terms()
        person = f.APerson((force, Role.CONTRIBUTOR))
        filed("Redactor")
        services.post_need(f.actor_of(person), details(force))
        later = filed("Quagmire")
        services.match_needs()
        later.suspended_at, later.suspension_reason = clock.now(), "For the test"
        db.session.commit()

        assert digests(datetime.now(UTC)) == 0


class TestTogether:
    def test_another_force_says_that_it_has_this_too_and_takes_it_back(self, web, force, poster):
        posted = services.post_need(poster, details(force))
        place = f.AForce(name="Southvale Constabulary")
        web.sign_in(f.APerson((place, Role.LEAD)).id)

        for _time in range(2):
            web.post(f"/needs/{posted.id}/support", {"organisation": place.id, "to": "on"})
        assert "Southvale Constabulary" in web.get(f"/needs/{posted.id}").text
        assert len(db.session.scalars(select(NeedSupport)).all()) == 1

        web.post(f"/needs/{posted.id}/support", {"organisation": place.id, "to": "off"})
        assert db.session.scalars(select(NeedSupport)).all() == []

    def test_nobody_says_so_for_another_force_or_their_own_need(self, force, poster):
        posted = services.post_need(poster, details(force))

        with pytest.raises(NotAllowed):
            services.support_need(f.AnActor(Role.LEAD), posted.id, f.AForce().id)
        with pytest.raises(Invalid):
            services.support_need(poster, posted.id, force.id)

    def test_a_tool_is_named_by_its_address(self, force, poster):
        posted = services.post_need(poster, details(force))
        tool = f.ATool()

        services.link_need(f.AnActor(Role.LEAD), posted.id, f"https://registry.example/tools/{tool.slug}?x=1")

        (match,) = need(poster, posted.id).matches
        assert (match.id, match.named) == (tool.id, True)

    def test_a_tool_that_one_may_not_see_cannot_be_named(self, force, poster):
        posted = services.post_need(poster, details(force))
        hidden = f.ATool(visibility=Visibility.NAMED)

        with pytest.raises(Invalid) as refusal:
            services.link_need(f.AnActor(Role.LEAD), posted.id, hidden.slug)

        assert "tool" in refusal.value.fields


class TestSettling:
    def test_it_is_met_by_a_tool_and_then_by_nothing_more(self, force, poster):
        posted = services.post_need(poster, details(force))
        tool = f.ATool()

        services.meet_need(poster, posted.id, tool.slug)

        assert (posted.state, posted.answer_id) == (NeedState.MET, tool.id)
        with pytest.raises(WrongState):
            services.meet_need(poster, posted.id, "")
        assert services.match_needs() == 0

    def test_withdrawn_it_is_known_to_its_own_people_alone(self, force, poster):
        posted = services.post_need(poster, details(force, visibility=Visibility.PUBLIC))

        services.withdraw_need(poster, posted.id)

        with pytest.raises(NotFound):
            need(f.AnActor(Role.LEAD), posted.id)
        assert need(poster, posted.id).need.id == posted.id

    def test_others_settle_nothing(self, force, poster):
        posted = services.post_need(poster, details(force))
        other = f.AnActor(Role.LEAD)

        for act in (lambda: services.meet_need(other, posted.id, ""), lambda: services.withdraw_need(other, posted.id)):
            with pytest.raises(NotAllowed):
                act()


class TestUnmet:
    def test_a_need_without_a_match_stands_in_the_gap_report_by_problem_and_region(self, force, poster):
        services.post_need(poster, details(force))
        second = f.AForce(region="Far March")
        posted = db.session.scalars(select(Need)).one()
        services.support_need(f.actor_of(f.APerson((second, Role.LEAD))), posted.id, second.id)

        found = gaps(f.AnActor(Role.REGISTRAR))

        assert [gap.title for gap in found.needs] == ["Storm calls wait"]
        assert found.counts == {(PROBLEM, "Middle March"): 1, (PROBLEM, "Far March"): 1}
        assert found.total(PROBLEM) == 2

    def test_it_leaves_the_report_once_a_tool_says_the_same(self, force, poster):
        services.post_need(poster, details(force))
        f.ATool(name="Storm calls wait")
        search.rebuild()
        services.match_needs()

        assert gaps(f.AnActor(Role.REGISTRAR)).needs == []

    def test_it_leaves_the_report_once_somebody_names_a_tool(self, force, poster):
        posted = services.post_need(poster, details(force))
        tool = filed("Redactor")
        services.match_needs()

        services.link_need(f.AnActor(Role.LEAD), posted.id, tool.slug)

        assert gaps(f.AnActor(Role.REGISTRAR)).needs == []

    def test_a_tool_that_is_only_filed_under_the_same_problem_is_offered_and_answers_nothing(self, web, force, poster):
        posted = services.post_need(poster, details(force))
        filed("Redactor")
        services.match_needs()

        (gap,) = gaps(f.AnActor(Role.REGISTRAR)).needs
        page = web.sign_in(poster.id).get(f"/needs/{posted.id}").text

        assert gap.id == posted.id
        assert "Redactor" in page
        assert "nobody says that it answers this" in page
        assert "None of these says the same" in page
        assert "1 is only filed under the same problem." in web.get("/needs").text

    def test_a_tool_that_was_only_filed_and_comes_to_say_the_same_answers_it(self, force, poster):
        tool = filed("Redactor")
        services.post_need(poster, details(force))
        assert len(gaps(f.AnActor(Role.REGISTRAR)).needs) == 1
        tool.name = "Storm calls wait"
        f.save(tool)
        search.rebuild()

        assert services.match_needs() == 0
        assert gaps(f.AnActor(Role.REGISTRAR)).needs == []

    def test_an_example_is_listed_and_not_counted(self):
        f.ANeed(f.AForce(synthetic=True), None, PROBLEM, synthetic=True)

        found = gaps(f.AnActor(Role.REGISTRAR))

        assert len(found.needs) == 1
        assert found.counts == {}

    def test_a_board_sees_the_page_and_a_force_does_not(self, web, force, poster):
        services.post_need(poster, details(force))
        chair = f.ABoardPerson(f.ABoard(), Role.CHAIR, (f.AForce(), Role.READER))

        page = web.sign_in(chair.id).get("/needs/unmet").text
        assert "Storm calls wait" in page
        assert "Middle March" in page
        assert web.sign_in(f.APerson((force, Role.LEAD)).id).get("/needs/unmet").status_code == 403


class TestPages:
    def test_a_search_in_vain_leads_to_the_form_with_its_words(self, web, force, poster):
        search.rebuild()
        web.sign_in(poster.id)

        page = web.get("/search?q=storm+calls").text
        assert 'href="/needs/new?title=storm+calls"' in page
        assert 'value="storm calls"' in web.get("/needs/new?title=storm+calls").text

    def test_a_bad_form_comes_back_with_all_that_was_typed(self, web, force, poster):
        web.sign_in(poster.id)
        fields = {"organisation": force.id, "title": "", "words": "Storms <b>", "visibility": "policing"}

        answer = web.post("/needs/new", {**fields, "problems": [PROBLEM]})

        assert answer.status_code == 422
        assert "Say the problem in one line" in answer.text
        assert "Storms &lt;b&gt;" in answer.text
        assert f'value="{PROBLEM}" checked' in answer.text

    def test_posted_from_the_page_it_is_listed_with_its_filter(self, web, force, poster):
        web.sign_in(poster.id)
        fields = {"organisation": force.id, "title": "Storms", "words": "Waits", "visibility": "public"}

        answer = web.post("/needs/new", {**fields, "problems": [PROBLEM]})

        assert answer.status_code == 302
        assert "Storms" in web.get(f"/needs?problem={PROBLEM}").text
        assert "Storms" not in web.get("/needs?problem=long-101-waits").text

    def test_its_own_people_find_it_in_my_work(self, web, force, poster):
        services.post_need(poster, details(force))

        assert "Storm calls wait" in web.sign_in(poster.id).get("/my-work").text
