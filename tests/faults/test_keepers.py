"""Two at the same moment: one link confirms once, a notice is acknowledged once, one draft is begun, a claim or a dispute stands alone."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from registry.core import audit
from registry.core.db import db
from registry.core.events import EventRow
from registry.replication.models import Adoption, SafetyReceipt, StageEvent
from registry.rules.words import Role, Standing, Visibility
from registry.standards.models import AssessmentDraft
from tests import factories as f
from tests.assurance.test_inheriting import Both
from tests.freshness.sent import Sent
from tests.processes import Process

ROUNDS = 6


class Pair:
    """Two processes that act on one copy, each at the same line."""

    def __init__(self, url: str) -> None:
        self.both = [Process("tests.faults.keepers", url) for _number in range(2)]
        assert [one.stdout.readline() for one in self.both] == ["ready\n"] * 2

    def act(self, *lines: str) -> list[str]:
        """Send one line to each, and read how each ended, in the order of the alphabet."""
        for one, line in zip(self.both, lines, strict=True):
            one.stdin.write(f"{line}\n")
        for one in self.both:
            one.stdin.flush()
        said = [one.stdout.readline().strip() for one in self.both]
        db.session.rollback()
        db.session.expire_all()
        return sorted(said)

    def end(self) -> None:
        """Let both go."""
        for one in self.both:
            one.communicate(timeout=60)


@pytest.fixture
def pair(copy: Flask) -> Iterator[Pair]:
    """Two processes at the copy."""
    found = Pair(copy.config["SETTINGS"].database_url)
    yield found
    found.end()


def events(kind: str) -> int:
    """How many events of a kind there are."""
    return len(db.session.scalars(select(EventRow).where(EventRow.kind == kind)).all())


def test_the_link_of_the_month_confirms_once(pair: Pair):
    for number in range(1, ROUNDS + 1):
        sent = Sent()
        line = " ".join(["link", sent.hash, *sent.keys])

        first, second = pair.act(line, line)

        assert first.startswith("link NotFound: "), first
        assert "cannot be used" in first
        assert second == "link done"
        assert events("fact-confirmed-by-link") == 2 * number  # an adoption and an outcome
    assert audit.verify(db.session).fault == ""


def test_a_safety_notice_is_acknowledged_once(pair: Pair):
    for number in range(1, ROUNDS + 1):
        force = f.AForce()
        leads = [f.APerson((force, Role.LEAD)) for _ in range(2)]
        tool = f.ATool(visibility=Visibility.POLICING)
        f.AnAdoption(tool, force)
        notice = f.ASafetyNotice(tool, force)
        ids = [lead.id for lead in leads]

        said = pair.act(*(f"acknowledge {one} {notice.id} {force.slug}" for one in ids))

        receipt = db.session.scalars(select(SafetyReceipt).where(SafetyReceipt.notice_id == notice.id)).one()
        told = db.session.scalars(select(EventRow).where(EventRow.kind == "safety-notice-acknowledged")).all()
        assert said == ["acknowledge done"] * 2
        assert len(told) == number
        assert receipt.acknowledged_by_id == told[-1].actor_id
        assert receipt.acknowledged_by_id in ids
    assert audit.verify(db.session).fault == ""


def test_what_two_take_over_at_once_is_one_draft(pair: Pair):
    both = Both()
    leads = [f.APerson((both.force, Role.LEAD)).id for _ in range(2)]

    said = pair.act(*(f"take {one} {both.tool.slug} elm dpia" for one in leads))

    draft = db.session.scalars(select(AssessmentDraft)).one()
    assert said == ["take done"] * 2
    assert events("inheritance-taken") == 1
    assert draft.begun_by_id in leads


def test_what_is_claimed_and_disputed_at_once_ends_in_one_state(pair: Pair):
    for _number in range(ROUNDS):
        force = f.AForce()
        claims, disputes = (f.APerson((force, Role.LEAD)).id for _ in range(2))
        row = f.AnAdoption(f.ATool(), force, standing=Standing.REPORTED)
        number, revision = row.id, row.revision

        first, second = pair.act(f"confirm {claims} {number} {revision}", f"dispute {disputes} {number} {revision}")

        row = db.session.get_one(Adoption, number)
        verbs = db.session.scalars(select(StageEvent.verb).where(StageEvent.adoption_id == number)).all()
        won = "confirm" if row.standing is Standing.CONFIRMED else "dispute"
        [lost] = [said for said in (first, second) if not said.endswith(" done")]
        assert row.standing in (Standing.CONFIRMED, Standing.DISPUTED)
        assert sorted(verbs) == sorted(["record", won])
        assert f"{won} done" in (first, second)
        assert "Conflict: This adoption was changed after you opened the form" in lost
        assert "Nothing of what you sent was saved" in lost
    assert audit.verify(db.session).fault == ""
