"""The forms that move an adoption: one for each stage, with that stage's proof."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask_babel import gettext as _
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from registry.core.errors import Conflict
from registry.replication import services
from registry.replication.forms.fields import (
    WhenField,
    already_field,
    barriers_field,
    proof_field,
    prose_field,
    stage_field,
    text_field,
    visibility_field,
)
from registry.replication.models import Adoption
from registry.replication.queries.history import StepRow
from registry.replication.queries.position import Position, barriers
from registry.replication.services import Assertion
from registry.rules import gates
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.words import Visibility, label
from registry.web.forms import GovForm

T = TypeVar("T")


class MoveForm(GovForm):
    """The date, the revision that was read, and what the stage asks for."""

    happened_on = WhenField()
    revision = HiddenField()

    stage: Stage
    conflict: Conflict | None = None

    def assertion(self) -> Assertion:
        """What was said."""
        given = self.data
        when = given["happened_on"]
        return Assertion(
            happened_on=when.day,
            precision=when.precision,
            stage=self.stage,
            proof={item.code: given.get(item.code) for item in gates.asked_for(self.stage)},
            reason=given.get("reason"),
            barriers=tuple(given.get("barriers") or ()),
            paused_from=_stage(given.get("paused_from")),
            replaced_by=given.get("replaced_by"),
            already_happened=bool(given.get("already_happened")),
            visibility=Visibility(given["visibility"]) if given.get("visibility") else None,
        )

    @property
    def read_at(self) -> int:
        """The revision that the sender had before them."""
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 9 else 0

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """As every form; a change by somebody else in between is shown above the form, which keeps what was typed."""
        try:
            return super().carry_out(act)
        except Conflict as refusal:
            self.conflict = refusal
            return None


def move_form(position: Position, target: Stage, wrong: StepRow | None = None) -> MoveForm:
    """The form for a move to a stage, or for putting a wrong step right."""
    fields: dict[str, Any] = {"happened_on": WhenField(question(target), description=_when_hint())}
    fields |= {item.code: proof_field(item) for item in gates.asked_for(target)}
    if target is Stage.PAUSED and position.own is None:
        paused = [SelectChoice(stage.value, label(stage)) for stage in PATH[1:]]
        fields["paused_from"] = stage_field(_("Which stage was paused?"), paused)
    if target is Stage.SUPERSEDED:
        fields["replaced_by"] = text_field(_("Which tool took its place?"), _("Its name as it stands in the register."))
    if target in EXITS:
        fields["barriers"] = barriers_field([SelectChoice(row.code, row.label) for row in barriers()])
        fields["reason"] = prose_field(_("Why? Tell it without blame"))
    elif wrong is None and target is not Stage.INTERESTED:
        fields["already_happened"] = already_field()
        fields["reason"] = prose_field(_("If so: since when, and why is something missing?"))
    if wrong is not None:
        fields |= _correcting(target)
    if position.row is None:
        fields["visibility"] = visibility_field()
    form = cast(MoveForm, type("StageForm", (MoveForm,), fields)())
    form.stage = target
    if not form.is_submitted():
        form.revision.data = str(position.row.revision) if position.row else ""
        _prefill(form, position, target, wrong)
    return form


def _correcting(target: Stage) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    if target not in EXITS and target is not Stage.INTERESTED:
        fields["already_happened"] = already_field()
    return fields | {"reason": prose_field(_("What was wrong? The wrong step stays visible beside the right one"))}


def send(actor: Actor, position: Position, form: MoveForm, wrong: StepRow | None = None) -> Adoption:
    """Do what the form says."""
    said = form.assertion()
    if wrong is not None and position.row is not None:
        return services.correct(actor, position.row.id, form.read_at, wrong.id, said)
    return services.move(actor, position, said, form.read_at if position.row else None)


def question(stage: Stage) -> str:
    """How the date of a stage is asked for."""
    asked: dict[Stage, str] = {
        Stage.INTERESTED: _("Since when is your force interested?"),
        Stage.ASSESSING: _("When did the assessment begin?"),
        Stage.APPROVED: _("When was it approved?"),
        Stage.PILOTING: _("When did the pilot begin?"),
        Stage.LIVE: _("When did it go live?"),
        Stage.BUSINESS_AS_USUAL: _("Since when is it business as usual?"),
        Stage.DECLINED: _("When did your force decline it?"),
        Stage.PAUSED: _("When was it paused?"),
        Stage.STOPPED: _("When was it stopped?"),
        Stage.SUPERSEDED: _("When did the other tool take its place?"),
    }
    return asked[stage]


def _when_hint() -> str:
    return str(_("For example, 27 3 2026. A month and a year, or a year alone, are enough."))


def _prefill(form: MoveForm, position: Position, target: Stage, wrong: StepRow | None) -> None:
    """Show the proof that is held for the stage, and the date of a step that is put right."""
    held = {step.stage: step for step in reversed(position.steps)}
    source = wrong if wrong is not None and wrong.stage is target else held.get(target)
    if wrong is not None:
        form.happened_on.prefill(wrong.happened_on, wrong.precision)
    for item in gates.asked_for(target):
        if source is not None and source.proof.get(item.code) is not None:
            form[item.code].data = str(source.proof[item.code])


def _stage(code: str | None) -> Stage | None:
    return Stage(code) if code in set(Stage) else None
