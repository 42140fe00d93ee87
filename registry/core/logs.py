"""Logs as lines of JSON, each with its request's id, and nothing personal in them."""

import logging
import re
import sys
import uuid
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor

MASK = "[masked]"
# Words that name what a log must not hold, wherever they stand in a key
PRIVATE = re.compile(r"passw|secret|token|cookie|authorization|email|mailbox|phone|full_name|session_id|\bname$", re.I)
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
# Single-use links and bearer tokens: one long run of letters and digits
KEY = re.compile(r"(?<![\w-])(?=[\w-]*[\dA-Z])[\w-]{40,}(?![\w-])")
KEPT = {"request_id", "event", "level", "timestamp", "logger"}
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send every log of this process, our own and the libraries', to one stream as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module; give it facts as keywords, never a sentence with values in it."""
    found: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return found


def begin(request_id: str | None = None, **facts: Any) -> str:
    """Start a request or a job: everything logged until the next one carries its id and facts.

    An id that came from outside is kept only when it is plain letters, digits and hyphens.
    """
    known = request_id if request_id and REQUEST_ID.fullmatch(request_id) else str(uuid.uuid4())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=known, **facts)
    return known


def end() -> None:
    """Forget the request, so that the next one starts clean."""
    structlog.contextvars.clear_contextvars()


def mask(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Take out what is private by its name, and addresses and keys wherever they stand."""
    return _masked_mapping(event)


def _masked_mapping(facts: MutableMapping[str, Any]) -> dict[str, Any]:
    masked = {}
    for name, value in facts.items():
        if name.startswith("_") or name == "request_id":
            masked[name] = value
        elif name not in KEPT and PRIVATE.search(name):
            masked[name] = MASK
        else:
            masked[name] = _masked(value)
    return masked


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return KEY.sub(MASK, EMAIL.sub(MASK, value))
    if isinstance(value, dict):
        return _masked_mapping(value)
    if isinstance(value, list | tuple):
        return [_masked(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else _masked(repr(value))
