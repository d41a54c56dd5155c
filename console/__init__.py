"""The officers' pages under `/console/`: Monitoring Tiket, the desk, accounts (docs/console.md)."""

from __future__ import annotations

import secrets
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Flask, Response, abort, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from accounts.model import Role
from console import (
    access,
    conversations,
    duty,
    kinerja,
    login,
    media,
    monitoring,
    oidc,
    outages,
    people,
    promise,
    storm,
    ticket,
    trail,
)
from console.context import System, attach, current
from desk.errors import NoSuchHandOverError
from desk.officers import Officers
from desk.ports import MediaStore, OfficersLine
from shared_assets import tile_host
from tickets.errors import ConflictError, NotFoundError, StoreUnavailableError, TicketError

__all__ = ["register"]

_STATUS = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    ConflictError: HTTPStatus.CONFLICT,
    StoreUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def register(app: Flask, system: System, officers: Officers, media: MediaStore, line: OfficersLine) -> None:
    """Mount the pages on the app."""
    attach(app, system, officers, media, line)
    access.configure(app, system)
    oidc.configure(app, system)
    app.register_blueprint(_pages(system))


def _pages(system: System) -> Blueprint:
    """Return the pages, made anew for each application."""
    pages = Blueprint("console", __name__, url_prefix="/console", static_folder="static", template_folder="templates")
    access.guard(pages)
    for part in (login, monitoring, ticket, media, promise, outages, conversations, duty, kinerja, storm):
        part.mount(pages)
    for part in (people, trail, oidc):
        part.mount(pages)
    _errors(pages)
    _words(pages, system)
    policy = _policy(system.settings.map_tiles)

    @pages.after_request
    def protect(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = policy
        if request.endpoint == "console.static":
            # The same for everybody; browsers ask whether it changed.
            answer.headers["Cache-Control"] = "no-cache"
        return answer

    return pages


def _errors(pages: Blueprint) -> None:
    @pages.errorhandler(HTTPException)
    def refuse(error: HTTPException) -> tuple[str, int] | Response:
        if error.response is not None:
            return Response(status=error.response.status_code)
        code = "csrf" if isinstance(error, CSRFError) else str(error.code)
        return _fault(code, error.code or HTTPStatus.INTERNAL_SERVER_ERROR)

    @pages.errorhandler(NoSuchHandOverError)
    def no_conversation(_error: NoSuchHandOverError) -> tuple[str, int]:
        return _fault("no-conversation", HTTPStatus.NOT_FOUND)

    @pages.errorhandler(TicketError)
    def tell(error: TicketError) -> tuple[str, int]:
        kinds = (status for kind, status in _STATUS.items() if isinstance(error, kind))
        return _fault(error.code, next(kinds, HTTPStatus.UNPROCESSABLE_ENTITY))

    @pages.get("/<path:rest>")
    def nothing_here(rest: str) -> str:  # noqa: ARG001 - whatever it is
        abort(HTTPStatus.NOT_FOUND)


def _fault(code: str, status: int) -> tuple[str, int]:
    return render_template("console/galat.html", code=code), status


def _words(pages: Blueprint, system: System) -> None:
    """Give the templates what every page needs."""
    zone = system.settings.timezone

    @pages.app_template_filter("console_iso")
    def iso(moment: datetime) -> str:
        return moment.astimezone(zone).isoformat(timespec="seconds")

    @pages.app_template_filter("console_local")
    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    @pages.app_template_filter("console_moment")
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text)

    @pages.context_processor
    def shared() -> dict[str, object]:
        return {
            "me": g.get("account"),
            "now": current().clock(),
            "storm": current().storms.state,
            "waiting_count": lambda: len(current().desk.waiting()),
            "Role": Role,
            "unit_code": system.settings.unit_code,
            "map_tiles": system.settings.map_tiles,
            "new_key": lambda: secrets.token_hex(16),
        }


def _policy(tiles: str | None) -> str:
    """Return the Content-Security-Policy: everything from here, pictures also from where the map tiles are."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        f"media-src 'self'; img-src 'self' data:{tile_host(tiles)}; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
