"""What the desk needs from a store; `storage.desk` implements it on both databases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.late_ports import LateAnswers, Owed
from desk.model import Delivery, Entry, Handling, HandOver, Inbound, Received, Session, Standing, Unfinished
from desk.storm_model import StormBook
from tickets.transactions import Transaction


class Sessions(Protocol):
    """Where conversations stand."""

    def get(self, conversation: str) -> Session | None:
        """Return the session."""
        ...

    def put(self, session: Session) -> None:
        """Write the session, new or known."""
        ...

    def seen(self, conversation: str, at: datetime) -> None:
        """Keep when the customer was heard last."""
        ...


class Inbox(Protocol):
    """Every message that came in, in the order of arrival."""

    def reclaim(self, key: str, *, begun_before: datetime, now: datetime) -> bool:
        """Take over a message whose worker died: True for exactly one of those who try."""
        ...

    def touch(self, keys: Sequence[str], now: datetime) -> None:
        """Keep the claim to messages being worked on."""
        ...

    def answer(self, key: str) -> str | None:
        """Return the answer, or None while the message is being worked on."""
        ...

    def is_next(self, key: str, *, begun_after: datetime) -> bool:
        """Tell whether no earlier message of the conversation, begun after then, is being worked on."""
        ...

    def said(self, conversation: str, limit: int) -> Sequence[str]:
        """Return the last texts of the customer, oldest first."""
        ...

    def recent(self, conversation: str, limit: int) -> Sequence[Received]:
        """Return the last messages with what became of them, oldest first."""
        ...

    def unanswered(self, conversation: str) -> Sequence[Inbound]:
        """Return the messages nothing could be answered to, oldest first."""
        ...


class Turns(Protocol):
    """How the turn of a message begins and ends."""

    def begin(self, inbound: Inbound, new: Session, *, begun_after: datetime) -> Standing | None:
        """Store a message being worked on, its talk by `new` where that is one; return what it finds.

        None where its key is known; `begun_after` as `is_next`.
        """
        ...

    def standing(self, inbound: Inbound, new: Session, *, begun_after: datetime) -> Standing:
        """Return what a stored message finds, `new` where its talk has no session; `begun_after` as `is_next`."""
        ...

    def finish(self, key: str, handling: Handling, answer: str, session: Session) -> None:
        """Keep the answer, for later deliveries of the same message, and where the conversation stands now."""
        ...


class HandOvers(Protocol):
    """The hand-over records. At most one for a conversation is open, which the store enforces."""

    def add(self, record: HandOver) -> bool:
        """Store a new record; False if the conversation has an open one."""
        ...

    def save(self, record: HandOver) -> None:
        """Write a changed record."""
        ...

    def get(self, record_id: str, *, lock: bool = False) -> HandOver | None:
        """Return a record; `lock` holds it until the unit of work ends."""
        ...

    def open_of(self, conversation: str, *, lock: bool = False) -> HandOver | None:
        """Return the record of the conversation that is not closed."""
        ...

    def waiting(self) -> Sequence[HandOver]:
        """Return the records nobody took, urgent first, then by age."""
        ...

    def taken(self) -> Sequence[HandOver]:
        """Return the open records somebody took, by age."""
        ...


class Lines(Protocol):
    """Calls on their way to a human, and who is there to take them."""

    def promise(self, record_id: str, about: str) -> bool:
        """Note that a record is to be called back about something; False where another open one is already."""
        ...

    def promised(self, about: str) -> HandOver | None:
        """Return the open record that is to be called back about it."""
        ...

    def under_way(self) -> Sequence[HandOver]:
        """Return the open records whose call rings or is talked on, oldest first."""
        ...

    def rung(self, since: datetime) -> Collection[str]:
        """Return the carrier's ids of the calls officers asked for since then."""
        ...

    def waits(self, since: datetime, limit: int) -> Sequence[float]:
        """Return how long callers waited for a human since then, the last ones, in seconds."""
        ...

    def set_duty(self, officer: str, until: datetime) -> None:
        """Keep until when an officer is on duty."""
        ...

    def duty(self) -> Mapping[str, datetime]:
        """Return until when each officer is, or was, on duty."""
        ...


