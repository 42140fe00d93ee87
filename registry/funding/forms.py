"""Forms about funding."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import DateField, RadioField, StringField
from wtforms.validators import Optional

from registry.funding.models import Purpose
from registry.funding.queries.streams import Choices
from registry.funding.services import Details
from registry.rules.words import Visibility
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

DAY = "%d %m %Y"
SMALL = {"params": {"classes": "govuk-radios--small"}}


class FundingForm(GovForm):
    """The facts of a stream of money."""

    organisation = RadioField(_("Whose money is it?"), widget=GovRadioInput(), validate_choice=False, render_kw=SMALL)
    purpose = RadioField(
        _("What does it pay for?"),
        widget=GovRadioInput(),
        choices=offers(
            [
                (Purpose.ADOPTION.value, _("Our own use of the tool")),
                (Purpose.TOOL.value, _("The tool itself, for all who have it")),
            ]
        ),
        validate_choice=False,
        render_kw=SMALL,
    )
    name = StringField(
        _("What is the money called?"), description=_("For example Contact centre budget."), widget=GovTextInput()
    )
    funder = StringField(
        _("Who gives it?"), description=_("An organisation or a fund, no person."), widget=GovTextInput()
    )
    amount = StringField(
        _("How much, in all?"),
        description=_("Whole pounds. Leave it out if it is not known or was given in confidence."),
        widget=GovTextInput(),
    )
    currency = StringField(
        _("Currency"), widget=GovTextInput(), render_kw={"params": {"classes": "govuk-input--width-5"}}
    )
    starts_on = DateField(_("From when?"), widget=DateInput(), format=DAY, validators=[Optional()])
    ends_on = DateField(
        _("Until when is it certain?"),
        description=_("The last day. Leave it out if there is no end."),
        widget=DateInput(),
        format=DAY,
        validators=[Optional()],
    )

    def details(self, choices: Choices) -> Details:
        """The facts as typed."""
        home = self.organisation.data if "organisation" in self else choices.homes[0].slug
        return Details(
            home or "",
            self.purpose.data or "",
            self.name.data or "",
            self.funder.data or "",
            self.amount.data or "",
            self.currency.data or "",
            self.starts_on.data,
            self.ends_on.data,
        )


def funding_form(choices: Choices) -> FundingForm:
    """The form, filled from the stream that is changed or from what was sent."""
    form = FundingForm(data=_facts(choices))
    form.organisation.choices = offers((found.slug, found.name) for found in choices.homes)
    if len(choices.homes) == 1:
        del form.organisation
    return form


class ReleaseFundingForm(GovForm):
    """Who may see a stream, and who said so."""

    visibility = RadioField(
        _("Who may see this funding?"),
        widget=GovRadioInput(),
        choices=offers([(Visibility.PUBLIC.value, _("Everyone")), (Visibility.POLICING.value, _("Policing alone"))]),
        validate_choice=False,
    )
    role = StringField(
        _("Who released it?"),
        description=_("A role, for example Head of finance. No name."),
        widget=GovTextInput(),
    )

    def chosen(self) -> Visibility:
        """What was chosen; nothing valid reads as named, which is refused."""
        wanted = self.visibility.data
        return Visibility(wanted) if wanted in {one.value for one in Visibility} else Visibility.NAMED


class TakeBackForm(GovForm):
    """Nothing but the button."""


def _facts(choices: Choices) -> dict[str, object]:
    now = choices.stream
    if now is None:
        return {"purpose": Purpose.ADOPTION.value, "currency": "GBP"}
    return {
        "organisation": now.organisation.slug,
        "purpose": now.purpose.value,
        "name": now.name,
        "funder": now.funder or "",
        "amount": "" if now.amount is None else f"{now.amount:,}",
        "currency": now.currency,
        "starts_on": now.starts_on,
        "ends_on": now.ends_on,
    }
