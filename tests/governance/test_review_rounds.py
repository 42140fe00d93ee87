"""Reviews over rounds: opened, assigned, overdue, closed; comments answered, resolved and reopened."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.catalogue import queries as catalogue_queries
from registry.catalogue import services as catalogue
from registry.catalogue.models import Access, ReviewStep, Tool, WorkingCopy
from registry.catalogue.services import ReleaseDetails
from registry.core import clock
from registry.core.db import db
from registry.core.delivery import deliver
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.governance.models import Interest, Review
from registry.governance.queries import review as queries
from registry.governance.queries.review.scope import reviewable
from registry.governance.services import review as services
from registry.organisations.models import Succession
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Role
from registry.rules.working_days import working_days_after
from tests import factories as f


def release() -> ReleaseDetails:
    return ReleaseDetails("SIRO", clock.today(), "SIRO/12", agreed=True)


def in_review(owner=None, **fields) -> Tool:
    owner = owner or f.AForce()
    tool = f.ATool(owner, state=ToolState.DRAFT, **fields)
    services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())
    return tool


def review_of(tool) -> Review | None:
    return db.session.scalars(select(Review).where(Review.tool_id == tool.id).order_by(Review.id.desc())).first()


def save(lead, tool, **answers) -> None:
    """Change answers of the lessons of a record."""
    copy = db.session.get_one(WorkingCopy, tool.id)
    catalogue.save_section(lead, tool.slug, "lessons", answers, copy.revision)


def sent_back(owner, reviewer, *comments: tuple[str, str]) -> Tool:
    """A record of which changes were requested, with these comments."""
    tool = in_review(owner)
    for question, words in comments:
        services.comment(reviewer, tool.slug, words, question)
    services.request_changes(reviewer, tool.slug, "Say more", clock.today() + timedelta(days=7))
    return tool


def threads(tool) -> list[catalogue_queries.Thread]:
    return catalogue_queries.threads(catalogue_queries.steps(tool))


class TestAReview:
    def test_is_opened_at_the_first_submission_for_ten_working_days(self, session):
        tool = in_review()

        review = review_of(tool)
        assert review is not None
        assert (review.rounds, review.assignee_id, review.closed_at) == (1, None, None)
        assert review.due_on == working_days_after(clock.today(), 10)

    def test_waits_for_the_owner_until_the_day_that_was_asked_for(self, session):
        tool = sent_back(f.AForce(), f.AnActor(Role.REVIEWER))

        review = review_of(tool)
        assert review is not None
        assert (review.due_on, review.closed_at) == (clock.today() + timedelta(days=7), None)

    def test_keeps_its_reviewer_over_the_next_round(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer)

        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

        review = review_of(tool)
        assert review is not None
        assert (review.rounds, review.assignee_id) == (2, reviewer.id)

    @pytest.mark.parametrize("settle", ["publish", "not-accept"])
    def test_is_closed_when_it_is_settled(self, session, settle):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        if settle == "publish":
            services.publish(reviewer, tool.slug, 1)
        else:
            services.not_accept(reviewer, tool.slug, "Not a tool")

        review = review_of(tool)
        assert review is not None
        assert review.closed_at is not None

    def test_of_a_withdrawn_record_is_no_longer_in_the_queue(self, session):
        owner = f.AForce()
        tool = in_review(owner)

        catalogue.withdraw(f.AnActor(Role.LEAD, owner), tool.slug)

        assert queries.queue(f.AnActor(Role.REVIEWER)).total == 0

    def test_of_a_withdrawn_record_is_closed_by_the_worker(self, session):
        owner = f.AForce()
        tool = in_review(owner)
        catalogue.withdraw(f.AnActor(Role.LEAD, owner), tool.slug)

        deliver()

        review = review_of(tool)
        assert review is not None
        assert review.closed_at is not None

    def test_of_what_was_sent_in_before_reviews_were_kept_is_made_by_the_worker(self, session):
        tool = in_review()
        db.session.delete(review_of(tool))
        db.session.commit()

        deliver()

        assert [row.tool.id for row in queries.queue(f.AnActor(Role.REVIEWER)).items] == [tool.id]

    def test_of_a_record_sent_in_again_after_it_was_withdrawn_is_another(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        lead = f.AnActor(Role.LEAD, owner)
        tool = in_review(owner)
        services.take(reviewer, tool.slug)
        catalogue.withdraw(lead, tool.slug)
        catalogue.start_draft(lead, tool.slug)

        services.submit(lead, tool.slug, release())
        deliver()

        found = db.session.scalars(select(Review).where(Review.tool_id == tool.id).order_by(Review.id)).all()
        assert [(one.rounds, one.assignee_id, one.closed_at is None) for one in found] == [
            (1, reviewer.id, False),
            (1, None, True),
        ]


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "number", "found"),
        [
            (date(2026, 11, 23), 10, date(2026, 12, 7)),  # Monday to Monday
            (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
            (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday to Monday
            (date(2026, 11, 25), 0, date(2026, 11, 25)),
        ],
    )
    def test_leave_out_the_weekend(self, day, number, found):
        assert working_days_after(day, number) == found


class TestAssigning:
    def test_a_reviewer_takes_a_record_and_gives_it_back(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        services.take(reviewer, tool.slug)
        held = review_of(tool)
        assert held is not None
        assert held.assignee_id == reviewer.id
        services.give_back(reviewer, tool.slug)

        assert held.assignee_id is None

    def test_another_takes_it_over_from_whom_the_page_named_alone(self, session):
        tool, first, second = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(first, tool.slug)

        with pytest.raises(Conflict, match="A reviewer of Force"):
            services.take(second, tool.slug, None)
        services.take(second, tool.slug, first.id)

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id == second.id

    @pytest.mark.parametrize("settle", ["publish", "request-changes", "not-accept"])
    def test_nobody_settles_what_another_has(self, session, settle):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(holder, tool.slug)
        acts = {
            "publish": lambda: services.publish(other, tool.slug, 1),
            "request-changes": lambda: services.request_changes(other, tool.slug, "More", clock.today()),
            "not-accept": lambda: services.not_accept(other, tool.slug, "No"),
        }

        with pytest.raises(WrongState, match="Take over"):
            acts[settle]()

        assert tool.state is ToolState.IN_REVIEW

    def test_everybody_who_may_review_it_may_comment(self, session):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        services.take(holder, tool.slug)

        services.comment(other, tool.slug, "A second pair of eyes", "summary")

        assert [thread.step.comment for thread in threads(tool)] == ["A second pair of eyes"]

    def test_the_registrar_assigns_with_a_day(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        day = clock.today() + timedelta(days=3)

        services.assign(f.AnActor(Role.REGISTRAR), tool.slug, reviewer.id, day)

        review = review_of(tool)
        assert review is not None
        assert (review.assignee_id, review.due_on) == (reviewer.id, day)

    def test_a_day_in_the_past_is_refused(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid) as refusal:
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, reviewer.id, clock.today() - timedelta(days=1))

        assert set(refusal.value.fields) == {"due_on"}

    def test_a_reviewer_hands_on_only_what_they_have(self, session):
        tool, holder, other = in_review(), f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)

        with pytest.raises(WrongState):
            services.assign(holder, tool.slug, other.id, clock.today())
        services.take(holder, tool.slug)
        services.assign(holder, tool.slug, other.id, clock.today())

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id == other.id

    def test_the_registrar_does_not_take_a_record(self, session):
        tool = in_review()

        with pytest.raises(Invalid):
            services.take(f.AnActor(Role.REGISTRAR), tool.slug)

    def test_nobody_is_refused_and_said_so_beside_the_field(self, session):
        tool = in_review()

        with pytest.raises(Invalid) as refusal:
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, 0, clock.today())

        assert set(refusal.value.fields) == {"person"}


def one_of_each(owner, tool) -> dict[str, Actor]:
    """Reviewers with every kind of interest in a record, and one with none."""
    heir, elder = f.AForce(), f.AForce()
    f.save(Succession(predecessor_id=owner.id, successor_id=heir.id, happened_on=clock.today()))
    f.save(Succession(predecessor_id=elder.id, successor_id=owner.id, happened_on=clock.today()))
    people = {
        "free": f.APerson((f.AForce(), Role.REVIEWER)),
        "own": f.APerson((owner, Role.REVIEWER)),
        "own reader": f.APerson((owner, Role.READER), (f.AForce(), Role.REVIEWER)),
        "heir": f.APerson((heir, Role.REVIEWER)),
        "elder": f.APerson((elder, Role.REVIEWER)),
        "declared": f.APerson((f.AForce(), Role.REVIEWER)),
        "ended": f.APerson((f.AForce(), Role.REVIEWER)),
        "helper": f.APerson((f.AForce(), Role.REVIEWER)),
        "past helper": f.APerson((f.AForce(), Role.REVIEWER)),
        "lead": f.APerson((f.AForce(), Role.LEAD)),
    }
    moment = clock.now()
    f.save(
        Interest(person_id=people["declared"].id, tool_id=tool.id, reason="Built it", declared_at=moment),
        Interest(person_id=people["ended"].id, tool_id=tool.id, reason="Was", declared_at=moment, ended_at=moment),
        Access(tool_id=tool.id, person_id=people["helper"].id, reason="collaborator"),
        Access(tool_id=tool.id, person_id=people["past helper"].id, reason="collaborator", until=moment),
    )
    return {name: f.actor_of(person) for name, person in people.items()}


class TestAnInterest:
    FREE = frozenset({"free", "ended", "past helper"})

    def test_keeps_a_reviewer_from_the_record_everywhere_alike(self, session):
        """The policy, the queue's filter and the list of candidates are three ways to say one thing."""
        owner = f.AForce()
        tool = in_review(owner)
        actors = one_of_each(owner, tool)
        ids = {actor.id: name for name, actor in actors.items()}

        policy = {name for name, actor in actors.items() if allows(actor, Permission.TOOL_PUBLISH, tool)}
        queue = {
            name
            for name, actor in actors.items()
            if db.session.scalar(select(Tool.id).where(Tool.id == tool.id, reviewable(actor)))
        }
        registrar = f.AnActor(Role.REGISTRAR)
        candidates = {ids[one.id] for one in queries.assigning(registrar, tool.slug).candidates if one.id in ids}

        assert policy == queue == candidates == self.FREE

    @pytest.mark.parametrize("name", ["own", "own reader", "heir", "elder", "declared", "helper", "lead"])
    def test_blocks_assignment(self, session, name):
        owner = f.AForce()
        tool = in_review(owner)
        actor = one_of_each(owner, tool)[name]

        with pytest.raises(Invalid):
            services.assign(f.AnActor(Role.REGISTRAR), tool.slug, actor.id, clock.today())

    @pytest.mark.parametrize("name", ["own", "own reader", "heir", "elder", "declared", "helper"])
    @pytest.mark.parametrize("act", ["take", "comment", "publish", "request-changes", "not-accept"])
    def test_blocks_acting(self, session, name, act):
        owner = f.AForce()
        tool = in_review(owner)
        actor = one_of_each(owner, tool)[name]
        acts = {
            "take": lambda: services.take(actor, tool.slug),
            "comment": lambda: services.comment(actor, tool.slug, "Words", "summary"),
            "publish": lambda: services.publish(actor, tool.slug, 1),
            "request-changes": lambda: services.request_changes(actor, tool.slug, "Words", clock.today()),
            "not-accept": lambda: services.not_accept(actor, tool.slug, "Words"),
        }

        with pytest.raises((NotAllowed, NotFound)):
            acts[act]()

        assert tool.state is ToolState.IN_REVIEW

    def test_declared_gives_the_record_back(self, session):
        tool, person = in_review(), f.APerson((f.AForce(), Role.REVIEWER))
        services.take(f.actor_of(person), tool.slug)

        services.declare(f.actor_of(person), tool.slug, "I know the supplier")

        review = review_of(tool)
        assert review is not None
        assert review.assignee_id is None
        assert not allows(f.actor_of(person), Permission.TOOL_DRAFT_READ, tool)

    def test_needs_a_reason_and_is_declared_once(self, session):
        tool, reviewer = in_review(visibility="public"), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid):
            services.declare(reviewer, tool.slug, " ")
        services.declare(reviewer, tool.slug, "I built it")
        with pytest.raises(WrongState):
            services.declare(reviewer, tool.slug, "I built it")

    def test_is_ended_by_its_declarer_and_the_registrar_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        mine = services.declare(reviewer, tool.slug, "I built it")

        for other in (f.AnActor(Role.REVIEWER), f.AnActor(Role.LEAD)):
            with pytest.raises(NotFound):
                services.end_interest(other, mine.id)
        services.end_interest(f.AnActor(Role.REGISTRAR), mine.id)

        assert mine.ended_at is not None
        with pytest.raises(WrongState):
            services.end_interest(reviewer, mine.id)

    def test_of_others_is_listed_to_the_registrar_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)
        services.declare(reviewer, tool.slug, "I built it")

        seen = [
            len(queries.declared(actor)) for actor in (reviewer, f.AnActor(Role.REVIEWER), f.AnActor(Role.REGISTRAR))
        ]

        assert seen == [1, 0, 1]

    def test_is_over_for_a_succession_that_was_undone(self, session):
        owner, other = f.AForce(), f.AForce()
        tool = in_review(owner)
        f.save(
            Succession(predecessor_id=owner.id, successor_id=other.id, happened_on=clock.today(), undone_at=clock.now())
        )
        person = f.APerson((other, Role.REVIEWER))

        assert allows(f.actor_of(person), Permission.TOOL_PUBLISH, tool)
        assert [one.id for one in queries.assigning(f.AnActor(Role.REGISTRAR), tool.slug).candidates] == [person.id]


