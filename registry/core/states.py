"""A lifecycle is a table: verb -> (states it may start from, state it leads to)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from registry.core.errors import WrongState

S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True)
class Lifecycle(Generic[S]):
    """Which verbs move a thing from which states to which state."""

    noun: str
    moves: Mapping[str, tuple[frozenset[S], S]]

    def allowed(self, state: S) -> tuple[str, ...]:
        """The verbs that may start from this state, in the table's order."""
        return tuple(verb for verb, (sources, _) in self.moves.items() if state in sources)

    def move(self, verb: str, state: S) -> S:
        """The state that `verb` leads to.

        Raises WrongState, naming the verb, the state and what may follow it, when it may not start here.
        """
        sources, target = self.moves[verb]
        if state not in sources:
            raise WrongState(self._refusal(verb, state))
        return target

    def _refusal(self, verb: str, state: S) -> str:
        """Names states and no verbs: the reader may not be the one who may do them."""
        following = dict.fromkeys(self.moves[able][1] for able in self.allowed(state))
        states = ", ".join(words(target) for target in following if target != state)
        can = f"From here the {self.noun} can be: {states}." if states else "Nothing follows from here."
        return f"You cannot {words(verb)} this {self.noun}, because it is {words(state)}. {can}"


def words(slug: str) -> str:
    """A verb or state as people write it: `in-review` reads "in review"."""
    return slug.replace("-", " ").replace("_", " ")
