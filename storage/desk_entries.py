"""What officers wrote in SQL, as `desk.ports.Entries` wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.model import Entry
from storage.desk_tables import entries


class SqlEntries:
    """What officers wrote, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: Entry) -> None:
        """Store a new one."""
        self._connection.execute(entries.insert().values(asdict(entry)))

    def save(self, entry: Entry) -> None:
        """Write what became of it."""
        self._connection.execute(entries.update().where(entries.c.id == entry.id).values(asdict(entry)))

    def of(self, conversation: str, limit: int) -> Sequence[Entry]:
        """Return the last ones, oldest first."""
        columns = [column for column in entries.c if column.name != "seq"]
        mine = sa.select(*columns).where(entries.c.conversation == conversation)
        rows = self._connection.execute(mine.order_by(entries.c.seq.desc()).limit(limit)).all()
        return [Entry(**row._mapping) for row in reversed(rows)]
