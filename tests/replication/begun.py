"""Adoptions that reached their stages so many months ago."""

from datetime import timedelta

from registry.catalogue.models import Tool
from registry.core import clock
from registry.replication.models import StageEvent
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision, Standing, Visibility
from tests import factories as f


def began(tool, months: tuple[int, ...], stages: tuple[Stage, ...], **fields):
    """An adoption that reached these stages so many months ago."""
    last = clock.today() - timedelta(days=round(months[-1] * 30.44))
    adoption = f.AnAdoption(tool, fields.pop("organisation", None), stages[-1], since=last, **fields)
    f.db.session.query(StageEvent).filter_by(adoption_id=adoption.id).delete()
    for ago, stage in zip(months, stages, strict=True):
        day = clock.today() - timedelta(days=round(ago * 30.44))
        f.save(
            StageEvent(
                adoption_id=adoption.id,
                verb="record",
                stage=stage,
                happened_on=day,
                precision=Precision.DAY,
                recorded_at=clock.now(),
                standing=Standing.CONFIRMED,
                proof={},
            )
        )
    return adoption


def a_tried_tool() -> Tool:
    """Of nine that began seven adopted it, after six months each."""
    tool = f.ATool(slug="tried", name="Tried tool", visibility=Visibility.PUBLIC)
    for months in (30, 26, 20, 14, 12, 8, 7):
        began(tool, (months, months - 6), (Stage.ASSESSING, Stage.LIVE))
    began(tool, (18, 15), (Stage.ASSESSING, Stage.DECLINED))
    began(tool, (16,), (Stage.ASSESSING,))
    return tool