class Entries(Protocol):
    """What officers wrote, in the order they did."""

    def add(self, entry: Entry) -> None:
        """Store a new one."""
        ...

    def save(self, entry: Entry) -> None:
        """Write what became of it."""
        ...

    def of(self, conversation: str, limit: int) -> Sequence[Entry]:
        """Return the last ones, oldest first."""
        ...


class DraftBook(Protocol):
    """The half-finished reports, one of a number."""

    def keep(self, draft: Unfinished) -> None:
        """Write it in place of the one before."""
        ...

    def of(self, phone: str) -> Unfinished | None:
        """Return the one of a number."""
        ...

    def drop(self, phone: str) -> None:
        """Forget the one of a number."""
        ...

    def drop_of(self, conversation: str) -> None:
        """Forget the one that was last worked on in a conversation."""
        ...


class Messenger(Protocol):
    """The way to a customer without being asked. Both raise NotSentError and return the carrier's id."""

    @property
    def has_template(self) -> bool:
        """Tell whether there is a template to send."""
        ...

    def send_text(self, address: str, text: str) -> str:
        """Send free words, possible within 24 hours of the customer's last message."""
        ...

    def send_template(self, address: str) -> str:
        """Send the approved message that asks the customer to write again."""
        ...


@dataclass(frozen=True, slots=True)
class Media:
    """A photo, voice note or document a customer sent along."""

    content_type: str
    body: bytes


class MediaStore(Protocol):
    """Where the carrier keeps what customers sent along."""

    def is_ours(self, url: str) -> bool:
        """Tell whether the carrier keeps this file: nothing else is fetched or linked."""
        ...

    def fetch(self, url: str) -> Media:
        """Return the file. Raises: NoMediaError."""
        ...


class OfficersLine(Protocol):
    """The officers' telephone."""

    @property
    def is_there(self) -> bool:
        """Tell whether there is a telephone to ring, and a number to call from."""
        ...

    def ring(self, record_id: str) -> str:
        """Ring it about a conversation; return the carrier's id of the call. Raises: NotSentError, MayRingError."""
        ...

    def is_on(self, sid: str) -> bool:
        """Tell whether a call rings or is talked on. Raises: MayRingError."""
        ...

    def find(self, since: datetime, but: Collection[str]) -> str | None:
        """Return a call to it made since then that is on and none of those named. Raises: MayRingError."""
        ...


class Receipts(Protocol):
    """The delivery states of outbound messages."""

    def keep(self, message: str, state: Delivery, error: str | None, at: datetime) -> None:
        """Keep a state unless a more final one is known."""
        ...

    def state(self, message: str) -> Delivery | None:
        """Return the most final state reported."""
        ...


class DeskUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def sessions(self) -> Sessions:
        """Return the sessions."""
        ...

    @property
    def turns(self) -> Turns:
        """Return the turns."""
        ...

    @property
    def inbox(self) -> Inbox:
        """Return the inbound messages."""
        ...

    @property
    def hand_overs(self) -> HandOvers:
        """Return the hand-over records."""
        ...

    @property
    def lines(self) -> Lines:
        """Return the calls on their way to a human."""
        ...

    @property
    def entries(self) -> Entries:
        """Return what officers wrote."""
        ...

    @property
    def owed(self) -> Owed:
        """Return the messages whose answer is owed."""
        ...

    @property
    def late_answers(self) -> LateAnswers:
        """Return the answers on their way to customers who had a holding one."""
        ...

    @property
    def drafts(self) -> DraftBook:
        """Return the reports left half-finished."""
        ...

    @property
    def receipts(self) -> Receipts:
        """Return the delivery states."""
        ...

    @property
    def storm(self) -> StormBook:
        """Return whether it storms."""
        ...


DeskUnitOfWorkFactory = Callable[[], DeskUnitOfWork]
