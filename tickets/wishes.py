"""How a customer wants to be told: by WhatsApp, by a call, not at all; the record of when and where they said so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tickets.model import Channel, Ticket, Word
from tickets.notices import WINDOW, Notice, received
from tickets.ports import Clock, Tickets
from tickets.transactions import Transaction


class Way(Word):
    """How a number wants to be told."""

    WHATSAPP = "WHATSAPP"
    VOICE = "VOICE"
    NONE = "NONE"


class Saying(Word):
    """How a wish was said.

    By the words that end and begin all notices, in answer to our question, unasked, or by the key that ends our calls.
    """

    STOP = "STOP"
    MULAI = "MULAI"
    ANSWER = "ANSWER"
    WORDS = "WORDS"
    KEY = "KEY"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a number (E.164) said, when, on which channel and in which conversation. Kept for ever: it is a consent."""

    phone: str
    way: Way
    at: datetime
    channel: Channel
    saying: Saying
    conversation: str | None = None

    @property
    def is_declined(self) -> bool:
        """Tell whether this is but a no to our question: not asked again, else as if nothing was said (NT-5)."""
        return self.way is Way.NONE and self.saying is Saying.ANSWER


def allows(wish: Wish | None) -> bool:
    """Tell whether anything at all may be sent; it may until the number says no (Source: NT-1)."""
    return wish is None or wish.way is not Way.NONE or wish.is_declined


def without(refused: Way, wish: Wish | None, channel: Channel) -> Way:
    """Return what is left for whoever said on `channel` only by which way they do not want to be told.

    The other way where it was wished before, or is the one they use; nobody gets calls by not wanting messages.
    """
    if refused is Way.WHATSAPP:
        return Way.VOICE if wish is not None and wish.way is Way.VOICE else Way.NONE
    writes = channel is Channel.WHATSAPP and allows(wish)
    return Way.WHATSAPP if writes or (wish is not None and wish.way is Way.WHATSAPP) else Way.NONE


def resumed(said: Sequence[Wish]) -> Way:
    """Return the wish that MULAI brings back: the last that was not to be left alone (Source: NT-3)."""
    return next((wish.way for wish in reversed(said) if wish.way is not Way.NONE), Way.WHATSAPP)


def recipient_of(ticket: Ticket) -> str | None:
    """Return the number that is told about a report.

    The one it was made from; of a report from APKT or an officer the one on file (PV-1). A caller who withheld their
    number may have named another person's (PV-3).
    """
    if ticket.reporter is not None:
        return ticket.reporter
    return ticket.customer.phone if ticket.channel in (Channel.APKT, Channel.CONSOLE) else None


def route(ticket: Ticket, wish: Wish | None, written: datetime | None) -> Channel | None:
    """Return how `recipient_of` is told: WHATSAPP, VOICE, or None for not at all (Source: NT-1, NT-2).

    `written` is when that number last wrote to us by WhatsApp.
    """
    if wish is not None and not wish.is_declined:
        return {Way.WHATSAPP: Channel.WHATSAPP, Way.VOICE: Channel.VOICE}.get(wish.way)
    is_writing = written is not None and written >= ticket.window_from - WINDOW
    return Channel.WHATSAPP if ticket.channel is Channel.WHATSAPP or is_writing else None


class WishBook(Protocol):
    """What the numbers said, appended."""

    def keep(self, wish: Wish) -> None:
        """Append a wish: the newest of a number is the one that holds."""
        ...

    def of(self, phone: str) -> Wish | None:
        """Return the wish that holds for a number, None where it never said one."""
        ...

    def history(self, phone: str) -> Sequence[Wish]:
        """Return all that a number ever said, oldest first."""
        ...


class Told(Protocol):
    """The notices, as far as wishes need them."""

    def has_told(self, phone: str) -> bool:
        """Tell whether a notice was ever written for a number."""
        ...

    def last_written(self, phone: str) -> datetime | None:
        """Return when a number last wrote to us by WhatsApp."""
        ...

    def tell(self, ticket: Ticket, notice: Notice, recipient: str, at: datetime) -> None:
        """Write a notice that no event brings."""
        ...


class WishUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def wishes(self) -> WishBook:
        """Return the wishes."""
        ...

    @property
    def tickets(self) -> Tickets:
        """Return the reports."""
        ...

    @property
    def outbox(self) -> Told:
        """Return the notices."""
        ...


class Wishes:
    """The use cases: ask for the wish of a number, keep one, end and begin all notices."""

    def __init__(self, uow: Callable[[], WishUnitOfWork], clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    def of(self, phone: str | None) -> Wish | None:
        """Return the wish of a number; a withheld one has none."""
        if phone is None:
            return None
        with self._uow() as uow:
            return uow.wishes.of(phone)

    def keep(self, phone: str, way: Way, channel: Channel, saying: Saying, conversation: str | None = None) -> None:
        """Keep what a number said."""
        with self._uow() as uow:
            uow.wishes.keep(Wish(phone, way, self._clock(), channel, saying, conversation))
            uow.commit()

    def is_open(self, ticket: Ticket, phone: str) -> bool:
        """Tell whether it is not known how a number wants to be told of this report."""
        with self._uow() as uow:
            wish = uow.wishes.of(phone)
            return wish is None and route(ticket, None, uow.outbox.last_written(phone)) is None

    def accept(
        self, phone: str, channel: Channel, saying: Saying, conversation: str | None, no_lapor: str | None
    ) -> bool:
        """Keep the wish for WhatsApp of somebody who speaks of a report elsewhere, and send what it says there.

        Number, ETA and link of the report, if it is open and this number's own; False where there is none to send
        (PV-1).
        """
        now = self._clock()
        with self._uow() as uow:
            uow.wishes.keep(Wish(phone, Way.WHATSAPP, now, channel, saying, conversation))
            ticket = uow.tickets.get(no_lapor) if no_lapor else None
            is_own = ticket is not None and ticket.is_open and phone in (ticket.reporter, ticket.customer.phone)
            if ticket is not None and is_own:
                uow.outbox.tell(ticket, received(ticket, now), phone, now)
            uow.commit()
            return is_own

    def stop(self, phone: str, conversation: str) -> bool:
        """End all notices at STOP or BERHENTI; False where nothing was told that it could end (NT-3)."""
        with self._uow() as uow:
            if uow.wishes.of(phone) is None and not uow.outbox.has_told(phone):
                return False
            uow.wishes.keep(Wish(phone, Way.NONE, self._clock(), Channel.WHATSAPP, Saying.STOP, conversation))
            uow.commit()
            return True

    def resume(self, phone: str, conversation: str) -> bool:
        """Bring them back at START or MULAI; False where nothing was ended (NT-3)."""
        with self._uow() as uow:
            if allows(uow.wishes.of(phone)):
                return False
            way = resumed(uow.wishes.history(phone))
            uow.wishes.keep(Wish(phone, way, self._clock(), Channel.WHATSAPP, Saying.MULAI, conversation))
            uow.commit()
            return True
