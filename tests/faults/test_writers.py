"""Several processes write at once: nothing is lost, and the audit trail stays whole."""

from flask import Flask
from sqlalchemy import func, select

from registry.core import audit
from registry.core.db import db
from registry.core.events import EventRow
from registry.organisations.models import EmailDomain
from tests.processes import Process

WRITERS, EACH = 4, 25


def test_the_trail_is_whole_after_four_processes_wrote_at_once(copy: Flask):
    url = copy.config["SETTINGS"].database_url
    writers = [Process("tests.faults.writers", url, EACH, f"writer{number}") for number in range(WRITERS)]

    errors = [writer.communicate(timeout=120)[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * WRITERS, errors
    assert db.session.scalar(select(func.count()).select_from(EmailDomain)) == WRITERS * EACH
    assert db.session.scalar(select(func.count()).select_from(EventRow)) == WRITERS * EACH * 2
    assert audit.verify(db.session).fault == ""
