"""Mail about saved searches: each new match once to each subscriber, and nothing that its reader may not see."""

import email
import email.policy
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from registry.accounts.services.account import close_account
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict
from registry.discovery.models import SavedMatch
from registry.discovery.services import saved as services
from registry.discovery.services.unsubscribing import unsubscribe_key
from registry.notifications.commands import post
from registry.notifications.models import Notice
from registry.notifications.services import alerts
from registry.notifications.services.alerts import write_alerts
from registry.notifications.services.sending import send_due
from registry.rules.words import Frequency, Role, Visibility
from registry.search import services as search
from registry.search.index import reader as index
from registry.search.queries.asked import Asked
from tests import factories as f
from tests.search.conftest import index_home

__all__ = ["index_home"]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ground(session, index_home):
    search.rebuild()
    return session


@pytest.fixture
def reader():
    return f.APerson((f.AForce(), Role.READER))


@pytest.fixture
def folder(settings, tmp_path):
    return replace(settings, mail_folder=tmp_path / "mail", base_url="https://registry.example")


def mails(settings):
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(settings.mail_folder.glob("*.eml"))
    ]


def sent(settings) -> list[str]:
    send_due(lambda letter: post(settings, letter))
    return [mail.get_body(("plain",)).get_content() for mail in mails(settings)]


def published(name: str, **fields):
    tool = f.ATool(name=name, **fields)
    search.rebuild()
    return tool


