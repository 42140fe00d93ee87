"""One's own account: the name, the password, and closing it."""

from datetime import timedelta

import pytest
import time_machine

from registry.accounts.queries.members import member_by_session
from registry.accounts.services.account import PasswordDetails, change_password, close_account, rename
from registry.accounts.services.forgotten import password_key, set_password
from registry.accounts.services.passwords import hashed, matches
from registry.accounts.services.sessions import hash_of, start_session
from registry.core.errors import Invalid, NotFound, TooMany
from registry.rules.words import Role
from tests import factories as f

PASSWORD, OTHER = "kettle violin harbour", "lantern meadow copper"
STORED = hashed(PASSWORD)
IDLE = timedelta(hours=1)


def somebody():
    return f.APerson((f.AForce(), Role.READER), password_hash=STORED)


def change(person, current: str = PASSWORD, new: str = OTHER) -> str:
    return change_password(f.actor_of(person), PasswordDetails(current=current, new=new), "a key", hours=1)


class TestChangePassword:
    def test_stores_the_new_one(self, session):
        person = somebody()

        change(person)

        session.refresh(person)
        assert (matches(person.password_hash, OTHER), matches(person.password_hash, PASSWORD)) == (True, False)

    def test_ends_every_other_session(self, session):
        person = somebody()
        elsewhere = start_session(person.id, hours=1)

        here = change(person)

        assert member_by_session(hash_of(elsewhere), IDLE) is None
        assert member_by_session(hash_of(here), IDLE) is not None

    def test_leaves_the_sessions_of_others(self, session):
        other = start_session(somebody().id, hours=1)

        change(somebody())

        assert member_by_session(hash_of(other), IDLE) is not None

    def test_asks_for_the_present_one(self, session):
        with pytest.raises(Invalid) as refusal:
            change(somebody(), current="not the password")

        assert list(refusal.value.fields) == ["current"]

    def test_is_limited_like_signing_in(self, session):
        person = somebody()
        for _ in range(5):
            with pytest.raises(Invalid):
                change(person, current="not the password")

        with pytest.raises(TooMany):
            change(person)

    def test_refuses_an_obvious_one(self, session):
        with pytest.raises(Invalid) as refusal:
            change(somebody(), new="Password2026!")

        assert list(refusal.value.fields) == ["new"]


class TestRename:
    def test_changes_the_name(self, session):
        person = somebody()

        rename(f.actor_of(person), "  Ann Example ")

        session.refresh(person)
        assert person.name == "Ann Example"

    def test_refuses_an_empty_one(self, session):
        with pytest.raises(Invalid):
            rename(f.actor_of(somebody()), "   ")


class TestCloseAccount:
    def test_ends_sessions_and_roles(self, session):
        person = somebody()
        token = start_session(person.id, hours=1)

        close_account(person.email)

        assert member_by_session(hash_of(token), IDLE) is None
        with pytest.raises(NotFound):
            f.actor_of(person)

    def test_refuses_an_unknown_address(self, session):
        with pytest.raises(NotFound):
            close_account("nobody@force.example")


class TestLostPassword:
    SECRET = "a key of the test"

    def test_is_replaced_with_a_link(self, session):
        person = somebody()

        token = set_password(password_key(person.email, self.SECRET), OTHER, self.SECRET, hours=1)

        session.refresh(person)
        assert matches(person.password_hash, OTHER)
        assert member_by_session(hash_of(token), IDLE).id == person.id

    def test_ends_the_sessions_of_whoever_had_it(self, session):
        person = somebody()
        elsewhere = start_session(person.id, hours=1)

        set_password(password_key(person.email, self.SECRET), OTHER, self.SECRET, hours=1)

        assert member_by_session(hash_of(elsewhere), IDLE) is None

    def test_link_works_once(self, session):
        key = password_key(somebody().email, self.SECRET)
        set_password(key, OTHER, self.SECRET, hours=1)

        with pytest.raises(NotFound):
            set_password(key, PASSWORD, self.SECRET, hours=1)

    def test_link_works_for_an_hour(self, session):
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            key = password_key(somebody().email, self.SECRET)
            traveller.shift(timedelta(minutes=61))

            with pytest.raises(NotFound):
                set_password(key, OTHER, self.SECRET, hours=1)

    def test_link_of_another_key_or_a_closed_account_opens_nothing(self, session):
        person = somebody()
        forged, real = password_key(person.email, "another key"), password_key(person.email, self.SECRET)
        close_account(person.email)

        for key in (forged, real, "", "nonsense"):
            with pytest.raises(NotFound):
                set_password(key, OTHER, self.SECRET, hours=1)

    def test_new_one_must_be_a_good_one(self, session):
        with pytest.raises(Invalid):
            set_password(password_key(somebody().email, self.SECRET), "password1234", self.SECRET, hours=1)


class TestPages:
    def test_shows_what_the_person_does_for_whom(self, web):
        force, board = f.AForce(), f.AForce()
        web.sign_in(f.APerson((force, Role.LEAD), (board, Role.REVIEWER)).id)

        page = web.get("/account").text

        assert [text in page for text in (force.name, board.name, "Lead", "Reviewer")] == [True] * 4

    def test_changes_the_name(self, web, session):
        person = somebody()
        web.sign_in(person.id)

        web.post("/account/name", {"name": "Ann Example"})

        session.refresh(person)
        assert person.name == "Ann Example"

    def test_keeps_the_browser_signed_in_after_a_change_of_password(self, web):
        web.sign_in(somebody().id)

        answer = web.post("/account/password", {"current": PASSWORD, "new": OTHER})

        assert answer.location == "/account"
        assert "Your password is changed" in web.get("/account").text
