"""A process of its own that writes beside another: `python -m tests.catalogue.writers URL`.

It says "ready", reads one line for each start ("save|rule|add-rule|take|publish slug actor" or
"accept transfer actor"), acts on revision 1, and says how it ended.
"""

import sys
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.catalogue.services import add_precheck, edit_precheck, save_section
from registry.catalogue.services.transfers import accept_transfer
from registry.core.errors import Conflict, Invalid, WrongState
from registry.governance.queries.actors import actor
from registry.governance.services.review import publish, take

ANSWERS = sys.stdout
RULE = {"severity": "warning", "expression": "lessons is empty", "fix": "Write some.", "active": True}


def act(what: str, slug: str, person_id: int) -> None:
    """Save a section or a rule that was read at revision 1, add a rule, take a record, or publish what was read then."""
    if what == "save":
        save_section(actor(person_id), slug, "lessons", {"lessons": f"Written by {person_id}"}, 1)
    elif what == "rule":
        edit_precheck(actor(person_id), slug, {**RULE, "title": slug, "fix": f"Said by {person_id}."}, 1)
    elif what == "add-rule":
        add_precheck(actor(person_id), {**RULE, "title": slug})
    elif what == "take":
        take(actor(person_id), slug)
    elif what == "accept":
        accept_transfer(actor(person_id), int(slug))
    else:
        publish(actor(person_id), slug, 1)


def main(url: str) -> None:
    sys.stdout = sys.stderr  # what is logged is no answer
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
            except Invalid:
                say("refused")
            except WrongState:
                say("too late")


def say(word: str) -> None:
    ANSWERS.write(f"{word}\n")
    ANSWERS.flush()


if __name__ == "__main__":
    main(sys.argv[1])
