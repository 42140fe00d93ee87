"""A process of its own that takes part in a race: `python -m tests.reorganisation.racers URL`.

It says "ready", reads one line for each start, acts after a pause, and says how it ended:
"merge actor pause first second name", "advance actor pause adoption revision", "register actor pause organisation name".
"""

import sys
import time
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.catalogue.services import register_tool
from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.governance.queries.actors import actor
from registry.reorganisation import services
from registry.reorganisation.services import Details, NewOrganisation
from registry.replication.services import Assertion, advance
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import ReorganisationKind


def act(what: str, who: Actor, pause: str, words: list[str]) -> None:
    """One of the three."""
    if what == "merge":
        first, second, name = words
        details = Details(
            kind=ReorganisationKind.MERGE,
            on=clock.today(),
            reason="A race",
            source_url="https://www.legislation.gov.uk/uksi/2026/1",
            before=(first, second),
            new=(NewOrganisation(name),),
        )
        shown = services.plan(who, details).digest
        time.sleep(int(pause) / 1000)
        services.change(who, details, shown)
        return
    time.sleep(int(pause) / 1000)
    if what == "advance":
        said = Assertion(clock.today(), stage=Stage.LIVE, proof={"units": "teams", "eligible": "18", "using": "12"})
        advance(who, int(words[0]), int(words[1]), said)
    else:
        register_tool(who, int(words[0]), {"name": words[1], "summary": "Begun while forces merge"})


def main(url: str) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        say("ready")
        for line in sys.stdin:
            what, person_id, pause, *words = line.split()
            try:
                act(what, actor(int(person_id)), pause, words)
                say("done")
            except (Conflict, Invalid, NotAllowed, NotFound, WrongState) as refusal:
                say(type(refusal).__name__)


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
