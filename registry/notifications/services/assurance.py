"""What of standards stands in the monthly digest: counts, as all of it."""

from datetime import date

from registry.assurance.queries import due
from registry.replication.queries.adoptions import AHEAD
from registry.rules.policy import Actor
from registry.rules.words import Role

Fact = tuple[int, str, str]

EXPIRED = ("assessment has expired and no longer counts", "assessments have expired and no longer count")


def lead_facts(actor: Actor, day: date) -> list[Fact]:
    """What ran out, and what has to be looked at again: three statements."""
    led = actor.at(Role.LEAD)
    return [
        (len(due.expired(led, day)), *EXPIRED),
        (
            len(due.rechecks(led)),
            "assessment needs a re-check: its standard has a new version",
            "assessments need a re-check: their standards have new versions",
        ),
        (len(due.sent_back(led)), "assessment was sent back by an assurer", "assessments were sent back by an assurer"),
    ]


def assurer_facts(actor: Actor, day: date) -> list[Fact]:
    """What expires or has, what waits for a signature, and what is to be exempt: five statements."""
    at = actor.at(Role.ASSURER)
    return [
        (len(due.expired(at, day)), *EXPIRED),
        (
            len(due.expiring(at, day, day + AHEAD)),
            "assessment expires within 60 days",
            "assessments expire within 60 days",
        ),
        (len(due.to_sign(at, actor.id)), "assessment waits for your signature", "assessments wait for your signature"),
        (len(due.to_exempt(at, actor.id)), "exemption waits for a decision", "exemptions wait for a decision"),
        (
            len(due.rechecks(at)),
            "assessment needs a re-check: its standard has a new version",
            "assessments need a re-check: their standards have new versions",
        ),
    ]
