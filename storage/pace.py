"""Who may send when: all workers take their turns from one row, so that together they keep the carrier's limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table, Text

from storage.tables import metadata
from storage.upsert import insert

# Nobody reserves so far ahead: then a clock went back, and the turns begin anew.
FAR = timedelta(seconds=10)

pace = Table(
    "sending_pace",
    metadata,
    Column("lane", Text, primary_key=True),
    # Seconds since 1970: the first moment nobody has.
    Column("free_from", sa.Double, nullable=False),
)


class SqlPace:
    """The turns of each lane, within one transaction; the row is held until it ends."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reserve(self, lane: str, now: datetime, gap: timedelta, count: int) -> datetime:
        """Reserve `count` turns, `gap` apart, for the caller alone; return the first, which is now or later."""
        earliest, length = now.timestamp(), gap.total_seconds() * count
        first = insert(self._connection, pace).values(lane=lane, free_from=earliest + length)
        held = pace.c.free_from
        stale = sa.or_(held < earliest, held > earliest + FAR.total_seconds())
        after = sa.case((stale, earliest), else_=held) + length
        taken = first.on_conflict_do_update(index_elements=[pace.c.lane], set_={"free_from": after}).returning(held)
        ends: float = self._connection.execute(taken).scalar_one()
        return datetime.fromtimestamp(ends - length, UTC)
