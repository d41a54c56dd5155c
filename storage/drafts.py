"""The half-finished reports in SQL: one row of a number."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.model import Unfinished
from storage.desk_tables import drafts
from storage.upsert import put


class SqlDrafts:
    """The half-finished reports within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, draft: Unfinished) -> None:
        """Write it in place of the one before."""
        row = {
            "phone": draft.phone,
            "conversation": draft.conversation,
            "channel": draft.channel,
            "at": draft.at,
            "answers": dict(draft.answers),
        }
        put(self._connection, drafts, row)

    def of(self, phone: str) -> Unfinished | None:
        """Return the one of a number."""
        row = self._connection.execute(sa.select(drafts).where(drafts.c.phone == phone)).one_or_none()
        return None if row is None else Unfinished(**row._mapping)

    def drop(self, phone: str) -> None:
        """Forget the one of a number."""
        self._connection.execute(drafts.delete().where(drafts.c.phone == phone))

    def drop_of(self, conversation: str) -> None:
        """Forget the one that was last worked on in a conversation."""
        self._connection.execute(drafts.delete().where(drafts.c.conversation == conversation))
