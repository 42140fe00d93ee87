"""The form in which the lead of a site says which playbook it followed."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField

from registry.attachments.models import Attachment
from registry.web.forms import GovForm, offers


class PlaybookForm(GovForm):
    """Which of the owner's playbooks the site followed, if any."""

    playbook = RadioField(
        _("Which playbook of the owner’s did you follow?"),  # noqa: RUF001
        description=_("Step by step, so that what you found tells whether others can follow it too."),
        widget=GovRadioInput(),
        validate_choice=False,
    )

    def offer(self, files: Iterable[Attachment], present: int | None) -> "PlaybookForm":
        """The playbooks of the record, and none."""
        found: list[tuple[str, Any]] = [(str(file.id), file.name) for file in files]
        self.playbook.choices = offers([*found, ("0", gettext("None"))])
        if not self.playbook.raw_data:
            self.playbook.data = str(present or 0)
        return self

    def chosen(self) -> int:
        """The file; 0 for none, and a number of no file for what cannot be read."""
        text = str(self.playbook.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
