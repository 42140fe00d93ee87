"""The search page: from the index, or by plain SQL while there is none."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, not_, or_, true

from registry.catalogue.models import Tool
from registry.core.paging import SIZE, Page
from registry.rules.policy import Actor
from registry.search.index.facets import BY_NAME
from registry.search.index.reader import Unavailable
from registry.search.queries import hits, readings
from registry.search.queries.asked import Asked
from registry.search.queries.find import answer
from registry.search.queries.found import Found
from registry.search.queries.hits import Hit
from registry.search.queries.language import All, Any, Chosen, Held, Node, understand, words_of
from registry.search.queries.match import standing_in

APART = ("labels", "files")  # parts of a record that a page reads only where a word stands in them


@dataclass
class Results:
    """A page of results, with what to offer beside them."""

    found: Found
    page: Page[Hit]
    near: list[Hit] = field(default_factory=list)


def results(actor: Actor, asked: Asked, size: int = SIZE) -> Results:
    """Answer a search for this actor."""
    try:
        reading = readings.reading(actor)
    except Unavailable:
        return _plainly(actor, asked, size)
    found = answer(reading, asked, size)
    clauses = list(dict.fromkeys((*found.searched, *found.near_searched)))
    ids = [*found.ids, *found.near]
    places = {part: standing_in(reading, clauses, part, ids) for part in APART}
    shown = hits.by_ids(actor, ids, clauses, found.labels, places)
    near = set(found.near)
    page = Page([hit for hit in shown if hit.id not in near], found.number, size, found.total)
    return Results(found, page, [hit for hit in shown if hit.id in near])


def _plainly(actor: Actor, asked: Asked, size: int) -> Results:
    """Every clause in the name or the summary, and nothing that is refused; no filters, no other forms."""
    understood = understand(asked.text, BY_NAME)
    held = [_holds(clause) for clause in understood.clauses]
    refused = [not_(_holds(clause)) for clause in understood.refused if not isinstance(clause, Held | Chosen)]
    order = (Tool.name, Tool.id) if asked.text else (Tool.published_at.desc(), Tool.id)
    page = hits.by_rule(actor, and_(true(), *held, *refused), order, asked.page, size, understood.clauses)
    found = Found(asked, understood, number=page.number, total=page.total, plain=True, searched=understood.clauses)
    return Results(found, page)


def _holds(node: Node) -> ColumnElement[bool]:
    """Whether the name or the summary holds a clause; filters are off."""
    if isinstance(node, Held | Chosen):
        return true()
    if isinstance(node, All | Any):
        return (and_ if isinstance(node, All) else or_)(*map(_holds, node.parts))
    text = " ".join(words_of(node))
    return or_(Tool.name.icontains(text, autoescape=True), Tool.summary.icontains(text, autoescape=True))
