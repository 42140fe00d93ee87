"""The forms of submission and review."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovTextArea, GovTextInput
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.catalogue.services import ReleaseDetails
from registry.web.forms import GovForm
from registry.web.widgets import DateInput


class ReleaseForm(GovForm):
    """Who released the record, and the statement about what it holds."""

    role = StringField(
        _("Who released it?"),
        description=_("A role, for example Information security officer or Data protection officer. Not a name."),
        widget=GovTextInput(),
        filters=[shown],
    )
    released_on = DateField(
        _("When?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )
    reference = StringField(
        _("Under which reference?"),
        description=_("What your force can find it again by, for example a minute or a ticket."),
        widget=GovTextInput(),
        filters=[shown],
    )
    agreed = BooleanField(
        _(
            "The record is OFFICIAL only. Its public answers hold nothing operationally sensitive, nothing personal and "
            "nothing in commercial confidence."
        ),
        widget=GovCheckboxInput(),
    )

    def in_person(self) -> "ReleaseForm":
        """An assurer releases by submitting: who, when and where are known."""
        for name in ("role", "released_on", "reference"):
            delattr(self, name)
        return self

    def details(self) -> ReleaseDetails:
        """The release as stated."""
        given: dict[str, Any] = self.data
        return ReleaseDetails(
            role=given.get("role") or "",
            released_on=given.get("released_on"),
            reference=given.get("reference") or "",
            agreed=bool(given.get("agreed")),
        )


class CommentForm(GovForm):
    """A remark on one answer, or on the whole record."""

    question = HiddenField()
    comment = TextAreaField(
        _("Your comment"),
        description=_("The owner sees it beside the answer, under your role and not your name."),
        widget=GovTextArea(),
        filters=[shown],
    )


class ChangesForm(GovForm):
    """What is to change, and by when."""

    comment = TextAreaField(
        _("What should change?"),
        description=_("Say what would make the record good enough to publish. Comments on single answers go with it."),
        widget=GovTextArea(),
        filters=[shown],
    )
    due_on = DateField(
        _("By when?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )


class NotAcceptForm(GovForm):
    """Why a record is not accepted."""

    reason = TextAreaField(
        _("Why is it not accepted?"),
        description=_("The owner sees it, and may begin a new draft."),
        widget=GovTextArea(),
        filters=[shown],
    )


class PublishForm(GovForm):
    """The revision that was read, which is the one to publish."""

    revision = HiddenField()

    def read_at(self) -> int:
        """The revision; 0 for one that cannot be read."""
        text = str(self.revision.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
