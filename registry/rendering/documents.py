"""Documents for download from the warm process."""

from pathlib import Path

from registry.core.errors import Unready
from registry.rendering import warm
from registry.rendering.running import Busy, Failed

SECONDS = 15.0


def made(job: str, asked: bytes, folder: Path) -> bytes:
    """Have a document made; `folder` is where the copy's processes meet.

    Raises Unready when it could not be made now.
    """
    try:
        return warm.ask(job, asked, folder=folder, seconds=SECONDS, patience=SECONDS)
    except (Busy, Failed, OSError) as error:
        raise Unready("The document could not be made just now. Try again in a minute.") from error
