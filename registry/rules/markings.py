"""Markings that may not come into the register."""

import re

_MARKING = re.compile(r"OFFICIAL[\s\-\u2010-\u2015]{0,3}SENSITIVE|\b(?:TOP\s+)?SECRET\b")


def marking(text: str) -> str:
    """The first marking above OFFICIAL found in a text, as it stands there; nothing when there is none.

    Only capitals count, as markings are written; this is a net, not a proof that nothing sensitive is there.
    """
    found = _MARKING.search(text)
    return found.group() if found else ""
