"""The form of a section, made from the question schema."""

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

from registry.catalogue.queries import SectionPage
from registry.catalogue.services.sections import StaleSection
from registry.core.errors import Conflict
from registry.rules.answers import looks_personal, tidy
from registry.rules.questions import CHOSEN, Kind, Question, Section, answered
from registry.web.forms import GovForm, offers
from registry.web.widgets import DateInput

T = TypeVar("T")
SHOWN = 50_000  # of a text that is far too long, this much is sent back
PARTS = 3  # of a day


def shown(value: Any) -> Any:
    """Text that can be sent back in a page: no control characters, and not megabytes of it."""
    return tidy(value) if isinstance(value, str) else value


class PartsInput(DateInput):
    """Day, month and year as they were typed, real or not."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        """As the library does, from the text that the field holds."""
        field.raw_data = parts_of(field.data)
        return super().map_gov_params(field, **kwargs)


class DayField(Field):
    """A day as text: kept as year-month-day, sent as three boxes, given on as day/month/year however it was typed."""

    widget = PartsInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The three boxes as one text; nothing where all are empty."""
        parts = [tidy(part, lines=False)[:20] for part in valuelist][:PARTS]
        self.data = "/".join(parts) if any(parts) else ""

    def _value(self) -> str:
        return str(self.data or "")


def parts_of(text: Any) -> list[str]:
    """The three boxes of a day that is kept, or was typed."""
    given = str(text or "")
    parts = given.split("/") if "/" in given else given.split("-")[::-1]
    return [*parts, "", "", ""][:PARTS]


class SectionForm(GovForm):
    """One section of a draft, read at a revision. A save that came second is kept in `conflict`."""

    revision = HiddenField()
    checked = SelectMultipleField(validate_choice=False)
    conflict: Conflict | None = None
    questions: tuple[Question, ...] = ()

    def answers(self) -> dict[str, Any]:
        """What was typed, by question."""
        return {question.code: self[question.code].data for question in self.questions}

    def ticked(self) -> list[str]:
        """The answers that somebody says they have checked."""
        return list(self.checked.data or [])

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
        """After a conflict was shown, the next save is one over the newer revision; what only they changed is theirs."""
        if self.conflict:
            self.revision.data = str(revision)
        if isinstance(self.conflict, StaleSection):
            for question in self.questions:
                if question.code in self.conflict.theirs:
                    self[question.code].data = as_typed(question, self.conflict.theirs[question.code])
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


def section_form(page: SectionPage) -> SectionForm:
    """The form of one section, filled with what is saved or was typed, or from what was sent."""
    filled = {}
    for question in page.section.questions:
        value = page.values.get(question.code)
        filled[question.code] = as_typed(question, value if answered(value) else question.default)
    form: SectionForm = _form_of(page.section, page.options)(data={**filled, "revision": page.copy.revision})
    return form


def typed_form(section: Section) -> SectionForm:
    """What was sent of a section while it is being typed."""
    form: SectionForm = _form_of(section, {})()
    return form


def as_typed(question: Question, value: Any) -> Any:
    """An answer as its field takes it: lines as text, numbers in digits."""
    if question.kind is Kind.LINES and isinstance(value, list):
        return "\n".join(str(line) for line in value)
    if question.kind in CHOSEN:
        return value
    return "" if value is None else str(value)


def _form_of(section: Section, options: dict[str, dict[str, str]]) -> type[SectionForm]:
    fields = {question.code: _field(question, options.get(question.code, {})) for question in section.questions}
    return type("FormOfSection", (SectionForm,), {**fields, "questions": section.questions})


def _field(question: Question, options: dict[str, str]) -> Any:
    says = {"label": question.label, "description": question.hint}
    choices = offers(options.items())
    if question.kind is Kind.CHOICES:
        return SelectMultipleField(**says, widget=GovCheckboxesInput(), choices=choices, validate_choice=False)
    if question.kind in CHOSEN:
        return RadioField(**says, widget=GovRadioInput(), choices=choices, validate_choice=False)
    if question.kind is Kind.LONG_TEXT:
        return TextAreaField(**says, widget=GovCharacterCount(), filters=[shown])
    if question.kind is Kind.LINES:
        return TextAreaField(**says, widget=GovTextArea(), filters=[shown])
    if question.kind is Kind.DATE:
        return DayField(**says)
    return StringField(**says, widget=GovTextInput(), filters=[shown])
