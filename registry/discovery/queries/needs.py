"""Needs as a reader may know of them, with the tools that may answer each as the reader may see them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from registry.catalogue.models import Term, Tool, ToolTerm
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_columns
from registry.discovery.models import Need, NeedMatch, NeedProblem, NeedSupport
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.lifecycles import NeedState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import POLICING_KINDS, Role, Visibility
from registry.search.queries.similar import similar

MOST_ALIKE = 5
MOST_FILED = 20


@dataclass(frozen=True)
class Match:
    """A tool that may answer a need."""

    id: int
    slug: str
    name: str
    owner: str
    summary: str
    named: bool
    by_words: bool
    synthetic: bool

    @property
    def answers(self) -> bool:
        """As `answers` counts it."""
        return self.named or self.by_words


@dataclass(frozen=True)
class Posted:
    """A need with what a page shows of it."""

    need: Need
    organisation: Organisation
    problems: Sequence[tuple[str, str]]
    supporters: Sequence[str]
    matches: Sequence[Match]
    actions: frozenset[str] = frozenset()

    @property
    def answering(self) -> int:
        """How many of the matches count as an answer."""
        return sum(match.answers for match in self.matches)


def known_to(actor: Actor) -> ColumnElement[bool]:
    """Needs that the actor may know of: the SQL twin of `need:read`."""
    if allows(actor, Permission.ORGANISATION_EDIT):  # the registrar
        return true()
    shown = [Need.visibility == Visibility.PUBLIC]
    if actor.policing:
        shown.append(Need.visibility == Visibility.POLICING)
    return or_(
        and_(Need.state != NeedState.WITHDRAWN, or_(*shown)),
        Need.organisation_id.in_(actor.organisations),
    )


def needs(
    actor: Actor, number: int | None = 1, *, problem: str = "", region: str = "", state: str = "", size: int = SIZE
) -> Page[Posted]:
    """A page of the needs that the actor may know of, the newest first: six statements, however many."""
    statement = _needs(actor)
    if problem:
        statement = statement.where(Need.id.in_(select(NeedProblem.need_id).where(NeedProblem.code == problem)))
    if region:
        statement = statement.where(Organisation.region == region)
    wanted = NeedState(state) if state in set(NeedState) else NeedState.OPEN
    statement = statement.where(Need.state == wanted).order_by(Need.posted_at.desc(), Need.id.desc())
    page = page_of_columns(statement, number, size)
    return page.of(_posted(actor, page.items))


def need(actor: Actor, need_id: int) -> Posted:
    """One need with what the actor may do with it. Raises NotFound for one that they may not know of."""
    rows = db.session.execute(_needs(actor).where(Need.id == need_id)).all()
    if not rows or not allows(actor, Permission.NEED_READ, rows[0].Need):
        raise NotFound("There is no such need, or it is not shared with you.")
    (found,) = _posted(actor, rows)
    return Posted(
        found.need,
        found.organisation,
        found.problems,
        found.supporters,
        found.matches,
        _actions(actor, found),
    )


def may_post_for(actor: Actor) -> list[Organisation]:
    """The organisations for which the actor may post a need, or say that they have one too."""
    at = actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD)
    own = select(Organisation).where(Organisation.id.in_(at), Organisation.kind.in_(POLICING_KINDS))
    return list(db.session.scalars(own.order_by(Organisation.name)))


def problem_labels() -> list[tuple[str, str]]:
    """The problems of the vocabulary, in its order."""
    rows = db.session.execute(select(Term.code, Term.label).where(Term.vocabulary == "problem").order_by(Term.position))
    return [(row.code, row.label) for row in rows]


def likely(actor: Actor, title: str, words: str, problems: Iterable[str]) -> dict[int, bool]:
    """Tools that may answer a problem, as the actor may see them, each with whether it is like its words or only filed under it."""
    alike = [one.id for one in similar(actor, title, words, limit=MOST_ALIKE) if not one.draft]
    filed = (
        select(Tool.id)
        .join(ToolTerm, ToolTerm.tool_id == Tool.id)
        .where(scope.visible_to(actor), ToolTerm.vocabulary == "problem", ToolTerm.code.in_(list(problems)))
        .order_by(Tool.published_at.desc(), Tool.id)
        .limit(MOST_FILED)
    )
    return dict.fromkeys(db.session.scalars(filed), False) | dict.fromkeys(alike, True)


def answers() -> ColumnElement[bool]:
    """Matches that count as an answer: named by somebody, or alike in words. Many tools are filed under the same problem."""
    return or_(NeedMatch.named_by_id.is_not(None), NeedMatch.by_words)


def as_organisation(organisation_id: int) -> Actor:
    """What any member of a policing organisation may see."""
    at = frozenset({organisation_id})
    return Actor(roles=frozenset({(organisation_id, Role.READER)}), policing=True, family=at)


def new_matches(actor: Actor, since: datetime) -> int:
    """How many tools came since a moment that may answer open needs of the actor's: those of the organisations that they
    lead, and those that they posted themselves. One statement.
    """
    mine = and_(Need.posted_by_id == actor.id, Need.organisation_id.in_(actor.organisations))
    statement = (
        select(func.count(NeedMatch.tool_id.distinct()))
        .join(Need, Need.id == NeedMatch.need_id)
        .join(Tool, Tool.id == NeedMatch.tool_id)
        .where(
            or_(mine, Need.organisation_id.in_(actor.at(Role.LEAD))),
            Need.state == NeedState.OPEN,
            NeedMatch.offered.is_(False),
            NeedMatch.named_by_id.is_distinct_from(actor.id),
            NeedMatch.found_at > since,
            scope.visible_to(actor),
        )
    )
    return db.session.scalar(statement) or 0


def posters() -> list[int]:
    """Who posted a need that is still open."""
    return list(db.session.scalars(select(Need.posted_by_id).where(Need.state == NeedState.OPEN).distinct()))


def own_open(actor: Actor) -> Sequence[Need]:
    """The open needs of the actor's organisations, the oldest first."""
    at = actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD)
    own = select(Need).where(Need.organisation_id.in_(at), Need.state == NeedState.OPEN).order_by(Need.posted_at)
    return db.session.scalars(own.limit(20)).all()


