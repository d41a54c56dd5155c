"""Conversations in SQL, as `desk.ports` wants them. Each class works within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from desk import stream
from desk.late import LateState
from desk.model import Delivery, Handling, HandOver, Inbound, Offer, Place, Received, Session
from storage.desk_tables import IS_OPEN, hand_overs, inbox, late_answers, receipts, sessions
from storage.stream import SqlStream
from storage.upsert import add_new, insert, put
from tickets.model import Attachment, Channel


def goes_before(mine: sa.FromClause) -> sa.ColumnElement[bool]:
    """Match where something of a conversation is to be answered, or to arrive, before the message `mine` is answered.

    `mine` has its `id` and its `conversation`; the statement is given `begun_after`.
    """
    earlier = sa.select(sa.literal(1)).where(
        inbox.c.conversation == mine.c.conversation,
        inbox.c.id < mine.c.id,
        sa.or_(
            (inbox.c.handling == Handling.WORKING) & (inbox.c.begun_at >= sa.bindparam("begun_after")),
            # Of a call, the answer that is owed is asked for by the very request that waits here.
            (inbox.c.handling == Handling.HELD) & (inbox.c.channel == Channel.WHATSAPP),
        ),
    )
    to_come = sa.select(sa.literal(1)).where(
        late_answers.c.conversation == mine.c.conversation,
        sa.or_(late_answers.c.state == LateState.WAITING, late_answers.c.state == LateState.SENDING),
        late_answers.c.created_at >= sa.bindparam("begun_after"),
    )
    return sa.or_(sa.exists(earlier), sa.exists(to_come))


def _earlier() -> sa.Select[tuple[bool]]:
    mine = inbox.alias("mine")
    return sa.select(goes_before(mine)).select_from(mine).where(mine.c.key == sa.bindparam("of"))


# What each message asks: put together once, which takes longer than asking.
EARLIER = _earlier()
_SESSION = sa.select(sessions).where(sessions.c.conversation == sa.bindparam("of"))
_SEEN = sessions.update().where(sessions.c.conversation == sa.bindparam("of"))
_OPEN_RECORD = sa.select(hand_overs).where((hand_overs.c.conversation == sa.bindparam("of")) & IS_OPEN)


class SqlSessions:
    """Where conversations stand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, conversation: str) -> Session | None:
        """Return the session."""
        row = self._connection.execute(_SESSION, {"of": conversation}).one_or_none()
        return None if row is None else to_session(row)

    def put(self, session: Session) -> None:
        """Write the session, new or known."""
        put(self._connection, sessions, session_row(session))

    def seen(self, conversation: str, at: datetime) -> None:
        """Keep when the customer was heard last."""
        self._connection.execute(_SEEN, {"of": conversation, "seen_at": at})


