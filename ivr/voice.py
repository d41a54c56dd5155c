"""The telephone webhook: a session is a call, a turn is a question and its answer by speech or keys."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, g, request
from twilio.twiml.voice_response import VoiceResponse  # type: ignore[import-untyped]

from desk.model import Reason, Session
from ivr import guards, human, inbound, meaning, speech
from ivr.gateway import Gateway, Turn
from ivr.guards import twiml
from ivr.inbound import Arrival, Form
from ivr.meaning import Meaning
from ivr.reply import MORE, SPOKEN_ONLY

# Silent or misunderstood turns in a row: then keys only, then a human.
KEYS_ONLY, HUMAN = 2, 3
MENU, NOT_UNDERSTOOD, ANYTHING_ELSE, FAREWELL = "utter_menu", "utter_maksud", "utter_ada_lagi", "utter_sampai_jumpa"
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


@dataclass(frozen=True, slots=True)
class Heard:
    """What came over the line; neither keys nor words is silence. `clear` is False where the recogniser guessed."""

    keys: str = ""
    words: str = ""
    clear: bool = True

    @classmethod
    def read(cls, form: Form) -> Heard:
        """Read a turn: keys win over words."""
        keys = form.get("Digits", "").strip()
        confidence = 0.0
        with suppress(ValueError):
            confidence = float(form.get("Confidence") or 0)
        words = "" if keys else inbound.clean(form.get("SpeechResult", ""))
        return cls(keys, words, not 0 < confidence < speech.LEAST_CONFIDENCE)

    @property
    def is_silence(self) -> bool:
        """Tell whether nothing was heard."""
        return not (self.keys or self.words)


def blueprint(gateway: Gateway) -> Blueprint:
    """Return `/voice` and what hangs on it."""
    routes = Blueprint("voice", __name__)
    system = gateway.system

    def read() -> Arrival | None:
        if request.endpoint not in {"voice.begin", "voice.turn"}:
            return None
        return inbound.spoken(request.form, request.args.get("n", "0"), system.clock())

    guards.protect(routes, gateway, read, lambda _: twiml(without_dialogue(gateway)))
    human.mount(routes, gateway)

    @routes.post("/voice")
    def begin() -> Response:
        heard = Heard.read(request.form)
        return twiml(greet(gateway, g.turn.session) if heard.is_silence else answer(gateway, g.turn, heard))

    @routes.post("/voice/turn")
    def turn() -> Response:
        return twiml(answer(gateway, g.turn, Heard.read(request.form)))

    @routes.post("/voice/queue/back")
    def back() -> Response:
        # Who waited long enough: the menu, and the place in the queue is given up only to whoever takes it.
        session = system.desk.session(request.form.get("CallSid", ""))
        if session is None:
            return twiml(without_dialogue(gateway))
        document = _menu(gateway, session, MENU)
        system.desk.keep_session(session)
        return twiml(document)

    @routes.post("/voice/status")
    def status() -> Response:
        if request.form.get("CallStatus") in OVER:
            system.desk.end(request.form.get("CallSid", ""))
        return Response(status=204)

    @routes.post("/voice/fallback")
    def fallback() -> Response:
        gateway.hand_over(request.form.get("CallSid", ""), inbound.caller_of(request.form.get("From")), Reason.BACKEND)
        return twiml(without_dialogue(gateway))

    return routes


def greet(gateway: Gateway, session: Session) -> VoiceResponse:
    """Open the call without waiting for the dialogue."""
    session.ask((gateway.say("utter_salam_suara"),), "free", ())
    return _question(gateway, session, session.last_said)


def answer(gateway: Gateway, turn: Turn, heard: Heard) -> VoiceResponse:
    """Return what follows an answer: the dialogue's next question, the same one again, or a human."""
    session = turn.session
    meant = _meaning(heard, session)
    if meant is None:
        return _stumble(gateway, turn, heard)
    session.stumbles = 0
    if meant.payload == meaning.REPEAT and session.last_said:
        return _question(gateway, session, session.last_said)
    if heard.keys and meant.payload == meaning.HELP:
        return _menu(gateway, session, MENU)
    reply = gateway.converse(turn, meant)
    if reply is None:
        return human.connect(gateway, [gateway.say("utter_gangguan_ke_petugas")])
    texts = reply.texts
    if reply.to_human or reply.failed:
        session.ask(texts, reply.expect, reply.offers)
        return human.connect(gateway, texts)
    if reply.end:
        return _goodbye(texts)
    more = gateway.say(ANYTHING_ELSE)
    if reply.expect == MORE and texts[-1] != more:
        # A statement alone would leave the caller before a silent telephone.
        texts = (*texts, more)
    session.ask(texts, reply.expect, reply.offers)
    return _question(gateway, session, texts)


def without_dialogue(gateway: Gateway) -> VoiceResponse:
    """Answer a call the system cannot serve: say so, and reach a human by telephone if there is one."""
    if gateway.system.settings.cso_dial:
        return human.connect(gateway, [gateway.say("utter_gangguan_ke_petugas")])
    return _goodbye([gateway.say("utter_gangguan_sistem")])


def _meaning(heard: Heard, session: Session) -> Meaning | None:
    if heard.keys:
        return meaning.of_keys(heard.keys, session)
    return meaning.of_speech(heard.words, session) if heard.clear else None


def _stumble(gateway: Gateway, turn: Turn, heard: Heard) -> VoiceResponse:
    """Ask again after silence or something not understood, each time in an easier way (Source: procedure.md HO-1)."""
    session = turn.session
    session.stumbles += 1
    if session.stumbles >= HUMAN:
        gateway.hand_over(turn.conversation, turn.caller, Reason.SILENCE if heard.is_silence else Reason.MISUNDERSTOOD)
        return human.connect(gateway, [gateway.say("utter_ke_cso_suara")])
    if session.expect == MORE and heard.is_silence:
        # Served and silent: whoever has nothing more to say is let go.
        if session.stumbles < KEYS_ONLY:
            return _question(gateway, session, (gateway.say(ANYTHING_ELSE),))
        return _goodbye([gateway.say(FAREWELL)])
    open_question = session.expect in {"free", MORE} and not session.offers
    if open_question and (heard.keys or session.stumbles >= KEYS_ONLY):
        return _menu(gateway, session, NOT_UNDERSTOOD)
    return _question(gateway, session, (gateway.say(_excuse(heard, session)), *session.last_said))


def _excuse(heard: Heard, session: Session) -> str:
    """Return why the question is put again."""
    if heard.keys:
        return "utter_tombol_tak_dikenal"
    return "utter_tidak_mendengar" if session.stumbles < KEYS_ONLY else "utter_tidak_mendengar_tombol"


def _menu(gateway: Gateway, session: Session, key: str) -> VoiceResponse:
    """Offer the commonest matters by keys, in the words of `key`."""
    session.ask((gateway.say(key),), "choice", gateway.offers(key))
    return _question(gateway, session, session.last_said)


def _goodbye(texts: Iterable[str]) -> VoiceResponse:
    response = VoiceResponse()
    speech.say(response, texts)
    response.hangup()
    return response


def _question(gateway: Gateway, session: Session, texts: tuple[str, ...]) -> VoiceResponse:
    session.turn += 1
    keys_only = session.stumbles >= KEYS_ONLY and session.expect not in SPOKEN_ONLY
    action = gateway.path(f"/voice/turn?n={session.turn}")
    return speech.ask(texts, action, session.expect, keys_only=keys_only)
