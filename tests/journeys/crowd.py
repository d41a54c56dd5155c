"""Many customers at once who write down every message, what it was answered, when, and what came later."""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

import requests

import spoken
from bootstrap import DOMAIN
from simulator.twilio import Caller, Customer, HungUpError, Post
from tests.journeys.answers import HUMAN, recognise
from tests.journeys.people import Channel, Home, a_home, a_phone
from tests.notify.fake_twilio import FakeTwilio
from wording import Wording

# What is said, the topic that must come back, on WhatsApp and on the telephone. A topic is a question or a key.
WRITTEN = (
    ("selamat siang", "utter_sapaan"),
    ("listrik di rumah saya padam", "scope"),
    ("hanya rumah saya", "mcb"),
    ("sudah naik", "premise"),
    ("{home.idpel}", "address"),
    ("{home.address}", "utter_konfirmasi_idpel"),
    ("ya, benar", "utter_laporan_dibuat"),
)
SPOKEN = (
    ("listrik di rumah saya padam", "scope"),
    ("hanya rumah saya", "mcb"),
    ("sudah naik", "premise"),
    ("{home.idpel}#", "address"),
    ("{address}", "utter_konfirmasi_idpel"),
    ("ya, benar", "utter_laporan_dibuat"),
)
HOLDING = ("utter_mohon_tunggu", "utter_masih_tunggu")
NOT_KEPT = ("utter_gangguan_tak_tersimpan",)
# So long somebody waits for the answer that was promised, and looks for it so often.
PATIENCE_SECONDS, LOOK_SECONDS = 240.0, 0.1
# Nobody writes on, or once more, at once.
PAUSE_SECONDS = 0.5
# So long it takes to say that somebody shall hold the line.
SENTENCE_SECONDS = 3.0


class Fate(StrEnum):
    """What the carrier was given for a message."""

    ANSWERED = "answered"
    HELD = "held"  # the real answer follows
    NOT_KEPT = "not kept"  # told honestly, and asked to write again
    HUMAN = "human"  # a caller whom a human takes over
    UNANSWERED = "unanswered"


@dataclass(slots=True)
class Message:
    """One message. `at` is a time of the wall clock; `requests` are the seconds of each webhook it took.

    `begun` tells when each began, by the monotonic clock.
    """

    words: str
    topic: str
    at: float
    key: str = ""
    fate: Fate = Fate.UNANSWERED
    said: Sequence[str] = ()
    requests: list[float] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)
    why: str = ""

    @property
    def answered_at(self) -> float:
        """Return when the webhook was answered."""
        return self.at + sum(self.requests)


@dataclass(slots=True)
class Talk:
    """A conversation with all its messages. `late` are the answers of the carrier's list, with their times."""

    channel: Channel
    phone: str
    home: Home
    messages: list[Message] = field(default_factory=list)
    late: Sequence[tuple[float, str]] = ()

    @property
    def owed(self) -> int:
        """Return how many messages had a holding answer."""
        return sum(message.fate is Fate.HELD for message in self.messages)

    @property
    def is_whole(self) -> bool:
        """Tell whether the customer came to the end of the report."""
        last = self.messages[-1] if self.messages else None
        return last is not None and last.topic == "utter_laporan_dibuat" and last.fate in {Fate.ANSWERED, Fate.HELD}


class Letters:
    """What the carrier was given by REST, by number."""

    def __init__(self, twilio: FakeTwilio) -> None:
        self._twilio = twilio
        self._by_phone: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self._seen = 0
        self._lock = threading.Lock()

    def of(self, phone: str) -> Sequence[tuple[float, str]]:
        """Return times and texts of all messages to a number, in the order of their arrival."""
        with self._lock:
            with self._twilio.lock:
                new = self._twilio.accepted[self._seen :]
            self._seen += len(new)
            for message in new:
                self._by_phone[message["to"].removeprefix("whatsapp:")].append((message["at"], message["body"]))
            return tuple(self._by_phone[phone])


