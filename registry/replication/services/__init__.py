"""Everything that changes adoptions, holds and enquiries."""

from registry.replication.services.barriers import BarrierDetails, assign_barrier, open_barrier, resolve_barrier
from registry.replication.services.corrections import correct
from registry.replication.services.disputes import Settlement, Settling, disputable, dispute, settle
from registry.replication.services.enquiries import answer, ask, query
from registry.replication.services.exits import decline, pause, stop, supersede
from registry.replication.services.holds import lift_hold, place_hold
from registry.replication.services.moves import advance, record, reopen, resume
from registry.replication.services.safety import acknowledge_notice, issue_notice, lift_notice, reach_adopter
from registry.replication.services.several import Line, Outcome, move, record_several, rehearse
from registry.replication.services.standing import confirm, confirm_all, release
from registry.replication.services.steps import Assertion
from registry.replication.services.terms import set_terms

__all__ = [
    "Assertion",
    "BarrierDetails",
    "Line",
    "Outcome",
    "Settlement",
    "Settling",
    "acknowledge_notice",
    "advance",
    "answer",
    "ask",
    "assign_barrier",
    "confirm",
    "confirm_all",
    "correct",
    "decline",
    "disputable",
    "dispute",
    "issue_notice",
    "lift_hold",
    "lift_notice",
    "move",
    "open_barrier",
    "pause",
    "place_hold",
    "query",
    "reach_adopter",
    "record",
    "record_several",
    "rehearse",
    "release",
    "reopen",
    "resolve_barrier",
    "resume",
    "set_terms",
    "settle",
    "stop",
    "supersede",
]
