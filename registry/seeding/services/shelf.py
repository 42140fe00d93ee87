"""What a published record refers to: organisations, measures and barriers by their codes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.core.db import db
from registry.core.errors import NotFound
from registry.measures.models import Measure
from registry.organisations.models import REGISTRY, Organisation
from registry.replication.models import Barrier


@dataclass(frozen=True)
class Shelf:
    """Numbers by code, and the digest of the files that are being loaded."""

    digest: str
    organisations: dict[str, int]
    measures: dict[str, int]
    barriers: dict[str, int]

    @property
    def registry(self) -> int:
        """The owner of what no force has claimed."""
        return self.organisation(REGISTRY)

    def organisation(self, slug: str) -> int:
        """The number of an organisation. Raises NotFound, saying what to load first."""
        return _found(self.organisations, slug, "organisation")

    def site(self, slug: str | None) -> int | None:
        """The number of an organisation where one is named."""
        return self.organisation(slug) if slug else None

    def measure(self, code: str | None) -> int | None:
        """The number of a standard measure where the claim has one."""
        return _found(self.measures, code, "measure") if code else None

    def barrier_ids(self, codes: Iterable[str]) -> list[int]:
        """The numbers of barriers."""
        return [_found(self.barriers, code, "barrier") for code in codes]


def shelf(digest: str) -> Shelf:
    """Everything that records refer to: three statements."""
    return Shelf(digest, _ids(Organisation, "slug"), _ids(Measure, "code"), _ids(Barrier, "code"))


def _ids(model: Any, key: str) -> dict[str, int]:
    return {code: number for number, code in db.session.execute(select(model.id, getattr(model, key)))}


def _found(ids: dict[str, int], code: str, noun: str) -> int:
    if code not in ids:
        raise NotFound(f"There is no {noun} “{code}” yet. Load the reference data first: flask seed reference")
    return ids[code]
