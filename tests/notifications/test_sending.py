"""How mail leaves: by SMTP or as files, tried again, parked, and never with something hidden in it."""

import email
import email.policy
import socket
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select

from registry.accounts.models import Person
from registry.accounts.services.invitations import InvitationDetails, invite
from registry.core import clock
from registry.core.commands import command
from registry.core.delivery import deliver
from registry.notifications.commands import post
from registry.notifications.models import Notice
from registry.notifications.queries.people import Reader
from registry.notifications.services.notices import Message, tell, tell_address
from registry.notifications.services.sending import ATTEMPTS, send_due
from registry.rules.words import Role, Visibility
from tests import factories as f

MESSAGE = Message(
    kind="test",
    subject="Changes requested: Call triage",
    body="A reviewer asks for changes.",
    link="/tools/call-triage/edit",
    actor="Reviewer, Force 2",
    reason="You lead the force that owns this record.",
)


@command
def written(person, message=MESSAGE, about="event:1"):
    tell([Reader(person.id, person.email)], about, message)


@pytest.fixture
def folder(settings, tmp_path):
    return replace(settings, mail_folder=tmp_path / "mail", base_url="https://registry.example")


def read(settings):
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(settings.mail_folder.glob("*.eml"))
    ]


class TestFolder:
    def test_holds_the_mail_in_two_forms_with_link_actor_and_reason(self, session, folder):
        person = f.APerson()
        written(person)

        assert send_due(lambda letter: post(folder, letter)) == 1

        (mail,) = read(folder)
        assert (mail["To"], mail["Subject"]) == (person.email, MESSAGE.subject)
        for form in ("plain", "html"):
            text = mail.get_body((form,)).get_content()
            assert "https://registry.example/tools/call-triage/edit" in text
            assert MESSAGE.actor in text
            assert MESSAGE.reason in text

    def test_a_mail_sent_twice_is_one_file(self, session, folder):
        written(f.APerson())
        send_due(lambda letter: post(folder, letter))
        notice = session.scalars(select(Notice)).one()
        notice.sent_at, notice.next_attempt_at = None, clock.now()
        f.save(notice)

        assert send_due(lambda letter: post(folder, letter)) == 1

        assert len(read(folder)) == 1

    def test_is_empty_when_nothing_is_due(self, session, folder):
        assert send_due(lambda letter: post(folder, letter)) == 0
        assert not folder.mail_folder.exists()

    @pytest.mark.parametrize("text", ["Hello\r\nBcc: other@force.example", "Hello\nX-Header: 1", "Hello\x00there"])
    def test_no_text_starts_a_header_of_its_own(self, session, folder, text):
        person = f.APerson()
        written(person, replace(MESSAGE, subject=text))

        send_due(lambda letter: post(folder, letter))

        (mail,) = read(folder)
        assert (mail["Bcc"], mail["X-Header"], mail["To"]) == (None, None, person.email)

    def test_markup_in_a_name_stays_text(self, session, folder):
        written(f.APerson(), replace(MESSAGE, body="<script>alert(1)</script>"))

        send_due(lambda letter: post(folder, letter))

        assert "<script>" not in read(folder)[0].get_body(("html",)).get_content()


class TestMailServer:
    def test_is_given_the_mail(self, session, settings):
        kept, port = Kept(), a_free_port()
        server = Controller(kept, hostname="127.0.0.1", port=port)
        server.start()
        try:
            person = f.APerson()
            written(person)
            smtp = replace(settings, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False)

            assert send_due(lambda letter: post(smtp, letter)) == 1
        finally:
            server.stop()

        assert kept.mails[0].rcpt_tos == [person.email]

    def test_that_does_not_answer_is_tried_again_and_in_the_end_left(self, session, settings):
        written(f.APerson())
        silent = replace(settings, smtp_host="127.0.0.1", smtp_port=9, smtp_starttls=False)
        notice = session.scalars(select(Notice)).one()

        for attempt in range(1, ATTEMPTS + 1):
            assert send_due(lambda letter: post(silent, letter)) == 0
            assert (notice.attempts, notice.sent_at) == (attempt, None)
            assert notice.next_attempt_at > clock.now()
            notice.next_attempt_at = clock.now() - timedelta(seconds=1)
            f.save(notice)

        assert notice.parked_at is not None
        assert send_due(lambda letter: post(silent, letter)) == 0
        assert notice.attempts == ATTEMPTS

    def test_that_is_away_for_six_days_loses_nothing_and_delays_nothing_by_more_than_four_hours(self, session):
        written(f.APerson())
        notice = session.scalars(select(Notice)).one()
        sent, begun = [], clock.now()
        for _attempt in range(ATTEMPTS):
            with time_machine.travel(max(notice.next_attempt_at, begun), tick=False):
                send_due(away if clock.now() - begun < timedelta(days=6) else sent.append)
        session.refresh(notice)

        assert len(sent) == 1
        assert notice.sent_at - begun < timedelta(days=6, hours=4)

    def test_that_is_away_is_not_asked_for_each_of_a_hundred_mails_at_once(self, session):
        asked = []
        for number in range(5):
            written(f.APerson(), about=f"event:{number}")

        def silence(letter):
            asked.append(letter)
            raise OSError

        assert send_due(silence) == 0
        assert len(asked) == 3
        assert send_due(silence) == 0
        assert len(asked) == 5

    def test_one_bad_mail_stops_no_other(self, session, folder):
        bad, good = f.APerson(email="no-address"), f.APerson()
        written(bad)
        written(good)

        assert send_due(lambda letter: post(folder, letter)) == 1

        assert [mail["To"] for mail in read(folder)] == [good.email]


