"""What is typed of gates: a gate as a force takes it up, and a decision at one."""

import re
from dataclasses import dataclass
from datetime import date

from registry.core import clock

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
LINE = re.compile(r"(\*?)\s*(\S.*)")
OUTCOMES = ("proceed", "not-yet", "stop")


@dataclass(frozen=True)
class GateDetails:
    """A gate as a force takes it up. Documents are typed one a line; a star before one makes it mandatory."""

    decision_maker: str
    objective: str
    question: str
    advice: str
    documents: str
    replaces_id: int = 0

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if not self.decision_maker or len(self.decision_maker) > 200:
            wrong["decision_maker"] = "Say which role decides at this gate in your force, in 200 characters or fewer."
        for name in ("objective", "question", "advice"):
            if len(getattr(self, name)) > 2_000:
                wrong[name] = "Shorten this to 2,000 characters or fewer."
        lines = self.listed()
        if len(lines) > 40 or any(len(title) > 200 for title, _mandatory in lines):
            wrong["documents"] = "Up to 40 documents, each of 200 characters or fewer."
        return wrong

    def listed(self) -> list[tuple[str, bool]]:
        """The documents, each with whether it is mandatory."""
        found = [LINE.fullmatch(line.strip()) for line in self.documents.splitlines() if line.strip(" *")]
        return [(line.group(2).strip(), bool(line.group(1))) for line in found if line]


@dataclass(frozen=True)
class DecisionDetails:
    """A decision at a gate as typed."""

    outcome: str
    role: str
    reference: str
    reason: str
    happened_on: date | None

    def wrong(self) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        if self.outcome not in OUTCOMES:
            wrong["outcome"] = "Choose what was decided."
        if not self.role or len(self.role) > 200:
            wrong["role"] = "Say which role decided."
        if not self.reference or len(self.reference) > 200:
            wrong["reference"] = "Give the reference of the decision, such as a minute or paper number."
        if len(self.reason) > 2_000:
            wrong["reason"] = "Shorten this to 2,000 characters or fewer."
        if self.happened_on is None or self.happened_on > clock.today():
            wrong["happened_on"] = "Say on which day it was decided, today or earlier."
        return wrong
