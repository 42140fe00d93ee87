"""Everything that changes pilot cohorts."""

from registry.cohorts.services.cohorts import Details, change, open_cohort, release
from registry.cohorts.services.places import decline, invite, join, leave, withdraw

__all__ = ["Details", "change", "decline", "invite", "join", "leave", "open_cohort", "release", "withdraw"]
