"""What happens to measures."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeasureChanged(Event):
    """A measure was added, or is defined anew from now on."""

    kind: ClassVar[str] = "measure-changed"
    measure_id: int
    verb: str
    version: int