class TestPermission:
    def test_is_asked_again_when_the_mail_is_sent(self, session, folder):
        tool = f.ATool(visibility=Visibility.POLICING)
        reader = f.APerson((f.AForce(), Role.LEAD))
        written(reader, replace(MESSAGE, tool_id=tool.id))
        tool.visibility = Visibility.NAMED
        f.save(tool)

        assert send_due(lambda letter: post(folder, letter)) == 0

        notice = session.scalars(select(Notice)).one()
        assert notice.parked_at is not None
        assert not folder.mail_folder.exists()

    def test_a_closed_account_is_sent_nothing(self, session, folder):
        person = f.APerson()
        written(person)
        person.closed_at = clock.now()
        f.save(person)

        assert send_due(lambda letter: post(folder, letter)) == 0

    def test_a_team_mailbox_is_told_what_its_people_may_read(self, session, folder):
        tool = f.ATool(visibility=Visibility.NAMED)
        force = f.AForce()
        mailbox_told(force, replace(MESSAGE, tool_id=tool.id))

        assert send_due(lambda letter: post(folder, letter)) == 0


class TestParked:
    @pytest.fixture
    def given_up(self, session):
        written(f.APerson(email="reader@force.example"))
        notice = session.scalars(select(Notice)).one()
        notice.attempts = ATTEMPTS - 1
        f.save(notice)
        send_due(away)
        return notice

    def test_mail_is_shown_and_sent_again_once_under_the_same_name(self, app, session, folder, given_up):
        shown = app.test_cli_runner().invoke(args=["notices", "parked"]).output
        assert f"{given_up.id}\ttest\treader@force.example\t" in shown
        assert "OSError: no route" in shown
        keys = []

        said = [app.test_cli_runner().invoke(args=["notices", "send", str(given_up.id)]).output for _time in range(2)]
        assert [text.partition(" ")[0] for text in said] == ["1", "0"]
        assert [send_due(lambda letter: keys.append(letter.key)) for _time in range(2)] == [1, 0]

        assert keys == [given_up.key]
        assert app.test_cli_runner().invoke(args=["notices", "parked"]).output == ""
        assert app.test_cli_runner().invoke(args=["notices", "send", "--all"]).output.startswith("0 mails")

    def test_what_its_reader_may_not_know_is_not_among_it(self, app, session):
        written(f.APerson(closed_at=clock.now()))
        send_due(away)

        assert session.scalars(select(Notice)).one().parked_at is not None
        assert app.test_cli_runner().invoke(args=["notices", "parked"]).output == ""
        assert app.test_cli_runner().invoke(args=["notices", "send", "--all"]).output.startswith("0 mails")

    def test_whether_its_reader_may_know_is_asked_again(self, app, session, given_up):
        person = session.get_one(Person, given_up.person_id)
        person.closed_at = clock.now()
        f.save(person)
        app.test_cli_runner().invoke(args=["notices", "send", "--all"])
        letters = []

        assert (send_due(letters.append), letters) == (0, [])

    @pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
    def test_all_is_said_and_not_meant(self, app, arguments):
        assert app.test_cli_runner().invoke(args=["notices", "send", *arguments]).exit_code == 2


class TestInvitation:
    def test_carries_a_link_that_stands_in_no_table(self, session, folder):
        force = f.AForce()
        invite(f.AnActor(Role.LEAD, force), force.id, InvitationDetails(email="new@force.example", role=Role.READER))
        deliver()

        assert send_due(lambda letter: post(folder, letter)) == 1

        (mail,) = read(folder)
        key = mail.get_body(("plain",)).get_content().partition("/join?key=")[2].split()[0]
        assert mail["To"] == "new@force.example"
        assert len(key) >= 43
        assert key not in str([vars(notice) for notice in session.scalars(select(Notice))])


def away(_letter):
    raise OSError("no route")


@command
def mailbox_told(force, message):
    tell_address(force.mailbox, "event:1", message, organisation_id=force.id)


def a_free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Kept:
    """A mail server's handler that keeps what it is given."""

    def __init__(self) -> None:
        self.mails = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.mails.append(envelope)
        return "250 OK"
