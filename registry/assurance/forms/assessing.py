"""The form of an assessment: one question for each requirement, then what shows it, who assessed it and until when."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import DateField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.assurance.queries.standing import Line, StandingPage
from registry.assurance.services import Answered, AssessmentDetails
from registry.catalogue.forms import shown
from registry.catalogue.forms.prechecks import number_of
from registry.rules.answers import tidy
from registry.rules.words import Compliance, label
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput


class AssessForm(GovForm):
    """Where it stands with one standard."""

    replaces = HiddenField()
    version = HiddenField()
    proof = TextAreaField(
        _l("What shows it?"),
        description=_l(
            "The document, its date and the role that signed it. Read by policing, until an assurer releases it. OFFICIAL only."
        ),
        widget=GovTextArea(),
        filters=[shown],
    )
    proof_url = StringField(
        _l("Where can it be read?"),
        description=_l(
            "An address that everybody who may read this page may know. Leave empty if it is not published."
        ),
        widget=GovTextInput(),
        filters=[shown],
    )
    assessor_role = StringField(
        _l("Which role assessed it?"), description=_l("A role, not a name."), widget=GovTextInput(), filters=[shown]
    )
    happened_on = DateField(
        _l("When was it assessed?"),
        description=_l("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )
    expires_on = DateField(
        _l("Until when does that hold?"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )
    codes: Sequence[str] = ()

    def of(self, kind: str, code: str) -> Field:
        """The field of a requirement: `answer` or `note`."""
        return cast(Field, self._fields[f"{kind}_{code}"])

    def details(self) -> AssessmentDetails:
        """The assessment as typed."""
        return AssessmentDetails(
            answers={
                code: Answered(str(self.of("answer", code).data or ""), tidy(self.of("note", code).data))
                for code in self.codes
            },
            proof=tidy(self.proof.data),
            proof_url=tidy(self.proof_url.data, lines=False),
            assessor_role=tidy(self.assessor_role.data, lines=False),
            happened_on=self.happened_on.data,
            expires_on=self.expires_on.data,
            replaces_id=number_of(self.replaces.data),
            version_id=number_of(self.version.data),
        )


def assess_form(page: StandingPage) -> AssessForm:
    """The form for a standard's current version; what did not change since the last assessment is filled in."""
    fields: dict[str, Any] = {}
    for line in page.lines:
        fields[f"answer_{line.requirement.code}"] = _answer(line)
        fields[f"note_{line.requirement.code}"] = TextAreaField(
            _("What shows it, or why not?"), widget=GovTextArea(), filters=[shown]
        )
    form = cast(AssessForm, type("RequirementsForm", (AssessForm,), fields)(data=_offered(page)))
    form.codes = tuple(line.requirement.code for line in page.lines)
    months = page.standard.renewal_months
    form.expires_on.description = (
        _("Leave empty for the own cycle of the standard: %(months)s months after it was assessed.", months=months)
        if months
        else _("Leave empty if it does not run out.")
    )
    return form


def _answer(line: Line) -> RadioField:
    held: date | None = line.exempt_until
    offered = [(item.value, label(item.value)) for item in Compliance if item is not Compliance.EXEMPT]
    if held is not None:
        offered.append((Compliance.EXEMPT.value, _("Exempt, until %(day)s", day=f"{held.day} {held:%B %Y}")))
    return RadioField(line.requirement.text, choices=offers(offered), widget=GovRadioInput(), validate_choice=False)


def _offered(page: StandingPage) -> dict[str, Any]:
    """What the form begins with."""
    held = page.assessment
    begun: dict[str, Any] = {
        "replaces": held.id if held else 0,
        "version": page.state.version.id if page.state.version else 0,
    }
    if held is not None:
        begun |= {"proof": page.state.proof, "proof_url": held.proof_url, "assessor_role": held.assessor_role}
    for line in page.lines:
        if line.answer is None or (line.answer.compliance is Compliance.EXEMPT and line.exempt_until is None):
            continue
        begun[f"answer_{line.requirement.code}"] = line.answer.compliance.value
        begun[f"note_{line.requirement.code}"] = line.answer.proof
    return begun | _checked(page)


def _checked(page: StandingPage) -> dict[str, Any]:
    """What the force checked of what it inherits, before it states it for the first time."""
    begun: dict[str, Any] = {}
    if page.inherited is not None and page.inherited.open:
        for line in page.inherited.lines:
            if line.check is not None:
                begun[f"answer_{line.requirement.code}"] = line.check.compliance.value
                begun[f"note_{line.requirement.code}"] = line.check.note
    return begun
