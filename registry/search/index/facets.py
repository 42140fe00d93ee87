"""The filters of a search, each declared once: its code, its name, its values of a tool and their order.

To add one, add it to FACETS and raise FORMAT in layout.py: counting, filtering, the page and the property test follow.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.catalogue.queries.costs import said_on
from registry.core import clock
from registry.rules.grading import replication_level
from registry.rules.lifecycles import ADOPTED
from registry.rules.staleness import STANDS_FOR
from registry.rules.words import Compliance, Design, Direction, Phase, Standing, Visibility, label
from registry.search.index.sheet import ALWAYS, Row, Sheet, Value, named
from registry.search.index.tiers import Tier

NOT_STATED = "not-stated"
STATED = Value(NOT_STATED, "Not stated")
BANDS = (("none", "None stated", 0), ("few", "1 to 4", 1), ("several", "5 to 19", 5), ("many", "20 or more", 20))
LEVELS = (("proven", "Proven: levels 4 and 5"), ("one-site", "Tested at one site"), ("not-tested", "Not yet tested"))
AGES = (
    ("half-year", "In the last 6 months", 182),
    ("year", "6 to 12 months ago", 365),
    ("two-years", "1 to 2 years ago", 730),
    ("older", "More than 2 years ago", 0),
)
COSTS = (
    ("nothing", "No extra cost", 0),
    ("under-10k", "Under £10,000", 9_999),
    ("10k-50k", "£10,000 to £49,999", 49_999),
    ("50k-250k", "£50,000 to £249,999", 249_999),
    ("250k-1m", "£250,000 to £999,999", 999_999),
    ("over-1m", "£1 million or more", 10**12),
)
RELEASED = {Visibility.PUBLIC: Tier.ALL, Visibility.POLICING: Tier.PARTNERS, Visibility.NAMED: Tier.NOBODY}

Given = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Facet:
    """A filter. `given` lists codes whose order is fixed; the rest stand by how many tools they would find."""

    code: str
    label: str
    values: Callable[[Any], Iterable[Value]]  # of a Sheet; of a claim when it is one of claims
    given: Given = ()
    of_claim: bool = False  # with others of the kind it must hold of one and the same claim
    at_hand: bool = False  # stands open on the page; the others are folded until one is wanted
    also: tuple[str, ...] = ()  # what else people call it when they type name:value
    bands_of: str = ""  # counted in bands: how many values of another filter the reader knows of
    of_reader: bool = False  # worked out for who asks, with their own forces as values; offered to their people alone


def _words(codes: Iterable[str]) -> Given:
    return tuple((str(code), label(code)) for code in codes)


def _word(code: Any) -> Value:
    return Value(code.value, label(code.value))


def _measure(claim: Row) -> list[Value]:
    return [Value(claim.code, claim.name)] if claim.code else []


def _direction(claim: Row) -> list[Value]:
    return [_word(claim.direction) if claim.direction else STATED]


def _strength(claim: Row) -> list[Value]:
    return [_word(claim.design) if claim.direction else STATED]


def _level(sheet: Sheet) -> list[Value]:
    level = replication_level(sheet.findings)
    return [Value(*LEVELS[0 if level >= 4 else 1 if level == 3 else 2])]


def _category(sheet: Sheet) -> list[Value]:
    code = sheet.tool.category
    return [Value(code, sheet.category or label(code))] if code else []


def _phase(sheet: Sheet) -> list[Value]:
    return [_word(sheet.tool.phase)] if sheet.tool.phase else []


def _using(sheet: Sheet) -> list[Value]:
    """Who uses it, each known as far as its organisation released it; a disputed adoption is counted nowhere."""
    return [
        Value(
            one.slug,
            one.name,
            RELEASED[one.visibility],
            0 if one.visibility is Visibility.PUBLIC else one.organisation_id,
        )
        for one in sheet.adoptions
        if one.stage in ADOPTED and one.standing is not Standing.DISPUTED
    ]


def _confirmed(sheet: Sheet) -> list[Value]:
    """Who uses it by their own word, until that word expires."""
    using = {value.code: value for value in _using(sheet)}
    return [
        using[one.slug]._replace(until=one.expires_on.toordinal() if one.expires_on else ALWAYS)
        for one in sheet.adoptions
        if one.slug in using and one.standing is Standing.CONFIRMED
    ]


def _needed(sheet: Sheet) -> list[Value]:
    """The kinds of system that it needs, each once."""
    codes, tier = sheet.answer("systems_needed") or ((), Tier.ALL)
    return [Value(code, label(code), tier) for code in dict.fromkeys(codes)]


def _met(sheet: Sheet) -> list[Value]:
    """Each standard once, until the last day on which some assessment of it holds."""
    found: dict[str, tuple[str, int]] = {}
    for row in (one for one in sheet.standards if one.compliance is Compliance.MET):
        until = row.expires_on.toordinal() if row.expires_on else ALWAYS
        known = found.get(row.code, (row.title, until))[1]
        found[row.code] = (row.title, ALWAYS if ALWAYS in (known, until) else max(known, until))
    return [Value(code, title, until=until) for code, (title, until) in found.items()]


def _owner(sheet: Sheet) -> list[Value]:
    return [Value(sheet.tool.owner_slug, sheet.tool.owner_name)]


def _region(sheet: Sheet) -> list[Value]:
    """The regions of its owner and of the forces that it comes from."""
    regions = dict.fromkeys((sheet.tool.owner_region, *(one.region for one in sheet.origins)))
    return [named(region) for region in regions if region]


def _supplier(sheet: Sheet) -> list[Value]:
    return [named(sheet.tool.supplier)] if sheet.tool.supplier else []


def _cost(sheet: Sheet) -> list[Value]:
    """The band that was chosen; else that of the yearly amount, for those who may know the amount.

    It holds until the last day on which it is believed without being confirmed.
    """
    until = (said_on(sheet.tool.version_at, sheet.tool.costs_confirmed_on) + STANDS_FOR).toordinal()
    chosen = sheet.answer("cost_band")
    if chosen:
        return [Value(chosen[0], sheet.option("cost_band", chosen[0]), chosen[1], until=until)]
    amount = sheet.answer("cost_yearly_amount")
    if amount is None or not isinstance(amount[0], int | float):
        return []
    code, text = next((code, text) for code, text, most in COSTS if amount[0] <= most)
    return [Value(code, text, amount[1], until=until)]


def _fresh(sheet: Sheet) -> list[Value]:
    """How long ago the record was published or evidence was last added: the bands follow one another in time."""
    moments = [sheet.tool.version_at, *(one.recorded_at for one in sheet.claims)]
    days = [clock.day_of(moment) for moment in moments if moment]
    return list(ages(max(days))) if days else []


def ages(day: date) -> Iterable[Value]:
    """The bands of age that something of a day passes through."""
    since = day.toordinal()
    for code, text, days in AGES:
        until = day.toordinal() + days if days else ALWAYS
        yield Value(code, text, since=since, until=until)
        since = until + 1


FACETS: tuple[Facet, ...] = (
    Facet("problem", "Problem", lambda sheet: sheet.terms_of("problem"), at_hand=True),
    Facet(
        "strength",
        "Strength of design",
        _strength,
        (*_words(Design), STATED[:2]),
        of_claim=True,
        at_hand=True,
        also=("design",),
    ),
    Facet(
        "direction", "Direction of result", _direction, (*_words(Direction), STATED[:2]), of_claim=True, at_hand=True
    ),
    Facet("measure", "Measure", _measure, of_claim=True),
    Facet("level", "Replication", _level, LEVELS, at_hand=True, also=("replication",)),
    Facet("category", "What kind of tool", _category, at_hand=True, also=("kind",)),
    Facet("technique", "Technique", lambda sheet: sheet.terms_of("technique")),
    Facet("phase", "Phase", _phase, _words(Phase)),
    Facet("adopters", "How many organisations use it", _using, tuple(band[:2] for band in BANDS), bands_of="adopter"),
    Facet("adopter", "Used by", _using, also=("force", "usedby", "used-by")),
    Facet("standard", "Standards met", _met),
    Facet("compatible", "Compatible with my force", lambda _sheet: (), also=("fits", "fits-my-force"), of_reader=True),
    Facet("alike", "Live at forces like mine", lambda _sheet: (), also=("live-alike",), of_reader=True),
    Facet("cost", "Cost a year", _cost, tuple(band[:2] for band in COSTS)),
    Facet("owner", "Owner", _owner),
    Facet("region", "Region of its owner or origin", _region),
    Facet("supplier", "Supplier", _supplier),
    Facet("fresh", "Last published or added to", _fresh, tuple(age[:2] for age in AGES)),
    Facet("visibility", "Who may read it", lambda sheet: [_word(sheet.tool.visibility)], _words(Visibility)),
)
BY_CODE: dict[str, Facet] = {facet.code: facet for facet in FACETS}
OF_CLAIM = tuple(facet.code for facet in FACETS if facet.of_claim)
BY_NAME: dict[str, Facet] = {name: facet for facet in FACETS for name in (facet.code, *facet.also)}
BESIDE = {"confirmed": _confirmed, "needed": _needed}  # kept as the values of a filter are, and no filter
OF_READER = tuple(facet.code for facet in FACETS if facet.of_reader)
LISTED = tuple(facet.code for facet in FACETS if not (facet.of_claim or facet.bands_of or facet.of_reader))


def facts_of(sheet: Sheet) -> dict[str, list[list[str | int]]]:
    """The values of every filter that is not one of claims, as they are stored."""
    found = {code: [value.kept() for value in BY_CODE[code].values(sheet)] for code in LISTED}
    found |= {code: [value.kept() for value in values(sheet)] for code, values in BESIDE.items()}
    return {code: values for code, values in found.items() if values}


def claims_of(sheet: Sheet) -> list[dict[str, list[str | int]]]:
    """What filters on claims hold against; a tool without claims has one that states nothing."""
    claims = [
        {code: value.kept() for code in OF_CLAIM for value in BY_CODE[code].values(claim)} for claim in sheet.stated
    ]
    return claims or [{code: STATED.kept() for code in OF_CLAIM if STATED[:2] in BY_CODE[code].given}]
