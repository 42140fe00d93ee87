"""The levelled scorecard of a tool, worked out from facts that are already loaded: no statement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.rules.grading import Finding, replication_level
from registry.rules.questions import answered, schema
from registry.rules.readiness import missing
from registry.rules.scorecard import Check, Facts, checks, level
from registry.standards.queries import StandardState


@dataclass(frozen=True)
class Scorecard:
    """The level reached, every check with its remedy, and the replication level beside it."""

    level: str
    checks: tuple[Check, ...]
    replication_level: int

    @property
    def remedies(self) -> list[tuple[str, str]]:
        """What the next level still asks for: the check and how to pass it."""
        failed = [check for check in self.checks if not check.passed]
        return [(check.text, check.remedy) for check in failed if check.level == failed[0].level]


def scorecard(
    content: Mapping[str, Any],
    schema_number: int,
    standards: Sequence[StandardState],
    findings: Iterable[Finding],
) -> Scorecard:
    """The scorecard from a tool's answers, the state of its standards and its graded findings."""
    asked = schema(schema_number)
    lacking = missing(content, asked)
    needed = [question for question in asked.questions if question.is_needed(content)]
    replicated = replication_level(findings)
    own = [row for row in standards if not row.local]
    facts = Facts(
        answers=len(needed) - len(lacking),
        required=len(needed),
        has_description=answered(content.get("description")),
        has_prerequisites=answered(content.get("prerequisites")),
        standards_stated=sum(row.signed for row in own),
        standards_applicable=len(own),
        standards_failed=sum(row.failed for row in own),
        replication_level=replicated,
    )
    return Scorecard(level(facts), checks(facts), replicated)
