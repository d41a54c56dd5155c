"""One call over ConversationRelay: the turns are those of Gather; silence, keys, interruptions are told apart here."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from desk.model import Handling, Session
from ivr import call, guards, inbound, meaning, speech
from ivr import relay_messages as messages
from ivr.call import Step, Then
from ivr.gateway import Gateway, Turn
from ivr.hearing import Heard
from ivr.inbound import Arrival
from ivr.reading import NUMBERS, is_reading
from ivr.relay_messages import Fault, Interrupt, Key, Message, Prompt, Setup, Speaking
from ivr.voices import LANGUAGE

log = structlog.get_logger(__name__)

# The carrier introduces itself at once.
SETUP_SECONDS = 5.0
# How long a prompt takes to speak, where the carrier does not tell.
WORDS_A_SECOND = 2.5
# Who began to speak is not silent; partial results come more often than this.
SPEAKING_SECONDS = 10.0
# After so long without an answer of the dialogue the caller is told to wait.
HOLD_SECONDS = 1.0
# Between two looks for an answer that is owed.
HELD_PAUSE = 0.1
# The recogniser itself ends a sentence after about so much silence; what a kind of answer grants more is added here.
RECOGNISER_SECONDS = 1.0
END_OF_KEYS = "#"


class Line(Protocol):
    """A socket as a call needs it; a closed one raises what the library raises."""

    def send(self, data: str, /) -> None:
        """Send one message."""

    def receive(self, timeout: float | None = None) -> str | bytes | None:
        """Return the next message, None where none came in time; seconds."""


class RelayCall:
    """Serve one call until it goes back to TwiML. `keep` makes the document that stays with a turn."""

    def __init__(self, gateway: Gateway, line: Line, keep: Callable[[Step], str]) -> None:
        self._gateway = gateway
        self._line = line
        self._keep = keep
        self._form: dict[str, str] = {}
        self._session: Session | None = None
        self._step = Step((), Then.LISTEN)
        self._is_over = False
        # What the caller has of the question, and has given of the answer, so far.
        self._saying: tuple[str, ...] = ()
        self._missed: tuple[str, ...] = ()
        self._was_asked_again = False
        self._keys = ""
        self._words: list[str] = []
        # What came while a turn was being worked on: said before its answer could be heard.
        self._early: deque[str | bytes] = deque()
        self._due = time.monotonic() + SETUP_SECONDS
        # The holding sentence comes from a thread of its own.
        self._lock = threading.Lock()
        self._may_hold = False

    def run(self) -> None:
        """Take messages until the call is over. Raises: ValueError for what the carrier never sends."""
        while not self._is_over:
            if self._early:
                self._take_early(messages.read(self._early.popleft()))
                continue
            received = self._line.receive(max(0.0, self._due - time.monotonic()))
            if received is not None:
                self._take(messages.read(received))
            elif time.monotonic() >= self._due:
                self._time_is_up()

    def fail(self) -> None:
        """Give the call back: the question goes on as a Gather."""
        self._end("failed")

    def _take(self, message: Message | None) -> None:
        match message:
            case Setup():
                self._begin(message)
            case Prompt():
                self._hear(message)
            case Key(key):
                self._press(key)
            case Interrupt(heard):
                self._broken_off(heard)
            case Speaking(begun=False):
                self._wait(speech.listening(self._step.expect).timeout)
            case Fault():
                # What the carrier could not use the caller has not heard. Why it could not names what was said.
                log.error("relay_message_refused", conversation=self._form.get("CallSid"))
                self.fail()

    def _take_early(self, message: Message | None) -> None:
        """Take what was said before the present question: it cannot answer it, but may tell something else."""
        session = self._session
        if session is None:
            return
        match message:
            case Key(key) if speech.listening(self._step.expect).one_key:
                if key in meaning.STANDING_KEYS:
                    self._press(key)
            case Key(key):
                self._press(key)
            case Prompt(words, _, done=True):
                meant = meaning.of_speech(words, session)
                if meant is not None and not meaning.answers_question(meant, session):
                    self._hear(message)
            case Fault():
                self._take(message)

    def _begin(self, setup: Setup) -> None:
        self._form = {"CallSid": setup.call} | ({"From": setup.sender} if setup.sender else {})
        self._session = self._gateway.system.desk.session(setup.call)
        if self._session is None:
            raise ValueError("the call has not begun by its webhook")
        session = self._session
        self._ask(Step(session.last_said, Then.LISTEN, session.expect, session.turn))

    def _hear(self, prompt: Prompt) -> None:
        if prompt.language and not LANGUAGE.startswith(prompt.language[:2]):
            self._send(messages.language())
        if not prompt.done:
            self._wait(SPEAKING_SECONDS)
        elif prompt.words and not self._keys and not self._step.keys_only:
            self._words.append(prompt.words)
            self._go_on(" ".join(self._words))

    def _go_on(self, words: str) -> None:
        """Answer what was said, at once or after the pause in which the caller may go on."""
        expect = self._step.expect
        pause = speech.listening(expect).speech_timeout
        if pause == "auto" or (expect in NUMBERS and not is_reading(words)):
            self._turn(words=words)
        else:
            # Whoever reads a number off a meter pauses between the groups.
            self._wait(max(0.0, float(pause) - RECOGNISER_SECONDS))

    def _press(self, key: str) -> None:
        if key != END_OF_KEYS:
            self._keys += key
        if key == END_OF_KEYS or speech.listening(self._step.expect).one_key:
            self._turn(keys=self._keys)
        else:
            self._wait(speech.listening(self._step.expect).timeout)

    def _broken_off(self, heard: str) -> None:
        """Remember how far the caller heard the question (Source: docs/voice-style.md, Interruptions)."""
        if not self._was_asked_again:
            self._missed = messages.missed(self._saying, heard)
        self._wait(speech.listening(self._step.expect).timeout)
        desk = self._gateway.system.desk
        session = desk.session(self._form.get("CallSid", ""))
        if session is not None:
            session.heard = heard
            desk.keep_session(session)

    def _time_is_up(self) -> None:
        if not self._form:
            raise ValueError("the carrier does not say which call it is")
        self._turn(keys=self._keys, words=" ".join(self._words))

    def _turn(self, *, keys: str = "", words: str = "") -> None:
        heard = replace(Heard.of(keys=keys, words=words), missed=self._missed)
        with self._holding():
            step = self._work(heard)
        while (received := self._line.receive(0)) is not None:
            self._early.append(received)
        if step.then is not Then.LISTEN:
            self._end("human" if step.then is Then.TO_HUMAN else "goodbye")
            return
        self._was_asked_again = bool(heard.missed) and step.texts == heard.missed
        for message in messages.spoken(step.texts):
            self._send(message)
        self._ask(step)

    def _work(self, heard: Heard) -> Step:
        """Do one turn and return what follows it; while the answer is owed the caller holds the line (WT-3)."""
        gateway, form = self._gateway, self._form | {"Digits": heard.keys, "SpeechResult": heard.words}
        arrival = inbound.spoken(form, str(self._step.number), gateway.system.clock())
        step = self._stored(arrival, lambda turn: call.answer(gateway, turn, heard))
        while step.then is Then.HOLD:
            time.sleep(HELD_PAUSE)
            owed, number = step.owed, step.number
            arrival = inbound.picked_up(self._form, owed, str(number), gateway.system.clock())
            step = self._stored(arrival, partial(call.pick_up, gateway, owed=owed, number=number))
        return step

    def _stored(self, arrival: Arrival, work: Callable[[Turn], Step]) -> Step:
        """Do some work on a turn, stored before and after."""
        gateway = self._gateway
        turn = guards.receive(gateway, arrival)
        if isinstance(turn, str):
            # Another socket of this call has worked it: go on from where the call stands.
            session = gateway.system.desk.session(arrival.inbound.conversation)
            return call.question(session, session.last_said) if session else call.without_dialogue(gateway)
        try:
            step = work(turn)
        except Exception:
            log.exception("turn_failed", conversation=turn.conversation)
            turn.handling = Handling.UNANSWERED
            step = call.without_dialogue(gateway)
        guards.finish(gateway, turn, self._keep(step))
        self._session = turn.session
        return step

    @contextmanager
    def _holding(self) -> Iterator[None]:
        """Tell the caller to wait a moment where the work takes long."""
        with self._lock:
            self._may_hold = True
        timer = threading.Timer(HOLD_SECONDS, self._hold)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                self._may_hold = False

    def _hold(self) -> None:
        """Say that it takes a moment, in the same breath as the answer that follows."""
        sentence = self._gateway.say("utter_sebentar")
        with self._lock:
            if self._may_hold:
                self._may_hold = False
                for message in messages.spoken([sentence], more=True):
                    self._line.send(message)

    def _ask(self, step: Step) -> None:
        self._step, self._saying, self._missed = step, step.texts, ()
        self._keys, self._words = "", []
        words = sum(len(text.split()) for text in step.texts)
        self._wait(words / WORDS_A_SECOND + speech.listening(step.expect).timeout)

    def _end(self, reason: str) -> None:
        conversation = self._form.get("CallSid", "")
        no_lapor = None
        if reason == "human":
            record = self._gateway.system.desk.open_record(conversation)
            no_lapor = record.no_lapor if record else None
        self._is_over = True
        self._send(messages.end(reason, conversation, no_lapor))

    def _send(self, message: str) -> None:
        with self._lock:
            self._line.send(message)

    def _wait(self, seconds: float) -> None:
        self._due = time.monotonic() + seconds
