"""Setting for how long a confirmation at a stage holds."""

from collections.abc import Mapping

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.replication.events import StageTermSet
from registry.replication.models import StageTerm
from registry.replication.queries.terms import RUN_OUT, terms
from registry.rules import policy
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor, Permission

SHORTEST, LONGEST = 30, 730


@command
def set_terms(actor: Actor, wanted: Mapping[Stage, int | None]) -> int:
    """Set the days of each stage; returns how many changed. What is confirmed already keeps its day.

    Raises NotAllowed to all but the registrar, Invalid for a number that is none or out of bounds.
    """
    policy.require(actor, Permission.STAGE_TERM_EDIT)
    wrong = {
        stage.value: f"Enter a number of days from {SHORTEST} to {LONGEST}"
        for stage in RUN_OUT
        if not SHORTEST <= (wanted.get(stage) or 0) <= LONGEST
    }
    if wrong:
        raise Invalid("Nothing was changed. Mend what is marked and send it again.", wrong)
    present = terms()
    changed = {stage: wanted[stage] or 0 for stage in RUN_OUT if wanted[stage] != present[stage]}
    for stage, days in changed.items():
        row = db.session.get(StageTerm, stage) or StageTerm(stage=stage)
        row.days, row.changed_at, row.changed_by_id = days, clock.now(), actor.id
        db.session.add(row)
        emit(StageTermSet(actor_id=actor.id, stage=stage.value, days=days))
    return len(changed)
