"""An assessment as it is typed, and what of it may not be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.core import clock
from registry.rules.assessing import weakest
from registry.rules.words import Compliance
from registry.standards.models import Exemption, StandardVersion

ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")
LONGEST = 5_000


@dataclass(frozen=True)
class Answered:
    """Where it stands with one requirement, and what shows it."""

    compliance: str
    note: str = ""


@dataclass(frozen=True)
class AssessmentDetails:
    """An assessment as typed. `replaces_id` is the newest one that the page showed, 0 for none; `version_id` what it asked."""

    answers: Mapping[str, Answered]  # by the code of the requirement
    proof: str
    proof_url: str
    assessor_role: str
    happened_on: date | None
    expires_on: date | None
    replaces_id: int = 0
    version_id: int = 0

    def wrong(self, version: StandardVersion, exempted: Mapping[str, Exemption]) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong: dict[str, str] = {}
        for asked in version.requirements:
            wrong |= wrong_answer(asked.code, self.answers.get(asked.code), exempted)
        if not wrong and self.state(version) is Compliance.MET and not self.proof:
            wrong["proof"] = "Say what shows that it is met: a document, its date and the role that signed it."
        if len(self.proof) > LONGEST:
            wrong["proof"] = f"Shorten this to {LONGEST:,} characters or fewer."
        if self.proof_url and (len(self.proof_url) > 2_000 or not ADDRESS.fullmatch(self.proof_url)):
            wrong["proof_url"] = "Enter a whole address that starts with https://"
        if not self.assessor_role or len(self.assessor_role) > 200:
            wrong["assessor_role"] = "Say which role assessed it, for example Data protection officer."
        return wrong

    def wrong_days(self, limit: date | None) -> dict[str, str]:
        """What is wrong with the days."""
        if self.happened_on is None or self.happened_on > clock.today():
            return {"happened_on": "Say on which day it was assessed, today or earlier."}
        if self.expires_on is not None and self.expires_on < self.happened_on:
            return {"expires_on": "It cannot expire before it was made."}
        if limit is not None and self.expires_on is not None and self.expires_on > limit:
            return {
                "expires_on": f"The standard asks for it again by {limit.day} {limit:%B %Y}. Choose that day or earlier."
            }
        return {}

    def state(self, version: StandardVersion) -> Compliance:
        """The state that the answers make, by the printed rule."""
        return weakest(Compliance(self.answers[asked.code].compliance) for asked in version.requirements)


def wrong_answer(code: str, answer: Answered | None, exempted: Mapping[str, Exemption]) -> dict[str, str]:
    """What of one answer may not be kept, by field."""
    if answer is None or answer.compliance not in set(Compliance):
        return {f"answer_{code}": "Choose where it stands with this requirement."}
    if answer.compliance == Compliance.EXEMPT and code not in exempted:
        return {
            f"answer_{code}": "No exemption is in force for this. Ask for one first, and choose what is true until then."
        }
    if answer.compliance == Compliance.NOT_APPLICABLE and not answer.note:
        return {f"note_{code}": "Say why it does not apply."}
    return {f"note_{code}": "Shorten this to 2,000 characters or fewer."} if len(answer.note) > 2_000 else {}
