"""The way from a call to a human: dialled, in a queue that tells position and wait, called back, or recorded."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Dial, Enqueue, Gather, VoiceResponse  # type: ignore[import-untyped]

import spoken
from desk.model import Handling, HandOver, Inbound, Reason
from ivr import speech
from ivr.gateway import Gateway, minutes
from ivr.guards import twiml
from ivr.inbound import customer_of
from tickets import rules
from tickets.errors import TicketError
from tickets.model import Attachment, Channel, Kind, Stage

QUEUE = "cso"
DIAL_SECONDS = 25
# Nobody is kept longer than this; between two announcements there is silence, in which keys count.
LONGEST_WAIT = 180
PAUSE_SECONDS = 20
CALL_BACK, BACK_TO_BOT = "1", "9"
VOICEMAIL_SECONDS = 120


def connect(gateway: Gateway, texts: Iterable[str]) -> VoiceResponse:
    """Return the TwiML that says the texts and connects to a human: CSO_DIAL, or the queue where there is none.

    Where officers sign on and off and nobody is on duty, the caller may leave a message (HO-4), with CSO_DIAL once that
    rang in vain.
    """
    response = VoiceResponse()
    speech.say(response, texts, gateway.voice)
    cso, calls = gateway.system.settings.cso_dial, gateway.system.calls
    if cso is None:
        if _is_closed(gateway):
            return _voicemail(gateway, response)
        response.append(
            Enqueue(QUEUE, wait_url=gateway.path("/voice/queue/wait"), action=gateway.path("/voice/queue/left"))
        )
        return response
    call = request.form.get("CallSid", "")
    with suppress(TicketError):
        calls.rings(call)
    dial = Dial(timeout=DIAL_SECONDS, answer_on_bridge=True, action=gateway.path("/voice/after-dial"))
    whisper = gateway.path(f"/voice/whisper?{urlencode({'call': call})}")
    if cso.startswith(("sip:", "sips:")):
        dial.sip(cso, url=whisper)
    else:
        dial.number(cso, url=whisper)
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
        gather = Gather(
            input="dtmf", num_digits=1, timeout=PAUSE_SECONDS, action=gateway.path("/voice/queue/key"), method="POST"
        )
        speech.say(gather, [_position(gateway), gateway.say("utter_antrean_pilihan")], gateway.voice)
        response.append(gather)
        return twiml(response)

    @routes.post("/voice/queue/key")
    def key() -> Response:
        response = VoiceResponse()
        pressed = request.form.get("Digits", "")
        if pressed == CALL_BACK:
            # What follows the queue says by when.
            response.leave()
        elif pressed == BACK_TO_BOT:
            response.redirect(gateway.path("/voice/queue/back"), method="POST")
        return twiml(response)

    @routes.post("/voice/queue/left")
    def left() -> Response:
        # Without a bridge to a human the customer is told when to be called; a hang-up no longer hears anything.
        result = request.form.get("QueueResult")
        return _farewell(gateway, served=result == "bridged", silent=result in {"bridged", "redirected", "hangup"})

    @routes.post("/voice/whisper")
    def whisper() -> Response:
        """Tell who lifted the receiver what the call is about, before the two are joined."""
        response = VoiceResponse()
        record = gateway.system.calls.answered(request.args.get("call", ""))
        if record is not None:
            speech.say(response, [about(gateway, record)], gateway.voice)
        return twiml(response)

    @routes.post("/voice/after-dial")
    def after_dial() -> Response:
        served = request.form.get("DialCallStatus") in {"completed", "answered"}
        if not served and _is_closed(gateway):
            with suppress(TicketError):
                gateway.system.calls.ended(request.form.get("CallSid", ""), served=False)
            return twiml(_voicemail(gateway, VoiceResponse()))
        return _farewell(gateway, served=served, silent=served)

    @routes.post("/voice/voicemail")
    def voicemail() -> Response:
        response = VoiceResponse()
        speech.say(response, [_keep_recording(gateway)], gateway.voice)
        response.hangup()
        return twiml(response)


def _is_closed(gateway: Gateway) -> bool:
    """Tell whether nobody is on duty, as far as that is known."""
    with suppress(TicketError):
        return gateway.system.calls.is_nobody_there()
    return False


def _position(gateway: Gateway) -> str:
    """Return position and wait: Twilio's average of this queue or what callers waited of late, never a guess."""
    position = gateway.count(max(1, _number("QueuePosition")))
    average = _number("AvgQueueTime")
    usual = gateway.system.calls.usual_wait()
    wait = minutes(average) if average else usual
    if wait is None:
        return gateway.say("utter_antrean_tanpa_waktu", posisi=position)
    return gateway.say("utter_antrean", posisi=position, menit=gateway.count(max(wait, usual or 0)))


