"""Conversations in SQL, as `desk.ports` wants them. Each class works within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from desk import stream
from desk.model import Delivery, Handling, HandOver, Inbound, Offer, Place, Received, Session
from storage.desk_tables import IS_OPEN, hand_overs, inbox, receipts, sessions
from storage.stream import SqlStream
from storage.upsert import insert
from tickets.model import Attachment


class SqlSessions:
    """Where conversations stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conversation: str) -> Session | None:
        """Return the session."""
        row = self._connection.execute(sa.select(sessions).where(sessions.c.conversation == conversation)).one_or_none()
        if row is None:
            return None
        values = dict(row._mapping)
        values["offers"] = tuple(Offer(title, payload) for title, payload in values["offers"])
        values["offered"] = tuple(values["offered"])
        values["last_said"] = tuple(values["last_said"])
        return Session(**values)

    def put(self, session: Session) -> None:
        """Write the session, new or known."""
        row = {column.name: getattr(session, column.name) for column in sessions.columns}
        row["offers"] = [[offer.title, offer.payload] for offer in session.offers]
        row["offered"] = list(session.offered)
        row["last_said"] = list(session.last_said)
        mine = sessions.c.conversation == session.conversation
        if self._connection.execute(sessions.update().where(mine).values(row)).rowcount == 0:
            self._connection.execute(insert(self._connection, sessions).values(row).on_conflict_do_nothing())


