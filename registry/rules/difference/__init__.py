"""What differs between two states of a record, so that people can read it and a test can apply it."""

from registry.rules.difference.records import ABSENT, Change, Form, apply, difference, reverse
from registry.rules.difference.text import Act, Segment, changed_words, joined, segments

__all__ = [
    "ABSENT",
    "Act",
    "Change",
    "Form",
    "Segment",
    "apply",
    "changed_words",
    "difference",
    "joined",
    "reverse",
    "segments",
]
