"""Whether a force could take a tool as it is: what the tool needs against what the force says that it has."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSIONS = re.compile(
    r"""
    \bv?\d+(?:\.(?:\d+|x\b))+  # 9.2, v9.2.1, 10.x
    | \b(?:v|ver|version|release|build|service\ pack)\.?\ ?\d+\b  # v3, ver. 3, Release 12
    | \bversions?\b
    | \b(?:19|20)\d{2}\b  # a year, as in Server 2019
    | ^\d+$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def version_in(family: str) -> str:
    """What in the name of a family of products is clearly a version; nothing where a number may be part of the name."""
    found = VERSIONS.search(family)
    return found[0] if found else ""


class Fit(StrEnum):
    """How a tool goes with what a force has."""

    FITS = "fits"
    NEEDS_CHANGES = "needs-changes"
    NOT_STATED = "not-stated"


@dataclass(frozen=True)
class Match:
    """A tool beside a force: the kinds of system that it needs, by what the force says of each."""

    fit: Fit
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def match(needed: Iterable[str], estate: Mapping[str, bool]) -> Match:
    """It fits where everything needed is there, and needs changes where something is stated not to be.

    Nothing follows from what is not stated: neither of the tool nor of the force.
    """
    wanted = tuple(dict.fromkeys(needed))
    has = tuple(code for code in wanted if estate.get(code) is True)
    lacks = tuple(code for code in wanted if estate.get(code) is False)
    unknown = tuple(code for code in wanted if code not in estate)
    if lacks:
        return Match(Fit.NEEDS_CHANGES, has, lacks, unknown)
    return Match(Fit.FITS if wanted and not unknown else Fit.NOT_STATED, has, lacks, unknown)
