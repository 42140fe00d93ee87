"""A process of its own that takes part in a race: `python -m tests.replication.racers URL hold|advance`.

It says "ready", reads one line for each start ("tool adoption revision actor milliseconds-to-wait"), acts, and says how it ended.
"""

import sys
import time
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.core import clock
from registry.core.errors import Invalid
from registry.governance.queries.actors import actor
from registry.replication.services import Assertion, advance, place_hold
from registry.rules.lifecycles import Stage

PROOF = {"units": "teams", "eligible": "18", "using": "12"}


def hold(tool_id: int) -> None:
    """What a board's decision does."""
    place_hold(
        tool_id=tool_id,
        organisation_id=None,
        stage=Stage.LIVE,
        binding=True,
        reason="Renew the impact assessment",
        source_label="A board",
        source_url="/cases/1",
    )


def go_live(adoption_id: int, revision: int, person_id: int) -> None:
    """What a lead does who knows of no condition."""
    said = Assertion(clock.today(), stage=Stage.LIVE, proof=PROOF)
    advance(actor(person_id), adoption_id, revision, said)


def main(url: str, act: str) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        say("ready")
        for line in sys.stdin:
            tool_id, adoption_id, revision, person_id, pause = map(int, line.split())
            time.sleep(pause / 1000)
            try:
                hold(tool_id) if act == "hold" else go_live(adoption_id, revision, person_id)
                say("done")
            except Invalid as refusal:
                say(" ".join(["refused", *refusal.fields]))


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
