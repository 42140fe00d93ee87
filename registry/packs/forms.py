"""The forms of a pack."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import RadioField, StringField, TextAreaField

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

    compliance = RadioField(
        _("Where does your force stand?"),
        widget=GovRadioInput(),
        choices=offers([(one.value, label(one)) for one in Compliance]),
        validate_choice=False,
        render_kw={"params": {"classes": "govuk-radios--small"}},
    )
    words = TextAreaField(
        _("What holds at your force?"),
        description=_(
            "Leave it as it is if it holds here as well. OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data "
            "about the public, no tactics."
        ),
        widget=GovTextArea(),
        render_kw={"params": {"rows": 6}},
    )

    def said(self) -> Checked:
        """What was said."""
        return Checked(self.words.data or "", (self.compliance.data or "") if "compliance" in self else "")


def check_form(one: Inherited) -> CheckForm:
    """The form for one inherited answer, filled from what holds now or from what was sent."""
    form = CheckForm(data={"words": one.here, "compliance": one.stands.value if one.stands else ""})
    if one.source is Source.RECORD:
        del form.compliance
    return form
