"""The form of files that are added to a tool."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf.file import MultipleFileField
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput
from wtforms import RadioField

from registry.catalogue.services.files import FileDetails
from registry.rules.words import FilePurpose, Visibility, label
from registry.web.forms import GovForm, offers
from registry.web.widgets import SeveralFiles


class FilesForm(GovForm):
    """Files with what sort they are and who may read them."""

    file = MultipleFileField(
        _("Choose files"),
        widget=SeveralFiles(),
    )
    purpose = RadioField(
        _("What sort of file is it?"),
        widget=GovRadioInput(),
        choices=offers((purpose.value, _(label(purpose.value))) for purpose in FilePurpose),
        validate_choice=False,
    )
    visibility = RadioField(
        _("Who may read it?"),
        description=_("Nobody who may not read the record can read its files."),
        widget=GovRadioInput(),
        choices=offers(
            [
                (Visibility.PUBLIC.value, _("Everybody")),
                (Visibility.POLICING.value, _("Signed-in members of policing")),
                (Visibility.NAMED.value, _("Our own people, and those who are given the record by name")),
            ]
        ),
        default=Visibility.POLICING.value,
        validate_choice=False,
    )

    def within(self, limit: int) -> "FilesForm":
        """Say how large a file may be."""
        size = f"{round(limit / (1024 * 1024), 1):g}"
        self.file.description = _(
            "PDF, Word (docx), Excel (xlsx), CSV, text or PNG. Up to 10 at once, each %(size)s MB at most.", size=size
        )
        return self

    def show(self, fields: Mapping[str, str]) -> None:
        """As every form does; what is wrong with several files is a message each."""
        super().show({name: message for name, message in fields.items() if name != "file"})
        if fields.get("file"):
            self.file.errors = [*self.file.errors, *fields["file"].splitlines()]

    def details(self) -> FileDetails:
        """What is said of them."""
        return FileDetails(str(self.purpose.data or ""), str(self.visibility.data or ""))

    def chosen(self) -> list[tuple[str, bytes]]:
        """Each file's name as sent, and its bytes."""
        sent: list[Any] = self.file.data or []
        return [(str(one.filename or ""), bytes(one.read())) for one in sent if hasattr(one, "read")]
