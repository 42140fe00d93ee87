"""What waits for review, and what each reviewer has to do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.catalogue.models import ReviewStep
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.rules.words import Role
from tests import factories as f
from tests.governance.reviews import in_review, review_of, sent_back


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