class TestComments:
    def test_one_whose_answer_changed_is_resolved_by_sending_the_record_in(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"), ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        save(lead, tool, lessons="Train the night shift first")

        services.submit(lead, tool.slug, release())

        found = {thread.step.question: thread for thread in threads(tool)}
        assert (found["lessons"].open, found["summary"].open) == (False, True)
        assert [reply.comment for reply in found["lessons"].replies] == ["Answered by revision 2."]
        assert (found["lessons"].missed, found["summary"].missed) == (False, True)

    def test_the_submitter_is_told_which_stay_open_and_may_submit_anyway(self, session, web):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"), ("summary", "Too long"), ("", "Is it yours?"))
        person = f.APerson((owner, Role.LEAD))
        save(f.actor_of(person), tool, lessons="Train the night shift first")

        page = web.sign_in(person.id).get(f"/tools/{tool.slug}/submit").text

        assert "Too long" in page
        assert "Is it yours?" in page
        assert "Which?" not in page
        assert "Submit for review" in page

    def test_one_is_resolved_with_a_reply_and_reopened_with_a_reason(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        [thread] = threads(tool)

        services.resolve(lead, tool.slug, thread.step.id, "It is the official wording")
        services.submit(lead, tool.slug, release())
        services.reopen(reviewer, tool.slug, thread.step.id, "Shorten it all the same")

        [thread] = threads(tool)
        assert thread.open
        assert not thread.missed
        assert [(reply.verb, reply.comment) for reply in thread.replies] == [
            ("resolve", "It is the official wording"),
            ("reopen", "Shorten it all the same"),
        ]

    def test_a_reopened_one_is_not_answered_by_what_changed_before(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("lessons", "Which?"))
        lead = f.AnActor(Role.LEAD, owner)
        save(lead, tool, lessons="Some")
        services.submit(lead, tool.slug, release())
        [thread] = threads(tool)
        services.reopen(reviewer, tool.slug, thread.step.id, "Which ones?")
        services.request_changes(reviewer, tool.slug, "", clock.today())

        services.submit(lead, tool.slug, release())

        assert [thread.open for thread in threads(tool)] == [True]

    def test_a_resolved_one_is_not_resolved_twice_nor_an_open_one_reopened(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "Too long"))
        lead = f.AnActor(Role.LEAD, owner)
        [thread] = threads(tool)
        services.resolve(lead, tool.slug, thread.step.id)

        with pytest.raises(WrongState):
            services.resolve(lead, tool.slug, thread.step.id)
        services.submit(lead, tool.slug, release())
        services.reopen(reviewer, tool.slug, thread.step.id, "No")
        with pytest.raises(WrongState):
            services.reopen(reviewer, tool.slug, thread.step.id, "No")

    def test_one_of_another_record_is_not_known(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool, other = sent_back(owner, reviewer), sent_back(owner, reviewer, ("summary", "Too long"))

        with pytest.raises(NotFound):
            services.resolve(f.AnActor(Role.LEAD, owner), tool.slug, threads(other)[0].step.id)

    def test_those_of_a_published_round_are_history(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = in_review(owner)
        services.comment(reviewer, tool.slug, "A detail", "summary")
        services.publish(reviewer, tool.slug, 1)

        catalogue.start_draft(f.AnActor(Role.LEAD, owner), tool.slug)

        assert threads(tool) == []

    def test_changes_are_requested_without_words_where_a_comment_is_open_alone(self, session):
        tool, reviewer = in_review(), f.AnActor(Role.REVIEWER)

        with pytest.raises(Invalid):
            services.request_changes(reviewer, tool.slug, "", clock.today())
        services.comment(reviewer, tool.slug, "Too long", "summary")
        services.request_changes(reviewer, tool.slug, "", clock.today())

        assert tool.state is ToolState.CHANGES_REQUESTED


class TestTheQueue:
    def test_says_whom_each_record_waits_for_and_since_when(self, session):
        reviewer = f.AnActor(Role.REVIEWER)
        owner_has = sent_back(f.AForce(), reviewer)
        mine, free = in_review(), in_review()
        services.take(reviewer, mine.slug)

        rows = {row.tool.id: row for row in queries.queue(reviewer).items}

        asked = db.session.scalar(select(ReviewStep.recorded_at).where(ReviewStep.verb == "request-changes"))
        assert (rows[owner_has.id].on_owner, rows[owner_has.id].since) == (True, asked)
        assert (rows[mine.id].on_owner, rows[mine.id].mine, rows[free.id].holder) == (False, True, "")

    @pytest.mark.parametrize(
        ("show", "names"),
        [
            ("all", {"mine", "free", "late", "owner"}),
            ("mine", {"mine", "owner"}),
            ("unassigned", {"free", "late"}),
            ("overdue", {"late"}),
            ("owner", {"owner"}),
            ("nonsense", {"mine", "free", "late", "owner"}),
        ],
    )
    def test_shows_what_is_asked_for(self, session, show, names):
        reviewer = f.AnActor(Role.REVIEWER)
        tools = {name: in_review(name=name) for name in ("mine", "free", "late")}
        tools["owner"] = sent_back(f.AForce(), reviewer)
        services.take(reviewer, tools["mine"].slug)
        late = review_of(tools["late"])
        assert late is not None
        late.due_on = clock.today() - timedelta(days=2)
        f.save(late)

        found = queries.queue(reviewer, show=show)

        ids = {tool.id: name for name, tool in tools.items()}
        assert {ids[row.tool.id] for row in found.items} == names
        assert found.total == len(names)

    def test_shows_the_registrar_all_with_no_way_into_the_record(self, session):
        tool = in_review()

        [row] = queries.queue(f.AnActor(Role.REGISTRAR)).items

        assert (row.tool.id, row.readable) == (tool.id, False)

    def test_is_empty_for_a_reviewer_of_no_police_organisation(self, session):
        in_review()
        supplier = f.AForce(kind="supplier")

        assert queries.queue(f.AnActor(Role.REVIEWER, supplier)).total == 0

    def test_takes_as_many_statements_for_many_as_for_one(self, session, count_statements):
        reviewer, other = f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        sent_back(f.AForce(), other)
        with count_statements() as one:
            queries.queue(reviewer)
        for _ in range(4):
            sent_back(f.AForce(), f.AnActor(Role.REVIEWER))

        with count_statements() as many:
            queries.queue(reviewer)

        assert len(many) == len(one) <= 4

    def test_counts_what_each_reviewer_has_to_do(self, session, count_statements):
        busy, idle = f.AnActor(Role.REVIEWER), f.AnActor(Role.REVIEWER)
        for late in (False, True):
            tool = in_review()
            services.take(busy, tool.slug)
            review = review_of(tool)
            assert review is not None
            review.due_on = clock.today() - timedelta(days=1) if late else review.due_on
            f.save(review)
        services.publish(busy, in_review().slug, 1)

        with count_statements() as seen:
            found = {one.id: one for one in queries.workload(idle).items}

        assert (found[busy.id].open, found[busy.id].overdue, found[busy.id].settled) == (2, 1, 1)
        assert (found[idle.id].open, found[idle.id].overdue, found[idle.id].settled) == (0, 0, 0)
        assert len(seen) == 2

    def test_and_the_workload_are_for_reviewers_and_the_registrar(self, session):
        for role in (Role.LEAD, Role.ASSURER, Role.READER):
            with pytest.raises(NotAllowed):
                queries.workload(f.AnActor(role))


class TestWhatTheOwnerSees:
    def test_the_course_says_whom_it_waits_for_and_by_when(self, session):
        owner = f.AForce()
        tool = sent_back(owner, f.AnActor(Role.REVIEWER))

        found = catalogue_queries.course(tool, catalogue_queries.steps(tool))

        assert found.waiting is not None
        assert (found.waiting.on, found.waiting.due_on) == ("owner", clock.today() + timedelta(days=7))
        assert [(entry.step.verb, entry.round) for entry in found.entries] == [("request-changes", 1), ("submit", 1)]

    def test_rounds_are_counted_from_the_first_submission_of_each_review(self, session):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        lead = f.AnActor(Role.LEAD, owner)
        tool = sent_back(owner, reviewer)
        services.submit(lead, tool.slug, release())
        services.publish(reviewer, tool.slug, 1)
        catalogue.start_draft(lead, tool.slug)
        services.submit(lead, tool.slug, release())

        found = catalogue_queries.course(tool, catalogue_queries.steps(tool))

        assert [(entry.step.verb, entry.round) for entry in reversed(found.entries)] == [
            ("submit", 1),
            ("request-changes", 1),
            ("submit", 2),
            ("publish", 2),
            ("edit", 0),
            ("submit", 1),
        ]

    def test_no_reviewer_is_named_to_the_owner(self, session, web):
        owner = f.AForce()
        tool = in_review(owner)
        reviewer = f.APerson((f.AForce(name="Farmarch Police"), Role.REVIEWER), name="Alex Morgan")
        services.take(f.actor_of(reviewer), tool.slug)
        services.comment(f.actor_of(reviewer), tool.slug, "Too long", "summary")
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        pages = [lead.get(f"/tools/{tool.slug}/{page}").text for page in ("edit", "review")]

        assert all("Waiting for the reviewer who has it" in page for page in pages)
        assert not any(secret in page for page in pages for secret in ("Alex Morgan", "Farmarch"))

    def test_a_comment_stands_beside_its_field_with_a_way_to_resolve_it(self, session, web):
        owner = f.AForce()
        tool = sent_back(owner, f.AnActor(Role.REVIEWER), ("summary", "Too long for a line"))
        [thread] = threads(tool)

        page = web.sign_in(f.APerson((owner, Role.CONTRIBUTOR)).id).get(f"/tools/{tool.slug}/edit/about").text

        assert "Too long for a line" in page
        assert f"/tools/{tool.slug}/comments/{thread.step.id}/resolve" in page


class TestPages:
    def test_a_reviewer_takes_hands_on_and_takes_over(self, session, web):
        tool = in_review()
        one, two = (f.APerson((f.AForce(), Role.REVIEWER)) for _ in range(2))
        first = web.sign_in(one.id)
        assert "Take it" in first.get(f"/tools/{tool.slug}/review").text
        first.post(f"/tools/{tool.slug}/review/take", {"held_by": ""})
        assert "You have this record." in first.get(f"/tools/{tool.slug}/review").text

        second = web.sign_in(two.id)
        page = second.get(f"/tools/{tool.slug}/review").text
        assert f"{one.name}, " in page
        assert "Settle the review" in page
        assert ">Publish<" not in page
        refused = second.post(f"/tools/{tool.slug}/review/publish", {"revision": "1"})
        assert refused.status_code == 409
        assert "A reviewer of" in refused.text
        assert one.name not in refused.text
        second.post(f"/tools/{tool.slug}/review/take", {"held_by": str(one.id)})

        assert ">Publish<" in second.get(f"/tools/{tool.slug}/review").text

    def test_the_registrar_assigns_from_the_queue_without_reading_the_record(self, session, web):
        tool = in_review(name="Secret draft", content={"summary": "Nobody else reads this"})
        reviewer = f.APerson((f.AForce(), Role.REVIEWER), name="Sam Field")
        registrar = web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)
        assert f"/tools/{tool.slug}/review/assign" in registrar.get("/reviews").text
        page = registrar.get(f"/tools/{tool.slug}/review/assign").text
        assert "Sam Field" in page
        assert "Nobody else reads this" not in page

        day = clock.today() + timedelta(days=1)
        when = [str(day.day), str(day.month), str(day.year)]
        registrar.post(f"/tools/{tool.slug}/review/assign", {"person": str(reviewer.id), "due_on": when})

        assert "Sam Field" in registrar.get("/reviews").text
        assert registrar.get(f"/tools/{tool.slug}/review").status_code == 404
        assert registrar.get("/reviews/workload").status_code == 200

    def test_an_overdue_record_is_marked_in_words(self, session, web):
        tool = in_review()
        review = review_of(tool)
        assert review is not None
        review.due_on = clock.today() - timedelta(days=3)
        f.save(review)

        page = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id).get("/reviews?show=overdue").text

        assert "Overdue by 3 days" in page

    def test_an_interest_is_declared_listed_and_ended(self, session, web):
        tool = in_review(name="A tool to keep away from")
        person = f.APerson((f.AForce(), Role.REVIEWER))
        reviewer = web.sign_in(person.id)
        assert reviewer.get(f"/tools/{tool.slug}/review/interest").status_code == 200
        assert reviewer.post(f"/tools/{tool.slug}/review/interest", {}).status_code == 422
        reviewer.post(f"/tools/{tool.slug}/review/interest", {"reason": "I advise its supplier"})

        assert "I advise its supplier" in reviewer.get("/reviews/interests").text
        assert reviewer.get(f"/tools/{tool.slug}/review").status_code == 404
        assert "You declared an interest" in reviewer.get(f"/tools/{tool.slug}/review/interest").text
        assert tool.name not in reviewer.get("/reviews").text

        [mine] = db.session.scalars(select(Interest.id))
        reviewer.post(f"/reviews/interests/{mine}/end")
        assert reviewer.get(f"/tools/{tool.slug}/review").status_code == 200

    def test_a_comment_is_resolved_and_reopened(self, session, web):
        owner = f.AForce()
        reviewing = f.APerson((f.AForce(), Role.REVIEWER))
        tool = sent_back(owner, f.actor_of(reviewing), ("summary", "Too long"))
        [thread] = threads(tool)
        address = f"/tools/{tool.slug}/comments/{thread.step.id}"
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        assert "Too long" in lead.get(f"{address}/resolve").text
        lead.post(f"{address}/resolve", {"reply": "It is the official wording"})
        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())

        reviewer = web.sign_in(reviewing.id)
        page = reviewer.get(f"/tools/{tool.slug}/review").text
        assert "It is the official wording" in page
        assert "What changed since changes were requested" in page
        assert reviewer.post(f"{address}/reopen", {}).status_code == 422
        reviewer.post(f"{address}/reopen", {"reason": "Shorten it all the same"})

        assert "Shorten it all the same" in reviewer.get(f"/tools/{tool.slug}/review").text

    def test_a_failed_check_is_named_and_nothing_is_published(self, session, web):
        tool = in_review()
        copy = db.session.get_one(WorkingCopy, tool.id)
        copy.to_check = {"summary": "atrs"}
        f.save(copy)
        reviewer = web.sign_in(f.APerson((f.AForce(), Role.REVIEWER)).id)
        assert ">Publish<" not in reviewer.get(f"/tools/{tool.slug}/review").text

        page = reviewer.post(f"/tools/{tool.slug}/review/publish", {"revision": "1"})

        assert page.status_code == 422
        assert "cannot be published while a check fails" in page.text
        assert tool.state is ToolState.IN_REVIEW

    def test_the_review_page_asks_the_database_as_often_for_many_comments_as_for_one(self, session, count_statements):
        owner, reviewer = f.AForce(), f.AnActor(Role.REVIEWER)
        tool = sent_back(owner, reviewer, ("summary", "One"))
        services.submit(f.AnActor(Role.LEAD, owner), tool.slug, release())
        with count_statements() as one:
            queries.review(reviewer, tool.slug)
        for number in range(5):
            services.comment(reviewer, tool.slug, f"Comment {number}", "phase")

        with count_statements() as many:
            queries.review(reviewer, tool.slug)

        assert len(many) == len(one) <= 12
