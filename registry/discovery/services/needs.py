"""Posting a need, saying that one has it too, naming a tool that may answer it, and settling it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import tool as readable_tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.events import emit
from registry.discovery.events import NeedChanged
from registry.discovery.models import Need, NeedMatch, NeedProblem, NeedSupport
from registry.discovery.queries.needs import as_organisation, likely, may_post_for, need, problem_labels
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.lifecycles import NEED, NeedState
from registry.rules.markings import marking
from registry.rules.policy import Actor, Permission
from registry.rules.words import Visibility

LONGEST_TITLE, LONGEST = 120, 2000
MOST_PROBLEMS = 5
MOST_OPEN = 30  # needs of one organisation


@dataclass(frozen=True, kw_only=True)
class NeedDetails:
    """A problem as it is posted."""

    organisation_id: int
    title: str
    words: str
    tried: str
    problems: Sequence[str]
    visibility: Visibility


@command
def post_need(actor: Actor, details: NeedDetails) -> Need:
    """Post a problem for an organisation, and note which tools may answer it now.

    The same title sent twice while it is open is one need. Raises NotAllowed unless the actor may post for the
    organisation, Invalid for what cannot be kept.
    """
    place = _place(actor, details.organisation_id, Permission.NEED_POST)
    kept = _checked(details)
    known = db.session.scalar(
        select(Need).where(Need.organisation_id == place.id, Need.title == kept.title, Need.state == NeedState.OPEN)
    )
    if known is not None:
        return known
    _refuse_too_many(place)
    found = Need(
        organisation_id=place.id,
        posted_by_id=actor.id,
        title=kept.title,
        words=kept.words,
        tried=kept.tried or None,
        visibility=kept.visibility,
        state=NeedState.OPEN,
        posted_at=clock.now(),
        synthetic=place.synthetic,
    )
    db.session.add(found)
    db.session.flush()
    db.session.add_all(NeedProblem(need_id=found.id, code=code) for code in kept.problems)
    _note(found, likely(as_organisation(place.id), kept.title, kept.words, kept.problems), offered=True)
    return _told(found, "post", actor.id)


@command
def support_need(actor: Actor, need_id: int, organisation_id: int, has: bool = True) -> bool:
    """Say that another organisation has the same problem, or that it no longer has."""
    found = need(actor, need_id).need
    place = _place(actor, organisation_id, Permission.NEED_SUPPORT)
    if place.id == found.organisation_id:
        raise Invalid("It is your own need.", {"organisation": "Your organisation posted this need."})
    own = (NeedSupport.need_id == found.id, NeedSupport.organisation_id == place.id)
    known = db.session.scalar(select(NeedSupport.id).where(*own))
    if has is (known is not None):
        return False
    if has:
        NEED.move("meet", found.state)  # only an open one
        db.session.add(NeedSupport(need_id=found.id, organisation_id=place.id, supported_at=clock.now()))
    else:
        db.session.execute(delete(NeedSupport).where(*own))
    _told(found, "support" if has else "unsupport", actor.id)
    return True


@command
def link_need(actor: Actor, need_id: int, address: str) -> Need:
    """Name a tool that may answer a need, by its address on this site."""
    found = need(actor, need_id).need
    policy.require(actor, Permission.NEED_LINK, found)
    NEED.move("meet", found.state)
    tool = _tool(actor, address)
    known = db.session.get(NeedMatch, (found.id, tool.id))
    if known is None:
        row = NeedMatch(
            need_id=found.id, tool_id=tool.id, found_at=clock.now(), offered=False, by_words=False, named_by_id=actor.id
        )
        db.session.add(row)
    elif known.named_by_id is None:
        known.named_by_id = actor.id
    return _told(found, "link", actor.id)


@command
def meet_need(actor: Actor, need_id: int, address: str) -> Need:
    """Settle a need as met, by a tool of the register or otherwise."""
    found = need(actor, need_id).need
    policy.require(actor, Permission.NEED_MEET, found)
    state = NEED.move("meet", found.state)
    found.answer_id = _tool(actor, address).id if address else None
    return _settled(found, state, "meet", actor.id)


@command
def withdraw_need(actor: Actor, need_id: int) -> Need:
    """Take a need off the lists: its organisation and the registrar still see it."""
    found = need(actor, need_id).need
    policy.require(actor, Permission.NEED_WITHDRAW, found)
    return _settled(found, NEED.move("withdraw", found.state), "withdraw", actor.id)


def match_needs(between: Callable[[], object] = lambda: None) -> int:
    """Note tools that came since and may answer open needs, as their organisations may see them; returns how many.

    `between` is done after each need, so that other work need not wait for all of them.
    """
    ids = db.session.scalars(select(Need.id).where(Need.state == NeedState.OPEN).order_by(Need.id)).all()
    found = 0
    for number in ids:
        found += match_need(number)
        between()
    return found


@command
def match_need(need_id: int) -> int:
    """Note what may answer one need now and was not noted; returns how many tools."""
    found = db.session.scalars(select(Need).where(Need.id == need_id).with_for_update()).one()
    problems = db.session.scalars(select(NeedProblem.code).where(NeedProblem.need_id == found.id)).all()
    tools = likely(as_organisation(found.organisation_id), found.title, found.words, problems)
    return _note(found, tools, offered=False)


def _note(found: Need, tools: Mapping[int, bool], *, offered: bool) -> int:
    known = {row.tool_id: row for row in db.session.scalars(select(NeedMatch).where(NeedMatch.need_id == found.id))}
    for tool_id in tools.keys() & known.keys():
        known[tool_id].by_words = known[tool_id].by_words or tools[tool_id]
    rows = [
        NeedMatch(need_id=found.id, tool_id=tool_id, found_at=clock.now(), offered=offered, by_words=by_words)
        for tool_id, by_words in tools.items()
        if tool_id not in known
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def _place(actor: Actor, organisation_id: int, permission: Permission) -> Organisation:
    own = may_post_for(actor)
    if own and not organisation_id:
        raise Invalid("Nothing was recorded.", {"organisation": "Choose which organisation it is."})
    place = next((one for one in own if one.id == organisation_id), None)
    policy.require(actor, permission, place)
    assert place is not None  # noqa: S101  as the policy grants nothing without one
    return place


def _checked(details: NeedDetails) -> NeedDetails:
    title, words, tried = " ".join(details.title.split()), details.words.strip(), details.tried.strip()
    wrong = {}
    if not title:
        wrong["title"] = "Say the problem in one line."
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = f"Use up to {LONGEST_TITLE} characters."
    if not words:
        wrong["words"] = "Describe the problem, so that others know whether they have it too."
    known = dict(problem_labels())
    if len(details.problems) > MOST_PROBLEMS or not set(details.problems) <= set(known):
        wrong["problems"] = f"Choose up to {MOST_PROBLEMS} problems of the list."
    for name, text in (("title", title), ("words", words), ("tried", tried)):
        if len(text) > LONGEST:
            wrong[name] = f"Use up to {LONGEST:,} characters."
        elif marking(text):
            wrong[name] = "This is marked above OFFICIAL. Only OFFICIAL may be written here."
    if details.visibility not in (Visibility.PUBLIC, Visibility.POLICING):
        wrong["visibility"] = "Choose who may read it."
    if wrong:
        raise Invalid("The need cannot be posted as it is.", wrong)
    return NeedDetails(
        organisation_id=details.organisation_id,
        title=title,
        words=words,
        tried=tried,
        problems=tuple(dict.fromkeys(details.problems)),
        visibility=details.visibility,
    )


def _refuse_too_many(place: Organisation) -> None:
    rows = select(Need.id).where(Need.organisation_id == place.id, Need.state == NeedState.OPEN)
    if len(db.session.scalars(rows.limit(MOST_OPEN)).all()) >= MOST_OPEN:
        raise Invalid("Too many.", {"title": f"{place.name} has {MOST_OPEN} open needs, the most there can be."})


def _tool(actor: Actor, address: str) -> Tool:
    slug = address.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    try:
        return readable_tool(actor, slug)
    except NotFound as error:
        message = "There is no such tool, or it is not shared with you. Copy the address of its page."
        raise Invalid("No such tool.", {"tool": message}) from error


def _settled(found: Need, state: NeedState, verb: str, actor_id: int | None) -> Need:
    found.state, found.settled_at = state, clock.now()
    return _told(found, verb, actor_id)


def _told(found: Need, verb: str, actor_id: int | None) -> Need:
    db.session.flush()
    emit(NeedChanged(actor_id=actor_id, need_id=found.id, organisation_id=found.organisation_id, verb=verb))
    return found
