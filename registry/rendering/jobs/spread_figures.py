"""How long adopting takes and how far it may spread, in the warm process: times and counts in, curves and ranges out, as JSON.

Asked with {"until": {"times", "endings"}, "stages": {stage: {"times", "moved"}}, "counts": [[time, number]], "whole", "ahead"}; each
part of the answer is the figures or {"refused"}.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

TRUSTED = True


def load() -> None:
    """Load what is slow to load."""
    from registry.analysis import diffusion, survival

    survival.survival([1, 2, 3, 4], [True, True, True, False])
    survival.incidence([1, 2, 3, 4], ["a", "b", "a", None])
    diffusion.fit([diffusion.Counted(float(year), 1 + 3 * year) for year in range(5)], 13, diffusion.Model.LOGISTIC)


def work(content: bytes) -> Iterator[bytes]:
    """One line of JSON."""
    asked = json.loads(content)
    said = {
        "until": _or_why(_until, **asked["until"]),
        "stages": {stage: _or_why(_stage, **given) for stage, given in asked["stages"].items()},
        "models": {
            model: _or_why(_foretold, model, asked["counts"], asked["whole"], asked["ahead"])
            for model in ("bass", "logistic")
        },
        "ceiling": _or_why(_ceiling, asked["yearly"]),
    }
    yield json.dumps(said, allow_nan=False).encode()


def _or_why(figures: Callable[..., dict[str, Any]], *given: Any, **named: Any) -> dict[str, Any]:
    from registry.analysis.refusals import Refused

    try:
        return figures(*given, **named)
    except Refused as refusal:
        return {"refused": {"code": refusal.code, "why": str(refusal)}}


def _until(times: list[float], endings: list[str | None], adopted: str) -> dict[str, Any]:
    """Until adopted, with whoever went another way not taken for still waiting."""
    from registry.analysis.survival import incidence, survival

    curve = survival(times, [ending == adopted for ending in endings])
    return {
        **asdict(curve),
        "median": curve.quantile(0.5),
        "endings": {way: [asdict(share) for share in shares] for way, shares in incidence(times, endings).items()},
    }


def _stage(times: list[float], moved: list[bool]) -> dict[str, Any]:
    from registry.analysis.survival import survival

    curve = survival(times, moved)
    return {
        "cases": curve.cases,
        "events": curve.events,
        "median": curve.quantile(0.5),
        "four_in_five": curve.quantile(0.8)[0],
    }


def _foretold(model: str, counts: list[tuple[float, int]], whole: int, ahead: list[float]) -> dict[str, Any]:
    from registry.analysis.diffusion import TOLD, Counted, Model, fit

    points = [Counted(time, number) for time, number in counts]
    found = fit(points, whole, Model(model))
    return {
        "outside": asdict(found.outside) if found.outside else None,
        "others": asdict(found.others),
        "level": found.level,
        "share": TOLD,
        "ranges": [asdict(one) for one in found.forecast(ahead)],
        "tested": _or_why(_tested, points, whole, model),
    }


def _tested(points: list[Any], whole: int, model: str) -> dict[str, Any]:
    from registry.analysis.diffusion import Model, back_test

    found = back_test(points, whole, Model(model))
    return {
        "error": found.error,
        "within": found.within,
        "held_back": [{"came": asdict(came), "foretold": asdict(foretold)} for came, foretold in found.held_back],
    }


def _ceiling(yearly: list[float]) -> dict[str, Any]:
    """Where the counts head for when the number of forces is not assumed."""
    from registry.analysis.bass import by_least_squares

    return asdict(by_least_squares(yearly))
