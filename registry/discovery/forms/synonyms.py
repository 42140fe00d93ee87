"""The forms of the groups of related words."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import HiddenField, TextAreaField

from registry.core.errors import Conflict
from registry.web.forms import GovForm

T = TypeVar("T")

CONFIRM, CHANGE = "confirm", "change"
ON, OFF = "on", "off"
LARGEST = 2**31 - 1


def number_of(text: object) -> int:
    """A revision as a form carries it; 0 for one that cannot be read."""
    digits = str(text or "")
    return min(int(digits), LARGEST) if digits.isascii() and digits.isdigit() and len(digits) < 11 else 0


class RingForm(GovForm):
    """One group: typed, then shown with what it would find, then confirmed."""

    members = TextAreaField(
        _("Words and phrases"),
        description=_("One on each line, at least two. A search for one of them will find the others too."),
        widget=GovTextArea(),
    )
    revision = HiddenField()
    step = HiddenField()
    conflict: Conflict | None = None

    @property
    def confirmed(self) -> bool:
        """Whether this step saves: what takes effect is shown first."""
        return bool(self.step.data == CONFIRM)

    @property
    def given_back(self) -> bool:
        """Whether the form is wanted again, to change what was typed."""
        return bool(self.step.data == CHANGE)

    def lines(self) -> list[str]:
        """The members as typed."""
        return (self.members.data or "").splitlines()[:200]

    def read_at(self) -> int:
        """The revision that the page was made from."""
        return number_of(self.revision.data)

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """As every form does; keep a conflict, to show beside what was typed."""
        try:
            return super().carry_out(act)
        except Conflict as conflict:
            self.conflict = conflict
            return None

    @property
    def status(self) -> int:
        """The status of the page that shows this form."""
        return 409 if self.conflict else super().status


class RingSwitchForm(GovForm):
    """Switch a group, as it was read at a revision."""

    revision = HiddenField()
    to = HiddenField()

    def on(self) -> bool:
        """Whether it is to be on."""
        return bool(self.to.data == ON)

    def read_at(self) -> int:
        """The revision that the page was made from."""
        return number_of(self.revision.data)
