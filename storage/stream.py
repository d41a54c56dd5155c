"""The event stream in SQL: written with the facts themselves, taken away once the broker has them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.stream_tables import publisher, stream
from storage.upsert import insert
from tickets.stream import Waiting


class SqlStream:
    """The event stream within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, topic: str, at: datetime, body: Mapping[str, object]) -> None:
        """Write an event; it is there exactly when the fact is."""
        row = {"event": uuid.uuid4().hex, "topic": topic, "at": at, "body": dict(body)}
        self._connection.execute(stream.insert().values(row))

    def hold(self, holder: str, now: datetime, until: datetime) -> bool:
        """Take or keep the right to publish; False while another has it."""
        row = insert(self._connection, publisher).values(id=1, holder=holder, until=until)
        mine = sa.or_(publisher.c.holder == holder, publisher.c.until <= now)
        taken = row.on_conflict_do_update(
            index_elements=[publisher.c.id], set_={"holder": holder, "until": until}, where=mine
        )
        return self._connection.scalar(taken.returning(publisher.c.holder)) == holder

    def waiting(self, limit: int) -> Sequence[Waiting]:
        """Return the oldest events that wait.

        Of one report they come in the order of its writers, who hold its row one after the other; a number that a
        slower transaction brings later is found later, since nothing is passed over: what was published is gone.
        """
        rows = self._connection.execute(sa.select(stream).order_by(stream.c.id).limit(limit))
        return [Waiting(**row._mapping) for row in rows]

    def drop(self, ids: Sequence[int]) -> None:
        """Take away what the broker has confirmed."""
        self._connection.execute(stream.delete().where(stream.c.id.in_(ids)))

    def backlog(self) -> tuple[int, datetime | None]:
        """Return how many events wait, and since when the oldest."""
        found = self._connection.execute(sa.select(sa.func.count(), sa.func.min(stream.c.at))).one()
        return int(found[0]), found[1]
