"""A process of its own that writes to a copy: `python -m tests.faults.writers URL COUNT NAME`."""

import sys
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import Refused, emit
from registry.organisations.models import EmailDomain


@command
def write(name: str) -> None:
    """One row and two events, in one action."""
    db.session.add(EmailDomain(domain=name))
    for number in (1, 2):
        emit(Refused(actor_id=None, permission="write", subject=f"{name}:{number}"))


def main(url: str, count: int, name: str) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        for number in range(count):
            write(f"{name}-{number}.example")
            sys.stdout.write(f"{name}-{number}.example\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
