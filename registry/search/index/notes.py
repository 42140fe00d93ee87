"""What every keeper of the index notes down, and how it says that it cannot go on."""

from dataclasses import dataclass

from registry.search.index.layout import FORMAT


@dataclass(frozen=True)
class Pointer:
    """Which build answers, how many times it was written to, and the last event that it took in."""

    folder: str
    sequence: int
    commit: int
    format: str = FORMAT


@dataclass(frozen=True)
class Begun:
    """A build that is not finished: how far it has come, so that one that was stopped goes on from there."""

    folder: str
    sequence: int  # the last event before it began: what came after is taken in when it is finished
    last: int = 0  # the highest tool that is written
    count: int = 0
    format: str = FORMAT


class Busy(Exception):
    """Another process is writing this index."""


class Damaged(Exception):
    """Nothing can be added to this index; a new build takes its place."""
