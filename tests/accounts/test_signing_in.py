"""Signing in: sessions, limits that all workers share, and pages that tell nothing."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from registry.accounts.models import FailedSignIn, SignIn
from registry.accounts.queries.members import member_by_session
from registry.accounts.services.passwords import hashed
from registry.accounts.services.sessions import end_session, hash_of, start_session
from registry.accounts.services.signing_in import Credentials, sign_in
from registry.core import clock
from registry.core.errors import Invalid, TooMany
from registry.core.events import EventRow
from registry.rules.words import Role
from tests import factories as f

PASSWORD = "kettle violin harbour"
STORED = hashed(PASSWORD)
SECRET = "a key of the test"
IDLE = timedelta(minutes=60)


def somebody(**fields):
    return f.APerson((f.AForce(), Role.READER), password_hash=STORED, **fields)


def enter(email: str, password: str = PASSWORD, network: str = "192.0.2.1", replaces: int | None = None) -> str:
    details = Credentials(email=email, password=password, network=network, replaces=replaces)
    return sign_in(details, SECRET, hours=12)


def fail(email: str, times: int, network: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(Invalid):
            enter(email, "not the password", network)


class TestSignIn:
    def test_opens_a_session_for_the_person(self, session):
        person = somebody()

        token = enter(person.email.upper() + " ")

        assert member_by_session(hash_of(token), IDLE).id == person.id

    def test_keeps_only_the_hash_of_the_token(self, session):
        token = enter(somebody().email)

        row = session.scalars(select(SignIn)).one()
        assert (row.token_hash, len(token) >= 43) == (hash_of(token), True)

    def test_is_put_on_the_trail(self, session):
        person = somebody()

        enter(person.email)

        event = session.scalars(select(EventRow)).one()
        assert (event.kind, event.actor_id, event.data) == ("signed-in", person.id, {"actor_id": person.id})

    def test_says_the_same_of_a_wrong_password_as_of_an_unknown_address(self, session):
        with pytest.raises(Invalid) as wrong:
            enter(somebody().email, "not the password")
        with pytest.raises(Invalid) as unknown:
            enter("nobody@force.example", "not the password")

        assert (wrong.value.message, wrong.value.fields) == (unknown.value.message, unknown.value.fields)

    def test_refuses_a_closed_account(self, session):
        person = somebody(closed_at=clock.now())

        with pytest.raises(Invalid):
            enter(person.email)

    def test_ends_the_session_it_replaces(self, session):
        person = somebody()
        old = enter(person.email)
        number = session.scalars(select(SignIn.id)).one()

        new = enter(person.email, replaces=number)

        assert member_by_session(hash_of(old), IDLE) is None
        assert member_by_session(hash_of(new), IDLE) is not None


class TestSession:
    @pytest.mark.parametrize(("hours", "open_still"), [(11, True), (13, False)])
    def test_expires(self, session, hours, open_still):
        person = somebody()
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            token = start_session(person.id, hours=12)
            traveller.shift(timedelta(hours=hours))

            found = member_by_session(hash_of(token), timedelta(days=2))

        assert (found is not None) is open_still

    @pytest.mark.parametrize(("minutes", "open_still"), [(59, True), (61, False)])
    def test_falls_idle(self, session, minutes, open_still):
        person = somebody()
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            token = start_session(person.id, hours=12)
            traveller.shift(timedelta(minutes=minutes))

            found = member_by_session(hash_of(token), IDLE)

        assert (found is not None) is open_still

    def test_is_of_no_use_once_ended(self, session):
        token = start_session(somebody().id, hours=12)

        end_session(session.scalars(select(SignIn.id)).one())

        assert member_by_session(hash_of(token), IDLE) is None


class TestLimit:
    def test_refuses_the_sixth_attempt_at_an_account_even_with_the_right_password(self, session):
        person = somebody()
        fail(person.email, 5)

        with pytest.raises(TooMany) as refusal:
            enter(person.email)

        assert refusal.value.retry_after == 900

    def test_limits_an_unknown_address_alike(self, session):
        fail("nobody@force.example", 5)

        with pytest.raises(TooMany):
            enter("nobody@force.example")

    def test_leaves_other_accounts_alone(self, session):
        fail("nobody@force.example", 5)

        assert enter(somebody().email)

    def test_holds_whatever_network_the_attempts_come_from(self, session):
        person = somebody()
        for number in range(5):
            fail(person.email, 1, network=f"192.0.2.{number}")

        with pytest.raises(TooMany):
            enter(person.email, network="192.0.2.99")

    def test_refuses_the_thirty_first_failure_from_one_network(self, session):
        for number in range(30):
            fail(f"nobody{number}@force.example", 1)

        with pytest.raises(TooMany):
            enter(somebody().email)

    def test_is_lifted_after_fifteen_minutes(self, session):
        person = somebody()
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            fail(person.email, 5)
            traveller.shift(timedelta(minutes=15, seconds=1))

            assert enter(person.email)

    def test_is_not_drawn_out_by_attempts_that_it_refused(self, session):
        person = somebody()
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            fail(person.email, 5)
            traveller.shift(timedelta(minutes=14))
            with pytest.raises(TooMany):
                enter(person.email)
            traveller.shift(timedelta(minutes=2))

            assert enter(person.email)

    def test_forgets_slips_once_the_person_got_in(self, session):
        person = somebody()
        fail(person.email, 4)
        enter(person.email)

        fail(person.email, 4)

        assert enter(person.email)

    def test_holds_nothing_of_a_success_against_the_network(self, session):
        for _ in range(31):
            enter(somebody().email)

        assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 0

    def test_keeps_neither_address_nor_network_in_the_clear(self, session):
        fail("nobody@force.example", 1)

        keys = session.scalars(select(FailedSignIn.key)).all()
        assert len(keys) == 2
        assert all(len(key) == 64 and "nobody" not in key and "192" not in key for key in keys)

    def test_drops_what_no_longer_counts(self, session):
        with time_machine.travel("2026-11-02T08:00:00+00:00", tick=False) as traveller:
            fail("nobody@force.example", 3)
            traveller.shift(timedelta(minutes=20))
            fail("other@force.example", 1, network="192.0.2.7")

            assert session.scalar(select(func.count()).select_from(FailedSignIn)) == 2


class TestPages:
    def sign_in(self, web, person, password=PASSWORD, target=""):
        return web.post(f"/sign-in{target}", {"email": person.email, "password": password})

    def test_leads_to_my_work(self, web):
        answer = self.sign_in(web, somebody())

        assert (answer.status_code, answer.location) == (302, "/my-work")

    def test_leads_back_to_where_the_person_was_going(self, web):
        answer = self.sign_in(web, somebody(), target="?next=/account")

        assert answer.location == "/account"
        assert web.get("/account").status_code == 200

    @pytest.mark.parametrize(
        "target",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "/%09/evil.example",
            "evil",
        ],
    )
    def test_never_leads_to_another_site(self, web, target):
        answer = self.sign_in(web, somebody(), target=f"?next={target}")

        assert answer.location == "/my-work"

    def test_gives_a_new_cookie_and_ends_the_old_session(self, web, session):
        person = somebody()
        self.sign_in(web, person)
        first = session.scalars(select(SignIn)).one().id

        self.sign_in(web, person)

        session.expire_all()
        assert session.get(SignIn, first).ended_at is not None

    def test_keeps_nothing_that_the_visitor_was_given(self, web):
        web.get("/sign-in")
        with web.client.session_transaction() as cookie:
            cookie["planted"] = "by somebody else"

        self.sign_in(web, somebody())

        with web.client.session_transaction() as cookie:
            assert "planted" not in cookie

    def test_shows_the_failure_beside_the_field_and_never_the_password(self, web):
        answer = self.sign_in(web, somebody(), password="wrong password")

        assert "The e-mail address or the password is not right." in answer.text
        assert "wrong password" not in answer.text

    def test_answers_too_many_attempts_with_when_to_try_again(self, web):
        person = somebody()
        for _ in range(5):
            self.sign_in(web, person, password="wrong password")

        answer = self.sign_in(web, person)

        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")

    def test_asks_for_the_token_of_the_form(self, web):
        answer = web.client.post("/sign-in", data={"email": "a@b.example", "password": "x"})

        assert answer.status_code == 400

    def test_signing_out_ends_the_session_on_the_server(self, web, session):
        web.sign_in(somebody().id)

        web.post("/sign-out")

        assert session.scalars(select(SignIn)).one().ended_at is not None
        assert web.get("/account").status_code == 302

    def test_signing_out_is_no_link(self, web):
        assert web.get("/sign-out").status_code == 405

    def test_a_visitor_is_asked_to_sign_in_and_led_back(self, web):
        answer = web.get("/account")

        assert answer.location == "/sign-in?next=/account"
