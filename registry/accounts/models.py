"""People, memberships, sessions, invitations and requests for access."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Code, Key, Model, Moment, Name, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import Role


class Person(Model):
    """Somebody with an account."""

    __tablename__ = "person"
    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[Name]
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[Moment]
    closed_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)


class Membership(Model):
    """A person holds a role at an organisation from one moment to another; rows are closed, not deleted."""

    __tablename__ = "membership"
    __table_args__ = (
        Index(
            "uq_membership_open",
            "person_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(enumerated(Role))
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SignIn(Model):
    """A session on the server's side: the cookie holds a random token, this row its hash."""

    __tablename__ = "sign_in"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class FailedSignIn(Model):
    """A failed attempt, counted here so that all web workers share the limit. Keys are salted hashes."""

    __tablename__ = "failed_sign_in"
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), index=True)
    happened_at: Mapped[Moment] = mapped_column(index=True)


class Invitation(Model):
    """A person is asked to join an organisation in a role; used once, by the holder of any of its links."""

    __tablename__ = "invitation"
    id: Mapped[Key]
    name: Mapped[Name | None]  # as far as it is known before the person says it
    email: Mapped[str] = mapped_column(String(254), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(enumerated(Role))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: from the terminal
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    accepted_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class InvitationLink(Model):
    """A secret link to an invitation: one is shown to whoever invites, another goes by mail. Only hashes are kept."""

    __tablename__ = "invitation_link"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id"), index=True)
    invitation: Mapped[Invitation] = relationship(lazy="raise")


class AccessRequest(Model):
    """Somebody with a policing address asks to join; their force's lead, or the registrar, answers."""

    __tablename__ = "access_request"
    __table_args__ = (CheckConstraint("outcome IN ('approved', 'refused')", name="outcome"),)
    id: Mapped[Key]
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[Name]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[Prose]
    requested_at: Mapped[Moment]
    outcome: Mapped[Code | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[Moment | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise")
