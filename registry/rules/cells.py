"""Cells of a file that a spreadsheet opens: text that it would run as a formula is marked as text."""

import re

RUN = frozenset("=+-@\t\r\n")  # what a cell begins with that is run
MARK = "'"
BELOW_ZERO = re.compile(r"-\d+(\.\d+)?(e[+-]?\d+)?").fullmatch


def inert(text: str) -> str:
    """The text of a cell so that nothing runs it; a number below zero stays one."""
    return MARK + text if text[:1] in RUN and not BELOW_ZERO(text) else text


def unmarked(text: str) -> str:
    """The text of a cell that was marked so, as it was before."""
    return text[1:] if text.startswith(MARK) and text[1:2] in RUN else text
