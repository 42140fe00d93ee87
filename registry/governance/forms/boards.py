"""Forms about boards, meetings, cases and what follows a decision."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from registry.governance.models import Meeting
from registry.governance.services.boards import BoardDetails, MeetingDetails
from registry.governance.services.decisions import ActionDetails, ConditionDetails, DecisionDetails
from registry.organisations.models import Organisation
from registry.rules.lifecycles import Outcome
from registry.rules.words import BOARD_ROLES, Role, label
from registry.web.filters import long_date
from registry.web.forms import GovForm
from registry.web.widgets import DateInput

LONG = 5000
SLOTS = range(1, 5)
ALL_ADOPTERS = ""
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


class DecisionForm(GovForm):
    """What a board decided. `decision_form` adds the rows for conditions and actions."""

    outcome = RadioField(
        _("What the board decided"),
        widget=GovRadioInput(),
        choices=[SelectChoice(outcome.value, label(outcome)) for outcome in Outcome],
        validators=[InputRequired(message=_("Choose what the board decided"))],
    )
    rationale = prose_field(_("Why"), missing=_("Say why the board decided so"))
    bring_back_on = day_field(
        _("When it comes back"), hint=_("Needed for hold, defer and ask for evidence"), required=False
    )

    def details(self) -> DecisionDetails:
        """What was filled in; rows left empty are left out."""
        return DecisionDetails(
            outcome=Outcome(self.outcome.data),
            rationale=self.rationale.data or "",
            bring_back_on=self.bring_back_on.data,
            conditions=tuple(self._condition(slot) for slot in SLOTS if self[f"condition_{slot}"].data),
            actions=tuple(self._action(slot) for slot in SLOTS if self[f"action_{slot}"].data),
        )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: an action that is begun needs its role and its day."""
        complete = bool(super().validate(extra_validators))
        for slot in SLOTS:
            if not self[f"action_{slot}"].data:
                continue
            if not self[f"action_{slot}_to"].data:
                self.show({f"action_{slot}_to": str(_("Choose the organisation of this action"))})
                complete = False
            if not self[f"action_{slot}_role"].data:
                self.show({f"action_{slot}_role": str(_("Say which role owns this action"))})
                complete = False
            if not self[f"action_{slot}_due"].data:
                self.show({f"action_{slot}_due": str(_("Say by when this action is to be done"))})
                complete = False
        return complete

    def _condition(self, slot: int) -> ConditionDetails:
        return ConditionDetails(
            words=self[f"condition_{slot}"].data,
            blocking=self[f"condition_{slot}_blocking"].data,
            organisation_id=self[f"condition_{slot}_to"].data or None,
            due_on=self[f"condition_{slot}_due"].data,
        )

    def _action(self, slot: int) -> ActionDetails:
        return ActionDetails(
            words=self[f"action_{slot}"].data,
            organisation_id=self[f"action_{slot}_to"].data,
            owner_role=self[f"action_{slot}_role"].data or "",
            due_on=self[f"action_{slot}_due"].data,
        )


def decision_form(organisations: Sequence[Organisation]) -> DecisionForm:
    """The form with its numbered rows; a row left empty adds nothing."""
    to = [SelectChoice(found.id, found.name) for found in organisations]
    fields: dict[str, Any] = {}
    for slot in SLOTS:
        fields |= _condition_fields(slot, [SelectChoice(ALL_ADOPTERS, str(_("All adopters"))), *to]) | _action_fields(
            slot, to
        )
    form: DecisionForm = type("NumberedDecisionForm", (DecisionForm,), fields)()
    return form


def _condition_fields(slot: int, to: list[SelectChoice]) -> dict[str, Any]:
    return {
        f"condition_{slot}": prose_field(_("Condition %(number)s: what is asked for", number=slot)),
        f"condition_{slot}_to": SelectField(
            _("Of whom condition %(number)s asks it", number=slot),
            widget=GovSelect(),
            choices=to,
            coerce=number,
            validate_choice=False,  # the service knows which organisations there are
        ),
        f"condition_{slot}_blocking": BooleanField(
            _("Condition %(number)s must be met before going live", number=slot), widget=GovCheckboxInput()
        ),
        f"condition_{slot}_due": day_field(_("Day by which condition %(number)s is due", number=slot), required=False),
    }


def _action_fields(slot: int, to: list[SelectChoice]) -> dict[str, Any]:
    return {
        f"action_{slot}": prose_field(_("Action %(number)s: what is to be done", number=slot)),
        f"action_{slot}_to": SelectField(
            _("Organisation of action %(number)s", number=slot),
            widget=GovSelect(),
            choices=[SelectChoice("", str(_("Choose an organisation"))), *to],
            coerce=number,
            validate_choice=False,
        ),
        f"action_{slot}_role": StringField(
            _("Role that owns action %(number)s", number=slot),
            widget=GovTextInput(),
            validators=[Optional(), Length(max=200)],
        ),
        f"action_{slot}_due": day_field(_("Day by which action %(number)s is due", number=slot), required=False),
    }
