"""The forms of a pack."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import BooleanField, RadioField, StringField, TextAreaField

from registry.packs.models import Source
from registry.packs.queries.inherited import Inherited
from registry.packs.services import Checked
from registry.rules.words import Compliance, label
from registry.web.forms import GovForm, offers


class MakeForm(GovForm):
    """Nothing but the button."""


class ConfirmForm(GovForm):
    """The ticks are read apart; this holds the token and what is wrong with them."""


class SignForm(GovForm):
    """In which role the pack is signed."""

    role = StringField(
        _("In which role do you sign?"),
        description=_("A role, for example Senior information risk owner. No name."),
        widget=GovTextInput(),
    )


class CheckForm(GovForm):
    """What holds at one's own force."""

    holds = BooleanField(
        _("It holds at our force as the owner says it"),
        widget=GovCheckboxInput(),
        render_kw={"params": {"classes": "govuk-checkboxes--small"}},
    )
    compliance = RadioField(
        _("Where does your force stand?"),
        widget=GovRadioInput(),
        choices=offers([(one.value, label(one)) for one in Compliance]),
        validate_choice=False,
        render_kw={"params": {"classes": "govuk-radios--small"}},
    )
    words = TextAreaField(
        _("If not, what holds at your force?"),
        description=_(
            "OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data about the public, no tactics."
        ),
        widget=GovTextArea(),
        render_kw={"params": {"rows": 6}},
    )

    def said(self) -> Checked:
        """What was said."""
        compliance = (self.compliance.data or "") if "compliance" in self else ""
        return Checked(self.words.data or "", compliance, bool(self.holds.data))


def check_form(one: Inherited) -> CheckForm:
    """The form for one inherited answer, filled from what holds now or from what was sent."""
    begun = {
        "words": one.here,
        "compliance": one.stands.value if one.stands else "",
        "holds": one.checked and not one.own,
    }
    form = CheckForm(data=begun)
    if one.source is Source.RECORD:
        del form.compliance
    return form
