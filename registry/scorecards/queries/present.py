"""The levelled scorecard of a tool, worked out from facts that are already loaded: no statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.rules.grading import Finding, replication_level
from registry.rules.questions import answered, schema
from registry.rules.readiness import missing
from registry.rules.scorecard import Check, Facts, Stated, checks, level
from registry.standards.queries import StandardState


@dataclass(frozen=True)
class Scorecard:
    """The level reached, every check with its remedy, and the replication level beside it."""

    level: str
    checks: tuple[Check, ...]
    replication_level: int

    @property
    def passed(self) -> int:
        """How many checks are passed; exempt ones are not among them."""
        return sum(check.passed for check in self.checks)

    @property
    def exempt(self) -> int:
        """How many checks are exempt."""
        return sum(check.state == "exempt" for check in self.checks)

    @property
    def remedies(self) -> list[tuple[str, str]]:
        """What the next level still asks for, in brief: the check and how to pass it; standards together."""
        failed = [check for check in self.checks if not check.holds]
        next_level = [check for check in failed if check.level == failed[0].level]
        standards = [check for check in next_level if check.about == "standard"]
        brief = [(check.text, check.remedy) for check in next_level if check.about != "standard"]
        if standards:
            first = ", ".join(check.text for check in standards[:2]) + (" and others" if len(standards) > 2 else "")
            brief.append(
                (f"{len(standards)} standards do not hold yet: {first}", "See why, and what to do, check by check.")
            )
        return brief


def scorecard(
    content: Mapping[str, Any],
    schema_number: int,
    standards: Sequence[StandardState],
    findings: Iterable[Finding],
) -> Scorecard:
    """The scorecard from a tool's answers, the state of its standards and its graded findings."""
    replicated = replication_level(findings)
    facts = Facts(
        lacking=[found.label for found in missing(content, schema(schema_number))],
        answered=frozenset(code for code, value in content.items() if answered(value)),
        standards=[_stated(row) for row in standards if not row.local],
        replication_level=replicated,
    )
    checked = checks(facts)
    return Scorecard(level(checked), checked, replicated)


def _stated(row: StandardState) -> Stated:
    return Stated(
        code=row.standard.code,
        title=row.standard.title,
        state=row.state,
        signed=row.signed,
        sent_back=row.sent_back,
        needs_recheck=row.needs_recheck,
        expires_on=row.assessment.expires_on if row.assessment else None,
        exempt_until=row.assessment.exempt_until if row.assessment else None,
    )
