"""The calls we make to tell something: who answers hears what is true at that moment and answers by key (Source: OC).

Whoever picks up is not known to be the customer. Until a key is pressed they hear that it is about an outage reported
from this number, and nothing that is written in the report (PV-5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog
from flask import Blueprint, Response, g, request

from desk.model import Offer, Session
from ivr import call, confirmation, meaning, speech
from ivr.call import Step
from ivr.gateway import Gateway
from ivr.guards import twiml
from ivr.hearing import Heard
from ivr.inbound import customer_of
from tickets import rules
from tickets.calls import END_OF, is_past
from tickets.errors import TicketError
from tickets.events import Tab
from tickets.model import Channel, Ticket
from tickets.notices import CONFIRM, OF_ETA, CallEnd, Letter, Notice
from tickets.wishes import Saying, Way

log = structlog.get_logger(__name__)

# Requests of these bring something to be answered once.
ENDPOINTS = frozenset({"voice.outgoing", "voice.outgoing_answer"})
STOP, REPEAT = "9", "*"
# Silence or keys that mean nothing, in a row: whoever we called is not kept, nor brought to a human unasked.
PATIENCE = 3


def mount(routes: Blueprint, gateway: Gateway, respond: Callable[[Step], Response], read: Callable[[], Heard]) -> None:
    """Add the routes; `respond` renders a step of a call, `read` returns what the present request heard."""
    system = gateway.system

    @routes.post("/voice/keluar/<int:letter_id>/<int:number>")
    def outgoing(letter_id: int, number: int) -> Response:
        """Say it to a person; leave nothing with a machine."""
        sid = request.form.get("CallSid", "")
        with system.uow() as uow:
            letter = uow.outgoing.letter(letter_id)
            if by_machine():
                uow.outgoing.not_told(letter_id, number, sid, CallEnd.MACHINE, system.clock())
                uow.commit()
                return respond(call.goodbye(()))
        texts = None if letter is None else _texts(gateway, letter)
        with system.uow() as uow:
            if letter is None or texts is None:
                uow.outgoing.drop(letter_id, number, sid)
            else:
                uow.outgoing.told(letter_id, number, sid, system.clock())
            uow.commit()
        if letter is None or texts is None:
            return respond(call.goodbye([gateway.say("utter_telepon_berubah")]))
        g.turn.session.ask(texts, "yes_no", _offers(letter))
        return _ask(gateway, g.turn.session, texts)

    @routes.post("/voice/keluar/<int:letter_id>/<int:number>/jawab")
    def outgoing_answer(letter_id: int, number: int) -> Response:  # noqa: ARG001 - part of the address
        heard, session = read(), g.turn.session
        with system.uow() as uow:
            letter = uow.outgoing.letter(letter_id)
        if letter is None:
            return respond(call.answer(gateway, g.turn, heard))
        if heard.keys == STOP:
            _leave_alone(gateway, letter, g.turn.conversation)
            return respond(call.goodbye([gateway.say("utter_telepon_berhenti")]))
        if heard.keys == REPEAT:
            return _ask(gateway, session, session.last_said)
        heard = _taken_up(heard, letter)
        if _is_nothing(heard, session):
            return _again(gateway, session, heard, respond)
        return respond(call.answer(gateway, g.turn, heard))

    @routes.post("/voice/keluar/<int:letter_id>/<int:number>/status")
    def outgoing_status(letter_id: int, number: int) -> Response:
        sid, end = request.form.get("CallSid", ""), END_OF.get(request.form.get("CallStatus", ""))
        if end is not None:
            with system.uow() as uow:
                uow.outgoing.not_told(letter_id, number, sid, end, system.clock())
                uow.commit()
            system.desk.end(sid)
        return Response(status=204)

    _mount_fallback(routes, gateway, respond)


def _mount_fallback(routes: Blueprint, gateway: Gateway, respond: Callable[[Step], Response]) -> None:
    """Add where the carrier goes when a document of such a call failed."""

    @routes.post("/voice/keluar/<int:letter_id>/<int:number>/gagal")
    def outgoing_failed(letter_id: int, number: int) -> Response:
        try:
            return _go_on(gateway, letter_id, number) or respond(call.goodbye([gateway.say("utter_gangguan_sistem")]))
        except TicketError as error:
            log.error("question_not_found", conversation=request.form.get("CallSid"), exc_info=error)
            return respond(call.goodbye([gateway.say("utter_gangguan_sistem")]))


def by_machine() -> bool:
    """Tell whether the carrier heard a machine answer; where it cannot tell it is taken for a person."""
    return request.form.get("AnsweredBy", "").startswith(("machine", "fax"))


def _texts(gateway: Gateway, letter: Letter) -> tuple[str, ...] | None:
    """Return what is true now, None where there is nothing left to tell."""
    system = gateway.system
    with system.uow() as uow:
        ticket = uow.tickets.get(letter.no_lapor)
        history = uow.tickets.history(letter.no_lapor, Tab.ALL)
    if ticket is None or is_past(ticket, history, letter.notice, system.clock()):
        return None
    told = gateway.say(f"utter_kabar_{letter.notice.lower()}", **_values(gateway, ticket, letter.notice))
    return gateway.say("utter_telepon_salam"), told


def _values(gateway: Gateway, ticket: Ticket, notice: Notice) -> dict[str, str]:
    return {"jam_lisan": gateway.clock(rules.promised(ticket))} if notice in OF_ETA else {}


def _offers(letter: Letter) -> tuple[Offer, ...]:
    """Return what the keys from 1 mean: Ya and Belum, or what helps with the notice."""
    if letter.notice in CONFIRM:
        return confirmation.offers_of(letter.notice, letter.no_lapor)
    wanted = "tanya_status" if letter.notice in OF_ETA else "lapor_ulang"
    return (Offer("Ya", f"/{wanted}?no_lapor={letter.no_lapor}"),)


def _taken_up(heard: Heard, letter: Letter) -> Heard:
    """Return an answer in words as the key it means: "sudah", "masih padam"."""
    said = confirmation.lit(heard.words)[0] if heard.words and heard.is_clear and letter.notice in CONFIRM else None
    return heard if said is None else replace(heard, keys="1" if said else "2", words="")


def _is_nothing(heard: Heard, session: Session) -> bool:
    if heard.keys:
        return meaning.of_keys(heard.keys, session) is None
    return not (heard.words and heard.is_clear)


def _ask(gateway: Gateway, session: Session, texts: tuple[str, ...]) -> Response:
    """Put the question of the notice, at an address of its own: its keys are not those of other questions."""
    step = call.question(session, texts)
    own = request.path.removesuffix("/jawab").removesuffix("/gagal")
    action = gateway.path(f"{own}/jawab?n={step.number}")
    return twiml(speech.ask(step.texts, action, step.expect, gateway.voice, keys_only=step.keys_only))


def _go_on(gateway: Gateway, letter_id: int, number: int) -> Response | None:
    """Put the question again where a document of this call failed; None where it ends.

    Before the first one nothing was told: the call is made again. Whoever we called asked for nothing and is not
    brought to a human. Each time counts, also where the voice was at fault: the other one may be refused, too.
    """
    system, sid = gateway.system, request.form.get("CallSid", "")
    refused = gateway.voices.refused(request.form.get("ErrorCode", ""), sid)
    session = system.desk.session(sid)
    if session is None or not session.last_said:
        with system.uow() as uow:
            uow.outgoing.not_told(letter_id, number, sid, CallEnd.FAILED, system.clock())
            uow.commit()
        return None
    session.stumbles += 1
    if session.stumbles >= PATIENCE:
        return None
    excuse = () if refused else (gateway.say("utter_tidak_mendengar"),)
    response = _ask(gateway, session, (*excuse, *session.last_said))
    system.desk.keep_session(session)
    return response


def _again(gateway: Gateway, session: Session, heard: Heard, respond: Callable[[Step], Response]) -> Response:
    session.stumbles += 1
    if session.stumbles >= PATIENCE:
        return respond(call.goodbye([gateway.say("utter_telepon_tutup")]))
    excuse = "utter_tombol_tak_dikenal" if heard.keys else "utter_tidak_mendengar"
    return _ask(gateway, session, (gateway.say(excuse), *session.last_said))


def _leave_alone(gateway: Gateway, letter: Letter, conversation: str) -> None:
    """Keep that the number wants no more calls; whoever is told by WhatsApp still is (Source: OC-7)."""
    way = Way.WHATSAPP if letter.other_way else Way.NONE
    phone = customer_of(request.form) or letter.recipient
    gateway.system.wishes.keep(phone, way, Channel.VOICE, Saying.KEY, conversation)
