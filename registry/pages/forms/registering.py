"""The forms of registering and submitting, where similar tools are shown."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import HiddenField, RadioField, TextAreaField

from registry.catalogue.forms import RegisterForm, shown
from registry.core.errors import Invalid
from registry.governance.forms.review import ReleaseForm
from registry.rules.answers import tidy
from registry.web.forms import offers

SAME, DIFFERENT = "same", "different"
LONGEST = 1_000
SEEN = 20  # similar tools that a form says were shown


class BeginForm(RegisterForm):
    """What a draft begins with, and which similar tools its writer was shown."""

    seen = HiddenField()

    def has_seen(self, ids: set[int]) -> bool:
        """Whether all of these were on the page that was sent."""
        said = (self.seen.data or "").split(",")[:SEEN]
        return ids <= {int(number) for number in said if number.isascii() and number.isdigit() and len(number) < 11}

    def shows(self, ids: list[int]) -> None:
        """Say which tools the page shows now."""
        self.seen.data = ",".join(map(str, ids))


class SubmitForm(ReleaseForm):
    """A release; and, where a very similar tool stands in the register, why this is another."""

    same = RadioField(
        _("Is it the same tool?"),
        widget=GovRadioInput(),
        validate_choice=False,
    )
    difference = TextAreaField(
        _("How is it different?"),
        description=_("One or two sentences. The reviewer reads them with the record."),
        widget=GovTextArea(),
        filters=[shown],
    )

    def ask(self, strong: bool) -> "SubmitForm":
        """Ask whether it is the same only where something looks the same."""
        if strong:
            choices = [(DIFFERENT, _("No, it is a different tool")), (SAME, _("Yes, we use the tool that is there"))]
            self.same.choices = offers(choices)
        else:
            del self.same, self.difference
        return self

    @property
    def is_same(self) -> bool:
        """Whether the submitter says that the tool is there already."""
        return "same" in self and self.same.data == SAME

    def reason(self) -> str:
        """Why it is another tool. Raises Invalid when that is asked for and not said."""
        if "same" not in self:
            return ""
        if self.same.data != DIFFERENT:
            message = "Say whether it is the same tool as one that is in the register."
            raise Invalid(message, {"same": message})
        words = tidy(self.difference.data)
        if not words:
            message = "Say in a sentence how it is different."
            raise Invalid(message, {"difference": message})
        if len(words) > LONGEST:
            message = f"Shorten it to {LONGEST:,} characters or fewer."
            raise Invalid(message, {"difference": message})
        return words
