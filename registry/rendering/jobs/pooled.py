"""Pooling in the warm process: effects of several sites in, the summaries that a page shows out, as JSON.

Asked with {"effects": [{"site", "value", "error", "unit"}], "level"}; says {"reml", "moments", "without", "small"} or {"refused"}.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

TRUSTED = True


def load() -> None:
    """Load what is slow to load."""
    from registry.analysis import interruption, pooling

    pooling.pool([_effect(site=str(n), value=n / 10, error=0.1, unit="") for n in range(3)])
    interruption.interrupt([1.0, 2.0, 1.0, 3.0, 4.0, 3.0], 3)


def work(content: bytes) -> Iterator[bytes]:
    """One line of JSON."""
    from registry.analysis.refusals import Refused

    try:
        said = _pooled(json.loads(content))
    except Refused as refusal:
        said = {"refused": {"code": refusal.code, "why": str(refusal)}}
    yield json.dumps(said, allow_nan=False).encode()


def _pooled(asked: dict[str, Any]) -> dict[str, Any]:
    from registry.analysis.pooling import FEWEST, Estimator, leave_one_out, pool

    effects = [_effect(**given) for given in asked["effects"]]
    level = float(asked.get("level", 0.95))
    return {
        "reml": asdict(pool(effects, Estimator.REML, level)),
        "moments": asdict(pool(effects, Estimator.DERSIMONIAN_LAIRD, level)),
        "without": [
            {"site": site, **asdict(found)}
            for site, found in (leave_one_out(effects, level=level) if len(effects) > FEWEST else [])
        ],
        "small": _small_studies(effects),
    }


def _small_studies(effects: list[Any]) -> dict[str, Any]:
    """Whether small studies find more; why that cannot be told, where it cannot."""
    from registry.analysis.pooling import small_studies
    from registry.analysis.refusals import Refused

    try:
        found = small_studies(effects)
    except Refused as refusal:
        return {"why": str(refusal)}
    return {**asdict(found), "warns": found.warns}


def _effect(**given: Any) -> Any:
    from registry.analysis.effects import Effect

    return Effect(**given)
