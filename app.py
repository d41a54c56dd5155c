"""The web application: mounts the edges, gives every answer its headers, turns every error into a problem document."""

from __future__ import annotations

import time
from http import HTTPStatus
from types import TracebackType

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

import api
import console
import health
import ivr
import logs
import metrics
import proxies
import shared_assets
import simulator
import tracing
import tracking
import trail
from api.problems import from_ticket_error, problem
from bootstrap import System, build
from desk.officers import Officers
from desk.ports import MediaStore, Messenger, OfficersLine
from notify.media import TwilioMedia
from notify.messenger import TwilioMessenger
from notify.officers_line import TwilioOfficersLine
from performance.operation import Operation
from settings import Settings
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

BESIDE = "padam-beside"
# Twilio posts forms of a few kilobytes, APKT one report at a time.
MAX_BODY = 1 << 20
QUIET = frozenset({"/healthz", "/readyz", "/metrics", "/simulator/api/changes", "/simulator/api/stage"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    # Reports and conversations belong to one person each: no shared cache may keep them.
    "Cache-Control": "no-store",
}


class Application(Flask):
    """A Flask application that logs failures without the address, which may name a person."""

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log an exception that no handler caught."""
        log.error("failed", method=request.method, route=_route(), exc_info=exc_info)


def create_app(
    system: System,
    messenger: Messenger | None = None,
    media: MediaStore | None = None,
    line: OfficersLine | None = None,
) -> Flask:
    """Return the application for a system; messages and calls go out through the carrier unless told otherwise."""
    app = Application("padam", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    tracing.register(app)
    metrics.register(app, lambda: _operation(system), lambda: _owed(system))
    health.register(app, system)
    api.register(app, system)
    ivr.register(app, system)
    shared_assets.register(app)
    tracking.register(app, system)
    officers = Officers(system.uow, system.clock, messenger or TwilioMessenger(system.settings))
    settings = system.settings
    console.register(app, system, officers, media or TwilioMedia(settings), line or TwilioOfficersLine(settings))
    simulator.register(app, system)
    trail.register(app, system)
    proxies.stand_behind(app, system.settings)
    # After the edges: an OpenAPI framework brings its own handler for the whole application.
    _register_errors(app)
    _register_answers(app, secure=system.settings.public_url.startswith("https://"))
    return app


def _operation(system: System) -> Operation:
    with system.uow() as uow:
        return uow.operation.figures(system.clock())


def _owed(system: System) -> tuple[int, float, int]:
    held, age = system.waiting.figures()
    with system.uow() as uow:
        under_way, _ = uow.late_answers.figures()
    return held, age.total_seconds(), under_way


def serve() -> Flask:
    """Return the application for the environment; what a WSGI server calls.

    Each process that serves it then calls its extension `BESIDE`, which begins what runs beside the requests.
    """
    settings = Settings.from_env()
    logs.configure(settings.log_level)
    system = build(settings)
    if tracing.configure(settings, "web"):
        tracing.watch(system.engine)
    app = create_app(system)
    app.extensions[BESIDE] = lambda: ivr.start(app)
    return app


def _register_errors(app: Flask) -> None:
    app.register_error_handler(TicketError, from_ticket_error)

    @app.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return error
        kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
        return problem(error.code, headers=kept)


def _register_answers(app: Flask, *, secure: bool) -> None:
    headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.path not in QUIET:
            ms = round((time.perf_counter() - g.begun) * 1000) if "begun" in g else None
            log.info("request", method=request.method, route=_route(), status=response.status_code, ms=ms)
        return response


def _route() -> str:
    """Return the pattern of the address: the address itself may name a person (`?phone=`)."""
    return request.url_rule.rule if request.url_rule else "none"
