"""The form of an assessment."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.rules.answers import tidy
from registry.rules.words import Compliance, label
from registry.standards.services import AssessmentDetails
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput


class AssessForm(GovForm):
    """Where a tool stands with one standard."""

    replaces = HiddenField()
    compliance = RadioField(
        _("Where does the tool stand?"),
        choices=offers((item.value, label(item.value)) for item in Compliance),
        widget=GovRadioInput(),
        validate_choice=False,
    )
    proof = TextAreaField(
        _("What shows it?"),
        description=_("The document, its date and the role that signed it; or why it does not apply. OFFICIAL only."),
        widget=GovTextArea(),
        filters=[shown],
    )
    proof_url = StringField(
        _("Where can it be read?"),
        description=_("Leave empty if it is not published."),
        widget=GovTextInput(),
        filters=[shown],
    )
    assessor_role = StringField(
        _("Which role assessed it?"), description=_("A role, not a name."), widget=GovTextInput(), filters=[shown]
    )
    happened_on = DateField(
        _("When was it assessed?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )
    expires_on = DateField(
        _("Until when does that hold?"),
        description=_("Leave empty if it does not run out."),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )

    def details(self) -> AssessmentDetails:
        """The assessment as typed."""
        replaces = str(self.replaces.data or "")
        return AssessmentDetails(
            compliance=self.compliance.data or "",
            proof=tidy(self.proof.data),
            proof_url=tidy(self.proof_url.data, lines=False),
            assessor_role=tidy(self.assessor_role.data, lines=False),
            happened_on=self.happened_on.data,
            expires_on=self.expires_on.data,
            replaces_id=int(replaces) if replaces.isascii() and replaces.isdigit() and len(replaces) < 10 else 0,
        )
