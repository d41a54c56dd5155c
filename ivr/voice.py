"""The telephone webhook: each question is a Gather, its answer the next request."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, g, request
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from desk.model import Reason
from ivr import call, call_back, guards, human, inbound, outgoing, speech
from ivr.call import Step, Then
from ivr.gateway import Gateway
from ivr.guards import twiml
from ivr.hearing import Heard
from ivr.inbound import Arrival, Form
from ivr.relay import Relay
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def blueprint(gateway: Gateway) -> Blueprint:
    """Return `/voice` and what hangs on it."""
    routes = Blueprint("voice", __name__)
    system = gateway.system

    def read() -> Arrival | None:
        if request.endpoint == "voice.held":
            return inbound.picked_up(request.form, request.args.get("of", ""), str(_step()), system.clock())
        if request.endpoint not in {"voice.begin", "voice.turn", *outgoing.ENDPOINTS} or outgoing.by_machine():
            return None
        return inbound.spoken(request.form, request.args.get("n", "0"), system.clock())

    def respond(step: Step) -> Response:
        return twiml(render(gateway, step))

    guards.protect(routes, gateway, read, lambda _: respond(call.without_dialogue(gateway)))
    human.mount(routes, gateway)
    relay = Relay(gateway, partial(render, gateway))
    relay.mount(routes)
    call_back.mount(routes, gateway)
    outgoing.mount(routes, gateway, respond, lambda: heard_in(request.form))

    @routes.post("/voice")
    def begin() -> Response:
        heard = heard_in(request.form)
        if heard.is_silence:
            return twiml(relay.begin(call.greet(gateway, g.turn.session)))
        return respond(call.answer(gateway, g.turn, heard))

    @routes.post("/voice/turn")
    def turn() -> Response:
        return respond(call.answer(gateway, g.turn, heard_in(request.form)))

    @routes.post("/voice/held")
    def held() -> Response:
        return respond(call.pick_up(gateway, g.turn, request.args.get("of", ""), _step()))

    _mount_ways_out(routes, gateway)
    return routes


def _mount_ways_out(routes: Blueprint, gateway: Gateway) -> None:
    """Add what comes back from a queue, what ends a call, and what catches a failing webhook."""
    system = gateway.system

    def respond(step: Step) -> Response:
        return twiml(render(gateway, step))

    @routes.post("/voice/queue/back")
    def back() -> Response:
        # Who waited long enough: the menu, and the place in the queue is given up only to whoever takes it.
        session = system.desk.session(request.form.get("CallSid", ""))
        if session is None:
            return respond(call.without_dialogue(gateway))
        step = call.menu(gateway, session, call.MENU)
        system.desk.keep_session(session)
        return respond(step)

    @routes.post("/voice/status")
    def status() -> Response:
        if request.form.get("CallStatus") in OVER:
            system.desk.end(request.form.get("CallSid", ""))
        return Response(status=204)

    @routes.post("/voice/fallback")
    def fallback() -> Response:
        return respond(_fall_back(gateway))


def _fall_back(gateway: Gateway) -> Step:
    """Answer where one of our documents failed: in the other voice where the carrier refused this one."""
    call_sid, error = request.form.get("CallSid", ""), request.form.get("ErrorCode", "")
    if gateway.voices.refused(error, call_sid) and (step := _again(gateway, call_sid)):
        return step
    gateway.hand_over(call_sid, inbound.customer_of(request.form), Reason.BACKEND)
    return call.without_dialogue(gateway)


def _again(gateway: Gateway, call_sid: str) -> Step | None:
    """Put the last question once more, of which the caller has heard nothing; None where it is not known."""
    desk = gateway.system.desk
    try:
        session = desk.session(call_sid)
        if session is None or not session.last_said:
            return None
        step = call.question(session, session.last_said)
        desk.keep_session(session)
    except TicketError as error:
        log.error("question_not_found", conversation=call_sid, exc_info=error)
        return None
    return step


def heard_in(form: Form) -> Heard:
    """Read what a Gather heard."""
    confidence = 0.0
    with suppress(ValueError):
        confidence = float(form.get("Confidence") or 0)
    words = inbound.clean(form.get("SpeechResult", ""))
    return Heard.of(keys=form.get("Digits", "").strip(), words=words, confidence=confidence)


def render(gateway: Gateway, step: Step) -> VoiceResponse:
    """Return a step of a call as TwiML."""
    if step.then is Then.TO_HUMAN:
        return human.connect(gateway, step.texts)
    if step.then is Then.LISTEN:
        action = gateway.path(f"/voice/turn?n={step.number}")
        return speech.ask(step.texts, action, step.expect, gateway.voice, keys_only=step.keys_only)
    response = VoiceResponse()
    speech.say(response, step.texts, gateway.voice)
    if step.then is Then.HOLD:
        back = urlencode({"of": step.owed, "n": step.number})
        response.redirect(gateway.path(f"/voice/held?{back}"), method="POST")
    else:
        response.hangup()
    return response


def _step() -> int:
    """Return how many holding sentences were said."""
    text = request.args.get("n", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1