def about(gateway: Gateway, record: HandOver) -> str:
    """Return what a colleague needs to hear: the report and where it stands; never the customer's data."""
    system = gateway.system
    ticket = None
    if record.no_lapor:
        with suppress(TicketError):
            ticket = system.reports.get(record.no_lapor)
    if ticket is None:
        return gateway.say("utter_bisik_tanpa_laporan")
    late = ticket.kind is Kind.G and ticket.is_open and rules.is_overdue(ticket.window_from, system.clock())
    state = "selesai" if not ticket.is_open else "menyala" if ticket.stage is Stage.NYALA else "belum selesai"
    number = spoken.no_lapor_said(ticket.no_lapor)
    key = "utter_bisik_lewat" if late else "utter_bisik"
    return gateway.say(key, no_lapor_lisan=number, keadaan=state)


def _farewell(gateway: Gateway, *, served: bool, silent: bool) -> Response:
    response = VoiceResponse()
    with suppress(TicketError):
        gateway.system.calls.ended(request.form.get("CallSid", ""), served=served)
    if not silent:
        speech.say(response, [_promise(gateway)], gateway.voice)
    response.hangup()
    return twiml(response)


def _promise(gateway: Gateway) -> str:
    """Return by when a human calls back (Source: procedure.md HO-4); nobody can call a withheld number."""
    call, caller = request.form.get("CallSid", ""), customer_of(request.form)
    record = gateway.hand_over(call, caller, Reason.RULE)
    if record is None:
        return gateway.say("utter_gangguan_sistem")
    if caller is None:
        return gateway.say("utter_cso_sibuk")
    record, is_new = gateway.system.calls.call_back(record)
    key = "utter_antrean_balik" if is_new else "utter_antrean_sudah_balik"
    return gateway.say(key, jam=gateway.clock(record.reply_by))


def _voicemail(gateway: Gateway, response: VoiceResponse) -> VoiceResponse:
    """Let the caller leave a message, told before that it is recorded."""
    speech.say(response, [gateway.say("utter_pesan_suara")], gateway.voice)
    response.record(
        action=gateway.path("/voice/voicemail"), method="POST", max_length=VOICEMAIL_SECONDS, timeout=6,
        finish_on_key="#", play_beep=True, trim="trim-silence",
    )  # fmt: skip
    # Who says nothing reaches this.
    response.redirect(gateway.path("/voice/voicemail"), method="POST")
    return response


def _keep_recording(gateway: Gateway) -> str:
    """Keep the message with the conversation and return by when somebody calls (HO-4)."""
    promise = _promise(gateway)
    url, sid = request.form.get("RecordingUrl", ""), request.form.get("RecordingSid", "")
    host = urlsplit(gateway.system.settings.twilio_api_base).netloc
    if not sid or urlsplit(url).netloc != host:
        return promise
    now = gateway.system.clock()
    call = request.form.get("CallSid", "")
    recording = Inbound(sid, call, Channel.VOICE, now, attachments=(Attachment(f"{url}.mp3", "audio/mpeg", now),))
    reception = gateway.system.desk.receive(recording, caller=customer_of(request.form), address=None)
    gateway.system.desk.finish(sid, Handling.FOR_HUMAN, "", reception.session)
    return " ".join([gateway.say("utter_pesan_suara_tersimpan"), promise])


def _number(name: str) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() else 0
