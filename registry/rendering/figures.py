"""Figures for a page from the warm process: numbers in, numbers out, or why there are none yet. Never an exception."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.rendering import warm
from registry.rendering.running import Busy, Failed


@dataclass(frozen=True)
class Figures:
    """What was worked out. Without `found`, `later` says that loading the page again is likely to help."""

    found: dict[str, Any] | None = None
    refused: str | None = None  # why the data do not carry figures, in words for a reader
    later: bool = False

    @property
    def broken(self) -> bool:
        """Whether there is nothing, and waiting will not help."""
        return self.found is None and self.refused is None and not self.later


def figures(job: str, asked: dict[str, Any], folder: Path, patience: float | None = None) -> Figures:
    """Have statistics worked out; `folder` is where the copy's processes meet."""
    question = json.dumps(asked, sort_keys=True, allow_nan=False).encode()
    try:
        said = json.loads(
            warm.ask(job, question, folder=folder, patience=warm.PATIENCE if patience is None else patience)
        )
    except Busy:
        return Figures(later=True)
    except (Failed, ValueError, OSError):
        return Figures()
    if "refused" in said:
        return Figures(refused=said["refused"]["why"])
    return Figures(found=said)
