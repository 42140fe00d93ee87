"""A fact that somebody must say is still true, whatever its kind."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.rules.lifecycles import Stage
from registry.rules.words import Standing

MOST = 500  # of one kind, of the organisations of one person


class Doubt(StrEnum):
    """Why a fact cannot be confirmed by a tick: what is to be done about it first stands at its `change`."""

    DISPUTED = "disputed"  # by its own force; the registrar settles it
    QUERIED = "queried"  # by the tool's owner or the registrar; the force answers


@dataclass(frozen=True)
class Fact:
    """An adoption, an outcome, a contract: what is shown of it, and the revision at which it is shown."""

    kind: str
    id: int
    revision: int
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    tool_id: int
    tool_slug: str
    tool_name: str
    due_on: date
    said_on: date | None  # when it was last said
    change: str  # the page on which it is changed
    stage: Stage | None = None
    standing: Standing | None = None
    words: str = ""  # what else its own people may read; never on a page that a link opens
    unmet: bool = False
    doubt: Doubt | None = None  # then `due_on` is the day since when

    @property
    def key(self) -> str:
        """How a form names it."""
        return key_of(self.kind, self.id, self.revision)


def key_of(kind: str, fact_id: int, revision: int) -> str:
    """How a fact at a revision is named."""
    return f"{kind}:{fact_id}:{revision}"
