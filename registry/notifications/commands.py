"""The worker from the terminal: all that follows a change; and mail that could not be sent."""

import signal
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from threading import Event, Thread

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from config import Settings
from registry.catalogue.services.transfers import lapse_transfers
from registry.core import clock
from registry.core.db import learn_sizes
from registry.core.delivery import deliver
from registry.discovery.services.needs import match_needs
from registry.discovery.services.unsubscribing import unsubscribe_key
from registry.discovery.services.webhooks import forget_messages
from registry.governance.services.grading.sweeping import sweep
from registry.notifications.queries import parked
from registry.notifications.services.alerts import write_alerts
from registry.notifications.services.digests import digests
from registry.notifications.services.notices import one_line
from registry.notifications.services.parked import send_again
from registry.notifications.services.safety import remind
from registry.notifications.services.sending import Letter, send_due
from registry.notifications.services.unmoved import WhenMoved
from registry.notifications.services.webhooks import send_messages, write_messages
from registry.notifications.services.working import Job, work
from registry.search.services import catch_up, look_after
from registry.search.services.unanswered import forget_searches
from registry.web import mail

HOURLY = timedelta(hours=1)
QUARTERLY = timedelta(minutes=15)
MINUTELY = timedelta(minutes=1)
SECONDLY = timedelta(seconds=1)
LAST_WORDS = 2.0  # seconds for a message in hand, once the rest is done: the next start sends it again

notices = AppGroup("notices", help="Mail that could not be sent.")


def init_app(app: Flask) -> None:
    """Add `flask worker`, `flask alerts` and `flask notices`."""
    app.cli.add_command(worker)
    app.cli.add_command(alerts)
    app.cli.add_command(notices)


@click.command("worker")
def worker() -> None:
    """Deliver events, keep the index, send notices, until asked to stop."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings: Settings = app.config["SETTINGS"]
    click.echo("The worker is ready.")
    hooks = Thread(target=work, args=(stop, [to_webhooks(settings, stop)], app.app_context), daemon=True)
    hooks.start()
    work(stop, jobs(settings), app.app_context)
    hooks.join(LAST_WORDS)


@click.command("alerts")
def alerts() -> None:
    """Look now, and not at the worker's next round, what is new for needs and in saved searches."""
    found, mails, messages = match_needs(), write_alerts(clock.now()), write_messages()
    click.echo(f"{found:,} tools may answer needs. {mails:,} mails about saved searches are to be sent.")
    click.echo(f"{messages:,} messages are to be sent to webhooks.")


@notices.command("parked")
def show_parked() -> None:
    """Show the mail that was tried for a week and given up: number, kind, reader, since when, and what went wrong."""
    for one in parked.parked():
        click.echo(
            f"{one.id}\t{one.kind}\t{one.address}\t{one.parked_at:%Y-%m-%d %H:%M}\t{one_line(one.last_error or '')}"
        )


@notices.command("send")
@click.argument("numbers", type=int, nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All that `flask notices parked` shows.")
def send_parked(numbers: tuple[int, ...], everything: bool) -> None:
    """Let the worker send parked mail again: that of these NUMBERS, or --all."""
    if bool(numbers) is everything:
        raise click.UsageError("Give the numbers that `flask notices parked` shows, or --all.")
    count = send_again(None if everything else numbers)
    click.echo(f"{count:,} mails are due again. The worker sends them.")


def jobs(settings: Settings) -> list[Job]:
    """What the worker does, in the order it looks."""
    index = Job("index", catch_up)
    between = partial(index.look, nullcontext)  # the parts of long jobs
    return [
        Job("deliver", deliver),
        index,
        Job("send", partial(send_due, partial(post, settings))),
        Job("digests", lambda: digests(clock.now()), every=HOURLY),
        Job("needs", WhenMoved(lambda: match_needs(between)), every=QUARTERLY),
        Job("alerts", WhenMoved(lambda: write_alerts(clock.now(), between)), every=QUARTERLY),
        Job("webhooks", WhenMoved(lambda: write_messages(between)), every=QUARTERLY),
        Job("safety", lambda: remind(clock.now()), every=MINUTELY),
        Job("lapses", lambda: lapse_transfers(clock.now()), every=HOURLY),
        Job("grades", sweep, every=HOURLY),
        Job("forget", lambda: forget_searches(clock.today()), every=HOURLY),
        Job("forget-messages", lambda: forget_messages(clock.now()), every=HOURLY),
        Job("index-check", look_after, every=HOURLY),
        Job("sizes", learn_sizes, every=HOURLY),
    ]


def to_webhooks(settings: Settings, stop: Event) -> Job:
    """Send what is due to webhooks. It is done beside all else: nobody here can tell how long the other side takes."""
    return Job("send-to-webhooks", partial(send_messages, settings, stop.is_set), every=SECONDLY)


def post(settings: Settings, letter: Letter) -> None:
    """Compose a letter and send it on."""
    values = {
        "body": letter.body,
        "link": f"{settings.base_url}{letter.link}",
        "link_label": None,
        "actor": letter.actor,
        "reason": letter.reason,
        "items": [(text, f"{settings.base_url}{path}" if path else "") for text, path in letter.items],
        "unsubscribe": _stop_link(settings, letter),
    }
    message = mail.compose(settings, letter.key, letter.address, letter.subject, values)
    mail.post(settings, letter.key, message)


def _stop_link(settings: Settings, letter: Letter) -> str | None:
    """Where one click stops mail of this kind; none for mail that cannot be stopped."""
    if letter.stops is None:
        return None
    return f"{settings.base_url}/unsubscribe?key={unsubscribe_key(*letter.stops, settings.secret_key)}"
