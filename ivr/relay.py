"""ConversationRelay as the way of a call: one socket a call, and the way back to Gather (docs/decisions/0011)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import simple_websocket  # type: ignore[import-untyped]
import structlog
from flask import Blueprint, Response, request
from twilio.twiml.voice_response import Connect, VoiceResponse  # type: ignore[import-untyped]

from desk.model import Handling, Session
from ivr import call, hints, human, relay_messages, speech
from ivr.call import Step, Then
from ivr.gateway import Gateway
from ivr.guards import FIRST_PAUSE, twiml
from ivr.relay_call import RelayCall
from ivr.voices import LANGUAGE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = structlog.get_logger(__name__)

PATH = "relay"
# A proxy or the mobile net drops what is silent for a minute; a peer that is gone is noticed.
PING_SECONDS = 20.0
# The carrier's messages are short; no sentence is longer.
MAX_MESSAGE = 64 << 10
# How long the carrier may take to hang up the socket after being told that it has ended.
CLOSING_SECONDS = 2.0
# The verbs of a document that waits for an answer.
_LISTENING = ("<Gather", "<ConversationRelay")
Render = Callable[[Step], VoiceResponse]


class Sockets:
    """Count the calls of this process. Each holds a web thread: half of them stay free for everything else."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open = 0
        self._lock = threading.Lock()

    @property
    def are_full(self) -> bool:
        """Tell whether another call would have to go by Gather."""
        return self._open >= self._most

    def take(self) -> bool:
        """Take a place if there is one."""
        with self._lock:
            if self.are_full:
                return False
            self._open += 1
            return True

    def give_back(self) -> None:
        """Give a place back."""
        with self._lock:
            self._open -= 1


class _Spent(Response):
    """The answer after a socket: nothing may be written any more to what the socket library has closed."""

    def __call__(self, wsgi: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        """Answer gunicorn with its own sign that the connection is not its any more."""
        if "gunicorn.socket" in wsgi:
            raise StopIteration
        return super().__call__(wsgi, start)


class Relay:
    """The routes of the relay under a blueprint; `render` makes TwiML of a step, as a Gather where it listens."""

    def __init__(self, gateway: Gateway, render: Render) -> None:
        settings = gateway.system.settings
        self._gateway = gateway
        self._render = render
        self._sockets = Sockets(max(1, settings.web_threads // 2))
        self._wanted = settings.voice_path == PATH

    def begin(self, step: Step) -> VoiceResponse:
        """Return the TwiML that opens a call with a step: by the relay if it is wanted and has a place."""
        if step.then is Then.LISTEN and self._wanted:
            if not self._sockets.are_full:
                return self._connect(step)
            log.warning("relay_full")
        return self._render(step)

    def mount(self, routes: Blueprint) -> None:
        """Add the socket and what follows it."""
        gateway = self._gateway

        @routes.get("/voice/relay", websocket=True)
        def relay() -> Response:
            if not self._sockets.take():
                log.warning("relay_full")
                return Response(status=503)
            try:
                self._serve()
            finally:
                self._sockets.give_back()
            return _Spent(status=101)

        @routes.post("/voice/relay/ended")
        def relay_ended() -> Response:
            conversation = request.form.get("CallSid", "")
            if request.form.get("CallStatus") == "completed":
                gateway.system.desk.end(conversation)
                return twiml(VoiceResponse())
            if "HandoffData" not in request.form:
                log.error(
                    "relay_failed", conversation=conversation, status=request.form.get("SessionStatus"),
                    code=request.form.get("ErrorCode"),
                )  # fmt: skip
            return twiml(self._go_on(conversation))

        @routes.post("/voice/relay/human")
        def relay_human() -> Response:
            return twiml(human.connect(gateway, []))

    def _connect(self, step: Step) -> VoiceResponse:
        settings = self._gateway.system.settings
        provider, model = settings.relay_recogniser
        response = VoiceResponse()
        connect = Connect(action=self._gateway.path("/voice/relay/ended"), method="POST")
        tts, _, voice = self._gateway.voice.name.partition(".")
        connect.conversation_relay(
            # http becomes ws, https wss.
            url=settings.public_url.replace("http", "ws", 1) + "/voice/relay",
            language=LANGUAGE,
            tts_provider=tts,
            voice=voice,
            transcription_provider=provider,
            speech_model=model,
            hints=hints.all_hints(),
            profanity_filter=False,
            welcome_greeting=" ".join(relay_messages.sentences(step.texts)),
            welcome_greeting_interruptible="any",
            interruptible="any",
            dtmf_detection=True,
            partial_prompts=True,
            debug="speaker-events",
        )
        response.append(connect)
        return response

    def _serve(self) -> None:
        try:
            line = simple_websocket.Server.accept(
                request.environ, ping_interval=PING_SECONDS, max_message_size=MAX_MESSAGE
            )
        except simple_websocket.ConnectionError:
            return
        served = RelayCall(self._gateway, line, self._kept)
        with suppress(simple_websocket.ConnectionClosed, OSError):
            try:
                served.run()
            except simple_websocket.ConnectionClosed:
                raise
            except Exception:
                log.exception("relay_broke")
                served.fail()
            end = time.monotonic() + CLOSING_SECONDS
            while (left := end - time.monotonic()) > 0:
                line.receive(left)
            line.close()

    def _kept(self, step: Step) -> str:
        """Return the document that goes on from a step by TwiML, whatever becomes of the socket."""
        if step.then is not Then.TO_HUMAN:
            return str(self._render(step))
        # Who connects to a human has to ask who is there at that moment.
        response = VoiceResponse()
        speech.say(response, step.texts, self._gateway.voice)
        response.redirect(self._gateway.path("/voice/relay/human"), method="POST")
        return str(response)

    def _go_on(self, conversation: str) -> VoiceResponse | str:
        """Return what comes after the socket: the end or the human it led to, else the last question by Gather."""
        desk = self._gateway.system.desk
        last = desk.last(conversation)
        deadline = self._gateway.deadline()
        while last is not None and last.handling is Handling.WORKING and time.monotonic() < deadline:
            time.sleep(FIRST_PAUSE)
            last = desk.last(conversation)
        if last is not None and last.answer and not any(verb in last.answer for verb in _LISTENING):
            return last.answer
        session = desk.session(conversation)
        if session is None:
            return self._render(call.without_dialogue(self._gateway))
        step = call.question(session, _unheard(session))
        desk.keep_session(session)
        return self._render(step)


def _unheard(session: Session) -> tuple[str, ...]:
    """Return what of the last question is to be said again: all of it where nobody knows how much was heard."""
    missed = relay_messages.missed(session.last_said, session.heard) if session.heard is not None else ()
    return missed or session.last_said
