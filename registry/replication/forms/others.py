"""The forms that leave the stage where it is, and those for questions between forces."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from registry.core import clock
from registry.organisations.models import Organisation
from registry.replication.forms.fields import prose_field, text_field, visibility_field
from registry.replication.services import Assertion
from registry.rules.words import Visibility
from registry.web.forms import GovForm


class DisputeForm(GovForm):
    """Why what a source reports is not so."""

    reason = prose_field(_("What is not so? Say what is true instead"))
    revision = HiddenField()

    def assertion(self) -> Assertion:
        """What was said."""
        return Assertion(clock.today(), reason=self.reason.data)


class ReleaseForm(GovForm):
    """Who may read an adoption, and on whose authority."""

    visibility = visibility_field()
    role = text_field(_("Who released it?"), _("A role, not a name: Data protection officer."))
    reference = text_field(_("Under which reference?"), _("For example a minute or a decision number."))
    revision = HiddenField()

    @property
    def chosen(self) -> Visibility:
        """The visibility that was chosen."""
        return Visibility(self.visibility.data)


class AskForm(GovForm):
    """A question to another force."""

    asker = SelectField(_("In the name of which organisation?"), widget=GovSelect(), coerce=int)
    question = prose_field(
        _("Your question"),
        _(
            "It goes to the force's team mailbox, and both forces see it in their work lists. "
            "OFFICIAL at most: nothing marked OFFICIAL-SENSITIVE or above, no data about the public, no tactics."
        ),
    )

    def __init__(self, own: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.asker.choices = [SelectChoice(organisation.id, organisation.name) for organisation in own]


class AnswerForm(GovForm):
    """The answer."""

    answer = prose_field(_("Your answer"))


def read_at(form: Any) -> int:
    """The revision that the sender had before them."""
    text = str(form.revision.data or "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def ticked(values: Sequence[str]) -> dict[int, int]:
    """Ticked adoptions with the revision that was read, from "number:revision"; what is not so is left out."""
    pairs = [value.partition(":") for value in values[:500]]
    return {int(a): int(b) for a, _colon, b in pairs if a.isdecimal() and b.isdecimal() and len(a) + len(b) < 18}
