"""What stands before every route of the carrier: signature, then duplicate, then work (Source: docs/interface.md)."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, g, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from desk.model import Handling
from ivr.gateway import Gateway, Turn
from ivr.inbound import Arrival, UnreadableError
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.2


def protect(
    blueprint: Blueprint,
    gateway: Gateway,
    read: Callable[[], Arrival | None],
    apologise: Callable[[Turn | None], Response],
) -> None:
    """Guard every route of a blueprint.

    `read` returns the message of the present request, or None where the route brings none. `apologise` answers when
    nothing else can, without a turn where the message could not be kept: the customer is never left with silence.
    """
    settings = gateway.system.settings
    validator = RequestValidator(settings.twilio_auth_token)

    @blueprint.before_request
    def check_signature() -> Response | None:
        query = request.query_string.decode("ascii", "replace")
        url = settings.public_url.rstrip("/") + request.path + (f"?{query}" if query else "")
        signature = request.headers.get("X-Twilio-Signature", "")
        if signature and validator.validate(url, request.form, signature):
            return None
        log.warning("signature_refused", path=request.path)
        return Response(status=403)

    @blueprint.before_request
    def answer_once() -> Response | None:
        try:
            arrival = read()
        except UnreadableError:
            return Response(status=400)
        if arrival is None:
            return None
        turn = _receive(gateway, arrival)
        if isinstance(turn, str):
            return twiml(turn)
        g.turn = turn
        return None

    @blueprint.after_request
    def remember(response: Response) -> Response:
        turn: Turn | None = g.pop("turn", None)
        if turn is not None:
            _finish(gateway, turn, response.get_data(as_text=True))
        return response

    @blueprint.errorhandler(Exception)
    def fail(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        turn: Turn | None = g.get("turn")
        conversation = turn.conversation if turn else None
        log.error("turn_failed", path=request.path, conversation=conversation, exc_info=error)
        if turn is not None:
            turn.handling = Handling.UNANSWERED
        return apologise(turn)


def twiml(document: object) -> Response:
    """Return a TwiML document as the answer."""
    return Response(str(document), mimetype="text/xml")


def _receive(gateway: Gateway, arrival: Arrival) -> Turn | str:
    """Return the turn to work on, or the answer already given to this message."""
    desk, inbound = gateway.system.desk, arrival.inbound
    deadline = gateway.deadline()
    pause = FIRST_PAUSE
    reception = desk.receive(inbound, caller=arrival.caller, address=arrival.address)
    if reception.fresh:
        session, owner = reception.session, reception.owner
        if not reception.is_next:
            _wait(lambda: desk.is_next(inbound.key), deadline)
            session, owner = desk.session(inbound.conversation) or session, desk.owner(inbound.conversation)
        return Turn(arrival, session, owner, deadline)
    answer = reception.answer
    while answer is None and time.monotonic() < deadline:
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        answer = desk.answer(inbound.key)
    if answer is None:
        raise TimeoutError("the first delivery of this message is still being worked on")
    return answer


def _wait(done: Callable[[], bool], deadline: float) -> None:
    """Wait until the earlier messages of the conversation are answered: the dialogue hears them in order."""
    pause = FIRST_PAUSE
    while time.monotonic() < deadline and not done():
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _finish(gateway: Gateway, turn: Turn, answer: str) -> None:
    # Without the store the customer still hears the answer; a second delivery would then be worked again.
    try:
        gateway.system.desk.finish(turn.inbound.key, turn.handling, answer, turn.session)
    except TicketError as error:
        log.error("answer_not_kept", conversation=turn.conversation, exc_info=error)
    log.info("turn", conversation=turn.conversation, channel=str(turn.inbound.channel), handling=str(turn.handling))
