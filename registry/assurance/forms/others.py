"""The forms of a sign-off, of asking for an exemption, and of deciding on one."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import BooleanField, DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.assurance.services import ExemptionDetails, SignOffDetails
from registry.assurance.services.signing import SENT_BACK, SIGNED
from registry.catalogue.forms import shown
from registry.catalogue.forms.prechecks import number_of
from registry.rules.answers import tidy
from registry.standards.models import Requirement
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

APPROVE, REFUSE = "approve", "refuse"


class SignForm(GovForm):
    """Signing an assessment, or sending it back."""

    assessment = HiddenField()
    outcome = RadioField(
        _("What do you say?"),
        widget=GovRadioInput(),
        choices=offers([(SIGNED, _("I sign it")), (SENT_BACK, _("I send it back"))]),
        validate_choice=False,
    )
    role = StringField(
        _("In which role?"),
        description=_("A role, not a name: Senior information risk owner."),
        widget=GovTextInput(),
        filters=[shown],
    )
    note = TextAreaField(
        _("Is there anything to say?"),
        description=_("What has to change, if you send it back. OFFICIAL only."),
        widget=GovTextArea(),
        filters=[shown],
    )
    releases = BooleanField(
        _("Its proof, in words and files, may be read by everybody who may read the record"),
        widget=GovCheckboxInput(),
    )

    def details(self) -> SignOffDetails:
        """The sign-off as typed."""
        return SignOffDetails(
            outcome=str(self.outcome.data or ""),
            role=tidy(self.role.data, lines=False),
            note=tidy(self.note.data),
            assessment_id=number_of(self.assessment.data),
            releases_proof=bool(self.releases.data),
        )


class AskForm(GovForm):
    """Asking for an exemption."""

    requirement = RadioField(_("From which requirement?"), widget=GovRadioInput(), validate_choice=False)
    reason = TextAreaField(
        _("Why?"),
        description=_(
            "Everybody who may read the record reads this. OFFICIAL only, nothing about members of the public."
        ),
        widget=GovTextArea(),
        filters=[shown],
    )
    expires_on = DateField(
        _("Until when?"),
        description=_(
            "Its last day. After it the requirement counts as not met, and everybody sees that the exemption lapsed."
        ),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )

    def offer(self, requirements: Iterable[Requirement]) -> "AskForm":
        """Offer the requirements of the current version."""
        self.requirement.choices = offers((row.code, row.text) for row in requirements)
        return self

    def details(self) -> ExemptionDetails:
        """The request as typed."""
        return ExemptionDetails(str(self.requirement.data or ""), tidy(self.reason.data), self.expires_on.data)


class DecideForm(GovForm):
    """Approving or refusing an exemption."""

    outcome = RadioField(
        _("What do you say?"),
        widget=GovRadioInput(),
        choices=offers([(APPROVE, _("I approve it")), (REFUSE, _("I refuse it"))]),
        validate_choice=False,
    )
    role = StringField(
        _("In which role?"), description=_("A role, not a name."), widget=GovTextInput(), filters=[shown]
    )
    note = TextAreaField(_("If you refuse it: why?"), widget=GovTextArea(), filters=[shown])

    def said(self) -> tuple[str, str, str]:
        """Outcome, role and note."""
        return str(self.outcome.data or ""), tidy(self.role.data, lines=False), tidy(self.note.data)
