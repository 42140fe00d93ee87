"""Who asks the index: what decides what they may read, and the forces of their own."""

from dataclasses import dataclass

from registry.rules.policy import Actor, Permission, allows


@dataclass(frozen=True)
class Key:
    """All that decides what somebody may read; people for whom it is the same share what was worked out."""

    registrar: bool
    policing: bool
    organisations: frozenset[int]
    given: frozenset[int]
    supplies: frozenset[int] = frozenset()  # open to a supplier that they name, as they are to the public

    @classmethod
    def of(cls, actor: Actor) -> "Key":
        """The actor's key."""
        registrar = allows(actor, Permission.ORGANISATION_EDIT)
        return cls(registrar, actor.policing, actor.organisations, actor.given, actor.supplies)


@dataclass(frozen=True)
class Home:
    """A force of the reader's own: the kinds of system that it has, and the forces most like it."""

    slug: str
    name: str
    has: frozenset[str]
    like: frozenset[str]


Homes = tuple[Home, ...]