class SqlInbox:
    """Every message that came in, in the order of arrival."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, inbound: Inbound) -> bool:
        """Store a message being worked on; False if its key is known."""
        row = {
            "key": inbound.key,
            "conversation": inbound.conversation,
            "channel": inbound.channel,
            "at": inbound.at,
            "text": inbound.text,
            "attachments": [[file.url, file.content_type, file.at.isoformat()] for file in inbound.attachments],
            "place": asdict(inbound.place) if inbound.place else sa.null(),
            "handling": Handling.WORKING,
            "begun_at": inbound.at,
        }
        added = insert(self._connection, inbox).values(row).on_conflict_do_nothing(index_elements=[inbox.c.key])
        return self._connection.scalar(added.returning(inbox.c.id)) is not None

    def reclaim(self, key: str, *, begun_before: datetime, now: datetime) -> bool:
        """Take over a message whose worker died: True for exactly one of those who try."""
        dead = (inbox.c.key == key) & (inbox.c.handling == Handling.WORKING) & (inbox.c.begun_at < begun_before)
        return self._connection.execute(inbox.update().where(dead).values(begun_at=now)).rowcount == 1

    def finish(self, key: str, handling: Handling, answer: str) -> None:
        """Keep the answer for later deliveries of the same message."""
        self._connection.execute(
            inbox.update().where(inbox.c.key == key).values(handling=handling, answer=answer),
        )

    def answer(self, key: str) -> str | None:
        """Return the answer, or None while the message is being worked on."""
        return self._connection.scalar(sa.select(inbox.c.answer).where(inbox.c.key == key))

    def is_next(self, key: str, *, begun_after: datetime) -> bool:
        """Tell whether no earlier message of the conversation, begun after then, is being worked on."""
        mine = inbox.alias("mine")
        earlier = sa.select(sa.literal(1)).where(
            inbox.c.conversation == mine.c.conversation,
            inbox.c.id < mine.c.id,
            inbox.c.handling == Handling.WORKING,
            inbox.c.begun_at >= begun_after,
        )
        return (
            self._connection.scalar(sa.select(sa.exists(earlier)).select_from(mine).where(mine.c.key == key))
            is not True
        )

    def said(self, conversation: str, limit: int) -> Sequence[str]:
        """Return the last texts of the customer, oldest first."""
        mine = (inbox.c.conversation == conversation) & inbox.c.text.is_not(None)
        newest = sa.select(inbox.c.text).where(mine).order_by(inbox.c.id.desc()).limit(limit)
        return [str(text) for text in reversed(self._connection.scalars(newest).all())]

    def recent(self, conversation: str, limit: int) -> Sequence[Received]:
        """Return the last messages with what became of them, oldest first."""
        mine = sa.select(inbox).where(inbox.c.conversation == conversation).order_by(inbox.c.id.desc()).limit(limit)
        rows = self._connection.execute(mine).all()
        return [Received(_inbound(row), row.handling, row.answer) for row in reversed(rows)]

    def unanswered(self, conversation: str) -> Sequence[Inbound]:
        """Return the messages nothing could be answered to, oldest first."""
        mine = (inbox.c.conversation == conversation) & (inbox.c.handling == Handling.UNANSWERED)
        return [_inbound(row) for row in self._connection.execute(sa.select(inbox).where(mine).order_by(inbox.c.id))]


class SqlHandOvers:
    """The hand-over records; a partial unique index allows one open record for a conversation."""

    def __init__(self, connection: Connection, *, streams: bool = False) -> None:
        self._connection = connection
        self._streams = streams

    def add(self, record: HandOver) -> bool:
        """Store a new record; False if the conversation has an open one."""
        added = insert(self._connection, hand_overs).values(_hand_over_row(record)).on_conflict_do_nothing()
        is_new = self._connection.scalar(added.returning(hand_overs.c.id)) is not None
        if is_new:
            self._stream(None, record, record.created_at)
        return is_new

    def save(self, record: HandOver) -> None:
        """Write a changed record."""
        if self._streams:
            before = self.get(record.id)
            self._stream(before, record, record.closed_at or record.taken_at or record.created_at)
        self._connection.execute(
            hand_overs.update().where(hand_overs.c.id == record.id).values(_hand_over_row(record)),
        )

    def get(self, record_id: str, *, lock: bool = False) -> HandOver | None:
        """Return a record; `lock` holds it until the transaction ends."""
        return self._one(sa.select(hand_overs).where(hand_overs.c.id == record_id), lock=lock)

    def open_of(self, conversation: str, *, lock: bool = False) -> HandOver | None:
        """Return the record of the conversation that is not closed."""
        mine = (hand_overs.c.conversation == conversation) & IS_OPEN
        return self._one(sa.select(hand_overs).where(mine), lock=lock)

    def waiting(self) -> Sequence[HandOver]:
        """Return the records nobody took, urgent first, then by age."""
        untaken = IS_OPEN & hand_overs.c.taken_at.is_(None)
        queue = (hand_overs.c.urgent.desc(), hand_overs.c.created_at, hand_overs.c.id)
        return [
            to_hand_over(row) for row in self._connection.execute(sa.select(hand_overs).where(untaken).order_by(*queue))
        ]

    def taken(self) -> Sequence[HandOver]:
        """Return the open records somebody took, by age."""
        owned = sa.select(hand_overs).where(IS_OPEN & hand_overs.c.taken_at.is_not(None))
        rows = self._connection.execute(owned.order_by(hand_overs.c.created_at, hand_overs.c.id))
        return [to_hand_over(row) for row in rows]

    def _stream(self, before: HandOver | None, after: HandOver, at: datetime) -> None:
        for topic in stream.topics_of(before, after) if self._streams else ():
            SqlStream(self._connection).put(topic, at, stream.facts_of(after))

    def _one(self, query: sa.Select[Any], *, lock: bool) -> HandOver | None:
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        return None if row is None else to_hand_over(row)


class SqlReceipts:
    """The delivery states of outbound messages."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, message: str, state: Delivery, error: str | None, at: datetime) -> None:
        """Keep a state unless a more final one is known: `sent` never overwrites `delivered`."""
        row = {"state": state, "rank": state.rank, "error": error, "at": at}
        kept = insert(self._connection, receipts).values(message=message, **row)
        self._connection.execute(
            kept.on_conflict_do_update(
                index_elements=[receipts.c.message], set_=row, where=receipts.c.rank < state.rank
            )
        )

    def state(self, message: str) -> Delivery | None:
        """Return the most final state reported."""
        return self._connection.scalar(sa.select(receipts.c.state).where(receipts.c.message == message))


def _inbound(row: Row[Any]) -> Inbound:
    files = (Attachment(url, kind, datetime.fromisoformat(at)) for url, kind, at in row.attachments)
    return Inbound(
        key=row.key,
        conversation=row.conversation,
        channel=row.channel,
        at=row.at,
        text=row.text,
        attachments=tuple(files),
        place=Place(**row.place) if row.place else None,
    )


def _hand_over_row(record: HandOver) -> dict[str, Any]:
    row = {column.name: getattr(record, column.name) for column in hand_overs.columns}
    return row | {"said": list(record.said)}


def to_hand_over(row: Row[Any]) -> HandOver:
    """Build a record from its row."""
    values = dict(row._mapping)
    return HandOver(**values | {"said": tuple(values["said"])})
