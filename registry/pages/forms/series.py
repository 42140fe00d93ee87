"""The form of a series."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import RadioField, SelectField, StringField, TextAreaField

from registry.catalogue.forms import shown
from registry.evidence.services.details import tidied
from registry.evidence.services.series import SeriesDetails, Tried
from registry.rules.periods import Every
from registry.rules.words import label
from registry.web.forms import GovForm, offers


class SeriesForm(GovForm):
    """A measure over time at the site of a study."""

    measure = SelectField(_("Standard measure"), widget=GovSelect(), validate_choice=False)
    local_measure = StringField(
        _("Local measure, in words"),
        description=_("If no standard one fits."),
        widget=GovTextInput(),
        filters=[shown],
    )
    unit = StringField(
        _("Unit of each value"), description=_("Such as minutes or percent."), widget=GovTextInput(), filters=[shown]
    )
    every = RadioField(
        _("How long is each period?"),
        choices=offers((item.value, label(item.value)) for item in Every),
        widget=GovRadioInput(),
        validate_choice=False,
    )
    live_on = StringField(
        _("On which day did the tool go live there?"),
        description=_("As 2026-03-01. The period that holds this day counts as after."),
        widget=GovTextInput(),
        filters=[shown],
    )
    rows = TextAreaField(
        _("Periods and values"),
        description=_(
            "One line for each, such as 2025-03,7.1; or copy two columns from a spreadsheet. Leave out periods without "
            "a value: they show as gaps. At least 8 periods before it went live are needed to tell where it was heading."
        ),
        widget=GovTextArea(),
        filters=[shown],
    )
    source = StringField(
        _("Where do the values come from?"),
        description=_("For example, telephone system records. OFFICIAL only."),
        widget=GovTextInput(),
        filters=[shown],
    )

    def offer_measures(self, measures: Any) -> None:
        """Fill the list of standard measures."""
        self.measure.choices = offers(
            [("", _("None of these")), *((item.code, f"{item.name} ({item.unit})") for item in measures)]
        )

    def details(self) -> SeriesDetails:
        """The series as typed."""
        details: SeriesDetails = tidied(SeriesDetails, self.data)
        return details

    def report(self, tried: Tried) -> None:
        """Put what is wrong beside its fields."""
        self.show(tried.wrong)
