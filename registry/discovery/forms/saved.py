"""The form of a saved search."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField, StringField

from registry.discovery.services.saved import SavedDetails
from registry.rules.words import Frequency
from registry.web.forms import GovForm, offers


class SavedSearchForm(GovForm):
    """What it is called, and how often its owner wants to be told."""

    name = StringField(
        _("Name"),
        description=_("Only you see it, and those to whom you give a link to it."),
        widget=GovTextInput(),
    )
    frequency = RadioField(
        _("Mail me what is new"),
        description=_("One mail for all your searches of a kind, and only when something is new."),
        widget=GovRadioInput(),
        choices=offers(
            [
                (Frequency.NEVER.value, _("Never")),
                (Frequency.DAILY.value, _("At most once a day")),
                (Frequency.WEEKLY.value, _("At most once a week")),
                (Frequency.MONTHLY.value, _("At most once a month")),
            ]
        ),
        default=Frequency.NEVER.value,
    )

    def details(self) -> SavedDetails:
        """What the service takes."""
        return SavedDetails(name=self.name.data or "", frequency=Frequency(self.frequency.data))


class SureForm(GovForm):
    """A page that asks whether one is sure."""
