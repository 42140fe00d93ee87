"""The filters of a search, each declared once: its code, its name, where its values come from and their order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from registry.rules.words import Design, Direction, Phase, label

NOT_STATED = "not-stated"
NEVER = 0  # an assessment without an expiry
BANDS = (("none", "None stated", 0), ("few", "1 to 4", 1), ("several", "5 to 19", 5), ("many", "20 or more", 20))
LEVELS = (("proven", "Proven: levels 4 and 5"), ("one-site", "Tested at one site"), ("not-tested", "Not yet tested"))

Facts = dict[str, Any]


@dataclass(frozen=True)
class Facet:
    """A filter. `given` lists codes whose order is fixed; the rest stand by how many tools they would find."""

    code: str
    label: str
    given: tuple[tuple[str, str], ...] = ()
    of_claim: bool = False  # counted over claims: with others of the kind it must hold of one and the same claim

    def values(self, facts: Facts) -> Iterable[tuple[str, str]]:
        """The (code, label) pairs of one tool; those of claims and of adopters are kept in arrays of their own."""
        found: Iterable[tuple[str, str]] = facts.get(self.code, ())
        return found


def _words(codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), label(code)) for code in codes)


STATED = (NOT_STATED, "Not stated")
FACETS: tuple[Facet, ...] = (
    Facet("problem", "Problem"),
    Facet("strength", "Strength of design", (*_words(Design), STATED), of_claim=True),
    Facet("direction", "Direction of result", (*_words(Direction), STATED), of_claim=True),
    Facet("measure", "Measure", of_claim=True),
    Facet("level", "Replication", LEVELS),
    Facet("category", "What kind of tool"),
    Facet("technique", "Technique"),
    Facet("phase", "Phase", _words(Phase)),
    Facet("adopters", "Organisations that use it", tuple((code, label) for code, label, _ in BANDS)),
    Facet("standard", "Standards met"),
    Facet("owner", "Owner"),
)
BY_CODE: dict[str, Facet] = {facet.code: facet for facet in FACETS}
OF_CLAIM = tuple(facet.code for facet in FACETS if facet.of_claim)
LISTED = tuple(facet.code for facet in FACETS if not facet.of_claim and facet.code != "adopters")


def level_pair(level: int) -> tuple[str, str]:
    """Where a replication level stands among the filter's values."""
    return LEVELS[0 if level >= 4 else 1 if level == 3 else 2]
