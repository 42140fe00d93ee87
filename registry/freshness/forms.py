"""The forms of what is due."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput
from wtforms import BooleanField, SelectMultipleField

from registry.freshness.queries.facts import Fact
from registry.web.forms import GovForm, offers


class DueForm(GovForm):
    """What is still true. Nothing is ticked beforehand."""

    due = SelectMultipleField(validate_choice=False)

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
