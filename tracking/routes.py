"""The addresses of the page. The token in it is the key: whoever has it may look, repeat and rate, nothing else.

A form needs no further token against forged requests: who can name its address has the key already.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING

import structlog
from flask import Blueprint, Response, redirect, render_template, request, send_from_directory
from werkzeug.wrappers import Response as AnyResponse

from shared_assets import tile_host
from tickets.errors import StoreUnavailableError, TicketError
from tickets.model import Channel, Outcome, Rating, Side, Ticket
from tickets.requests import Contact
from tickets.rules import is_same_contact
from tracking import page

if TYPE_CHECKING:
    from bootstrap import System

log = structlog.get_logger(__name__)

RECEIVER = "LACAK"
LONGEST_NOTE = 500
# The address is a key: no search engine and no other site may learn it.
ROBOTS = "noindex, nofollow, noarchive"


def blueprint(system: System) -> Blueprint:
    """Return `/lacak/<token>` and what hangs on it."""
    routes = Blueprint("tracking", __name__, url_prefix="/lacak", template_folder="templates")
    policy = _policy(system.settings.map_tiles)

    @routes.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Robots-Tag"] = ROBOTS
        return response

    @routes.errorhandler(StoreUnavailableError)
    def without_store(error: StoreUnavailableError) -> tuple[str, int]:
        log.error("page_failed", exc_info=error)
        return render_template("tracking/disturbed.html"), 503

    @routes.get("/static/<path:name>")
    def static(name: str) -> Response:
        return send_from_directory("tracking/static", name, max_age=3600)

    @routes.get("/<token>")
    def show(token: str) -> AnyResponse:
        ticket = system.links.follow(token)
        if ticket is None:
            return _gone()
        return _shown(system, token, ticket, request.args.get("pesan", ""))

    @routes.post("/<token>/lapor-ulang")
    def repeat(token: str) -> AnyResponse:
        ticket = system.links.follow(token)
        if ticket is None:
            return _gone()
        return _back(token, _repeat(system, ticket, clean(request.form.get("catatan", ""))))

    @routes.post("/<token>/nilai")
    def rate(token: str) -> AnyResponse:
        ticket = system.links.follow(token)
        if ticket is None:
            return _gone()
        comment = clean(request.form.get("komentar", "")) or None
        return _back(token, _rate(system, ticket, request.form.get("bintang", ""), comment))

    return routes


def _policy(tiles: str | None) -> str:
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
        f"img-src 'self'{tile_host(tiles)}; base-uri 'none'; frame-ancestors 'none'"
    )


def clean(text: str) -> str:
    """Return what a person wrote, without control characters, at most 500 characters."""
    kept = "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else " " for c in text.replace("\r\n", "\n"))
    return kept.strip()[:LONGEST_NOTE].strip()


def _shown(system: System, token: str, ticket: Ticket, message: str) -> AnyResponse:
    view = page.build(ticket, system.reports.now(), system.settings.timezone)
    body = render_template(
        "tracking/page.html", page=view, token=token, message=message, tiles=system.settings.map_tiles
    )
    response = Response(body, mimetype="text/html")
    # The script asks again every few seconds; what is unchanged is not sent anew.
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _gone() -> Response:
    # The same for a token that never was and for one of a report long finished.
    return Response(render_template("tracking/gone.html"), 404, mimetype="text/html")


def _back(token: str, message: str) -> AnyResponse:
    # Relative, so that it holds behind a proxy that adds a path.
    return redirect(f"../{token}?pesan={message}#pesan", 303)


def _repeat(system: System, ticket: Ticket, note: str) -> str:
    """Record a Lapor Ulang where the rules allow one; return the name of what to tell."""
    now = system.reports.now()
    if page.decide(ticket, now).outcome is not Outcome.LAPOR_ULANG or is_same_contact(ticket, now):
        return "belum"
    # Of several taps, and of several web processes, one records this repeat.
    key = f"lacak:{ticket.no_lapor}:{ticket.lapor_ulang_count}"
    if system.answers.begin(key, key) is not None:
        return "dicatat"
    try:
        result = system.reports.contact(
            ticket.no_lapor, Contact(Side.PLN, note or "-", RECEIVER, Channel.WEB, reporter=ticket.reporter)
        )
    except TicketError as error:
        system.answers.release(key)
        log.warning("repeat_refused", no_lapor=ticket.no_lapor, code=error.code)
        return "gagal"
    system.answers.finish(key, 200, None, b"")
    log.info("repeat contact", no_lapor=result.ticket.no_lapor, rule=result.verdict.rule)
    return "dicatat"


def _rate(system: System, ticket: Ticket, stars: str, comment: str | None) -> str:
    """Keep a rating; return the name of what to tell."""
    if stars not in {"1", "2", "3", "4", "5"}:
        return "bintang"
    source = system.reports.source(RECEIVER, Channel.WEB)
    try:
        system.reports.rate(ticket.no_lapor, Rating(int(stars), comment, RECEIVER, source.at), source)
    except TicketError as error:
        log.warning("rating_refused", no_lapor=ticket.no_lapor, code=error.code)
        return "gagal"
    return "terima-kasih"
