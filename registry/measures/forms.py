"""The form of a standard measure."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField

from registry.measures.models import DEFINED, Measure
from registry.measures.queries import AGGREGATIONS, SIDES
from registry.measures.services import MeasureDetails
from registry.rules.answers import tidy
from registry.rules.units import UNITS
from registry.web.forms import GovForm, offers


class MeasureForm(GovForm):
    """A measure as it is defined from now on."""

    name = StringField(_("Name"), description=_("As people say it."), widget=GovTextInput())
    definition = TextAreaField(
        _("Definition"),
        description=_("What is counted, from when to when, what is left out, and where forces may count differently."),
        widget=GovTextArea(),
    )
    unit = SelectField(
        _("Unit"),
        choices=offers([("", ""), *((unit.code, unit.name) for unit in UNITS.values())]),
        widget=GovSelect(),
        validate_choice=False,
    )
    numerator = StringField(
        _("Above the line"), description=_("The numerator, or what is counted."), widget=GovTextInput()
    )
    denominator = StringField(
        _("Below the line"), description=_("The denominator. Leave it empty for a plain count."), widget=GovTextInput()
    )
    better_when = RadioField(
        _("Which way is better?"), choices=offers(SIDES.items()), widget=GovRadioInput(), validate_choice=False
    )
    aggregation = RadioField(
        _("How do values of several places join?"),
        choices=offers(AGGREGATIONS.items()),
        widget=GovRadioInput(),
        validate_choice=False,
    )
    source = StringField(_("Source"), widget=GovTextInput())
    source_date = StringField(
        _("Date of the source"), description=_("2026, 2026-03 or 2026-03-08."), widget=GovTextInput()
    )
    verified = BooleanField(_("The definition was read in this source"), widget=GovCheckboxInput())

    def details(self) -> MeasureDetails:
        """The measure as typed."""
        typed: dict[str, Any] = {name: getattr(self, name).data for name in DEFINED}
        known: dict[str, Any] = {
            name: tidy(value) if isinstance(value, str) else value for name, value in typed.items()
        }
        return MeasureDetails(**{name: value for name, value in known.items() if value is not None})


class AddMeasureForm(MeasureForm):
    """A measure with the code that it is called by."""

    code = StringField(
        _("Code"),
        description=_("Small letters, digits and hyphens. It stands in addresses and never changes."),
        widget=GovTextInput(),
    )


class EditMeasureForm(MeasureForm):
    """A measure defined anew, and why."""

    reason = TextAreaField(
        _("What changes, and why?"),
        description=_("It is shown beside the new version. Figures given under earlier versions keep those."),
        widget=GovTextArea(),
    )
    version = HiddenField()

    def read_at(self) -> int:
        """The version that the page was read at."""
        given = str(self.version.data or "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def as_typed(measure: Measure) -> dict[str, object]:
    """A measure as it would be typed."""
    return {name: getattr(measure, name) for name in DEFINED} | {"version": str(measure.version)}
