"""Before and after in the warm process: a series in, what changed when a tool went live out, as JSON.

Asked with {"values", "before", "lag"}; says the fields of an Interruption with "predates" and "short", or {"refused"}.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict

TRUSTED = True


def work(content: bytes) -> Iterator[bytes]:
    """One line of JSON."""
    from registry.analysis.interruption import interrupt
    from registry.analysis.refusals import Refused

    asked = json.loads(content)
    try:
        found = interrupt(asked["values"], int(asked["before"]), int(asked["lag"]))
        clear = {"level": found.level_change.clear, "slope": bool(found.slope_change and found.slope_change.clear)}
        said = {**asdict(found), "predates": found.predates, "short": found.short, "clear": clear}
    except Refused as refusal:
        said = {"refused": {"code": refusal.code, "why": str(refusal)}}
    yield json.dumps(said, allow_nan=False).encode()
