"""Everything that changes adoptions, holds and enquiries."""

from registry.replication.services.corrections import correct
from registry.replication.services.enquiries import answer, ask
from registry.replication.services.exits import decline, pause, stop, supersede
from registry.replication.services.holds import lift_hold, place_hold
from registry.replication.services.moves import advance, record, reopen, resume
from registry.replication.services.standing import confirm, confirm_all, dispute, release
from registry.replication.services.steps import Assertion
from registry.replication.services.terms import set_terms

__all__ = [
    "Assertion",
    "advance",
    "answer",
    "ask",
    "confirm",
    "confirm_all",
    "correct",
    "decline",
    "dispute",
    "lift_hold",
    "pause",
    "place_hold",
    "record",
    "release",
    "reopen",
    "resume",
    "set_terms",
    "stop",
    "supersede",
]
