"""What happens to organisations: identifiers and codes; `organisation_id` is who goes on, or who is split."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationChange(Event):
    """A change of organisations was recorded."""

    organisation_id: int
    reorganisation_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationsMerged(OrganisationChange):
    """Two or more became one."""

    kind: ClassVar[str] = "organisations-merged"


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(OrganisationChange):
    """One took a new name."""

    kind: ClassVar[str] = "organisation-renamed"


@dataclass(frozen=True, kw_only=True)
class OrganisationSplit(OrganisationChange):
    """One became two or more; said of each of them."""

    kind: ClassVar[str] = "organisation-split"


@dataclass(frozen=True, kw_only=True)
class OrganisationChangeUndone(OrganisationChange):
    """A change was undone by an entry of its own; said of each organisation that it was about."""

    kind: ClassVar[str] = "organisation-change-undone"
