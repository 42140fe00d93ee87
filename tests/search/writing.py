"""Documents straight into the index, whichever backend keeps it; a reader looks at it after each writing."""

from collections.abc import Iterable

from registry.search.index import reader
from registry.search.index.backends import Backend, backend
from registry.search.index.layout import Document
from registry.search.index.notes import Pointer


def build(documents: Iterable[Document], sequence: int = 0, index: Backend | None = None) -> None:
    """A new index of these documents, in place of the one that answers."""
    index = index or backend()
    with index.alone(wait=True):
        index.finish(index.go_on(index.begin(sequence), documents, 0))
    reader.current()


def update(
    documents: Iterable[Document], gone: Iterable[int] = (), sequence: int = 1, index: Backend | None = None
) -> None:
    """Documents in place of their earlier forms, and others taken out."""
    index = index or backend()
    with index.alone(wait=True):
        index.update(pointer(index), documents, gone, sequence)
    reader.current()


def pointer(index: Backend | None = None) -> Pointer:
    """What answers now."""
    found = (index or backend()).pointer()
    assert found is not None
    return found


def besides(seen: list[str]) -> list[str]:
    """The statements that are not about the index itself."""
    return [statement for statement in seen if "search_index" not in statement]
