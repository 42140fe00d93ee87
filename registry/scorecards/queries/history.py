"""How a score came to be: each day on which it changed, and because of what."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core.clock import today
from registry.rules.assessing import state_on
from registry.rules.scorecard import LEVELS
from registry.rules.words import label
from registry.scorecards.queries.facts import Told, day_of
from registry.scorecards.queries.present import Scorecard
from registry.scorecards.queries.then import scorecard_on, standards_on

NEXT = timedelta(days=1)
ALL = 0  # a cause that is about no standard
Days = dict[date, list[tuple[int, str]]]


@dataclass(frozen=True)
class Change:
    """A day on which the score changed: to what, and because of what."""

    day: date
    card: Scorecard
    causes: tuple[str, ...]

    @property
    def height(self) -> int:
        """The level as a number, from 0."""
        return LEVELS.index(self.card.level)


def history(told: Told) -> list[Change]:
    """Every change of the level or of the checks passed, oldest first. No statement."""
    changes: list[Change] = []
    for day, causes in sorted(_days(told).items()):
        card = scorecard_on(told, day)
        if card is None or day > today():
            continue
        last = changes[-1].card if changes else None
        if last is None or _numbers(last) != _numbers(card):
            # What brings in a standard that does not apply, as far as the reader may know, is no cause
            shown = {ALL, *(state.standard.id for state in standards_on(told, day))}
            changes.append(
                Change(
                    day,
                    card,
                    tuple(dict.fromkeys(words for about, words in sorted(causes, key=_last) if about in shown)),
                )
            )
    return changes


def _last(cause: tuple[int, str]) -> bool:
    """What the library did comes after what was done about the tool."""
    return cause[1].endswith(" in use")


def _numbers(card: Scorecard) -> tuple[str, int, int, int]:
    return card.level, card.passed, card.exempt, len(card.checks)


def _days(told: Told) -> Days:
    """The days on which a stored fact could change the score, each with what happened."""
    days: Days = defaultdict(list)
    for version in told.versions:
        days[day_of(version.published_at)].append((ALL, f"Version {version.number} published"))
    _of_standards(told, days)
    for item in told.evidence:
        days[day_of(item.recorded_at)].append((ALL, "Evidence added"))
        if item.withdrawn_at:
            days[day_of(item.withdrawn_at)].append((ALL, "Evidence withdrawn or corrected"))
        for claim in told.claims.get(item.id, []):
            if claim.recorded_at:
                days[day_of(claim.recorded_at)].append((ALL, "A result added"))
            if claim.withdrawn_at:
                days[day_of(claim.withdrawn_at)].append((ALL, "A result withdrawn or corrected"))
            for grade in told.grades.get(claim.id, [])[1:]:
                days[day_of(grade.recorded_at)].append((ALL, "A result graded anew"))
    return days


def _of_standards(told: Told, days: Days) -> None:
    titles = {standard.id: standard.title for standard in told.library}
    for standard in told.library:
        for version in standard.versions:
            if version.activated_at:
                days[day_of(version.activated_at)].append(
                    (standard.id, f"{standard.title}: version {version.label} in use")
                )
    replaced = {row.replaced_by_id: row for row in told.assessments if row.replaced_by_id}
    later = {row.id: day_of(new.recorded_at) for new in told.assessments if (row := replaced.get(new.id)) is not None}
    for row in told.assessments:
        about = row.version.standard_id
        title = titles[about]
        start = day_of(row.recorded_at)
        state = state_on(row.compliance, row.expires_on, row.exempt_until, start)
        days[start].append((about, f"{title} stated: {label(state).lower()}"))
        if row.signoff:
            words = "signed" if row.signoff.signed else "sent back"
            days[day_of(row.signoff.recorded_at)].append((about, f"{title} {words}"))
        for last, words in ((row.expires_on, "expired"), (row.exempt_until, "exemption lapsed")):
            if last is not None and last >= start and later.get(row.id, date.max) > last:
                days[last + NEXT].append((about, f"{title}: {words}"))