def _needs(actor: Actor) -> Select[*tuple[Any, ...]]:
    return select(Need, Organisation).join(Organisation, Organisation.id == Need.organisation_id).where(known_to(actor))


def _posted(actor: Actor, rows: Sequence[Any]) -> list[Posted]:
    ids = [row.Need.id for row in rows]
    problems, supporters, matches = _problems(ids), _supporters(ids), matches_of(actor, ids)
    return [
        Posted(row.Need, row.Organisation, problems[row.Need.id], supporters[row.Need.id], matches[row.Need.id])
        for row in rows
    ]


def _problems(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    named = and_(Term.vocabulary == "problem", Term.code == NeedProblem.code)
    statement = select(NeedProblem.need_id, NeedProblem.code, Term.label).outerjoin(Term, named)
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row in db.session.execute(statement.where(NeedProblem.need_id.in_(ids)).order_by(Term.position)):
        found[row.need_id].append((row.code, row.label or row.code))
    return found


def _supporters(ids: Sequence[int]) -> dict[int, list[str]]:
    statement = (
        select(NeedSupport.need_id, Organisation.name)
        .join(Organisation, Organisation.id == NeedSupport.organisation_id)
        .where(NeedSupport.need_id.in_(ids))
        .order_by(Organisation.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.need_id].append(row.name)
    return found


def matches_of(actor: Actor, ids: Sequence[int]) -> dict[int, list[Match]]:
    """The tools that may answer each need, as the actor may see them: those that somebody named first, then those alike in words."""
    statement = (
        select(
            NeedMatch.need_id,
            Tool.id,
            Tool.slug,
            Tool.name,
            Organisation.name.label("owner"),
            Tool.summary,
            NeedMatch.named_by_id.is_not(None).label("named"),
            NeedMatch.by_words,
            Tool.synthetic,
        )
        .join(Tool, Tool.id == NeedMatch.tool_id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(NeedMatch.need_id.in_(ids), scope.visible_to(actor))
        .order_by(NeedMatch.named_by_id.is_(None), NeedMatch.by_words.desc(), NeedMatch.found_at, Tool.id)
    )
    found: dict[int, list[Match]] = defaultdict(list)
    for row in db.session.execute(statement):
        found[row.need_id].append(Match(*row[1:]))
    return found


def _actions(actor: Actor, found: Posted) -> frozenset[str]:
    if found.need.state is not NeedState.OPEN:
        return frozenset({"withdraw"} if _may_withdraw(actor, found) else ())
    offered = {
        "meet": allows(actor, Permission.NEED_MEET, found.need),
        "withdraw": _may_withdraw(actor, found),
        "link": allows(actor, Permission.NEED_LINK, found.need),
        "support": any(place.id != found.organisation.id for place in may_post_for(actor)),
    }
    return frozenset(name for name, shown in offered.items() if shown)


def _may_withdraw(actor: Actor, found: Posted) -> bool:
    return found.need.state is not NeedState.WITHDRAWN and allows(actor, Permission.NEED_WITHDRAW, found.need)


def require_gaps(actor: Actor) -> None:
    """Raise NotAllowed to all but the registrar and those who sit on a board."""
    policy.require(actor, Permission.NEED_GAPS)
