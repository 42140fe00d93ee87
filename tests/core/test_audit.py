"""The audit trail: whatever is done to its rows shows, and the first wrong one is named."""

import pytest
from sqlalchemy import delete, update

from registry.core.audit import sealed_head, verify
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.events import EventRow, Redaction, append_many, digest_of, head, link
from registry.organisations.events import EmailDomainAdded
from registry.organisations.services import add_email_domain

KEY = "an audit key of the test"


@pytest.fixture
def chain(session):
    """Five events."""
    for name in "abcde":
        add_email_domain(f"{name}.example")
    return session


def alter(number: int, **values) -> None:
    with transaction():
        db.session.execute(update(EventRow).where(EventRow.id == number).values(**values))
    db.session.expire_all()


def remove(*numbers: int) -> None:
    with transaction():
        db.session.execute(delete(EventRow).where(EventRow.id.in_(numbers)))
    db.session.expire_all()


def swap(one: int, other: int) -> None:
    """Exchange the places of two events, their own hashes with them."""
    with transaction():
        for number, to in ((one, 100), (other, one), (100, other)):
            db.session.execute(update(EventRow).where(EventRow.id == number).values(id=to))
    db.session.expire_all()


class TestVerify:
    def test_finds_nothing_in_a_whole_chain(self, chain):
        finding = verify(chain)

        assert (finding.checked, finding.fault, finding.head) == (5, "", head(chain)[1])

    def test_finds_nothing_in_an_empty_one(self, session):
        assert (verify(session).checked, verify(session).fault) == (0, "")

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": "signed-in"},
            {"data": {"actor_id": None, "domain_id": 999, "organisation_id": None}},
            {"actor_id": 7},
            {"organisation_id": 7},
            {"tool_id": 7},
            {"salt": "0" * 32},
            {"digest": "0" * 64},
            {"hash": "0" * 64},
        ],
    )
    def test_names_the_altered_event(self, chain, values):
        alter(3, **values)

        assert verify(chain).fault.startswith("Event 3 was altered")

    def test_names_an_event_whose_moment_was_altered(self, chain):
        alter(3, recorded_at=chain.get(EventRow, 1).recorded_at)

        assert verify(chain).fault.startswith("Event 3 was altered")

    def test_names_an_event_that_was_rewritten_with_a_digest_that_fits(self, chain):
        row = chain.get(EventRow, 3)
        data = {**row.data, "domain_id": 999}

        alter(3, data=data, digest=digest_of(row.salt, row.kind, row.recorded_at, data))

        assert verify(chain).fault.startswith("Event 3 was altered")

    def test_names_the_event_after_one_that_was_rewritten_with_a_hash_that_fits(self, chain):
        row, before = chain.get(EventRow, 3), chain.get(EventRow, 2)
        data = {**row.data, "domain_id": 999}
        digest = digest_of(row.salt, row.kind, row.recorded_at, data)

        alter(3, data=data, digest=digest, hash=link(before.hash, 3, digest))

        assert verify(chain).fault.startswith("Event 4 was altered")

    def test_names_the_removed_event(self, chain):
        remove(3)

        assert verify(chain).fault == "Event 3 is missing."

    def test_names_the_first_event_when_the_start_is_gone(self, chain):
        remove(1, 2)

        assert verify(chain).fault == "Event 1 is missing."

    def test_names_the_first_of_two_that_changed_places(self, chain):
        swap(2, 4)

        assert verify(chain).fault.startswith("Event 2 was altered or moved")

    def test_names_the_first_of_several_faults(self, chain):
        alter(4, kind="signed-in")
        alter(2, kind="signed-in")

        assert verify(chain).fault.startswith("Event 2 ")

    def test_says_how_many_were_sound_before_the_fault(self, chain):
        alter(4, kind="signed-in")

        assert verify(chain).checked == 3

    def test_tells_how_far_it_is(self, session):
        with transaction():
            append_many(EmailDomainAdded(actor_id=None, domain_id=n, organisation_id=None) for n in range(4_500))
        seen: list[int] = []

        verify(session, tick=seen.append)

        assert seen == [2_000, 4_000]


class TestHead:
    def test_kept_outside_shows_that_the_end_is_missing(self, chain):
        kept = sealed_head(chain, KEY)
        remove(4, 5)

        assert verify(chain, kept, KEY).fault.startswith("Event 5 is missing")
        assert verify(chain).fault == ""

    def test_kept_outside_shows_that_the_whole_was_rewritten(self, chain):
        kept = sealed_head(chain, KEY)
        remove(1, 2, 3, 4, 5)
        for name in "vwxyz":
            add_email_domain(f"{name}.example")

        assert verify(chain).fault == ""
        assert verify(chain, kept, KEY).fault.startswith("Event 5 is missing or is not the one")

    def test_kept_outside_holds_while_the_chain_grows(self, chain):
        kept = sealed_head(chain, KEY)
        add_email_domain("f.example")

        finding = verify(chain, kept, KEY)

        assert (finding.fault, finding.tail_known, finding.checked) == ("", True, 6)

    def test_without_one_the_end_is_said_to_be_unknown(self, chain):
        assert verify(chain).tail_known is False

    def test_can_be_given_without_its_seal(self, chain):
        number, digest = head(chain)

        assert verify(chain, f"{number}:{digest}").tail_known is True

    def test_sealed_with_another_key_is_refused(self, chain):
        with pytest.raises(ValueError, match="seal"):
            verify(chain, sealed_head(chain, "another key"), KEY)

    @pytest.mark.parametrize("kept", ["nonsense", "5", "x:" + "0" * 64, "5:short", "5:" + "0" * 64 + ":a:b", "-1:x"])
    def test_that_cannot_be_read_is_refused(self, chain, kept):
        with pytest.raises(ValueError, match="N:HASH"):
            verify(chain, kept, KEY)


class TestRedaction:
    def redact(self, number: int, by: int | None) -> None:
        with transaction():
            if by is not None:
                db.session.add(Redaction(event_id=number, recorded_by_id=by))
            db.session.execute(update(EventRow).where(EventRow.id == number).values(data=None, salt=None))
        db.session.expire_all()

    def test_leaves_the_chain_whole(self, chain):
        self.redact(2, by=5)

        assert verify(chain).fault == ""

    def test_that_nobody_recorded_is_a_fault(self, chain):
        self.redact(2, by=None)

        assert verify(chain).fault.startswith("Event 2 lost its data")

    def test_recorded_before_the_event_itself_is_a_fault(self, chain):
        self.redact(4, by=1)

        assert verify(chain).fault.startswith("Event 4 lost its data")
