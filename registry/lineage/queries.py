"""The lineage of a tool as each reader may see it: a tree and a list of the same organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.lineage.models import Descent
from registry.organisations.models import Organisation
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.position import own_or_asked
from registry.replication.queries.rows import AdoptionRow, may_read_narrative
from registry.replication.services.steps import Place
from registry.rules.lineage import Came, Manner, Node, forest
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import Role


@dataclass(frozen=True)
class Line:
    """One organisation of the lineage, with what the reader may see of what it said."""

    adoption: AdoptionRow
    came: Came
    source: AdoptionRow | None
    manner: Manner | None
    kept: str | None
    configuration: str | None
    lessons: str | None
    stated_on: date | None
    depth: int

    @property
    def says(self) -> bool:
        """Whether there is more to tell than where it came from."""
        return bool(self.kept or self.configuration or self.lessons)


@dataclass(frozen=True)
class Lineage:
    """The whole page."""

    tool: Tool
    roots: Sequence[Node]
    lines: Mapping[int, Line]  # by organisation
    states: Sequence[int]  # the reader's own organisations that may say where they have it from

    @property
    def in_order(self) -> list[Line]:
        """The list: the same organisations in the order of the tree."""
        return [self.lines[node.key] for root in self.roots for node in root.walk()]

    @property
    def from_originator(self) -> list[Node]:
        """Those who have it from where it was made."""
        return [root for root in self.roots if root.came is Came.ORIGINATOR]

    @property
    def not_stated(self) -> list[Node]:
        """Those of whom that is not stated, or not shared with the reader."""
        return [root for root in self.roots if root.came is not Came.ORIGINATOR]


@dataclass(frozen=True)
class Stating:
    """What the form needs: whose statement, what stands, what may be chosen, and what was said before."""

    tool: Tool
    organisation: Organisation
    now: Descent | None
    sources: Sequence[AdoptionRow]
    before: Sequence[Descent]

    @property
    def read_at(self) -> int:
        """The number of the statement that stands, for a later one to name."""
        return self.now.id if self.now else 0


def lineage(actor: Actor, slug: str) -> Lineage:
    """The lineage of a tool that the actor may read: four statements. Raises as the tool's page does."""
    tool = readable_tool(actor, slug)
    rows = {row.organisation_id: row for row in every_adoption_of(actor, tool.id) if row.synthetic == tool.synthetic}
    said = {row.organisation_id: row for row in standing_of(tool.id) if row.organisation_id in rows}
    roots = forest(list(rows), {key: (row.came, row.source_id) for key, row in said.items()})
    lines: dict[int, Line] = {}
    for root in roots:
        _lay(actor, root, 0, rows, said, lines)
    states = [key for key in sorted(actor.at(Role.LEAD)) if key in rows]
    return Lineage(tool, roots, lines, states)


def standing_of(tool_id: int) -> Sequence[Descent]:
    """What stands of where organisations have a tool from, whoever may read it: one statement."""
    found = select(Descent).where(Descent.tool_id == tool_id, Descent.replaced_by_id.is_(None))
    return db.session.scalars(found.order_by(Descent.id)).all()


def stating(actor: Actor, slug: str, organisation: str | None) -> Stating:
    """For the lead of an adopter: what stands, and the adoptions that it may come from.

    Raises as the tool's page does, NotAllowed to all but the adopter's lead, NotFound where nothing is adopted.
    """
    tool = readable_tool(actor, slug)
    home = own_or_asked(actor, organisation)
    require(actor, Permission.LINEAGE_STATE, Place(tool.id, home.id))
    rows = every_adoption_of(actor, tool.id)
    if all(row.organisation_id != home.id for row in rows):
        raise NotFound("Record first that your force has this tool; then say where it has it from.")
    found = select(Descent).where(Descent.tool_id == tool.id, Descent.organisation_id == home.id)
    told = db.session.scalars(found.order_by(Descent.id.desc())).all()
    return Stating(
        tool,
        home,
        next((row for row in told if row.replaced_by_id is None), None),
        sorted((row for row in rows if row.organisation_id != home.id), key=lambda row: row.organisation_name),
        [row for row in told if row.replaced_by_id is not None],
    )


def may_state(actor: Actor, tool_id: int, organisation_id: int) -> bool:
    """Whether the actor may say where an organisation has a tool from."""
    return allows(actor, Permission.LINEAGE_STATE, Place(tool_id, organisation_id))


def _lay(
    actor: Actor,
    node: Node,
    depth: int,
    rows: Mapping[int, AdoptionRow],
    said: Mapping[int, Descent],
    lines: dict[int, Line],
) -> None:
    row, told = rows[node.key], said.get(node.key)
    open_to = told is not None and may_read_narrative(actor, node.key)
    lines[node.key] = Line(
        row,
        node.came,
        rows[node.source] if node.source else None,
        told.manner if told else None,
        told.kept if told and open_to else None,
        told.configuration if told and open_to else None,
        told.lessons if told and open_to else None,
        told.stated_on if told else None,
        depth,
    )
    for child in node.children:
        _lay(actor, child, depth + 1, rows, said, lines)
