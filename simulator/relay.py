"""The telephone of `simulator.twilio` over ConversationRelay: the carrier's end of the socket."""

from __future__ import annotations

import json
import time
from typing import Any

import simple_websocket  # type: ignore[import-untyped]

from simulator.twilio import SECONDS, Caller, HungUpError
from simulator.twiml import Verb

RELAY_PATH = "/voice/relay"
ENDED_PATH = "/voice/relay/ended"


class RelayCaller(Caller):
    """Someone on a telephone whose questions come over a socket; by Gather where the server leads there.

    `opened` are the documents that opened a socket, `handed_off` is what the server gave with the end of its session,
    `first_token_at` when the last answer began (monotonic, seconds).
    """

    socket: simple_websocket.Client | None = None
    opened: tuple[Verb, ...] = ()
    handed_off: dict[str, Any] | None = None
    first_token_at: float = 0.0
    _action: str = ENDED_PATH

    def connect(self, greeting: str = "", action: str = ENDED_PATH) -> list[str]:
        """Open the socket for this call and hear the greeting."""
        self._action = action
        address = self._line.public_url.replace("http", "ws", 1) + RELAY_PATH
        try:
            self.socket = simple_websocket.Client(
                self._line.url.replace("http", "ws", 1) + RELAY_PATH, headers=self._line.signature(address, {})
            )
        except (simple_websocket.ConnectionError, OSError):
            return self._failed("64102")
        self.state, self.gather = "asked", None
        self.tell("setup", sessionId="VX" + "0" * 32, callSid=self.call, customParameters={}, **{"from": self.sender})
        return self._heard((greeting,) if greeting else ())

    def tell(self, kind: str, **fields: object) -> None:
        """Send one message of the carrier."""
        if self.socket is not None:
            self.socket.send(json.dumps({"type": kind} | fields))

    def say(self, words: str, confidence: float | None = 0.9) -> list[str]:
        """Answer in words; the relay reports no confidence."""
        if self.socket is None:
            return super().say(words, confidence)
        before = self._meanwhile()
        self.tell("prompt", voicePrompt=words, lang="id-ID", last=True)
        return before + self._listen()

    def break_in(self, heard: str, words: str = "", key: str = "") -> list[str]:
        """Speak or press a key when no more than `heard` has been spoken."""
        self.tell("interrupt", utteranceUntilInterrupt=heard, durationUntilInterruptMs=400)
        return self.press(key) if key else self.say(words)

    def press(self, keys: str) -> list[str]:
        """Press keys, each of which is heard at once."""
        if self.socket is None:
            return super().press(keys)
        before = self._meanwhile()
        for key in keys:
            self.tell("dtmf", digit=key)
        return before + self._listen()

    def silent(self) -> list[str]:
        """Say nothing after the question was spoken."""
        if self.socket is None:
            return super().silent()
        before = self._meanwhile()
        self.tell("info", name="agentSpeaking", value="off")
        return before + self._listen()

    def cut(self) -> list[str]:
        """Lose the socket, as the net does; the carrier goes where the document says."""
        self._close()
        return self._failed("64105")

    def hang_up(self) -> None:
        """Put the receiver down."""
        if self.socket is not None:
            self._close()
            self._fetch(self._action, CallStatus="completed", SessionStatus="completed")
        super().hang_up()

    def _over_socket(self, connect: Verb) -> list[str]:
        (relay,) = connect.nested
        self.opened = (*self.opened, connect)
        return self.connect(relay.option("welcomeGreeting"), connect.option("action"))

    def _meanwhile(self) -> list[str]:
        """Hear what was said while nobody here did anything: after so long the server asks again."""
        return self._listen(0)

    def _listen(self, seconds: float = SECONDS) -> list[str]:
        """Hear one talk to its end; what has come already where there is no time."""
        spoken: list[str] = []
        while self.socket is not None:
            try:
                received = self.socket.receive(seconds)
            except simple_websocket.ConnectionClosed:
                self.socket = None
                return self._heard(tuple(spoken)) + self._failed("64105")
            if received is None and seconds:
                raise HungUpError("nothing is said")
            if received is None:
                break
            message = json.loads(received)
            if message["type"] == "text":
                self.first_token_at = self.first_token_at if spoken else time.perf_counter()
                spoken.append(str(message["token"]).strip())
                if message["last"] and seconds:
                    break
            elif message["type"] == "end":
                return self._heard(tuple(spoken)) + self._ended(message["handoffData"])
        return self._heard(tuple(spoken))

    def _ended(self, data: str) -> list[str]:
        self.handed_off = json.loads(data)
        self._close()
        return self._fetch(self._action, SessionStatus="ended", HandoffData=data)

    def _failed(self, code: str) -> list[str]:
        return self._fetch(self._action, SessionStatus="failed", ErrorCode=code)

    def _close(self) -> None:
        socket, self.socket = self.socket, None
        if socket is not None and socket.connected:
            socket.close()

    def _heard(self, sentences: tuple[str, ...]) -> list[str]:
        self.heard += sentences
        return list(sentences)
