"""Where the index may be kept, behind one interface: what is found, counted and hidden is worked out once, above it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from flask import current_app

from registry.search.index import store, tables
from registry.search.index.layout import Document
from registry.search.index.notes import Begun, Pointer
from registry.search.index.segment import Segment


class Backend(Protocol):
    """A keeper of texts and facts. All that writes needs the lock, which ends with the process that holds it."""

    SHARED: bool  # by all machines: what one has built answers for the others

    def home(self) -> Hashable:
        """Which index it is, of all that a process may see."""

    def alone(self, wait: bool = False) -> AbstractContextManager[None]:
        """Be the one writer. Raises Busy when another process is and `wait` is not set."""

    def stamp(self) -> Hashable:
        """What is different whenever something else answers; something empty when nothing does."""

    def pointer(self) -> Pointer | None:
        """What answers now; nothing when there is no index, or one of another format."""

    def read(self, at: Pointer, known: Mapping[Hashable, Segment]) -> list[tuple[Hashable, Segment, Sequence[int]]]:
        """Each segment of what answers with its name and its documents that are no more; those that are known stay."""

    def begun(self, upto: int) -> Begun | None:
        """The build that was stopped, if it can go on: of this format, and of no later event than there is."""

    def begin(self, sequence: int) -> Begun:
        """Make an empty build beside the one that answers."""

    def go_on(self, at: Begun, documents: Iterable[Document], last: int, again: bool = False) -> Begun:
        """Write more of a build, up to and with the tool `last`; `again` when some of it may be written already."""

    def finish(self, at: Begun) -> Pointer:
        """Let what was built answer."""

    def update(self, old: Pointer, documents: Iterable[Document], gone: Iterable[int], sequence: int) -> Pointer:
        """Put documents in place of their earlier forms, take out those that are gone.

        Raises Damaged when that cannot be done to what is there.
        """


def backend() -> Backend:
    """The one that this copy uses."""
    return tables if current_app.config["SETTINGS"].search_backend == "postgresql" else store
