"""The forms of the rules that records are held against."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from registry.catalogue.models import Precheck
from registry.core.errors import Conflict
from registry.rules.expressions import Unreadable
from registry.rules.prechecks import BadRule
from registry.rules.words import Severity
from registry.web.forms import GovForm, offers

T = TypeVar("T")

ON, OFF = "on", "off"
CONFIRM, CHANGE = "confirm", "change"
LARGEST = 2**31 - 1


def number_of(text: object) -> int:
    """A revision as a form carries it; 0 for one that cannot be read."""
    digits = str(text or "")
    return min(int(digits), LARGEST) if digits.isascii() and digits.isdigit() and len(digits) < 11 else 0


class PrecheckForm(GovForm):
    """One rule: typed, then shown with what it would find, then confirmed."""

    title = StringField(
        _("What is the fault?"),
        description=_("Writers see this as the finding, for example “The summary is very short”."),
        widget=GovTextInput(),
    )
    severity = RadioField(
        _("How much does it weigh?"),
        widget=GovRadioInput(),
        choices=offers(
            [
                (Severity.FAILURE.value, _("Failure: the record cannot be submitted until it is fixed")),
                (Severity.WARNING.value, _("Warning: it should be fixed, and the record may be submitted as it is")),
                (Severity.INFO.value, _("Information: worth a thought")),
            ]
        ),
        validate_choice=False,
    )
    expression = TextAreaField(
        _("A record has the fault when"),
        description=_("In the language described below, up to 500 characters, for example: lessons is empty"),
        widget=GovTextArea(),
    )
    fix = TextAreaField(
        _("How to fix it"), description=_("Tell the writer what to do, in a sentence or two."), widget=GovTextArea()
    )
    question = SelectField(
        _("Which answer has to change?"),
        description=_("The finding links to it."),
        widget=GovSelect(),
        validate_choice=False,
    )
    active = RadioField(
        _("Is the rule on?"),
        widget=GovRadioInput(),
        choices=offers([(ON, _("On: it is used from now on")), (OFF, _("Off: it is kept and not used"))]),
        validate_choice=False,
        default=ON,
    )
    revision = HiddenField()
    step = HiddenField()
    conflict: Conflict | None = None
    place: Unreadable | None = None

    def offer(self, questions: Iterable[tuple[str, str]]) -> "PrecheckForm":
        """Offer the questions that a finding may link to."""
        self.question.choices = offers([("", _("None in particular")), *questions])
        return self

    @property
    def given_back(self) -> bool:
        """Whether the form is wanted again, to change what was typed."""
        return bool(self.step.data == CHANGE)

    @property
    def saves(self) -> bool:
        """Whether this step saves: what takes effect is shown first, and confirmed."""
        return bool(self.step.data == CONFIRM or self.active.data == OFF)

    def details(self) -> dict[str, Any]:
        """The rule as typed."""
        names = ("title", "severity", "expression", "fix", "question")
        return {**{name: self._fields[name].data for name in names}, "active": self.active.data == ON}

    def sent(self) -> Mapping[str, str]:
        """What the page that asks for confirmation sends again."""
        names = ("title", "severity", "expression", "fix", "question", "active", "revision")
        return {name: str(self._fields[name].data or "") for name in names}

    def read_at(self) -> int:
        """The revision that the page was made from."""
        return number_of(self.revision.data)

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """As every form does; keep where the rule cannot be read, and a conflict to show beside what was typed."""

        def kept() -> T:
            try:
                return act()
            except BadRule as refusal:
                self.place = refusal.place
                raise

        try:
            return super().carry_out(kept)
        except Conflict as conflict:
            self.conflict = conflict
            return None

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 409 if self.conflict else 422 if self.errors else 200


def precheck_form(questions: Iterable[tuple[str, str]], rule: Precheck | None = None) -> PrecheckForm:
    """An empty form, or one filled with a rule; what was sent comes before either."""
    if rule is None:
        return PrecheckForm().offer(questions)
    filled = {
        **{name: getattr(rule, name) or "" for name in ("title", "expression", "fix", "question", "revision")},
        "severity": rule.severity.value,
        "active": ON if rule.active else OFF,
    }
    return PrecheckForm(data=filled).offer(questions)


class SwitchForm(GovForm):
    """Switch a rule, as it was read at a revision."""

    revision = HiddenField()
    to = HiddenField()

    def on(self) -> bool:
        """Whether it is to be on."""
        return bool(self.to.data == ON)

    def read_at(self) -> int:
        """The revision that the page was made from."""
        return number_of(self.revision.data)
