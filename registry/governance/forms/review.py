"""The forms of submission and review."""

from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSelect, GovTextArea, GovTextInput
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from registry.catalogue.forms import shown
from registry.catalogue.services import ReleaseDetails
from registry.governance.queries.review import Assigning
from registry.rules.lifecycles import ToolState
from registry.web.forms import GovForm, offers
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
        description=_(
            "Say what would make the record good enough to publish. You can leave this out where a comment is open."
        ),
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


class ReplyForm(GovForm):
    """What was done about a comment."""

    reply = TextAreaField(
        _("What did you do about it? (optional)"),
        description=_("The reviewer sees it below their comment, under your role and not your name."),
        widget=GovTextArea(),
        filters=[shown],
    )


class ReopenForm(GovForm):
    """Why a comment is not dealt with yet."""

    reason = TextAreaField(
        _("What is still missing?"),
        description=_("The owner sees it below your comment."),
        widget=GovTextArea(),
        filters=[shown],
    )


class TakeForm(GovForm):
    """Who had the record when the page was read."""

    held_by = HiddenField()

    def seen(self) -> int | None:
        """The reviewer that the page named; nothing when it named nobody."""
        return _number(self.held_by.data) or None


class GiveBackForm(GovForm):
    """Nothing but the token."""


class EndForm(GovForm):
    """Nothing but the token."""


class AssignForm(GovForm):
    """To whom a record goes, and by when it is to be settled."""

    person = SelectField(_("Which reviewer?"), widget=GovSelect(), validate_choice=False)
    due_on = DateField(
        _("By when is it to be reviewed?"),
        description=_("For example, 8 3 2026"),
        widget=DateInput(),
        format="%d %m %Y",
        validators=[Optional()],
    )

    def offer(self, page: Assigning) -> "AssignForm":
        """Those who have no interest in the record; no day while it waits for its owner."""
        names = [("", _("Choose a reviewer"))]
        names += [(str(one.id), _busy(one.name, one.organisation, one.open)) for one in page.candidates]
        self.person.choices = offers(names)
        if page.tool.state is not ToolState.IN_REVIEW:
            del self.due_on
        return self

    def chosen(self) -> int:
        """The reviewer; 0 for nobody."""
        return _number(self.person.data)

    def due(self) -> Any:
        """The day, where one is asked for."""
        return self.due_on.data if "due_on" in self else None


class InterestForm(GovForm):
    """Why a reviewer keeps away from a record."""

    reason = TextAreaField(
        _("Why can you not review it?"),
        description=_(
            "For example, you worked on it, you know its supplier, or you use it in your force. "
            "The registrar sees it; the owner does not."
        ),
        widget=GovTextArea(),
        filters=[shown],
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
        return _number(self.revision.data)


def _number(typed: Any) -> int:
    """A number from a form; 0 for what cannot be read."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _busy(name: str, organisation: str, number: int) -> str:
    return str(_("%(who)s, %(where)s: has %(number)s now", who=name, where=organisation, number=number))
