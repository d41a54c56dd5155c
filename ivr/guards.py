"""What stands before every route of the carrier: signature, then duplicate, then work (Source: docs/interface.md)."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from flask import Blueprint, Response, g, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

import tracing
from desk.model import Handling
from ivr.gateway import LEAST_SECONDS, TURN_SECONDS, Gateway, Turn
from ivr.inbound import Arrival, UnreadableError
from metrics import HOLDING, SIGNATURES_REFUSED, TAKEN_OVER, TURNS
from metrics import TURN_SECONDS as SECONDS

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.2
# How often a second delivery looks whether the worker of the first has died.
LOOK_SECONDS = 0.25


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
    validators = [RequestValidator(token) for token in settings.twilio_auth_tokens]

    @blueprint.before_request
    def check_signature() -> Response | None:
        url = _address_called(settings.public_url)
        signature = request.headers.get("X-Twilio-Signature", "")
        if signature and any(known.validate(url, request.form, signature) for known in validators):
            return None
        SIGNATURES_REFUSED.inc()
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
        turn = receive(gateway, arrival)
        if isinstance(turn, str):
            return twiml(turn)
        g.turn = turn
        tracing.note(channel=str(turn.inbound.channel), conversation=turn.conversation)
        return None

    @blueprint.after_request
    def remember(response: Response) -> Response:
        turn: Turn | None = g.pop("turn", None)
        if turn is not None:
            finish(gateway, turn, response.get_data(as_text=True))
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


def _address_called(public_url: str) -> str:
    """Return the address of the present request as the carrier knows and signs it."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        # wss for https, ws for http.
        public_url = public_url.replace("http", "ws", 1)
    query = request.query_string.decode("ascii", "replace")
    return public_url.rstrip("/") + request.path + (f"?{query}" if query else "")


def receive(gateway: Gateway, arrival: Arrival) -> Turn | str:
    """Store a message; return the turn to work on, or the answer already given to it.

    Raises: TimeoutError where the first delivery is still being worked on after all the time of a turn.
    """
    desk, inbound = gateway.system.desk, arrival.inbound
    deadline, last = gateway.deadline(), time.monotonic() + TURN_SECONDS
    pause = FIRST_PAUSE
    reception = desk.receive(inbound, caller=arrival.caller, address=arrival.address)
    if reception.fresh:
        gateway.alive.begin(inbound.key)
        # Behind an answer that is owed nobody waits.
        turn = Turn(arrival, reception.session, reception.owner, deadline, is_behind=reception.owes)
        if not (reception.is_next or reception.owes):
            # Half of the time: the turn itself needs the rest.
            half = time.monotonic() + (deadline - time.monotonic()) / 2
            turn.is_behind = not _wait(lambda: desk.is_next(inbound.key), half)
            turn.session = desk.session(inbound.conversation) or turn.session
            turn.owner = desk.owner(inbound.conversation)
        return turn
    answer, looked = reception.answer, time.monotonic()
    while answer is None and time.monotonic() < last:
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
        answer = desk.answer(inbound.key)
        if answer is not None or time.monotonic() - looked < LOOK_SECONDS:
            continue
        looked = time.monotonic()
        if desk.take_over(inbound.key):
            # Its worker died: what that one did already is not done again (`storage.acts`).
            TAKEN_OVER.inc()
            log.warning("taken_over", conversation=inbound.conversation)
            gateway.alive.begin(inbound.key)
            session = desk.session(inbound.conversation) or reception.session
            # Whoever is delivered it waited for the dead one already; what that one asked is likely to be answered.
            until = max(deadline, time.monotonic() + LEAST_SECONDS)
            return Turn(arrival, session, desk.owner(inbound.conversation), until)
    if answer is None:
        raise TimeoutError("the first delivery of this message is still being worked on")
    return answer


def _wait(done: Callable[[], bool], deadline: float) -> bool:
    """Wait until the earlier messages of the conversation are answered: the dialogue hears them in order."""
    pause = FIRST_PAUSE
    while not done():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    return True


def finish(gateway: Gateway, turn: Turn, answer: str) -> None:
    """Keep what was answered and where the conversation stands now."""

    def work() -> None:
        if turn.handling is Handling.HELD:
            gateway.system.waiting.hold(turn.conversation, turn.key, answer, turn.asked)
        else:
            gateway.system.desk.finish(turn.key, turn.handling, answer, turn.session)

    # Without the store the customer still hears the answer.
    gateway.alive.keep(turn.key, work)
    if turn.handling is Handling.HELD:
        HOLDING.labels(gateway.channel).inc()
    channel, handling = str(turn.inbound.channel), str(turn.handling)
    TURNS.labels(channel, handling).inc()
    seconds = time.monotonic() - turn.begun
    SECONDS.labels(channel).observe(seconds)
    log.info("turn", conversation=turn.conversation, channel=channel, handling=handling, seconds=round(seconds, 2))
