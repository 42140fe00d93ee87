"""Numbers as people type them: read whole or not at all, so that a slip is never taken for another figure."""

import re

MOST = 1e15
MOST_CASES = 2_147_483_647
LONGEST = 60
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?|[+-]?\.\d+")
_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+")


def number(text: str) -> float | None:
    """The number in a text such as -3.8 or 1,234.5; nothing for any other, or for one that is too large to be a figure."""
    plain = text.strip().replace("\u2212", "-").rstrip("%").strip()
    if len(plain) > LONGEST or not plain.isascii() or not _NUMBER.fullmatch(plain):
        return None
    found = float(plain.replace(",", ""))
    return found if abs(found) <= MOST else None


def whole(text: str) -> int | None:
    """The count in a text such as 1,240; nothing for any other, or for one that is too large to be a count."""
    plain = text.strip()
    if len(plain) > LONGEST or not plain.isascii() or not _WHOLE.fullmatch(plain):
        return None
    found = int(plain.replace(",", ""))
    return found if found <= MOST_CASES else None
