"""The forms of what is due."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField, SelectMultipleField

from registry.core.errors import Conflict
from registry.freshness.queries.facts import Fact
from registry.web.forms import GovForm, offers

T = TypeVar("T")


class DueForm(GovForm):
    """What is still true. Nothing is ticked beforehand."""

    due = SelectMultipleField(validate_choice=False)
    overtaken = 0  # the status, once what was ticked had changed meanwhile

    def carry_out(self, act: Callable[[], T]) -> T | None:
        """As every form does; what changed meanwhile is said above the list, which then shows what is due now."""
        try:
            return super().carry_out(act)
        except Conflict as refusal:
            self.overtaken = refusal.status
            self.show({"due": refusal.message})
            return None

    @property
    def status(self) -> int:
        """The status of a page that shows the form."""
        return self.overtaken or super().status

    def offer(self, facts: Sequence[Fact]) -> "DueForm":
        """The facts that the page shows."""
        self.due.choices = offers((fact.key, fact.tool_name) for fact in facts)
        return self

    @property
    def ticked(self) -> list[str]:
        """The keys of what was ticked."""
        return list(self.due.data or [])


class RestrictForm(GovForm):
    """Whether a sign-in is asked for before a link confirms anything."""

    needs_sign_in = BooleanField(
        _("Ask for a sign-in before anything of this force is confirmed by the monthly link"),
        widget=GovCheckboxInput(),
        description=_(
            "The monthly mail then leads to the sign-in page. Without it, whoever holds the mail can confirm."
        ),
    )
