"""The one blueprint that the pages of accounts hang on, and the cookie that carries a session."""

from flask import Blueprint, current_app, request, session
from flask_login import UserMixin, current_user, login_user, logout_user

from config import Settings
from registry.web.addresses import network_of

bp = Blueprint("accounts", __name__)


class Holder(UserMixin):
    """Whoever holds a session's token; who they are is read from it at the next request."""

    def __init__(self, token: str) -> None:
        self.token = token

    def get_id(self) -> str:
        """What the cookie is to hold."""
        return self.token


def open_cookie(token: str) -> None:
    """Start the cookie anew around a session's token: nothing a visitor was given before lives on in it."""
    session.clear()
    login_user(Holder(token))


def clear_cookie() -> None:
    """Leave nothing of the session in the browser."""
    logout_user()
    session.clear()


def present_session() -> int | None:
    """The session of this request, if it has one."""
    return current_user.member.sign_in_id if current_user.is_authenticated else None


def network() -> str:
    """Where this request comes from, as far as attempts are counted."""
    return network_of(request.remote_addr)


def settings() -> Settings:
    """The settings of this copy."""
    found: Settings = current_app.config["SETTINGS"]
    return found
