"""Several processes write at once: nothing is lost, and the audit trail stays whole."""

import subprocess
import sys

from flask import Flask
from sqlalchemy import func, select

from registry.core import audit
from registry.core.db import db
from registry.core.events import EventRow
from registry.organisations.models import EmailDomain

WRITERS, EACH = 4, 25


def start(url: str, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.faults.writers", url, str(EACH), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_trail_is_whole_after_four_processes_wrote_at_once(copy: Flask):
    writers = [start(copy.config["SETTINGS"].database_url, f"writer{number}") for number in range(WRITERS)]

    errors = [writer.communicate(timeout=120)[1] for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * WRITERS, errors
    assert db.session.scalar(select(func.count()).select_from(EmailDomain)) == WRITERS * EACH
    assert db.session.scalar(select(func.count()).select_from(EventRow)) == WRITERS * EACH * 2
    assert audit.verify(db.session).fault == ""