class SqlInbox:
    """Every message that came in, in the order of arrival."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, inbound: Inbound) -> bool:
        """Store a message being worked on; False if its key is known."""
        return add_new(self._connection, inbox, inbox_row(inbound), inbox.c.id).scalar() is not None

    def reclaim(self, key: str, *, begun_before: datetime, now: datetime) -> bool:
        """Take over a message whose worker died: True for exactly one of those who try."""
        dead = (inbox.c.key == key) & (inbox.c.handling == Handling.WORKING) & (inbox.c.begun_at < begun_before)
        return self._connection.execute(inbox.update().where(dead).values(begun_at=now)).rowcount == 1

    def touch(self, keys: Sequence[str], now: datetime) -> None:
        """Keep the claim to messages being worked on."""
        mine = inbox.c.key.in_(keys) & (inbox.c.handling == Handling.WORKING)
        self._connection.execute(inbox.update().where(mine).values(begun_at=now))

    def answer(self, key: str) -> str | None:
        """Return the answer, or None while the message is being worked on."""
        return self._connection.scalar(sa.select(inbox.c.answer).where(inbox.c.key == key))

    def is_next(self, key: str, *, begun_after: datetime) -> bool:
        """Tell whether no earlier message of the conversation, begun after then, is being worked on.

        Nor is a late answer, put on its way after then, still to come: what is answered now would arrive before it.
        """
        return self._connection.scalar(EARLIER, {"of": key, "begun_after": begun_after}) is not True

    def said(self, conversation: str, limit: int) -> Sequence[str]:
        """Return the last texts of the customer, oldest first."""
        mine = (inbox.c.conversation == conversation) & inbox.c.text.is_not(None)
        newest = sa.select(inbox.c.text).where(mine).order_by(inbox.c.id.desc()).limit(limit)
        return [str(text) for text in reversed(self._connection.scalars(newest).all())]

    def recent(self, conversation: str, limit: int) -> Sequence[Received]:
        """Return the last messages with what became of them, oldest first."""
        mine = sa.select(inbox).where(inbox.c.conversation == conversation).order_by(inbox.c.id.desc()).limit(limit)
        rows = self._connection.execute(mine).all()
        return [Received(to_inbound(row), row.handling, row.answer, row.late, row.late_at) for row in reversed(rows)]

    def unanswered(self, conversation: str) -> Sequence[Inbound]:
        """Return the messages nothing could be answered to, oldest first."""
        mine = (inbox.c.conversation == conversation) & (inbox.c.handling == Handling.UNANSWERED)
        return [to_inbound(row) for row in self._connection.execute(sa.select(inbox).where(mine).order_by(inbox.c.id))]


class SqlHandOvers:
    """The hand-over records; a partial unique index allows one open record for a conversation."""

    def __init__(self, connection: Connection, *, streams: bool = False) -> None:
        self._connection = connection
        self._streams = streams

    def add(self, record: HandOver) -> bool:
        """Store a new record; False if the conversation has an open one."""
        is_new = add_new(self._connection, hand_overs, _hand_over_row(record), hand_overs.c.id).scalar() is not None
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
        return self._one(sa.select(hand_overs).where(hand_overs.c.id == sa.bindparam("of")), record_id, lock=lock)

    def open_of(self, conversation: str, *, lock: bool = False) -> HandOver | None:
        """Return the record of the conversation that is not closed."""
        return self._one(_OPEN_RECORD, conversation, lock=lock)

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

    def _one(self, query: sa.Select[Any], of: str, *, lock: bool) -> HandOver | None:
        row = self._connection.execute(query.with_for_update() if lock else query, {"of": of}).one_or_none()
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


def to_session(row: Row[Any]) -> Session:
    """Build a session from a row with its columns."""
    values = {column.name: row._mapping[column.name] for column in sessions.columns}
    values["offers"] = tuple(Offer(title, payload) for title, payload in values["offers"])
    values["offered"] = tuple(values["offered"])
    values["last_said"] = tuple(values["last_said"])
    return Session(**values)


def session_row(session: Session) -> dict[str, Any]:
    """Return a session as the table holds it."""
    row = {column.name: getattr(session, column.name) for column in sessions.columns}
    row["offers"] = [[offer.title, offer.payload] for offer in session.offers]
    row["offered"] = list(session.offered)
    row["last_said"] = list(session.last_said)
    return row


def inbox_row(inbound: Inbound) -> dict[str, Any]:
    """Return a message being worked on as the table holds it."""
    row = {
        "key": inbound.key,
        "conversation": inbound.conversation,
        "channel": inbound.channel,
        "at": inbound.at,
        "text": inbound.text,
        "attachments": [[file.url, file.content_type, file.at.isoformat()] for file in inbound.attachments],
        "button": inbound.button,
        "handling": Handling.WORKING,
        "begun_at": inbound.at,
    }
    return row | ({"place": asdict(inbound.place)} if inbound.place else {})


def to_inbound(row: Row[Any]) -> Inbound:
    """Build a message from its row."""
    files = (Attachment(url, kind, datetime.fromisoformat(at)) for url, kind, at in row.attachments)
    return Inbound(
        key=row.key,
        conversation=row.conversation,
        channel=row.channel,
        at=row.at,
        text=row.text,
        attachments=tuple(files),
        place=Place(**row.place) if row.place else None,
        button=row.button,
    )


def _hand_over_row(record: HandOver) -> dict[str, Any]:
    row = {column.name: getattr(record, column.name) for column in hand_overs.columns}
    return row | {"said": list(record.said)}


def to_hand_over(row: Row[Any]) -> HandOver:
    """Build a record from its row."""
    values = dict(row._mapping)
    return HandOver(**values | {"said": tuple(values["said"])})
