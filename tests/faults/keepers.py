"""A process of its own that says something of what is due: `python -m tests.faults.keepers URL`.

It says "ready", reads one line for each act, and says how it ended, with the words of a refusal:
"link hash key ...", "acknowledge person notice organisation", "confirm person adoption revision", "dispute person adoption revision",
"take person tool organisation standard".
"""

import sys
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.assurance.services import take_inheritance
from registry.core import clock
from registry.core.errors import Refusal
from registry.freshness.services import Caller, confirm_by_link
from registry.governance.queries.actors import actor
from registry.replication.services import Assertion, confirm, dispute
from registry.replication.services.safety import acknowledge_notice


def act(what: str, first: str, rest: list[str]) -> None:
    """One of the five."""
    if what == "link":
        confirm_by_link(first, rest, None, Caller("192.0.2.0", "secret"))
    elif what == "acknowledge":
        acknowledge_notice(actor(int(first)), int(rest[0]), rest[1])
    elif what == "take":
        take_inheritance(actor(int(first)), *rest)
    elif what == "confirm":
        confirm(actor(int(first)), int(rest[0]), int(rest[1]))
    else:
        said = Assertion(clock.today(), reason="We never had it")
        dispute(actor(int(first)), int(rest[0]), int(rest[1]), said)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(url: str) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        say("ready")
        for line in sys.stdin:
            what, first, *rest = line.split()
            try:
                act(what, first, rest)
                say(f"{what} done")
            except Refusal as refusal:
                say(f"{what} {type(refusal).__name__}: {refusal.message}")


if __name__ == "__main__":
    main(sys.argv[1])
