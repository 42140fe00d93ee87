"""Forms about boards, meetings, cases and what follows a decision."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from registry.governance.models import Meeting
from registry.governance.services.boards import BoardDetails, MeetingDetails
from registry.organisations.models import Organisation
from registry.rules.words import BOARD_ROLES, Role, label
from registry.web.filters import long_date
from registry.web.forms import GovForm
from registry.web.widgets import DateInput

LONG = 5000
SENSITIVE = _("OFFICIAL only: nothing marked OFFICIAL-SENSITIVE or above, no data about people, no tactics.")


def number(value: Any) -> int | None:
    """The number of what was chosen; nothing for the empty choice."""
    return int(value) if str(value or "").isdecimal() and int(value) else None


def day_field(text: Any, *, hint: Any = "", required: bool = True) -> DateField:
    """A date in three boxes."""
    return DateField(
        text,
        format="%d %m %Y",
        widget=DateInput(),
        description=hint,
        validators=[InputRequired(message=_("Give the day, the month and the year"))] if required else [Optional()],
    )


def prose_field(text: Any, *, hint: Any = SENSITIVE, missing: Any = None) -> TextAreaField:
    """A few sentences; required when it says what is missing without them."""
    asked = [InputRequired(message=missing)] if missing else [Optional()]
    return TextAreaField(text, widget=GovTextArea(), description=hint, validators=[*asked, Length(max=LONG)])


class BoardForm(GovForm):
    """A new board."""

    name = StringField(
        _("Name of the board"),
        widget=GovTextInput(),
        validators=[InputRequired(message=_("Give the board a name")), Length(max=200)],
    )
    organisation = SelectField(_("Organisation it belongs to"), widget=GovSelect(), coerce=int)
    remit = prose_field(_("What it considers"), missing=_("Say what the board considers"))

    def offer(self, organisations: Iterable[Organisation]) -> "BoardForm":
        """Let these be chosen."""
        self.organisation.choices = [SelectChoice(found.id, found.name) for found in organisations]
        return self

    def details(self) -> BoardDetails:
        """What was filled in."""
        return BoardDetails(self.name.data or "", self.organisation.data, self.remit.data or "")


class SeatForm(GovForm):
    """A person takes a seat."""

    email = StringField(
        _("Their e-mail address"),
        widget=GovTextInput(),
        validators=[InputRequired(message=_("Give the address they sign in with")), Length(max=254)],
    )
    role = SelectField(
        _("Role on the board"),
        widget=GovSelect(),
        choices=[SelectChoice(role.value, label(role)) for role in BOARD_ROLES],
    )

    def chosen(self) -> Role:
        """The role that was picked."""
        return Role(self.role.data)


class MeetingForm(GovForm):
    """A meeting."""

    held_on = day_field(_("Day of the meeting"))
    title = StringField(
        _("What the meeting is called"),
        widget=GovTextInput(),
        validators=[InputRequired(message=_("Give the meeting a name")), Length(max=200)],
    )

    def details(self) -> MeetingDetails:
        """What was filled in."""
        return MeetingDetails(self.held_on.data, self.title.data or "")


class CaseForm(GovForm):
    """A question about a tool for a board."""

    board = SelectField(_("Board"), widget=GovSelect(), coerce=int)
    tool = StringField(
        _("Record"),
        description=_("Its address, or the last part of it, such as rapid-video-response"),
        widget=GovTextInput(),
        validators=[InputRequired(message=_("Give the record's address")), Length(max=400)],
    )
    question = prose_field(_("What the board is asked to decide"), missing=_("Say what the board is asked to decide"))

    def offer(self, boards: Iterable[tuple[int, str]]) -> "CaseForm":
        """Let these be chosen."""
        self.board.choices = [SelectChoice(number, name) for number, name in boards]
        return self

    def slug(self) -> str:
        """The record's slug, from whatever form of its address was given."""
        return str(self.tool.data).split("?")[0].strip().rstrip("/").rpartition("/")[2]


class AssignForm(GovForm):
    """Who looks into a case."""

    person = SelectField(_("Who looks into it"), widget=GovSelect(), coerce=int)

    def offer(self, people: Iterable[tuple[int, str]]) -> "AssignForm":
        """Let these be chosen."""
        self.person.choices = [SelectChoice(number, name) for number, name in people]
        return self


class ScheduleForm(GovForm):
    """Which meeting a case goes to."""

    meeting = SelectField(_("Meeting"), widget=GovSelect(), coerce=int)

    def offer(self, meetings: Sequence[Meeting]) -> "ScheduleForm":
        """Let these be chosen."""
        self.meeting.choices = [
            SelectChoice(found.id, f"{long_date(found.held_on)}: {found.title}") for found in meetings
        ]
        return self


class EmptyForm(GovForm):
    """A button alone: its token is what is checked."""


class ProofForm(GovForm):
    """That a condition or an action is done."""

    proof = StringField(
        _("Proof"),
        description=_("The reference of a document and where it is kept, or an address that begins with https://"),
        widget=GovTextInput(),
        validators=[InputRequired(message=_("Give the proof")), Length(max=2000)],
    )
