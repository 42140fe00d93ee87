"""Forms about people around a record: inviting, answering, handing over."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import RadioField, SelectField, StringField, TextAreaField

from registry.catalogue.forms import shown
from registry.organisations.models import Organisation
from registry.web.forms import GovForm, offers


class InviteForm(GovForm):
    """Whom to ask for help with a record."""

    email = StringField(
        _("Their work e-mail address"),
        description=_("Of another police organisation, or of a university that evaluates the tool."),
        widget=GovTextInput(),
        filters=[shown],
    )
    reason = TextAreaField(
        _("What do you ask them to help with?"),
        description=_("They read it before they answer. OFFICIAL only."),
        widget=GovTextArea(),
        filters=[shown],
    )


class AnswerForm(GovForm):
    """Yes or no, with words where there is a need for them."""

    answer = RadioField(_("Your answer"), widget=GovRadioInput(), validate_choice=False)
    reason = TextAreaField(_("Why?"), widget=GovTextArea(), filters=[shown])

    def asks(self, yes: object, no: object, reason: object = None) -> "AnswerForm":
        """Word the two answers; without a reason asked for, there is no field for it."""
        self.answer.choices = offers([("yes", yes), ("no", no)])
        if reason is None:
            del self.reason
        else:
            self.reason.description = reason
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """One of the two must be chosen."""
        super().validate()
        if self.answer.data not in ("yes", "no"):
            self.answer.errors = [_("Choose one of the two.")]
        return not self.errors

    @property
    def yes(self) -> bool:
        """Whether they said yes."""
        return bool(self.answer.data == "yes")


class TransferForm(GovForm):
    """Where a record is to go, and why."""

    organisation = SelectField(
        _("To which organisation?"),
        description=_("Its leads are told. They accept or decline within 30 days."),
        widget=GovSelect(),
        validate_choice=False,
    )
    reason = TextAreaField(
        _("Why do you offer it to them?"),
        description=_("Their leads read it. OFFICIAL only."),
        widget=GovTextArea(),
        filters=[shown],
    )

    def offer(self, organisations: Iterable[Organisation]) -> "TransferForm":
        """Choose among these."""
        self.organisation.choices = offers([("", ""), *((found.slug, found.name) for found in organisations)])
        return self


class CorrectionForm(GovForm):
    """What a supplier says is wrong."""

    question = SelectField(_("Which answer is wrong?"), widget=GovSelect(), validate_choice=False)
    words = TextAreaField(_("What should it say?"), widget=GovCharacterCount(), filters=[shown])
    reason = TextAreaField(
        _("Why, and where can one check it?"),
        description=_("For example the address of a published notice. Nothing that is commercially sensitive."),
        widget=GovCharacterCount(),
        filters=[shown],
    )

    def about(self, questions: dict[str, str]) -> "CorrectionForm":
        """Choose among these answers."""
        self.question.choices = offers([("", ""), *questions.items()])
        return self


class ReplyForm(GovForm):
    """What a supplier says beside the record."""

    reply = TextAreaField(
        _("Your reply"),
        description=_("Up to 2,000 characters of plain text, shown with your organisation's name and the date."),
        widget=GovCharacterCount(),
        filters=[shown],
    )
