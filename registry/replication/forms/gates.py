"""The forms of gates: taking one up, a document of one, a decision at one."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput, GovTextArea, GovTextInput
from wtforms import DateField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.catalogue.forms.prechecks import number_of
from registry.replication.services.gate_details import DecisionDetails, GateDetails
from registry.rules.answers import tidy
from registry.rules.gates import Document
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput


class GateForm(GovForm):
    """A gate as a force takes it up."""

    replaces = HiddenField()
    decision_maker = StringField(
        _("Who decides at this gate in your force?"),
        description=_("A role, not a name: Deputy chief constable."),
        widget=GovTextInput(),
        filters=[shown],
    )
    objective = TextAreaField(_("Objective"), widget=GovTextArea(), filters=[shown])
    question = TextAreaField(_("Question to proceed"), widget=GovTextArea(), filters=[shown])
    advice = TextAreaField(_("Advice can be sought from"), widget=GovTextArea(), filters=[shown])
    documents = TextAreaField(
        _("Documents"),
        description=_(
            "One a line. A star before a document makes it mandatory: without it a move is refused. The name of a standard "
            "that each force shows itself asks for your signed assessment of it."
        ),
        widget=GovTextArea(),
        filters=[shown],
    )

    def details(self) -> GateDetails:
        """The gate as typed."""
        return GateDetails(
            decision_maker=tidy(self.decision_maker.data, lines=False),
            objective=tidy(self.objective.data),
            question=tidy(self.question.data),
            advice=tidy(self.advice.data),
            documents=tidy(self.documents.data),
            replaces_id=number_of(self.replaces.data),
        )


class PaperForm(GovForm):
    """A document of a gate."""

    document = RadioField(_("Which document is it?"), widget=GovRadioInput(), validate_choice=False)
    reference = StringField(
        _("Its reference or title"),
        description=_("For example a paper number. Read by policing. OFFICIAL only."),
        widget=GovTextInput(),
        filters=[shown],
    )
    url = StringField(_("Where can it be read?"), description=_("An address."), widget=GovTextInput(), filters=[shown])
    file = FileField(
        _("Or the file itself"),
        description=_("PDF, Word (docx), Excel (xlsx), CSV, text or PNG. Read by your own people alone."),
        widget=GovFileInput(),
    )

    def offer(self, documents: Iterable[Document]) -> "PaperForm":
        """Offer the documents of the gate."""
        self.document.choices = offers((row.code, row.title) for row in documents)
        return self

    def said(self) -> tuple[str, str]:
        """The reference and the address."""
        return tidy(self.reference.data, lines=False), tidy(self.url.data, lines=False)

    def chosen(self) -> tuple[str, bytes]:
        """The file's name as sent and its bytes; empty when none was chosen."""
        sent = self.file.data
        return (str(sent.filename or ""), bytes(sent.read())) if sent else ("", b"")


class DecisionForm(GovForm):
    """A decision at a gate."""

    outcome = RadioField(
        _("What was decided?"),
        widget=GovRadioInput(),
        choices=offers([("proceed", _("To proceed")), ("not-yet", _("Not yet")), ("stop", _("To stop"))]),
        validate_choice=False,
    )
    role = StringField(_("Which role decided?"), widget=GovTextInput(), filters=[shown])
    reference = StringField(
        _("Reference of the decision"),
        description=_("A minute or paper number."),
        widget=GovTextInput(),
        filters=[shown],
    )
    reason = TextAreaField(_("Why?"), widget=GovTextArea(), filters=[shown])
    happened_on = DateField(
        _("When?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )

    def details(self) -> DecisionDetails:
        """The decision as typed."""
        return DecisionDetails(
            outcome=str(self.outcome.data or ""),
            role=tidy(self.role.data, lines=False),
            reference=tidy(self.reference.data, lines=False),
            reason=tidy(self.reason.data),
            happened_on=self.happened_on.data,
        )
