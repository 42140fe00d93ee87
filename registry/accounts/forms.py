"""The forms of accounts."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from registry.accounts.services.access import AccessDetails
from registry.accounts.services.account import PasswordDetails
from registry.accounts.services.invitations import InvitationDetails
from registry.accounts.services.joining import NewPerson
from registry.accounts.services.signing_in import Credentials
from registry.organisations.models import Organisation
from registry.rules.answers import tidy
from registry.rules.words import Role
from registry.web.forms import GovForm, offers

ADDRESS = r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$"
REFUSE = "refuse"

ROLES = {
    Role.READER: _("Reader: reads what is shared with policing, saves searches, asks other forces"),
    Role.CONTRIBUTOR: _("Contributor: writes drafts of records"),
    Role.LEAD: _("Lead: submits records, states adoption for the organisation, invites people"),
    Role.ASSURER: _("Assurer: releases records and signs off (data protection, information risk, security)"),
    Role.REVIEWER: _("Reviewer: reviews and publishes records of other organisations"),
    Role.COORDINATOR: _("Co-ordinator: runs the diagnostic"),
    Role.CHIEF_OFFICER: _("Chief officer: signs the organisation's responses"),
    Role.REGISTRAR: _("Registrar: keeps organisations, people and reference data"),
}


def _email(label: Any, hint: Any = None) -> StringField:
    return StringField(
        label,
        widget=GovTextInput(),
        filters=[lambda text: (text or "").strip()],
        validators=[
            InputRequired(_("Enter an e-mail address.")),
            Length(max=254, message=_("An e-mail address has at most 254 characters.")),
            Regexp(ADDRESS, message=_("Enter an e-mail address like name@force.police.uk.")),
        ],
        description=hint,
        render_kw={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )


def _name(label: Any, *, needed: bool = True) -> StringField:
    first = InputRequired(_("Enter a name.")) if needed else Optional()
    return StringField(
        label,
        widget=GovTextInput(),
        filters=[lambda text: tidy(text, lines=False)],
        validators=[first, Length(max=200, message=_("A name has at most 200 characters."))],
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )


def _password(label: Any, autocomplete: str, hint: Any = None) -> PasswordField:
    return PasswordField(
        label,
        widget=GovPasswordInput(),
        validators=[InputRequired(_("Enter a password.")), Length(max=200, message=_("Use 200 characters or fewer."))],
        description=hint,
        render_kw={"params": {"autocomplete": autocomplete}},
    )


class SignInForm(GovForm):
    """Address and password."""

    email = _email(_("E-mail address"))
    password = _password(_("Password"), "current-password")

    def credentials(self, network: str, replaces: int | None) -> Credentials:
        """What was typed, with where it came from."""
        return Credentials(
            email=self.email.data or "", password=self.password.data or "", network=network, replaces=replaces
        )


class NewPersonForm(GovForm):
    """What somebody new says of themselves."""

    name = _name(_("Your name"))
    password = _password(
        _("Choose a password"),
        "new-password",
        _("12 characters or more. Three words that do not belong together will do."),
    )

    def details(self) -> NewPerson:
        """What was typed."""
        return NewPerson(name=self.name.data or "", password=self.password.data or "")


class AcceptForm(GovForm):
    """Nothing but the agreement of somebody who is signed in."""


class InvitationForm(GovForm):
    """Whom to invite, and as what."""

    email = _email(_("E-mail address"), _("Their own work address, not a shared mailbox."))
    name = _name(_("Name (optional)"), needed=False)
    role = RadioField(_("Role"), widget=GovRadioInput(), validators=[InputRequired(_("Choose a role."))])

    def __init__(self, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = offers((role.value, ROLES[role]) for role in roles)

    def details(self) -> InvitationDetails:
        """What was typed."""
        return InvitationDetails(
            email=self.email.data or "", role=Role(self.role.data), name=(self.name.data or "").strip() or None
        )


class RoleForm(GovForm):
    """One more role for somebody."""

    role = RadioField(_("Role"), widget=GovRadioInput(), validators=[InputRequired(_("Choose a role."))])

    def __init__(self, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = offers((role.value, ROLES[role]) for role in roles)


class AnswerForm(GovForm):
    """Approve a request in a role, or refuse it."""

    answer = RadioField(_("Your answer"), widget=GovRadioInput(), validators=[InputRequired(_("Choose an answer."))])

    def __init__(self, roles: Iterable[Role], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        approvals = [(role.value, _("Approve. %(role)s", role=ROLES[role])) for role in roles]
        self.answer.choices = offers(
            [*approvals, (REFUSE, _("Refuse: I do not know this person, or they have no need"))]
        )

    @property
    def role(self) -> Role | None:
        """The role to approve in; nothing for a refusal."""
        return None if self.answer.data == REFUSE else Role(self.answer.data)


class AccessForm(GovForm):
    """A request to join."""

    name = _name(_("Your name"))
    email = _email(
        _("Your work e-mail address"), _("At a police force or another policing body, such as name@force.police.uk.")
    )
    organisation = SelectField(
        _("Your force or organisation"),
        widget=GovSelect(),
        validators=[InputRequired(_("Choose your force or organisation."))],
    )
    reason = TextAreaField(
        _("Why you need access"),
        widget=GovTextArea(),
        description=_("One or two sentences. Whoever leads the registry's work at your force reads them."),
        validators=[
            InputRequired(_("Say why you need access.")),
            Length(max=1000, message=_("Use 1,000 characters or fewer.")),
        ],
    )

    def __init__(self, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.organisation.choices = offers([("", ""), *((one.slug, one.name) for one in organisations)])

    def details(self, network: str) -> AccessDetails:
        """What was typed, with where it came from."""
        return AccessDetails(
            email=self.email.data or "",
            name=self.name.data or "",
            organisation=self.organisation.data,
            reason=self.reason.data or "",
            network=network,
        )


class NameForm(GovForm):
    """How the person's name is written."""

    name = _name(_("Your name"))


class PasswordForm(GovForm):
    """A new password in place of the present one."""

    current = _password(_("Your present password"), "current-password")
    new = _password(
        _("Your new password"),
        "new-password",
        _("12 characters or more. Three words that do not belong together will do."),
    )

    def details(self) -> PasswordDetails:
        """What was typed."""
        return PasswordDetails(current=self.current.data or "", new=self.new.data or "")


class NewPasswordForm(GovForm):
    """A new password in place of one that was lost."""

    new = _password(
        _("Your new password"),
        "new-password",
        _("12 characters or more. Three words that do not belong together will do."),
    )
