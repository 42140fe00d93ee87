"""The fields of the forms about adoptions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, Field, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from registry.rules.gates import Proof
from registry.rules.words import Direction, Precision, Visibility, label
from registry.web.widgets import DateInput

EARLIEST = 1950
SMALL = {"params": {"classes": "govuk-radios--small"}}
SMALL_BOXES = {"params": {"classes": "govuk-checkboxes--small"}}
NOT_HERE = _("OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data about the public, no tactics.")


@dataclass(frozen=True)
class When:
    """A date as exactly as it is known."""

    day: date
    precision: Precision


class WhenField(Field):
    """Day, month and year; a month and a year, or a year alone, are enough."""

    widget = DateInput()

    def _value(self) -> str:
        return ""

    def prefill(self, day: date | None, precision: Precision | None) -> None:
        """Show a date that is held."""
        if day is not None:
            parts = [str(day.day), str(day.month), str(day.year)]
            keep = {Precision.YEAR: 2, Precision.MONTH: 1}.get(precision or Precision.DAY, 0)
            self.raw_data = [""] * keep + parts[keep:]

    def process_formdata(self, values: list[str]) -> None:
        """Read what was typed."""
        self.data = None
        texts = [value.strip() for value in [*values, "", "", ""][:3]]
        if any(texts):
            self.data = when(*texts)

    def pre_validate(self, form: Any) -> None:
        """Refuse an empty date."""
        if self.data is None and not self.process_errors:
            raise ValidationError(_("Enter the date; a month and a year, or a year alone, are enough"))


class OptionalWhenField(WhenField):
    """The same, where it may be left empty."""

    def pre_validate(self, form: Any) -> None:
        """Empty is well."""


def when(day: str, month: str, year: str) -> When:
    """A date from what was typed; raises ValueError when it is none."""
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    try:
        found = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        found = None
    if found is None or found.year < EARLIEST or (day and not month):
        raise ValueError(_("Enter a real date, for example 27 3 2026, or 3 2026, or 2026"))
    return When(found, precision)


def text_field(text: Any, hint: Any = "", *, width: int = 30, **params: Any) -> StringField:
    """A line of text; what is asked of it is the service's to say."""
    shown = {"classes": f"govuk-input--width-{width}", **params}
    return StringField(text, widget=GovTextInput(), description=hint, render_kw={"params": shown})


def prose_field(text: Any, hint: Any = NOT_HERE) -> TextAreaField:
    """A few sentences."""
    return TextAreaField(text, widget=GovTextArea(), description=hint, render_kw={"params": {"rows": 4}})


def proof_field(item: Proof) -> Field:
    """The field for one thing that a stage asks for."""
    if item.kind == "direction":
        choices = [SelectChoice(value.value, label(value)) for value in Direction]
        return RadioField(item.label, widget=GovRadioInput(), choices=choices, validate_choice=False, render_kw=SMALL)
    if item.kind == "number":
        return text_field(item.label, item.hint, width=5, inputmode="numeric")
    hint = f"{item.hint} {NOT_HERE}" if item.code in ("reference", "scope", "baseline") else item.hint
    return text_field(item.label, hint)


def barriers_field(choices: list[SelectChoice]) -> SelectMultipleField:
    """The coded reasons, at least one."""
    return SelectMultipleField(
        _("What stood in the way?"),
        widget=GovCheckboxesInput(),
        description=_("Choose all that apply. This helps the next force most."),
        choices=choices,
        render_kw=SMALL_BOXES,
    )


def stage_field(text: Any, choices: list[SelectChoice], hint: Any = "") -> RadioField:
    """One stage of several."""
    return RadioField(
        text, widget=GovRadioInput(), description=hint, choices=choices, validate_choice=False, render_kw=SMALL
    )


def visibility_field() -> RadioField:
    """Who may read it."""
    return RadioField(
        _("Who may read that your force is at this stage?"),
        widget=GovRadioInput(),
        description=_("Proof and reasons are shown to policing only, whatever you choose here."),
        choices=[
            SelectChoice(Visibility.PUBLIC.value, _("Everybody: it counts on public maps")),
            SelectChoice(Visibility.POLICING.value, _("Policing")),
            SelectChoice(Visibility.NAMED.value, _("Your own organisation only")),
        ],
        default=Visibility.POLICING.value,
        render_kw=SMALL,
    )


def already_field() -> BooleanField:
    """The statement that it is so, although something is missing."""
    return BooleanField(
        _("This has already happened, although proof is missing or a condition is not met"),
        widget=GovCheckboxInput(),
        description=_(
            "Only if it is so: it is recorded and marked, and put to the board that set the condition. "
            "Give the reason below."
        ),
    )
