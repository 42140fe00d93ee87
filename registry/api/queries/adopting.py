"""What the API tells of how long adopting a tool takes, where it stands still, and how far it may spread."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from registry.replication.queries.adopting import Adopting, adopting
from registry.rules.policy import Actor

ENDS = ("value", "low", "high")


def spread_figures(actor: Actor, slug: str, day: date | None, folder: Path) -> dict[str, Any]:
    """The figures of a tool that the actor may read: six statements at most. Raises as the tool's page does."""
    page, stalls = adopting(actor, slug, folder, day)
    return {
        "tool": page.tool,
        "on": page.day,
        "forces": page.whole,
        "state": "worked-out" if page.figures.found else "later" if page.figures.later else "unavailable",
        "until_adopted": _until(page.until),
        "left_out": page.waits.left_out,
        "compared_with": page.comparable,
        "stages": [{"stage": stage, **_stage(found)} for stage, found in page.stages],
        "counts": [{"on": on, "number": number} for on, number in page.counts],
        "counts_published": page.published,
        "forecasts": [{"model": name, **_forecast(found, page)} for name, found in page.models],
        "without_a_ceiling": _ceiling(page.ceiling),
        "stalls": stalls.named,
        "stalled": stalls.total,
    }


def _until(found: Mapping[str, Any]) -> dict[str, Any] | None:
    if not found or "refused" in found:
        return _why(found)
    endings = [{"ending": ending, "shares": shares} for ending, shares in found["endings"].items()]
    return {**found, "median": _interval(found["median"]), "endings": endings}


def _stage(found: Mapping[str, Any]) -> dict[str, Any]:
    return _why(found) or {**found, "median": _interval(found["median"])}


def _forecast(found: Mapping[str, Any], page: Adopting) -> dict[str, Any]:
    if refused := _why(found):
        return refused
    ranges = [{"on": on, **one} for on, one in zip(page.ahead, found["ranges"], strict=True)]
    tested = found["tested"]
    held_back = [{"came": pair["came"]["number"], **pair["foretold"]} for pair in tested.get("held_back", ())]
    return {**found, "ranges": ranges, "back_test": _why(tested) or {**tested, "held_back": held_back}}


def _ceiling(found: Mapping[str, Any]) -> dict[str, Any] | None:
    if not found or "refused" in found:
        return _why(found)
    return {"ceiling": found["ceiling"], "standard_error": found["errors"][0] if found["errors"] else None}


def _why(found: Mapping[str, Any]) -> dict[str, Any] | None:
    return {"why": found["refused"]["why"]} if "refused" in found else None


def _interval(values: Sequence[float | None]) -> dict[str, float | None]:
    return dict(zip(ENDS, values, strict=True))
