"""From whom an organisation took a tool over: the tree that this makes, with circles refused and survived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Came(StrEnum):
    """Where an organisation has a tool from."""

    ORIGINATOR = "originator"
    ADOPTION = "adoption"
    NOT_STATED = "not-stated"  # or from outside the register


class Manner(StrEnum):
    """How a tool was taken over."""

    AS_SPECIFIED = "as-specified"
    CONFIGURED = "configured"
    ADAPTED = "adapted"
    REBUILT = "rebuilt"


@dataclass(frozen=True)
class Node:
    """An organisation in the tree, with those that took the tool over from it."""

    key: int
    came: Came
    source: int | None
    children: tuple["Node", ...] = ()

    def walk(self) -> list["Node"]:
        """This one and all below it, in the order in which they are read."""
        return [self, *(found for child in self.children for found in child.walk())]


def forest(keys: Sequence[int], said: Mapping[int, tuple[Came, int | None]]) -> tuple[Node, ...]:
    """The tree of these organisations: each stands exactly once, in the order given.

    One that took it over from an organisation that is not among these stands as one that states no source; so does the
    first of a circle, which only a merger of organisations can close.
    """
    known = set(keys)
    came = {key: _here(key, said.get(key, (Came.NOT_STATED, None)), known) for key in keys}
    for key in keys:
        if came[key][1] is not None and _returns(key, {one: source for one, (_how, source) in came.items()}):
            came[key] = Came.NOT_STATED, None
    below: dict[int | None, list[int]] = {}
    for key in keys:
        below.setdefault(came[key][1], []).append(key)

    def node(key: int) -> Node:
        return Node(key, *came[key], tuple(node(child) for child in below.get(key, ())))

    return tuple(node(key) for key in below.get(None, ()))


def circle(sources: Mapping[int, int | None], key: int, source: int) -> bool:
    """Whether it would lead back to an organisation if it said that it has the tool from this source."""
    return key == source or _returns(key, {**sources, key: source})


def _here(key: int, said: tuple[Came, int | None], known: set[int]) -> tuple[Came, int | None]:
    how, source = said
    if how is not Came.ADOPTION:
        return how, None
    return (how, source) if source in known and source != key else (Came.NOT_STATED, None)


def _returns(key: int, sources: Mapping[int, int | None]) -> bool:
    seen, now = set(), sources.get(key)
    while now is not None and now not in seen:
        if now == key:
            return True
        seen.add(now)
        now = sources.get(now)
    return False
