"""The use cases of an officer at the desk: see, write, note, put back. Taking and closing are `desk.service`'s."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.errors import CannotWriteError, NoSuchHandOverError, NotSentError, NotTakenError, WindowOverError
from desk.model import Entry, EntryKind, HandOver, Received, Session
from desk.ports import DeskUnitOfWork, DeskUnitOfWorkFactory, Messenger
from tickets.model import Channel
from tickets.ports import Clock

# WhatsApp's own rule: free words within 24 hours of the customer's last message.
WINDOW = timedelta(hours=24)
LINES = 100


@dataclass(frozen=True, slots=True)
class Conversation:
    """All an officer needs to know (Source: procedure.md HO-2). `window_ends`: None if nobody can be written to."""

    record: HandOver
    session: Session | None
    received: Sequence[Received]
    entries: Sequence[Entry]
    window_ends: datetime | None


class Officers:
    """What an officer does with a conversation; only who took it may write in it."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock, messenger: Messenger) -> None:
        self._uow = uow
        self._clock = clock
        self._messenger = messenger

    @property
    def has_template(self) -> bool:
        """Tell whether there is a template to send."""
        return self._messenger.has_template

    def queue(self) -> tuple[Sequence[HandOver], Sequence[HandOver]]:
        """Return the waiting conversations, urgent first, and those that are taken."""
        with self._uow() as uow:
            waiting = [replace(record, position=at) for at, record in enumerate(uow.hand_overs.waiting(), 1)]
            return waiting, uow.hand_overs.taken()

    def conversation(self, record_id: str) -> Conversation:
        """Return a conversation, also a closed one. Raises: NoSuchHandOverError."""
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id)
            if record is None:
                raise NoSuchHandOverError("there is no such hand-over")
            return _conversation(uow, record)

    def answer(self, record_id: str, officer: str, text: str) -> None:
        """Write to the customer. Raises: NotTakenError, CannotWriteError, WindowOverError, NotSentError."""
        self._send(record_id, officer, EntryKind.ANSWER, text)

    def template(self, record_id: str, officer: str) -> None:
        """Ask the customer to write again, when free words no longer reach anybody. Raises as `answer`."""
        self._send(record_id, officer, EntryKind.TEMPLATE, "")

    def note(self, record_id: str, officer: str, text: str) -> None:
        """Leave a note for colleagues. Raises: NoSuchHandOverError."""
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id)
            if record is None:
                raise NoSuchHandOverError("there is no such hand-over")
            uow.entries.add(self._entry(record, officer, EntryKind.NOTE, text))
            uow.commit()

    def put_back(self, record_id: str, officer: str) -> None:
        """Give a conversation back to the queue, at its old place. Raises: NotTakenError."""
        with self._uow() as uow:
            record = mine(uow, record_id, officer)
            uow.hand_overs.save(replace(record, officer=None, taken_at=None))
            uow.commit()

    def _send(self, record_id: str, officer: str, kind: EntryKind, text: str) -> None:
        """Keep the words before they are sent: what a failing carrier loses is still to be read here."""
        with self._uow() as uow:
            found = _conversation(uow, mine(uow, record_id, officer))
            address = found.session.address if found.session else None
            if address is None or found.window_ends is None:
                raise CannotWriteError("nobody can be written to here")
            if kind is EntryKind.ANSWER and found.window_ends <= self._clock():
                raise WindowOverError("the customer wrote more than 24 hours ago")
            entry = self._entry(found.record, officer, kind, text)
            uow.entries.add(entry)
            uow.commit()
        try:
            if kind is EntryKind.ANSWER:
                entry = replace(entry, message=self._messenger.send_text(address, text))
            else:
                entry = replace(entry, message=self._messenger.send_template(address))
        except NotSentError:
            entry = replace(entry, failed=True)
            raise
        finally:
            with self._uow() as uow:
                uow.entries.save(entry)
                uow.commit()

    def _entry(self, record: HandOver, officer: str, kind: EntryKind, text: str) -> Entry:
        return Entry(uuid.uuid4().hex, record.conversation, kind, officer, self._clock(), text)


def mine(uow: DeskUnitOfWork, record_id: str, officer: str) -> HandOver:
    """Return the open conversation an officer has taken, held until the unit of work ends. Raises: NotTakenError."""
    record = uow.hand_overs.get(record_id, lock=True)
    if record is None or record.closed_at is not None or record.officer != officer:
        raise NotTakenError("only who took the conversation may write in it")
    return record


def _conversation(uow: DeskUnitOfWork, record: HandOver) -> Conversation:
    session = uow.sessions.get(record.conversation)
    received = uow.inbox.recent(record.conversation, LINES)
    writes = record.channel is Channel.WHATSAPP and session is not None and session.address is not None
    last = received[-1].inbound.at if received else record.created_at
    entries = uow.entries.of(record.conversation, LINES)
    return Conversation(record, session, received, entries, last + WINDOW if writes else None)
