"""A process of its own that writes beside another: `python -m tests.catalogue.writers URL`.

It says "ready", reads one line for each start ("save|take|publish slug actor"), acts on revision 1, and says how it ended.
"""

import sys
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.catalogue.services import save_section
from registry.core.errors import Conflict, WrongState
from registry.governance.queries.actors import actor
from registry.governance.services.review import publish, take


def act(what: str, slug: str, person_id: int) -> None:
    """Save a section that was read at revision 1, take a record that nobody has, or publish what was read then."""
    if what == "save":
        save_section(actor(person_id), slug, "lessons", {"lessons": f"Written by {person_id}"}, 1)
    elif what == "take":
        take(actor(person_id), slug)
    else:
        publish(actor(person_id), slug, 1)


def main(url: str) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        say("ready")
        for line in sys.stdin:
            what, slug, person_id = line.split()
            try:
                act(what, slug, int(person_id))
                say("done")
            except Conflict:
                say("conflict")
            except WrongState:
                say("too late")


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
