"""Storm mode in SQL: one row for all processes, judged from the inbox."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table, Text

from desk.model import Handling
from desk.storm import facts_of
from desk.storm_model import LONG_AGO, Load, Mode, Storm
from storage.columns import UtcTime, word
from storage.desk_late import IS_HELD
from storage.desk_tables import inbox
from storage.stream import SqlStream
from storage.tables import metadata
from storage.upsert import add_new

storm_row = Table(
    "desk_storm",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    Column("mode", word(Mode), nullable=False),
    Column("by", Text),
    Column("since", UtcTime),
    Column("changed_at", UtcTime, nullable=False),
    Column("looked_at", UtcTime, nullable=False),
    Column("share", sa.Float, nullable=False),
)
_ID = 1
# Not the dialogue's to answer, or not yet answered.
_ELSEWHERE = (Handling.WORKING, Handling.FOR_HUMAN, Handling.STORM)


class SqlStorm:
    """How it stands, within one transaction."""

    def __init__(self, connection: Connection, *, streams: bool = False) -> None:
        self._connection = connection
        self._streams = streams

    def get(self, *, lock: bool = False) -> Storm:
        """Return how it stands; `lock` holds it until the unit of work ends."""
        asked = sa.select(*(column for column in storm_row.c if column.name != "id")).where(storm_row.c.id == _ID)
        if lock:
            row = {"id": _ID, "mode": Mode.AUTOMATIC, "changed_at": LONG_AGO, "looked_at": LONG_AGO, "share": 0.0}
            add_new(self._connection, storm_row, row)
            asked = asked.with_for_update()
        found = self._connection.execute(asked).one_or_none()
        return Storm(**found._mapping) if found else Storm()

    def load(self, since: datetime) -> Load:
        """Count the turns since then: whoever comes back for an answer of a call, and a greeting, say nothing."""
        late = sa.or_(inbox.c.handling.in_([Handling.HELD, Handling.UNANSWERED]), inbox.c.late_at.is_not(None))
        counted = sa.select(sa.func.count(), sa.func.count(sa.case((late, 1)))).where(
            inbox.c.at > since, inbox.c.text.is_not(None), inbox.c.handling.not_in(_ELSEWHERE)
        )
        turns, late_ones = self._connection.execute(counted).one()
        owed = self._connection.scalar(sa.select(sa.func.count()).select_from(inbox).where(IS_HELD))
        return Load(turns, late_ones, owed or 0)

    def save(self, storm: Storm) -> None:
        """Write how it stands; the event stream is told where it began or ended."""
        before = self.get()
        row = {column.name: getattr(storm, column.name) for column in storm_row.c if column.name != "id"}
        self._connection.execute(storm_row.update().where(storm_row.c.id == _ID).values(row))
        if self._streams and before.is_on != storm.is_on:
            topic = "storm.began" if storm.is_on else "storm.ended"
            SqlStream(self._connection).put(topic, storm.changed_at, facts_of(storm))