class TestOnce:
    def test_a_new_match_is_told_once_and_what_was_there_never(self, folder, reader):
        published("Marmalade old")
        services.save_search(
            f.actor_of(reader),
            Asked("marmalade"),
            services.SavedDetails(name="Jam", frequency=Frequency.DAILY),
        )
        assert write_alerts(MONDAY) == 0

        published("Marmalade new")
        assert [write_alerts(MONDAY), write_alerts(MONDAY), write_alerts(MONDAY + timedelta(days=1))] == [1, 0, 0]

        (text,) = sent(folder)
        assert "Marmalade new" in text
        assert "Marmalade old" not in text
        assert "https://registry.example/tools/" in text

    def test_a_second_one_on_the_same_day_waits_for_the_next(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        published("Marmalade one")
        write_alerts(MONDAY)
        published("Marmalade two")

        assert write_alerts(MONDAY + timedelta(hours=1)) == 0
        assert write_alerts(MONDAY + timedelta(days=1)) == 1
        texts = sent(folder)
        assert [sum(name in text for text in texts) for name in ("Marmalade one", "Marmalade two")] == [1, 1]

    def test_a_new_version_of_it_is_no_news(self, reader):
        f.ASavedSearch(reader, "marmalade")
        tool = published("Marmalade one")
        write_alerts(MONDAY)
        tool.published_at = clock.now()
        db.session.commit()
        search.rebuild()

        assert write_alerts(MONDAY + timedelta(days=1)) == 0

    @pytest.mark.parametrize(
        ("frequency", "still", "days"),
        [(Frequency.DAILY, 0, 1), (Frequency.WEEKLY, 6, 7), (Frequency.MONTHLY, 7, 8)],
    )
    def test_as_often_as_was_chosen(self, reader, frequency, still, days):
        f.ASavedSearch(reader, "marmalade", frequency=frequency)
        published("Marmalade one")
        assert write_alerts(MONDAY) == 1
        published("Marmalade two")

        assert write_alerts(MONDAY + timedelta(days=still, hours=10)) == 0
        assert write_alerts(MONDAY + timedelta(days=days)) == 1

    def test_never_means_never(self, reader):
        f.ASavedSearch(reader, "marmalade", frequency=Frequency.NEVER)
        published("Marmalade one")

        assert write_alerts(MONDAY) == 0

    def test_all_searches_of_a_frequency_stand_in_one_mail(self, folder, reader):
        f.ASavedSearch(reader, "marmalade", name="Jam")
        f.ASavedSearch(reader, "toast", name="Bread")
        published("Marmalade on toast")

        assert write_alerts(MONDAY) == 1
        (text,) = sent(folder)
        assert "Jam: 1 new" in text
        assert "Bread: 1 new" in text

    def test_two_workers_at_once_tell_it_once(self, reader):
        saved = f.ASavedSearch(reader, "marmalade")
        tool = published("Marmalade one")
        actor, key = f.actor_of(reader), alerts._key(reader.id, Frequency.DAILY, MONDAY.date())
        found = [(saved.id, [tool.id])]
        alerts._write(actor, Frequency.DAILY, key, found)

        with pytest.raises(Conflict):
            alerts._write(actor, Frequency.DAILY, f"{key}-else", found)

        assert len(db.session.scalars(select(Notice)).all()) == 1

    def test_a_crash_before_the_commit_leaves_nothing_and_it_is_told_next_time(self, reader, monkeypatch):
        f.ASavedSearch(reader, "marmalade")
        published("Marmalade one")

        def crash(*_args):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(alerts, "tell", crash)
            with pytest.raises(KeyboardInterrupt):
                write_alerts(MONDAY)
        assert db.session.scalars(select(SavedMatch)).all() == []

        assert write_alerts(MONDAY) == 1

    def test_a_crash_after_sending_sends_the_same_mail_under_the_same_name(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        published("Marmalade one")
        write_alerts(MONDAY)

        def crash(letter):
            post(folder, letter)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            send_due(crash)
        notice = db.session.scalars(select(Notice)).one()
        notice.next_attempt_at = clock.now()
        db.session.commit()
        sent(folder)

        assert len(mails(folder)) == 1
        assert db.session.scalars(select(Notice)).one().sent_at is not None

    def test_without_an_index_it_waits(self, reader, index_home):
        f.ASavedSearch(reader, "marmalade")
        shutil.rmtree(index_home)
        index.forget()

        assert write_alerts(MONDAY) == 0


class TestHidden:
    def test_a_record_that_its_reader_may_not_see_is_no_match(self, reader):
        f.ASavedSearch(f.APerson((f.ASupplier(), Role.READER)), "marmalade")
        published("Marmalade secret", visibility=Visibility.POLICING)

        assert write_alerts(MONDAY) == 0

    def test_a_record_hidden_before_the_mail_leaves_is_not_in_it(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        gone = published("Marmalade gone")
        published("Marmalade there")
        write_alerts(MONDAY)
        gone.suspended_at, gone.suspension_reason = clock.now(), "For the test"
        db.session.commit()

        (text,) = sent(folder)
        assert "Marmalade there" in text
        assert "gone" not in text
        assert "1 new" in text

    def test_a_mail_with_nothing_left_is_not_sent(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        gone = published("Marmalade gone")
        write_alerts(MONDAY)
        gone.visibility = Visibility.NAMED
        db.session.commit()

        assert sent(folder) == []
        assert db.session.scalars(select(Notice)).one().parked_at is not None

    def test_who_left_is_told_nothing(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        published("Marmalade one")
        write_alerts(MONDAY)
        close_account(reader.email)

        assert sent(folder) == []
        published("Marmalade two")
        assert write_alerts(MONDAY + timedelta(days=1)) == 0

    def test_no_name_starts_a_header_or_markup(self, folder, reader):
        f.ASavedSearch(reader, "marmalade", name="Jam <b>\u2028Bcc: x@y.example")
        published("Marmalade <script>")
        write_alerts(MONDAY)
        sent(folder)

        (mail,) = mails(folder)
        assert mail["Bcc"] is None
        assert "<script>" not in mail.get_body(("html",)).get_content()


class TestUnsubscribing:
    @pytest.fixture
    def mail(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        f.ASavedSearch(reader, "toast", frequency=Frequency.WEEKLY)
        published("Marmalade one")
        write_alerts(MONDAY)
        sent(folder)
        return next(one for one in mails(folder))

    def link(self, mail) -> str:
        found = re.fullmatch(r"<https://registry\.example(/unsubscribe\?key=\S+)>", mail["List-Unsubscribe"])
        assert found
        return found.group(1)

    def test_the_mail_says_how_in_both_ways(self, mail):
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert self.link(mail) in mail.get_body(("plain",)).get_content()

    def test_one_click_stops_this_kind_of_mail_without_a_session_or_a_token(self, web, mail):
        answer = web.client.post(self.link(mail), data={"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        assert "These mails are stopped" in answer.text
        published("Marmalade two")
        assert write_alerts(MONDAY + timedelta(days=1)) == 0

    def test_other_mail_goes_on(self, web, mail):
        web.client.post(self.link(mail))
        published("Toast")

        assert write_alerts(MONDAY + timedelta(days=1)) == 1

    def test_to_look_changes_nothing(self, web, mail):
        assert "Stop these mails?" in web.get(self.link(mail)).text
        published("Marmalade two")

        assert write_alerts(MONDAY + timedelta(days=1)) == 1

    def test_twice_is_as_once(self, web, mail):
        assert [web.client.post(self.link(mail)).status_code for _time in range(2)] == [200, 200]

    @pytest.mark.parametrize("spoil", [lambda key: key[:-1], lambda key: "x" + key, lambda key: ""])
    def test_a_spoiled_link_stops_nothing(self, web, settings, reader, spoil):
        key = spoil(unsubscribe_key(reader.id, Frequency.DAILY, settings.secret_key))

        assert web.client.post(f"/unsubscribe?key={key}").status_code == 404

    def test_stopped_before_it_was_sent_it_is_not_sent(self, folder, reader):
        f.ASavedSearch(reader, "marmalade")
        published("Marmalade one")
        write_alerts(MONDAY)
        services.stop_alerts(reader.id, Frequency.DAILY)

        assert sent(folder) == []
