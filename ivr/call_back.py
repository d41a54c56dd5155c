"""The call an officer asked for: the officers' telephone hears what it is about, then the customer is called (HO-5).

At both ends a key is pressed before anybody is called or joined. A machine presses none: none of ours is put through to
a customer, and none of a customer's hears what is written in the report (PV-5).
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse  # type: ignore[import-untyped]

from desk.model import HandOver
from ivr import human, speech
from ivr.gateway import Gateway
from ivr.guards import twiml
from sender import number_of

RING_SECONDS = 30
# The announcement, once more, and time to find the key.
ACCEPT_SECONDS = 6
ACCEPT = "1"
# In the address of the whisper that is said a second time: once is enough.
OTHER_VOICE = "suara=lain"
_UNANSWERED = frozenset({"busy", "no-answer", "canceled", "failed"})


def mount(routes: Blueprint, gateway: Gateway) -> None:
    """Add the routes."""
    call_backs = gateway.system.call_backs

    @routes.post("/voice/balik/<record_id>")
    def call_back(record_id: str) -> Response:
        """Tell who lifted the officers' telephone what it is about; with a key the customer is called."""
        record, response = call_backs.lifted(record_id, request.form.get("CallSid", "")), VoiceResponse()
        if record is None or record.caller is None:
            response.hangup()
            return twiml(response)
        if request.form.get("Digits") == ACCEPT:
            return twiml(_to_customer(gateway, record.id, record.caller))
        if "Digits" not in request.form:
            response = _whisper(gateway, record)
        response.hangup()
        return twiml(response)

    @routes.post("/voice/balik/<record_id>/terima")
    def call_back_accept(record_id: str) -> Response:
        """Ask whoever lifted the customer's telephone for a key; without one they are not joined."""
        response = VoiceResponse()
        if request.form.get("Digits") == ACCEPT:
            # An empty document: the two are joined.
            return twiml(response)
        if "Digits" not in request.form:
            own = gateway.path(f"/voice/balik/{record_id}/terima")
            gather = Gather(input="dtmf", num_digits=1, timeout=ACCEPT_SECONDS, action=own, method="POST")
            speech.say(gather, [gateway.say("utter_balik_terima")], gateway.voice)
            response.append(gather)
        response.hangup()
        return twiml(response)

    _mount_ends(routes, gateway)


def _mount_ends(routes: Blueprint, gateway: Gateway) -> None:
    """Add where the carrier reports how it ended, or failed."""
    call_backs = gateway.system.call_backs

    @routes.post("/voice/balik/<record_id>/selesai")
    def call_back_over(record_id: str) -> Response:
        form, response = request.form, VoiceResponse()
        served = form.get("DialCallStatus") in {"completed", "answered"} and form.get("DialBridged", "true") != "false"
        call_backs.over(record_id, served=served, sid=form.get("CallSid"))
        if not served:
            speech.say(response, [gateway.say("utter_balik_tak_terjawab")], gateway.voice)
        response.hangup()
        return twiml(response)

    @routes.post("/voice/balik/<record_id>/gagal")
    def call_back_failed(record_id: str) -> Response:
        """Say that it failed, and let it be tried again; where the voice was refused the other one whispers."""
        form, response = request.form, VoiceResponse()
        own = gateway.path(f"/voice/balik/{record_id}")
        refused = gateway.voices.refused(form.get("ErrorCode", ""), form.get("CallSid", ""))
        if refused and OTHER_VOICE not in form.get("ErrorUrl", ""):
            response.redirect(f"{own}?{OTHER_VOICE}", method="POST")
            return twiml(response)
        call_backs.over(record_id, served=False, sid=form.get("CallSid"))
        speech.say(response, [gateway.say("utter_balik_gagal")], gateway.voice)
        response.hangup()
        return twiml(response)

    @routes.post("/voice/balik/<record_id>/status")
    def call_back_status(record_id: str) -> Response:
        """Note that nobody lifted the officers' telephone; however it ended, nothing rings any more."""
        if request.form.get("CallStatus") in {*_UNANSWERED, "completed"}:
            call_backs.over(record_id, served=False, sid=request.form.get("CallSid"))
        return Response(status=HTTPStatus.NO_CONTENT)


def _whisper(gateway: Gateway, record: HandOver) -> VoiceResponse:
    """Tell what it is about and ask for the key, twice: whoever lifted may have to look for it."""
    response, own = VoiceResponse(), gateway.path(f"/voice/balik/{record.id}")
    for _ in range(2):
        gather = Gather(input="dtmf", num_digits=1, timeout=ACCEPT_SECONDS, action=own, method="POST")
        speech.say(gather, [human.about(gateway, record), gateway.say("utter_balik_petugas")], gateway.voice)
        response.append(gather)
    return response


def _to_customer(gateway: Gateway, record_id: str, phone: str) -> VoiceResponse:
    response, own = VoiceResponse(), gateway.path(f"/voice/balik/{record_id}")
    caller = number_of(gateway.system.settings)
    dial = Dial(caller_id=caller, timeout=RING_SECONDS, answer_on_bridge=True, action=f"{own}/selesai")
    dial.number(phone, url=f"{own}/terima")
    response.append(dial)
    return response
