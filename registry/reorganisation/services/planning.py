"""What a change would move, before anything moves. The plan's digest binds a confirmation to what was shown."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from registry.core.events import seal
from registry.organisations.models import Organisation
from registry.organisations.services.rehoming import Found
from registry.reorganisation.services.details import Details, checked
from registry.reorganisation.services.kinds import KINDS, everything_at
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import ReorganisationKind


@dataclass(frozen=True)
class Line:
    """A row that would move, from whom, and to which address; none while that is still to be chosen."""

    found: Found
    home: str
    to: str | None


@dataclass(frozen=True)
class Plan:
    """Everything that a change would do."""

    details: Details
    before: Sequence[Organisation]
    into: Sequence[Organisation]
    lines: Sequence[Line]
    both: Sequence[Line]  # adoptions that end in one with another

    @cached_property
    def leaving(self) -> Sequence[Organisation]:
        """Those that end: the ones before that do not go on themselves."""
        stay = {one.id for one in self.into}
        return [one for one in self.before if one.id not in stay]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The names of those that go on, by their addresses."""
        return {one.slug: one.name for one in self.into} | {one.address: one.name for one in self.details.new}

    @cached_property
    def former(self) -> Mapping[str, str]:
        """The names of those that rows come from, by their addresses."""
        return {one.slug: one.name for one in (*self.before, *self.into)}

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Line]]:
        """The lines of each kind that has any."""
        kinds = {subject: [line for line in self.lines if line.found.subject == subject] for subject in KINDS}
        return {subject: lines for subject, lines in kinds.items() if lines}

    @cached_property
    def undecided(self) -> int:
        """How many lines still need a choice."""
        return sum(1 for line in self.lines if line.to is None)

    @cached_property
    def digest(self) -> str:
        """What a confirmation refers to: the change as asked for, and each row with what was shown of it."""
        asked = {**asdict(self.details), "on": self.details.on.isoformat(), "choices": None}
        rows = [(line.found.key, line.home, line.found.label, line.found.shown, line.to) for line in self.lines]
        return seal("", [{key: str(value) for key, value in asked.items()}, rows])


def plan(actor: Actor, details: Details) -> Plan:
    """What a change would move. Raises NotAllowed to all but the registrar, Invalid for what makes no sense."""
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    return planned(details)


def planned(details: Details) -> Plan:
    """The same for whoever has been let in."""
    found = checked(details)
    if details.kind is ReorganisationKind.RENAME:
        return Plan(details, found.before, (), (), ())
    stay = {one.id for one in found.into}
    homes = {one.id: one.slug for one in found.before if one.id not in stay}
    rows = everything_at(homes, details.on)
    lines = [Line(row, homes[row.home], _target(details, row)) for row in rows]
    return Plan(details, found.before, found.into, lines, _together(lines, found.into, details))


def _target(details: Details, row: Found) -> str | None:
    if details.kind is ReorganisationKind.MERGE:
        return details.targets[0]
    chosen = details.choices.get(row.key) or details.choices.get(row.subject)
    return chosen if chosen in details.targets else None


def _together(lines: Sequence[Line], into: Sequence[Organisation], details: Details) -> list[Line]:
    """The adoptions of a tool that more than one of those that become one has: they end in a single one."""
    adoptions = [line for line in lines if line.found.subject == "adoption"]
    slugs = {one.id: one.slug for one in into}
    own = (
        [Line(found, slugs[found.home], slugs[found.home]) for found in KINDS["adoption"].found(slugs, details.on)]
        if slugs
        else []
    )
    groups: dict[tuple[int | None, str | None], list[Line]] = {}
    for line in (*adoptions, *own):
        groups.setdefault((line.found.tool_id, line.to), []).append(line)
    moving = {line.found.key for line in adoptions}
    return [
        line
        for (_tool, to), some in groups.items()
        if to is not None and len(some) > 1 and any(one.found.key in moving for one in some)
        for line in some
    ]