@dataclass
class Crowd:
    """Customers of one system; `post` delivers a webhook. `talks` grows while they talk."""

    base_url: str
    token: str
    post: Post
    twilio: FakeTwilio
    talks: list[Talk] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.letters = Letters(self.twilio)
        wording = Wording.load(DOMAIN)
        self._holding = {wording.say(key, channel) for key in HOLDING for channel in ("whatsapp", "voice")}
        self._not_kept = {wording.say(key, channel) for key in NOT_KEPT for channel in ("whatsapp", "voice")}

    @property
    def count(self) -> int:
        """Return how many messages were sent."""
        return sum(len(talk.messages) for talk in list(self.talks))

    def customer(self, channel: Channel, *, patient: bool) -> None:
        """Report one outage after the other until it is over; the last one to its end."""
        while not self.over.is_set():
            talk = Talk(channel, a_phone(), a_home())
            self.talks.append(talk)
            self.calls(talk) if channel == "voice" else self.writes(talk, patient=patient)

    # -- WhatsApp -----------------------------------------------------------------------------------------------------

    def writes(self, talk: Talk, *, patient: bool) -> None:
        """Write a report. Who is patient waits for what was promised, who is not goes on."""
        for words, topic in WRITTEN:
            said = words.format(home=talk.home)
            while (message := self.write(talk, said, topic)).fate is Fate.NOT_KEPT:
                time.sleep(PAUSE_SECONDS)
            if message.fate is Fate.UNANSWERED:
                return
            if message.fate is Fate.HELD and patient and not self.wait(talk):
                return
            time.sleep(PAUSE_SECONDS * random.random())

    def write(self, talk: Talk, words: str, topic: str) -> Message:
        """Write one message and note its answer."""
        message = Message(words, topic, time.time(), f"SM{secrets.token_hex(16)}")
        talk.messages.append(message)
        post = self._timed(talk)
        customer = Customer(self.base_url, self.token, talk.phone, public_url=self.base_url, post=post)
        try:
            message.said = customer.write(words, sid=message.key)
        except (RuntimeError, requests.RequestException) as fault:
            message.why = repr(fault)
            return message
        message.fate = self._fate(message.said)
        return message

    def wait(self, talk: Talk, seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait until every answer that was promised is there; False if that takes too long."""
        end = time.monotonic() + seconds
        while len(self.letters.of(talk.phone)) < talk.owed:
            if time.monotonic() > end:
                return False
            time.sleep(LOOK_SECONDS)
        return True

    def _fate(self, texts: Sequence[str]) -> Fate:
        # A second delivery is told nothing where the answer comes by itself.
        if not texts or self._holding.issuperset(texts):
            return Fate.HELD
        if self._not_kept.issuperset(texts):
            return Fate.NOT_KEPT
        return Fate.ANSWERED

    # -- telephone ----------------------------------------------------------------------------------------------------

    def calls(self, talk: Talk, script: Sequence[tuple[str, str]] = SPOKEN) -> None:
        """Call and say what the script has, a report; hang up where a human takes over."""
        caller = Caller(self.base_url, self.token, talk.phone, public_url=self.base_url, post=self._timed(talk))
        steps: list[tuple[str, str]] = [("", "")]
        steps += [(words.format(home=talk.home, address=_aloud(talk.home)), topic) for words, topic in script]
        for words, topic in steps:
            message = Message(words, topic, time.time())
            talk.messages.append(message)
            try:
                message.said = _speak(caller, words)
            except (HungUpError, RuntimeError, requests.RequestException) as fault:
                message.why = repr(fault)
                break
            if caller.state in {"queued", "dialling"}:
                message.fate = Fate.HUMAN
                break
            message.said = [text for text in message.said if text not in self._holding]
            message.fate = Fate.NOT_KEPT if self._not_kept & set(message.said) else Fate.ANSWERED
            if caller.state == "over":
                break
            time.sleep(PAUSE_SECONDS * random.random())
        # The carrier reports the end, whoever hung up.
        with suppress(RuntimeError, requests.RequestException):
            caller.hang_up()

    def _timed(self, talk: Talk) -> Post:
        """Return how webhooks are delivered whose times are noted with the last message."""

        def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
            if "/voice/held" in url:
                time.sleep(SENTENCE_SECONDS)
            begun = time.monotonic()
            try:
                return self.post(url, form, headers)
            finally:
                talk.messages[-1].requests.append(time.monotonic() - begun)
                talk.messages[-1].begun.append(begun)

        return post


def faults(talk: Talk) -> Iterator[str]:
    """Tell what was not as it must be: unanswered, lost, twice, out of order, or another answer than the right one."""
    expected: list[tuple[Message, float, str]] = []
    late = iter(talk.late)
    for message in talk.messages:
        where = f"{talk.channel} {talk.phone} {message.words!r} at {time.strftime('%T', time.gmtime(message.at))}"
        if message.fate is Fate.UNANSWERED:
            yield f"{where}: unanswered {message.why}"
        elif message.fate is Fate.HELD:
            at, text = next(late, (0.0, ""))
            if not text:
                yield f"{where}: held, and the answer never came"
            expected.append((message, at, text))
        elif message.fate is Fate.ANSWERED and message.topic:
            expected.append((message, message.answered_at, "\n\n".join(message.said)))
    yield from (f"{talk.phone}: one more answer {text!r}" for _, text in late)
    times = [at for _, at, text in expected if text]
    if times != sorted(times):
        yield f"{talk.phone}: answers out of order"
    for message, _, text in expected:
        if text and not _is_about(message.topic, text, talk.channel):
            yield f"{talk.phone} {message.words!r}: not {message.topic} but {text!r}"


def _is_about(topic: str, text: str, channel: Channel) -> bool:
    keys: Collection[str] = {key for said in recognise([text], channel) for key in said.keys}
    return bool({topic, f"utter_tanya_{topic}", f"utter_jelaskan_{topic}"} & set(keys))


def hears_of_a_human(message: Message, channel: Channel) -> bool:
    """Tell whether the customer was told that a human writes or speaks."""
    return bool(HUMAN & {key for said in recognise(message.said, channel) for key in said.keys})


def _aloud(home: Home) -> str:
    return spoken.address_said(home.address).lower()


def _speak(caller: Caller, words: str) -> list[str]:
    if not words:
        return caller.dial()
    say: Callable[[str], list[str]] = caller.press if words.endswith("#") else caller.say
    return say(words)
