"""The forms of records; those of a section are made from the question schema."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovCharacterCount,
    GovCheckboxesInput,
    GovRadioInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField

from registry.catalogue.models import WorkingCopy
from registry.catalogue.queries import Options
from registry.core.errors import Conflict
from registry.organisations.models import Organisation
from registry.rules.answers import looks_personal, tidy
from registry.rules.questions import Kind, Question, Section
from registry.web.forms import GovForm, offers

T = TypeVar("T")
SHOWN = 50_000  # of a text that is far too long, this much is sent back


def shown(value: Any) -> Any:
    """Text that can be sent back in a page: no control characters, and not megabytes of it."""
    return tidy(value) if isinstance(value, str) else value


class RegisterForm(GovForm):
    """What a draft begins with."""

    name = StringField(
        _("What is it called?"),
        description=_('The name people use, for example "Text redaction assistant". Not a project code word.'),
        widget=GovTextInput(),
        filters=[shown],
    )
    summary = StringField(
        _("What does it do, in one line?"),
        description=_("One plain sentence that an officer in another force would understand."),
        widget=GovTextInput(),
        filters=[shown],
    )
    organisation = RadioField(_("For which organisation?"), widget=GovRadioInput(), coerce=int)

    def offer(self, homes: list[Organisation]) -> "RegisterForm":
        """Ask for the organisation only where there are several."""
        self.organisation.choices = offers((home.id, home.name) for home in homes)
        if len(homes) == 1:
            del self.organisation
        return self

    def chosen(self, homes: list[Organisation]) -> int:
        """The organisation to register for."""
        return self.organisation.data if "organisation" in self else homes[0].id

    def details(self) -> dict[str, Any]:
        """Name and summary as typed."""
        return {"name": self.name.data, "summary": self.summary.data}


class SectionForm(GovForm):
    """One section of a draft, read at a revision. A save that came second is kept in `conflict`."""

    revision = HiddenField()
    conflict: Conflict | None = None
    questions: tuple[Question, ...] = ()

    def answers(self) -> dict[str, Any]:
        """What was typed, by question."""
        return {question.code: self[question.code].data for question in self.questions}

    def read_at(self) -> int:
        """The revision that the page was made from; 0 for one that cannot be read."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """As every form does, and keep a conflict to show it beside what was typed."""
        try:
            return super().carry_out(act)
        except Conflict as conflict:
            self.conflict = conflict
            return None
        finally:
            for question in self.questions:
                self._cut(self[question.code])

    def over(self, revision: int) -> "SectionForm":
        """After a conflict was shown, the next save is one over the newer revision."""
        if self.conflict:
            self.revision.data = str(revision)
        return self

    def warnings(self) -> dict[str, str]:
        """Hints about answers that may stand."""
        mailbox = self._fields.get("contact_mailbox")
        if mailbox is None or not looks_personal(str(mailbox.data or "")):
            return {}
        return {
            "contact_mailbox": str(
                _("This looks like one person's address. A team's mailbox still works when people move on.")
            )
        }

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 409 if self.conflict else 422 if self.errors else 200

    @staticmethod
    def _cut(field: Field) -> None:
        if isinstance(field.data, str) and len(field.data) > SHOWN:
            field.data = field.data[:SHOWN]


def section_form(section: Section, options: Options, copy: WorkingCopy) -> SectionForm:
    """The form of one section, filled from the working copy or from what was sent."""
    fields = {question.code: _field(question, options.get(question.code, {})) for question in section.questions}
    kind = type("FormOfSection", (SectionForm,), {**fields, "questions": section.questions})
    defaults = {question.code: question.default for question in section.questions if question.default}
    form: SectionForm = kind(data={**defaults, **copy.content, "revision": copy.revision})
    return form


def _field(question: Question, options: dict[str, str]) -> Any:
    says = {"label": question.label, "description": question.hint}
    choices = offers(options.items())
    if question.kind is Kind.CHOICES:
        return SelectMultipleField(**says, widget=GovCheckboxesInput(), choices=choices, validate_choice=False)
    if question.kind in (Kind.CHOICE, Kind.YES_NO_NOT_SURE):
        return RadioField(**says, widget=GovRadioInput(), choices=choices, validate_choice=False)
    if question.kind is Kind.LONG_TEXT:
        return TextAreaField(**says, widget=GovCharacterCount(), filters=[shown])
    return StringField(**says, widget=GovTextInput(), filters=[shown])


class ReasonForm(GovForm):
    """A reason in words, for what others will ask about."""

    reason = TextAreaField(
        _("Why?"),
        description=_("OFFICIAL only. Nothing about members of the public, no names, no tactics."),
        widget=GovTextArea(),
        filters=[shown],
    )


class PlainForm(GovForm):
    """A button and nothing else."""
