"""A process of its own that scores grades: `python -m tests.faults.graders URL PERSON VERDICT SLUG:CLAIM ...`.

It waits for a line before it begins, so that several begin together, and says what became of each score.
"""

import sys
from dataclasses import replace

from config import load_settings
from registry.app import create_app
from registry.core.errors import Refusal
from registry.governance.queries.actors import actor
from registry.governance.services.grading import ScoreDetails, score

ANSWERS = {"measured": "told"}
DETAILS = {"confirm": ScoreDetails("confirm"), "differ": ScoreDetails("differ", "worse", ANSWERS, "It was only told.")}


def main(url: str, person_id: int, verdict: str, places: list[str]) -> None:
    app = create_app(replace(load_settings({"REGISTRY_ENV": "testing"}), database_url=url))
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for place in places:
            slug, _, claim_id = place.rpartition(":")
            try:
                score(actor(person_id), slug, int(claim_id), DETAILS[verdict])
                said = "in"
            except Refusal as refusal:
                said = type(refusal).__name__
            sys.stdout.write(f"{place} {said}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:])
