"""Logging, set up once for each process: one JSON object a line on standard output, without personal data."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Event = MutableMapping[str, Any]

# Report number, channel and conversation say enough (Source: procedure.md PV).
PERSONAL = frozenset(
    {
        "address",
        "authorization",
        "body",
        "caller",
        "customer",
        "digits",
        "from",
        "idpel",
        "lat",
        "lon",
        "meter_id",
        "note",
        "phone",
        "plate",
        "position",
        "said",
        "speech",
        "street",
        "text",
        "token",
    }
)

# They tell at every look at the database, at every request, that all is well.
TALKATIVE = ("alembic", "urllib3", "werkzeug", "twilio.http_client", "sanic.access")


def configure(level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers through the same renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_personal_data,
        name_the_error,
    ]
    structlog.configure(
        # First of all what is not written is dropped: Rasa has much to say at the level of debugging.
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=False),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def withhold_personal_data(_logger: object, _method: str, event: Event) -> Event:
    """Mask the values of personal keys: a slip in a call must not become a leak in a file."""
    for key in PERSONAL & event.keys():
        event[key] = "[withheld]"
    return event


def name_the_error(_logger: object, _method: str, event: Event) -> Event:
    """Replace an exception by its type and the places it came through.

    Messages are left out: those of a database or a parser repeat the values they stumbled on.
    """
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["at"] = frames(error.__traceback__)
        if error.__cause__:
            event["cause"] = type(error.__cause__).__name__
    return event


def frames(trace: TracebackType | None) -> list[str]:
    """Return the last places of a traceback as `file:line function`, the innermost last."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-8:]]
