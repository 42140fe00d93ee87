"""The form of a decision, with as many conditions and actions as it needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovSelect, GovTextInput
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from registry.governance.forms.boards import day_field, number, prose_field
from registry.governance.services.decisions import ActionDetails, ConditionDetails, DecisionDetails
from registry.organisations.models import Organisation
from registry.rules.lifecycles import Outcome
from registry.rules.words import label
from registry.web.forms import GovForm

ROWS = 4  # at first
MOST = 40
KINDS = ("condition", "action")
ALL_ADOPTERS = ""


class DecisionForm(GovForm):
    """What a board decided. `decision_form` adds the rows for conditions and actions."""

    conditions = ROWS
    actions = ROWS
    most = MOST
    added = ""  # the row that was asked for by sending the form

    outcome = RadioField(
        _("What the board decided"),
        widget=GovRadioInput(),
        choices=[SelectChoice(outcome.value, label(outcome)) for outcome in Outcome],
        validators=[InputRequired(message=_("Choose what the board decided"))],
    )
    rationale = prose_field(_("Why"), missing=_("Say why the board decided so"))
    bring_back_on = day_field(
        _("When it comes back"), hint=_("Needed for hold, defer and ask for evidence"), required=False
    )

    def slots(self, kind: str) -> range:
        """The numbers of the rows for conditions or for actions."""
        return range(1, (self.conditions if kind == "condition" else self.actions) + 1)

    def details(self) -> DecisionDetails:
        """What was filled in; rows left empty are left out."""
        return DecisionDetails(
            outcome=Outcome(self.outcome.data),
            rationale=self.rationale.data or "",
            bring_back_on=self.bring_back_on.data,
            conditions=tuple(
                self._condition(slot) for slot in self.slots("condition") if self[f"condition_{slot}"].data
            ),
            actions=tuple(self._action(slot) for slot in self.slots("action") if self[f"action_{slot}"].data),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: an action that is begun needs its role and its day."""
        complete = bool(super().validate(extra_validators))
        for slot in self.slots("action"):
            if not self[f"action_{slot}"].data:
                continue
            if not self[f"action_{slot}_to"].data:
                self.show({f"action_{slot}_to": str(_("Choose the organisation of this action"))})
                complete = False
            if not self[f"action_{slot}_role"].data:
                self.show({f"action_{slot}_role": str(_("Say which role owns this action"))})
                complete = False
            if not self[f"action_{slot}_due"].data:
                self.show({f"action_{slot}_due": str(_("Say by when this action is to be done"))})
                complete = False
        return complete

    def _condition(self, slot: int) -> ConditionDetails:
        return ConditionDetails(
            words=self[f"condition_{slot}"].data,
            blocking=self[f"condition_{slot}_blocking"].data,
            organisation_id=self[f"condition_{slot}_to"].data or None,
            due_on=self[f"condition_{slot}_due"].data,
        )

    def _action(self, slot: int) -> ActionDetails:
        return ActionDetails(
            words=self[f"action_{slot}"].data,
            organisation_id=self[f"action_{slot}_to"].data,
            owner_role=self[f"action_{slot}_role"].data or "",
            due_on=self[f"action_{slot}_due"].data,
        )


def decision_form(organisations: Sequence[Organisation], sent: Mapping[str, str]) -> DecisionForm:
    """The form with its numbered rows, as many as were sent and one more where that was asked for.

    A row left empty adds nothing.
    """
    to = [SelectChoice(found.id, found.name) for found in organisations]
    asked = sent.get("add", "")
    conditions, actions = (_rows(kind, sent) for kind in KINDS)
    added = {"condition": f"condition_{conditions}", "action": f"action_{actions}"}.get(asked, "")
    fields: dict[str, Any] = {"conditions": conditions, "actions": actions, "added": added}
    for slot in range(1, conditions + 1):
        fields |= _condition_fields(slot, [SelectChoice(ALL_ADOPTERS, str(_("All adopters"))), *to])
    for slot in range(1, actions + 1):
        fields |= _action_fields(slot, to)
    form: DecisionForm = type("NumberedDecisionForm", (DecisionForm,), fields)()
    return form


def _rows(kind: str, sent: Mapping[str, str]) -> int:
    """How many rows of a kind there are: those that were sent, one more if asked for, never fewer than at first."""
    numbers = (name.removeprefix(f"{kind}_") for name in sent)
    highest = max((int(text) for text in numbers if text.isdecimal() and len(text) < 3), default=0)
    return min(MOST, max(ROWS, highest) + (sent.get("add") == kind))


def _condition_fields(slot: int, to: list[SelectChoice]) -> dict[str, Any]:
    return {
        f"condition_{slot}": prose_field(_("Condition %(number)s: what is asked for", number=slot)),
        f"condition_{slot}_to": SelectField(
            _("Of whom condition %(number)s asks it", number=slot),
            widget=GovSelect(),
            choices=to,
            coerce=number,
            validate_choice=False,  # the service knows which organisations there are
        ),
        f"condition_{slot}_blocking": BooleanField(
            _("Condition %(number)s must be met before going live", number=slot), widget=GovCheckboxInput()
        ),
        f"condition_{slot}_due": day_field(_("Day by which condition %(number)s is due", number=slot), required=False),
    }


def _action_fields(slot: int, to: list[SelectChoice]) -> dict[str, Any]:
    return {
        f"action_{slot}": prose_field(_("Action %(number)s: what is to be done", number=slot)),
        f"action_{slot}_to": SelectField(
            _("Organisation of action %(number)s", number=slot),
            widget=GovSelect(),
            choices=[SelectChoice("", str(_("Choose an organisation"))), *to],
            coerce=number,
            validate_choice=False,
        ),
        f"action_{slot}_role": StringField(
            _("Role that owns action %(number)s", number=slot),
            widget=GovTextInput(),
            validators=[Optional(), Length(max=200)],
        ),
        f"action_{slot}_due": day_field(_("Day by which action %(number)s is due", number=slot), required=False),
    }
