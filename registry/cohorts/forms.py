"""The forms of pilot cohorts."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import DateField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.cohorts.queries.making import Choices, Invitable
from registry.cohorts.services import Details
from registry.rules.words import Visibility
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

DAY = "%d %m %Y"
SMALL = {"params": {"classes": "govuk-radios--small"}}
BOXES = {"params": {"classes": "govuk-checkboxes--small"}}


class ActForm(GovForm):
    """Nothing but the button."""


class CohortForm(GovForm):
    """What the members of a cohort share."""

    organisation = RadioField(_("Who opens it?"), widget=GovRadioInput(), validate_choice=False, render_kw=SMALL)
    name = StringField(
        _("What is the cohort called?"),
        description=_("For example Autumn pilot of three contact centres."),
        widget=GovTextInput(),
    )
    protocol = TextAreaField(
        _("What does every member do alike?"),
        description=_(
            "Who uses it and where, what is compared with what, and how it is measured. OFFICIAL at most: nothing marked "
            "above it, no data about the public, no tactics."
        ),
        widget=GovTextArea(),
        render_kw={"params": {"rows": 8}},
    )
    measures = SelectMultipleField(
        _("Which measures does every member report?"),
        description=_("From the catalogue of standard measures, up to ten."),
        widget=GovCheckboxesInput(),
        validate_choice=False,
        render_kw=BOXES,
    )
    starts_on = DateField(
        _("When does the pilot start?"),
        description=_("Studies that began to measure before it are not part of the cohort."),
        widget=DateInput(),
        format=DAY,
        validators=[Optional()],
    )
    ends_on = DateField(_("When does it end?"), widget=DateInput(), format=DAY, validators=[Optional()])

    def details(self, choices: Choices) -> Details:
        """What was typed."""
        home = self.organisation.data if "organisation" in self else choices.homes[0].slug
        return Details(
            home or "",
            self.name.data or "",
            self.protocol.data or "",
            tuple(self.measures.data or ()),
            self.starts_on.data,
            self.ends_on.data,
        )


def cohort_form(choices: Choices) -> CohortForm:
    """The form, filled from the cohort that is changed or from what was sent."""
    now = choices.cohort
    shared = {name: getattr(now, name) for name in ("name", "protocol", "starts_on", "ends_on")} if now else {}
    form = CohortForm(data={**shared, "measures": list(choices.shared)})
    form.measures.choices = offers((one.code, one.name) for one in choices.measures)
    form.organisation.choices = offers((one.slug, one.name) for one in choices.homes)
    if len(choices.homes) == 1:
        del form.organisation
    return form


class InviteForm(GovForm):
    """Whom to ask."""

    organisations = SelectMultipleField(
        _("Which forces do you invite?"),
        description=_("The lead of each sees the invitation under My work, and joins or declines."),
        widget=GovCheckboxesInput(),
        validate_choice=False,
        render_kw=BOXES,
    )


def invite_form(found: Invitable) -> InviteForm:
    """The form with the forces that may be asked."""
    form = InviteForm()
    form.organisations.choices = offers((one.slug, one.name) for one in found.forces)
    return form


class ReleaseCohortForm(GovForm):
    """Who may see a cohort, and who said so."""

    visibility = RadioField(
        _("Who may see this cohort?"),
        widget=GovRadioInput(),
        choices=offers([(Visibility.PUBLIC.value, _("Everyone")), (Visibility.POLICING.value, _("Policing alone"))]),
        validate_choice=False,
    )
    role = StringField(
        _("Who released it?"), description=_("A role, for example Head of contact. No name."), widget=GovTextInput()
    )

    def chosen(self) -> Visibility:
        """What was chosen; nothing valid reads as named, which is refused."""
        wanted = self.visibility.data
        return Visibility(wanted) if wanted in {one.value for one in Visibility} else Visibility.NAMED
