"""The form that takes what is already written."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput, GovTextArea
from wtforms import HiddenField, RadioField, TextAreaField

from registry.attachments.services import Keeping
from registry.attachments.services.examining import examine
from registry.core.errors import Invalid
from registry.rules.answers import tidy
from registry.rules.markings import marking
from registry.rules.written_up import KINDS, kind_labels
from registry.web.forms import GovForm, offers

LONGEST = 400_000  # characters
TYPES = (".docx", ".txt", ".csv", ".pdf")
CONFIRM = "confirm"


class WrittenUpForm(GovForm):
    """A document: what kind it is, and its text or the file."""

    kind = RadioField(
        _("What is it?"),
        widget=GovRadioInput(),
        choices=offers((kind, _(label)) for kind, label in kind_labels()),
        validate_choice=False,
    )
    text = TextAreaField(
        _("Paste its text"),
        description=_(
            "With its headings. OFFICIAL only. Names, personal addresses and telephone numbers are left out."
        ),
        widget=GovTextArea(),
        filters=[lambda text: text[: LONGEST + 1] if text else text],
    )
    file = FileField(
        _("Or choose a file"),
        description=_("Word (docx), PDF, CSV or plain text, up to 10 MB. The file itself is not kept."),
        widget=GovFileInput(),
    )
    revision = HiddenField()
    step = HiddenField()

    @property
    def confirms(self) -> bool:
        """Whether what is placed was looked at and is to be put into the record."""
        return bool(self.step.data == CONFIRM)

    def document(self, keeping: Keeping) -> str:
        """The text, from the field or out of the file. Raises Invalid, saying what to do about it."""
        if self.kind.data not in KINDS:
            raise _refused("kind", "Say what sort of document it is.")
        text = tidy(self.text.data) or self._of_file(keeping)
        if not text:
            raise _refused("text", "Paste the text of the document, or choose a file.")
        if len(text) > LONGEST:
            raise _refused("text", f"That is more than {LONGEST:,} characters. Paste the parts that matter.")
        found = marking(text)
        if found:
            raise _refused("text", f"The text is marked {found}. Nothing above OFFICIAL may come into the registry.")
        return text

    def read_at(self) -> int:
        """The revision that was read; 0 for one that cannot be read."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    def _of_file(self, keeping: Keeping) -> str:
        sent: Any = self.file.data
        if not sent or not sent.filename:
            return ""
        if not sent.filename.lower().endswith(TYPES):
            raise _refused("file", "Choose a Word (docx), PDF, CSV or plain text file.")
        examined = examine(sent.filename, sent.read(), limit=keeping.limit, turns=keeping.turns)
        if not examined.text:
            raise _refused("file", "No text could be read from that file. Paste its text instead.")
        return examined.text


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, {field: message})
