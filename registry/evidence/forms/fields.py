"""Fields that the forms of evidence are made of."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import DateField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

SENSITIVE = _("OFFICIAL only. Nothing about members of the public, no tactics.")

UNSTATED = ("not-stated", "not-known")  # answers that say nothing


def line(text: Any, hint: Any = "") -> StringField:
    """One line of text."""
    return StringField(text, description=hint, widget=GovTextInput(), filters=[shown])


def lines(text: Any, hint: Any = SENSITIVE) -> TextAreaField:
    """A few sentences."""
    return TextAreaField(text, description=hint, widget=GovTextArea(), filters=[shown])


def choice(text: Any, choices: Any = (), hint: Any = "") -> RadioField:
    """One of a few."""
    return RadioField(text, description=hint, choices=offers(choices), widget=GovRadioInput(), validate_choice=False)


def day(text: Any, hint: Any = "") -> DateField:
    """A day that may be left out."""
    return DateField(text, description=hint, widget=DateInput(), format="%d %m %Y", validators=[Optional()])


def reason() -> TextAreaField:
    """Why something is corrected."""
    return lines(
        _("What was wrong?"),
        _("Everyone who may read the record reads this beside the corrected figures. OFFICIAL only."),
    )


class FoldedForm(GovForm):
    """A form some of whose parts are folded away until somebody needs them."""

    def opened(self, *names: str) -> bool:
        """Whether a part holds something typed or something wrong."""
        fields = [self._fields[name] for name in names]
        return any(field.errors or (field.data and field.data not in UNSTATED) for field in fields)
