"""Saying where an organisation has a tool from. A row never changes: a new one takes its place."""

from dataclasses import dataclass

from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.core.replacing import put_in_place
from registry.lineage.events import LineageStated
from registry.lineage.models import Descent
from registry.lineage.queries import Stating, standing_of, stating
from registry.replication.services.steps import lock_tool
from registry.rules.answers import tidy
from registry.rules.lineage import Came, Manner, circle
from registry.rules.policy import Actor

LONGEST = 4_000
NOT_SAVED = "What you sent was not saved. Mend what is marked and send it again."
OLDER = (
    "Somebody of your force said something else after you opened the form, or the form was sent twice. Nothing of what "
    "you sent was saved. Look at what stands now, and send yours again if it is still needed."
)


@dataclass(frozen=True)
class Statement:
    """What a lead says: `source` is "originator", "not-stated", or the slug of an organisation that has the tool."""

    source: str
    manner: str
    kept: str = ""
    configuration: str = ""
    lessons: str = ""


@command
def state(actor: Actor, slug: str, organisation: str, read_at: int, said: Statement) -> Descent:
    """Say from whom one's own organisation has a tool, and how it took it over.

    Refuses a source that the actor may not know of, itself, a circle, and a form begun on an older statement.
    """
    tool_id = stating(actor, slug, organisation).tool.id
    lock_tool(tool_id)
    place = stating(actor, slug, organisation)
    if place.read_at != read_at:
        raise Conflict(OLDER)
    came, source_id = _source(place, said.source)
    texts = {name: tidy(getattr(said, name)) for name in ("kept", "configuration", "lessons")}
    _refuse(place, said, source_id, texts)
    row = Descent(
        tool_id=tool_id,
        organisation_id=place.organisation.id,
        came=came,
        source_id=source_id,
        manner=Manner(said.manner),
        **{name: text or None for name, text in texts.items()},
        stated_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    return _stated(actor, row, place.now)


def _source(place: Stating, chosen: str) -> tuple[Came, int | None]:
    if chosen in (Came.ORIGINATOR, Came.NOT_STATED):
        return Came(chosen), None
    found = next((row.organisation_id for row in place.sources if row.organisation_slug == chosen), None)
    return (Came.ADOPTION, found) if found else (Came.NOT_STATED, None)


def _refuse(place: Stating, said: Statement, source_id: int | None, texts: dict[str, str]) -> None:
    wrong = {}
    if said.source == place.organisation.slug:
        wrong["source"] = "Choose another organisation: this one is yours."
    elif source_id is None and said.source not in (Came.ORIGINATOR, Came.NOT_STATED):
        wrong["source"] = "Choose from whom your organisation has it."
    elif source_id is not None and _in_a_circle(place, source_id):
        wrong["source"] = "That would lead in a circle: it goes back to your own organisation. Choose another."
    if said.manner not in set(Manner):
        wrong["manner"] = "Choose how it was taken over."
    for name, text in texts.items():
        if len(text) > LONGEST:
            wrong[name] = f"Shorten this to {LONGEST:,} characters or fewer."
    if wrong:
        raise Invalid(NOT_SAVED, wrong)


def _in_a_circle(place: Stating, source_id: int) -> bool:
    sources = {row.organisation_id: row.source_id for row in standing_of(place.tool.id)}
    return circle(sources, place.organisation.id, source_id)


def _stated(actor: Actor, row: Descent, old: Descent | None) -> Descent:
    put_in_place(row, old)
    emit(
        LineageStated(
            actor_id=actor.id,
            tool_id=row.tool_id,
            organisation_id=row.organisation_id,
            descent_id=row.id,
            came=row.came,
            source_id=row.source_id,
            manner=row.manner,
            replaces_id=old.id if old else None,
        )
    )
    return row
