"""The use cases of the desk: one call, one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from desk.errors import NoSuchHandOverError, OwnedByAnotherError
from desk.model import Delivery, Handling, HandOver, Inbound, Reason, Received, Session
from desk.ports import DeskUnitOfWork, DeskUnitOfWorkFactory
from tickets.errors import StoreAwayError
from tickets.model import Channel
from tickets.ports import Clock

P = ParamSpec("P")
T = TypeVar("T")
# No work on a message lasts longer than the carrier waits (15 s): who began before that has died.
LEASE = timedelta(seconds=15)
# Whoever works on a message says so every second (`ivr.alive`): who has not for so long has died, and a second delivery
# takes the message over while the carrier still waits.
DEAD_AFTER = timedelta(seconds=3)
SAID_IN_RECORD = 10
LINES, PAUSE_SECONDS = 3, 0.1


@dataclass(frozen=True, slots=True)
class Reception:
    """What a delivery finds: `fresh` is the first delivery, to be worked; others wait for the answer of that one.

    `is_next` is False while an earlier message of the conversation is being worked on, or, where `owes` tells so, had
    no more than a holding answer. `owner` is the officer who
    has the conversation.
    """

    fresh: bool
    answer: str | None
    session: Session
    owner: str | None
    is_next: bool
    owes: bool = False


def once_more(use_case: Callable[P, T]) -> Callable[P, T]:
    """Do a use case again whose line to the store broke: it changes nothing the second time that it did the first.

    The next line may be one that breaks a moment later.
    """

    @wraps(use_case)
    def tried(*args: P.args, **named: P.kwargs) -> T:
        for _ in range(LINES - 1):
            with suppress(StoreAwayError):
                return use_case(*args, **named)
            time.sleep(PAUSE_SECONDS)
        return use_case(*args, **named)

    return tried


class Desk:
    """All use cases around a conversation."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock, reply_minutes: int) -> None:
        self._uow = uow
        self._clock = clock
        self._promise = timedelta(minutes=reply_minutes)

    # -- messages ---------------------------------------------------------------------------------------------------

    @once_more
    def receive(self, inbound: Inbound, *, caller: str | None, address: str | None) -> Reception:
        """Store a message before any work on it, or recognise another delivery of it."""
        now = self._clock()
        new = Session(inbound.conversation, inbound.channel, caller, address, started_at=now, seen_at=now)
        with self._uow() as uow:
            standing = uow.turns.begin(inbound, new, begun_after=now - LEASE)
            fresh = standing is not None or uow.inbox.reclaim(inbound.key, begun_before=now - LEASE, now=now)
            if standing is None:
                standing = uow.turns.standing(inbound, new, begun_after=now - LEASE)
            reception = Reception(
                fresh=fresh,
                answer=None if fresh else uow.inbox.answer(inbound.key),
                session=standing.session,
                owner=standing.officer,
                is_next=standing.is_next,
            )
            if not reception.is_next:
                reception = replace(reception, owes=uow.owed.owes(inbound.conversation))
            uow.commit()
        return reception

    @once_more
    def is_next(self, key: str) -> bool:
        """Tell whether every earlier message of the conversation is done, or its worker dead."""
        with self._uow() as uow:
            return uow.inbox.is_next(key, begun_after=self._clock() - LEASE)

    def take_over(self, key: str) -> bool:
        """Take a message from a worker that died; True for exactly one of those who try."""
        now = self._clock()
        with self._uow() as uow:
            taken = uow.inbox.reclaim(key, begun_before=now - DEAD_AFTER, now=now)
            uow.commit()
        return taken

    def still_working(self, keys: Sequence[str]) -> None:
        """Keep the claim to messages whose work takes long."""
        if keys:
            with self._uow() as uow:
                uow.inbox.touch(keys, self._clock())
                uow.commit()

    @once_more
    def answer(self, key: str) -> str | None:
        """Return the answer given to a message, or None while it is being worked on."""
        with self._uow() as uow:
            return uow.inbox.answer(key)

    def last(self, conversation: str) -> Received | None:
        """Return the last message of a conversation with what became of it."""
        with self._uow() as uow:
            return next(iter(uow.inbox.recent(conversation, 1)), None)

    @once_more
    def finish(self, key: str, handling: Handling, answer: str, session: Session) -> None:
        """Keep what was answered and where the conversation stands now."""
        session.seen_at = self._clock()
        with self._uow() as uow:
            uow.turns.finish(key, handling, answer, session)
            uow.commit()

    @once_more
    def session(self, conversation: str) -> Session | None:
        """Return where a conversation stands."""
        with self._uow() as uow:
            return uow.sessions.get(conversation)

    def keep_session(self, session: Session) -> None:
        """Keep where a conversation stands, where no message led there."""
        with self._uow() as uow:
            uow.sessions.put(session)
            uow.commit()

    def end(self, conversation: str) -> None:
        """Close the session of a call that is over; unknown ones are none."""
        with self._uow() as uow:
            session = uow.sessions.get(conversation)
            if session is not None and session.ended_at is None:
                session.ended_at = self._clock()
                uow.sessions.put(session)
                uow.owed.drop(conversation)
                uow.commit()

    def said(self, conversation: str) -> Sequence[str]:
        """Return the last texts of the customer, oldest first."""
        with self._uow() as uow:
            return uow.inbox.said(conversation, SAID_IN_RECORD)

    def keep_receipt(self, message: str, state: Delivery, error: str | None) -> None:
        """Keep the delivery state of an outbound message; a late or repeated report changes nothing."""
        with self._uow() as uow:
            uow.receipts.keep(message, state, error, self._clock())
            uow.commit()

    def delivery(self, message: str) -> Delivery | None:
        """Return the delivery state of an outbound message, None while none is known."""
        with self._uow() as uow:
            return uow.receipts.state(message)

    # -- humans -----------------------------------------------------------------------------------------------------

    @once_more
    def hand_over(
        self,
        *,
        conversation: str,
        channel: Channel,
        caller: str | None,
        reason: Reason | str,
        no_lapor: str | None,
        said: Sequence[str],
        understood: str | None,
        urgent: bool,
    ) -> HandOver:
        """Put a conversation into the queue for a human (Source: procedure.md HO-1, HO-2).

        Where it waits already, or a human has it, the same record comes back, its urgency raised and its facts
        completed.
        """
        now = self._clock()
        new = HandOver(
            id=uuid.uuid4().hex,
            conversation=conversation,
            channel=channel,
            caller=caller,
            reason=Reason(reason),
            no_lapor=no_lapor,
            said=tuple(said),
            understood=understood,
            urgent=urgent,
            created_at=now,
            reply_by=now + self._promise,
        )
        with self._uow() as uow:
            record = new if uow.hand_overs.add(new) else _complete(uow, new)
            # A human goes on with it (DR-3).
            uow.drafts.drop_of(conversation)
            record = _placed(uow, record)
            uow.commit()
        return record

    @once_more
    def owner(self, conversation: str) -> str | None:
        """Return the officer who has the conversation (Source: procedure.md HO-3)."""
        with self._uow() as uow:
            record = uow.hand_overs.open_of(conversation)
            return record.officer if record else None

    def open_record(self, conversation: str) -> HandOver | None:
        """Return the open record of a conversation with its present position."""
        with self._uow() as uow:
            record = uow.hand_overs.open_of(conversation)
            return _placed(uow, record) if record else None

    def take(self, record_id: str, officer: str) -> HandOver:
        """Give a waiting conversation to an officer; the bot falls silent there (Source: procedure.md HO-3).

        Raises: NoSuchHandOverError, OwnedByAnotherError.
        """
        return self._change(record_id, officer, self._clock(), closing=False)

    def close(self, record_id: str, officer: str) -> HandOver:
        """Close a conversation; the bot is back (Source: procedure.md HO-3). Raises as `take`."""
        return self._change(record_id, officer, self._clock(), closing=True)

    def waiting(self) -> Sequence[HandOver]:
        """Return the conversations nobody took, urgent first, then by age, each with its position from 1."""
        with self._uow() as uow:
            return [replace(record, position=at) for at, record in enumerate(uow.hand_overs.waiting(), 1)]

    def _change(self, record_id: str, officer: str, now: datetime, *, closing: bool) -> HandOver:
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id, lock=True)
            if record is None or record.closed_at is not None:
                raise NoSuchHandOverError("there is no such open hand-over")
            if record.officer not in {None, officer}:
                raise OwnedByAnotherError(record.officer or "")
            record = replace(
                record, officer=officer, taken_at=record.taken_at or now, closed_at=now if closing else None
            )
            uow.hand_overs.save(record)
            uow.commit()
        return record


def _complete(uow: DeskUnitOfWork, new: HandOver) -> HandOver:
    known = uow.hand_overs.open_of(new.conversation, lock=True)
    if known is None:  # closed in between: the next contact starts afresh
        uow.hand_overs.add(new)
        return new
    known = replace(
        known,
        urgent=known.urgent or new.urgent,
        reason=new.reason if new.urgent and not known.urgent else known.reason,
        no_lapor=new.no_lapor or known.no_lapor,
        said=new.said or known.said,
        understood=new.understood or known.understood,
        # A time that has gone by is no promise any more (Source: procedure.md HO-4).
        reply_by=known.reply_by if known.reply_by > new.created_at else new.reply_by,
    )
    uow.hand_overs.save(known)
    return known


def _placed(uow: DeskUnitOfWork, record: HandOver) -> HandOver:
    ids = [waiting.id for waiting in uow.hand_overs.waiting()]
    return replace(record, position=ids.index(record.id) + 1 if record.id in ids else 0)
