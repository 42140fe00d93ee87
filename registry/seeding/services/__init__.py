"""Loading data from the seed files."""

from registry.seeding.services.published import seed_published
from registry.seeding.services.reference import seed_reference

__all__ = ["seed_published", "seed_reference"]
