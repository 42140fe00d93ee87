"""Text as a document may hold it: no control characters, and none that its fonts cannot show."""

import re
from collections.abc import Callable
from typing import Any

UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
UNSHOWN = re.compile("[\u2e80-\ud7ff\ue000-\ufaff\ufe10-\ufe6f\uff00-\ufffd\U00010000-\U0010ffff]")


def cleaned(value: Any, clean: Callable[[str], str]) -> Any:
    """The same with every text in it cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one, clean) for one in value]
    if isinstance(value, dict):
        return {name: cleaned(one, clean) for name, one in value.items()}
    return value


def fit(text: str) -> str:
    """What any document may hold."""
    return UNFIT.sub("", text)


def shown(text: str, also: str = "") -> str:
    """What the fonts at hand can show; the rest by its number, so that nothing is lost unseen."""
    numbered = UNSHOWN.sub(_number, fit(text))
    return re.sub(f"[{re.escape(also)}]", _number, numbered) if also else numbered


def _number(found: re.Match[str]) -> str:
    return f"[U+{ord(found.group()):04X}]"
