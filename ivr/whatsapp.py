"""The WhatsApp webhook: one message in, the answer in the same breath."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, g, request

from desk.model import Delivery, Handling
from ivr import confirmation, guards, inbound, meaning, messages
from ivr.gateway import MAX_WORDS, Gateway, Turn
from ivr.guards import twiml
from ivr.inbound import Arrival

# Whether a number wants to be told without asking; the two English words are WhatsApp's own.
WISHES = {"STOP": False, "BERHENTI": False, "START": True, "MULAI": True}


def blueprint(gateway: Gateway) -> Blueprint:
    """Return `/whatsapp` and `/whatsapp/status`."""
    routes = Blueprint("whatsapp", __name__)
    system = gateway.system

    def read() -> Arrival | None:
        if request.endpoint != "whatsapp.receive":
            return None
        return inbound.written(request.form, system.settings.secret_key, system.clock())

    def apologise(turn: Turn | None) -> Response:
        key = "utter_gangguan_sistem" if turn else "utter_gangguan_tak_tersimpan"
        return twiml(messages.document([gateway.say(key)]))

    guards.protect(routes, gateway, read, apologise)

    @routes.post("/whatsapp")
    def receive() -> Response:
        return twiml(messages.document(answer(gateway, g.turn, request.form.get("ButtonPayload"))))

    @routes.post("/whatsapp/status")
    def status() -> Response:
        message = request.form.get("MessageSid") or request.form.get("SmsSid")
        # A state this version does not know is no reason to be told again.
        with suppress(ValueError):
            state = Delivery(request.form.get("MessageStatus") or request.form.get("SmsStatus") or "")
            if message:
                system.desk.keep_receipt(message, state, request.form.get("ErrorCode"))
        return Response(status=204)

    return routes


def answer(gateway: Gateway, turn: Turn, button: str | None) -> list[str]:
    """Return the texts that answer a message; none while a human has the conversation (Source: procedure.md HO-3)."""
    # Before the dialogue, and also while a human has the conversation: nobody else may decide about it.
    wish = _wish(gateway, turn)
    if wish is not None:
        return [gateway.say("utter_kabar_mulai" if wish else "utter_kabar_berhenti")]
    if turn.owner is not None:
        turn.handling = Handling.FOR_HUMAN
        return []
    message, session = turn.inbound, turn.session
    text = message.text or ""
    answered = confirmation.of_message(gateway.system, turn.caller, text, button, session)
    meant = answered or meaning.of_message(message, button, session)
    if meant is None:
        return [gateway.say("utter_pesan_kosong")]
    # A payload has no words; what was said stays with the report (LU-13).
    extra = {"said": text} if answered and text else {}
    reply = gateway.converse(turn, meant, **extra)
    if reply is None:
        return [gateway.say("utter_gangguan_sistem")]
    session.ask(reply.texts, reply.expect, reply.offers)
    notes = [gateway.say("utter_terlalu_panjang")] if len(message.text or "") > MAX_WORDS else []
    return ["\n\n".join([*notes, messages.written(reply)])]


def _wish(gateway: Gateway, turn: Turn) -> bool | None:
    """Keep whether the customer wants notices, if that is what they say; else None.

    To whoever gets none, "berhenti" is a word of the dialogue.
    """
    wanted = WISHES.get((turn.inbound.text or "").strip(" .!").upper())
    if wanted is None or turn.caller is None:
        return None
    with gateway.system.uow() as uow:
        if not uow.outbox.means_notices(turn.caller, wanted=wanted):
            return None
        uow.outbox.want(turn.caller, gateway.system.clock(), wanted=wanted)
        uow.commit()
    return wanted
