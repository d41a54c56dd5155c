"""The way from a call to a human: dialled, or in a queue that tells position, wait and, in time, when we call back."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Dial, Enqueue, VoiceResponse  # type: ignore[import-untyped]

from desk.model import Reason
from ivr import speech
from ivr.gateway import Gateway, minutes
from ivr.guards import twiml
from ivr.inbound import caller_of

QUEUE = "cso"
DIAL_SECONDS = 25
# Nobody is kept longer than this; between two announcements there is silence.
LONGEST_WAIT = 180
PAUSE_SECONDS = 20


def connect(gateway: Gateway, texts: Iterable[str]) -> VoiceResponse:
    """Return the TwiML that says the texts and connects to a human: CSO_DIAL, or the queue where there is none."""
    response = VoiceResponse()
    speech.say(response, texts)
    cso = gateway.system.settings.cso_dial
    if cso is None:
        response.append(
            Enqueue(QUEUE, wait_url=gateway.path("/voice/queue/wait"), action=gateway.path("/voice/queue/left"))
        )
        return response
    dial = Dial(timeout=DIAL_SECONDS, answer_on_bridge=True, action=gateway.path("/voice/after-dial"))
    if cso.startswith(("sip:", "sips:")):
        dial.sip(cso)
    else:
        dial.number(cso)
    response.append(dial)
    return response


def mount(routes: Blueprint, gateway: Gateway) -> None:
    """Add the routes of waiting and of what follows it."""

    @routes.post("/voice/queue/wait")
    def wait() -> Response:
        response = VoiceResponse()
        if _number("QueueTime") >= LONGEST_WAIT:
            response.leave()
            return twiml(response)
        position = max(1, _number("QueuePosition"))
        wait = minutes(max(_number("AvgQueueTime"), 60 * position))
        speech.say(response, [gateway.say("utter_antrean", posisi=gateway.count(position), menit=gateway.count(wait))])
        response.pause(PAUSE_SECONDS)
        return twiml(response)

    @routes.post("/voice/queue/left")
    def left() -> Response:
        # Without a bridge to a human the customer is told when to be called; a hang-up no longer hears anything.
        served = request.form.get("QueueResult") in {"bridged", "redirected", "hangup"}
        return _farewell(gateway, served=served)

    @routes.post("/voice/after-dial")
    def after_dial() -> Response:
        return _farewell(gateway, served=request.form.get("DialCallStatus") in {"completed", "answered"})


def _farewell(gateway: Gateway, *, served: bool) -> Response:
    response = VoiceResponse()
    if not served:
        speech.say(response, [_promise(gateway)])
    response.hangup()
    return twiml(response)


def _promise(gateway: Gateway) -> str:
    """Return by when a human calls back (Source: procedure.md HO-4); nobody can call a withheld number."""
    call, caller = request.form.get("CallSid", ""), caller_of(request.form.get("From"))
    record = gateway.hand_over(call, caller, Reason.RULE)
    if record is None:
        return gateway.say("utter_gangguan_sistem")
    if caller is None:
        return gateway.say("utter_cso_sibuk")
    return gateway.say("utter_antrean_balik", jam=gateway.clock(record.reply_by))


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else 0
