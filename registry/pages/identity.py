"""From a cookie to a person: the session, the roles, the seats; three facts that three slices hold."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request, session
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user

from registry.accounts.queries.members import Member, member_by_session
from registry.accounts.services.sessions import SEEN_EVERY, hash_of, touch_session
from registry.core import clock
from registry.governance.queries.actors import with_seats_and_access
from registry.rules.policy import ANONYMOUS


class SignedIn(UserMixin):
    """The person of this request; Flask-Login keeps the session's token in the cookie as their id."""

    def __init__(self, token: str, member: Member) -> None:
        self.token = token
        self.member = member
        self.actor = with_seats_and_access(member)

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


class Visitor(AnonymousUserMixin):
    """Nobody in particular."""

    actor = ANONYMOUS
    member = None


def init_app(app: Flask) -> None:
    """Find the person of each request by their session."""
    manager = LoginManager(app)
    manager.session_protection = None  # the session's row is what counts, and it ends on the server
    manager.anonymous_user = Visitor
    manager.user_loader(load)
    app.before_request(recognise)


def recognise() -> None:
    """Ask at the start: noting that the session is in use ends the transaction that a view has read in."""
    if "_user_id" in session and request.endpoint != "static":
        _ = current_user.actor


def load(token: str) -> Any:
    """The person whose session the token opens, or nothing."""
    idle = timedelta(minutes=current_app.config["SETTINGS"].session_idle_minutes)
    member = member_by_session(hash_of(token), idle)
    if member is None or member.sign_in_id is None:
        return None
    if clock.now() - member.seen_at > min(SEEN_EVERY, idle / 2):
        touch_session(member.sign_in_id)
    return SignedIn(token, member)
