"""Who asks, in a form in which nobody can be read."""

import hashlib
import hmac

from flask import current_app, request

from registry.web.addresses import network_of
from registry.web.requests import current_actor


def asker() -> str:
    """The person, else the network and the browser of a visitor, as a hash under the site's key."""
    number = current_actor().id
    who = (
        f"visitor:{network_of(request.remote_addr)}:{request.user_agent.string}"
        if number is None
        else f"person:{number}"
    )
    secret: str = current_app.config["SETTINGS"].secret_key
    return hmac.new(secret.encode(), who.encode(), hashlib.sha256).hexdigest()
