"""The levelled scorecard: registered, documented, assured, evidenced; each says what is missing for the next."""

from dataclasses import dataclass

LEVELS = ("registered", "documented", "assured", "evidenced")


@dataclass(frozen=True)
class Facts:
    """What the levels are worked out from."""

    answers: int  # required answers given
    required: int
    has_description: bool
    has_prerequisites: bool
    standards_stated: int  # and signed by an assurer
    standards_applicable: int
    standards_failed: int  # not met, or met once and now expired
    replication_level: int


@dataclass(frozen=True)
class Check:
    """One check of a level: whether it passes, and how to pass it."""

    level: str
    text: str
    passed: bool
    remedy: str


def checks(facts: Facts) -> tuple[Check, ...]:
    """Every check, lowest level first."""
    stated = facts.standards_stated >= facts.standards_applicable > 0
    return (
        Check("documented", "Every required answer is given", facts.answers >= facts.required, "Complete the record."),
        Check("documented", "What it does is described", facts.has_description, "Add a description."),
        Check("documented", "Prerequisites are stated", facts.has_prerequisites, "Say what a force needs first."),
        Check(
            "assured",
            "Each standard that applies is stated and signed",
            stated,
            "State where it stands; an assurer signs it.",
        ),
        Check("assured", "No standard is unmet or expired", stated and not facts.standards_failed, "Mend or renew it."),
        Check("evidenced", "Tested with a comparison group", facts.replication_level >= 3, "Plan an evaluation."),
    )


def level(facts: Facts) -> str:
    """The highest level of which, and of all below it, every check passes."""
    reached = LEVELS[0]
    for name in LEVELS[1:]:
        if not all(check.passed for check in checks(facts) if check.level == name):
            break
        reached = name
    return reached
