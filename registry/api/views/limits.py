"""How often one may ask: counted in each web worker, by person or, for visitors, by network address."""

from typing import NoReturn

from flask import Flask, current_app, request
from flask_limiter import Limiter, RequestLimit

from registry.api.views.blueprint import bp
from registry.core.errors import TooMany
from registry.web.requests import current_actor

WINDOW = 60


def asker() -> str:
    """Whoever asks, as the counter knows them."""
    person = current_actor().id
    return f"person:{person}" if person is not None else f"address:{request.remote_addr}"


def allowance() -> str:
    """How many requests a minute."""
    return f"{current_app.config['API_PER_MINUTE']} per minute"


def refuse(_limit: RequestLimit) -> NoReturn:
    """Answer as every refusal is answered."""
    raise TooMany("You asked the API too often. Wait a minute, then ask again, with larger pages.", WINDOW)


limiter = Limiter(asker, storage_uri="memory://", strategy="fixed-window", on_breach=refuse)
limiter.limit(allowance)(bp)


def init_app(app: Flask) -> None:
    """Count from now on."""
    app.config.setdefault("API_PER_MINUTE", app.config["SETTINGS"].api_per_minute)
    limiter.init_app(app)
