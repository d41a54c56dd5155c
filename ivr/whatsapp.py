"""The WhatsApp webhook: one message in, the answer in the same breath."""

from __future__ import annotations

from contextlib import suppress

import structlog
from flask import Blueprint, Response, g, request

from desk.late import Asked
from desk.model import Delivery, Handling
from ivr import confirmation, guards, inbound, meaning, messages, storm
from ivr.gateway import MAX_WORDS, Gateway, LaterError, Turn
from ivr.guards import twiml
from ivr.inbound import Arrival
from ivr.meaning import Meaning
from tickets.errors import StoreAwayError

log = structlog.get_logger(__name__)

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
        try:
            texts = answer(gateway, g.turn)
        except LaterError as later:
            texts = hold(gateway, g.turn, later)
        except StoreAwayError:
            # The message is kept: it went away after that.
            if not gateway.may_hold(g.turn, "store"):
                raise
            texts = hold(gateway, g.turn, LaterError("store"))
        return twiml(messages.document(texts))

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


def answer(gateway: Gateway, turn: Turn) -> list[str]:
    """Return the texts that answer a message; none while a human has the conversation (Source: procedure.md HO-3).

    Raises: LaterError where the answer can be had later.
    """
    # Before the dialogue, and also while a human has the conversation: nobody else may decide about it.
    wish = _wish(gateway, turn)
    if wish is not None:
        return [gateway.say("utter_kabar_mulai" if wish else "utter_kabar_berhenti")]
    if turn.owner is not None:
        turn.handling = Handling.FOR_HUMAN
        return []
    message, session = turn.inbound, turn.session
    asked = turn.asked or _asked(gateway, turn)
    if asked is None:
        return [gateway.say("utter_pesan_kosong")]
    meant = Meaning(asked.text, asked.payload)
    if stormy := storm.answer(gateway, turn, meant):
        return [messages.written(stormy)]
    extra = {"said": asked.said} if asked.said else {}
    reply = gateway.converse(turn, meant, **extra)
    if reply is None:
        warned = gateway.warn(turn)
        return ["\n\n".join([*([warned[0]] if warned else []), gateway.say("utter_gangguan_sistem")])]
    session.ask(reply.texts, reply.expect, reply.offers)
    notes = [gateway.say("utter_terlalu_panjang")] if len(message.text or "") > MAX_WORDS else []
    return ["\n\n".join([*notes, messages.written(reply)])]


def hold(gateway: Gateway, turn: Turn, why: LaterError) -> list[str]:
    """Return what is answered until the real answer can be had (Source: procedure.md WT-2)."""
    turn.handling = Handling.HELD
    log.info("held", conversation=turn.conversation, why=why.why)
    warned = gateway.warn(turn)
    if warned is not None:
        advice, record = warned
        # The dialogue judges it, too, as soon as it can: the report is marked then.
        by = [gateway.say("utter_ke_cso", jam=gateway.clock(record.reply_by))] if record else []
        return ["\n\n".join([advice, *by])]
    return [gateway.say("utter_mohon_tunggu")]


def _asked(gateway: Gateway, turn: Turn) -> Asked | None:
    """Return what a message asks of the dialogue, None if it is empty."""
    message, text = turn.inbound, turn.inbound.text or ""
    answered = confirmation.of_message(gateway.system, turn.caller, text, message.button, turn.session)
    meant = answered or meaning.of_message(message, message.button, turn.session)
    if meant is None:
        return None
    # A payload has no words; what was said stays with the report (LU-13).
    return Asked(meant.text, meant.payload, (text or None) if answered else None)


def _wish(gateway: Gateway, turn: Turn) -> bool | None:
    """Keep whether the customer wants notices, if that is what they say; else None.

    To whoever gets none, "berhenti" is a word of the dialogue.
    """
    wanted = WISHES.get((turn.inbound.text or "").strip(" .!").upper())
    if wanted is None or turn.caller is None:
        return None
    wishes = gateway.system.wishes
    done = (wishes.resume if wanted else wishes.stop)(turn.caller, turn.conversation)
    return wanted if done else None
