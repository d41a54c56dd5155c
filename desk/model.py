"""What the desk keeps of a conversation as types. Standard library and the words of `tickets` only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets.model import Attachment, Channel, Word


class Reason(Word):
    """Why a conversation goes to a human (Source: procedure.md HO-1)."""

    CUSTOMER_ASKED = "customer_asked"
    DANGER = "danger"
    MISUNDERSTOOD = "misunderstood"
    RULE = "rule"
    BACKEND = "backend"
    WRONG_PAIRS = "wrong_pairs"
    SILENCE = "silence"
    NOTICE = "notice"  # a notice that no message brings to the customer


class Handling(Word):
    """What became of an inbound message."""

    WORKING = "WORKING"
    ANSWERED = "ANSWERED"
    UNANSWERED = "UNANSWERED"  # the backend could not: a human reads it
    FOR_HUMAN = "FOR_HUMAN"  # a human owned the conversation
    HELD = "HELD"  # a holding answer was given, the real one is owed
    STORM = "STORM"  # answered without the dialogue, in storm mode


class Delivery(Word):
    """The states of an outbound message as the carrier reports them."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    UNDELIVERED = "undelivered"

    @property
    def rank(self) -> int:
        """Return how final the state is; a report of a lower rank than the known one came late."""
        return _RANKS[self]


_RANKS = {
    Delivery.ACCEPTED: 0,
    Delivery.QUEUED: 1,
    Delivery.SENDING: 2,
    Delivery.SENT: 3,
    Delivery.DELIVERED: 4,
    Delivery.READ: 5,
    Delivery.UNDELIVERED: 6,
    Delivery.FAILED: 6,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A location pin, degrees WGS84."""

    lat: float
    lon: float
    address: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer a question offers: what the customer reads or hears, and what it means to the dialogue."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message, spoken sentence or key entry of a customer.

    `key` is the same for every delivery of the same event. `text` is what was written or said, cleaned; `button` is the
    payload of a button that was touched.
    """

    key: str
    conversation: str
    channel: Channel
    at: datetime
    text: str | None = None
    attachments: tuple[Attachment, ...] = ()
    place: Place | None = None
    button: str | None = None


# A message of last week may still carry its buttons; a handful of questions back is enough.
OFFERS_REMEMBERED = 40


@dataclass(frozen=True, slots=True)
class Standing:
    """What a message finds: the session, the officer who has the conversation, whether it is its turn to be answered.

    It is not while an earlier message of the conversation is being worked on, or has an answer still to come.
    """

    session: Session
    officer: str | None
    is_next: bool


@dataclass(slots=True)
class Session:
    """Where a conversation stands: what the bot asked last and how well it went.

    `caller` is the customer's number (E.164) if known; `address` is where an answer goes, as the carrier names it.
    `offers` belong to the last question, `offered` are all payloads lately offered. `stumbles` counts silent or
    misunderstood turns in a row, `silences` the silent ones alone, `turn` the questions asked. `heard` is how much of
    it the caller heard who broke in, None where nobody did. `opened` is what the greeting of a call told and asked,
    until the dialogue has heard of it.
    """

    conversation: str
    channel: Channel
    caller: str | None
    address: str | None
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    expect: str = "free"
    offers: tuple[Offer, ...] = ()
    offered: tuple[str, ...] = ()
    last_said: tuple[str, ...] = ()
    stumbles: int = 0
    turn: int = 0
    heard: str | None = None
    opened: dict[str, str] | None = None
    silences: int = 0

    def ask(self, said: tuple[str, ...], expect: str, offers: tuple[Offer, ...]) -> None:
        """Remember the question just put."""
        self.last_said, self.expect, self.offers, self.heard = said, expect, offers, None
        fresh = tuple(offer.payload for offer in offers)
        kept = tuple(payload for payload in self.offered if payload not in fresh)
        self.offered = (*kept, *fresh)[-OFFERS_REMEMBERED:]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What a number (E.164) answered so far, when and where it did last; `answers` as the dialogue wrote them."""

    phone: str
    conversation: str
    channel: Channel
    at: datetime
    answers: Mapping[str, Any]


class EntryKind(Word):
    """What an officer puts into a conversation."""

    ANSWER = "ANSWER"
    TEMPLATE = "TEMPLATE"
    NOTE = "NOTE"  # for colleagues: the customer never sees it


@dataclass(frozen=True, slots=True)
class Entry:
    """One message or note of an officer. `message` is the carrier's id once sent; `failed` that it could not be."""

    id: str
    conversation: str
    kind: EntryKind
    officer: str
    at: datetime
    text: str
    message: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """A message of the customer with what became of it.

    `answer` is the document the carrier was given; `late` what was sent afterwards, where that was a holding answer.
    """

    inbound: Inbound
    handling: Handling
    answer: str | None
    late: str | None = None
    late_at: datetime | None = None


class CallState(Word):
    """Where a call that was dialled through to a human is."""

    RINGING = "RINGING"
    TALKING = "TALKING"


@dataclass(frozen=True, slots=True)
class HandOver:
    """A conversation in the hands, or waiting for the hands, of a human (Source: procedure.md HO-2).

    `position` counts from 1 among the waiting ones, the urgent first, and is 0 once taken. `reply_by` is the time
    the customer is promised. `call_back` is what a promised call is about, the report or the number: only one is open
    for each. `call` tells where a call is that was dialled through or that an officer asked for; `call_at` since when
    an officer did, `call_sid` the carrier's id of the officers' leg. Both stay when it is over.
    """

    id: str
    conversation: str
    channel: Channel
    caller: str | None
    reason: Reason
    no_lapor: str | None
    said: tuple[str, ...]
    understood: str | None
    urgent: bool
    created_at: datetime
    reply_by: datetime
    officer: str | None = None
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    call_back: str | None = None
    call: CallState | None = None
    call_at: datetime | None = None
    call_sid: str | None = None
    position: int = 0
