"""Documents straight into the index, whichever backend keeps it."""

from collections.abc import Iterable

from registry.search.index.backends import backend
from registry.search.index.layout import Document
from registry.search.index.notes import Pointer


def build(documents: Iterable[Document], sequence: int = 0) -> None:
    """A new index of these documents, in place of the one that answers."""
    index = backend()
    with index.alone(wait=True):
        index.finish(index.go_on(index.begin(sequence), documents, 0))


def update(documents: Iterable[Document], gone: Iterable[int] = (), sequence: int = 1) -> None:
    """Documents in place of their earlier forms, and others taken out."""
    index = backend()
    with index.alone(wait=True):
        index.update(pointer(), documents, gone, sequence)


def pointer() -> Pointer:
    """What answers now."""
    found = backend().pointer()
    assert found is not None
    return found
