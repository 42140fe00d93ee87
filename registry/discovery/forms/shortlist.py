"""The form of a note on a shortlist."""

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from registry.web.forms import GovForm


class NoteForm(GovForm):
    """What somebody notes of a tool, for themselves."""

    note = TextAreaField(
        _("Note"),
        description=_("Only you see it. It stands in the documents that you download. OFFICIAL only."),
        widget=GovTextArea(),
    )
