"""Telling whoever waits how far long work has come."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Where long work reports; the command line draws it, tests and services may ignore it."""

    def start(self, label: str, total: int | None) -> None:
        """A new piece of work begins."""

    def advance(self, count: int = 1) -> None:
        """So many more are done."""

    def finish(self) -> None:
        """The piece of work is done."""


class Silent:
    """Reports nothing."""

    def start(self, label: str, total: int | None) -> None:
        """Say nothing."""

    def advance(self, count: int = 1) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""


SILENT: Progress = Silent()


def tracked(items: Iterable[T], progress: Progress, label: str, total: int | None = None) -> Iterator[T]:
    """Pass items through and report each."""
    progress.start(label, total)
    for item in items:
        yield item
        progress.advance()
    progress.finish()
