"""How the turn of a message begins and ends: what every message costs, in as few statements as it can be."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.model import Handling, Inbound, Session, Standing
from storage.desk import EARLIER, session_row, to_session
from storage.desk_tables import IS_OPEN, hand_overs, inbox, sessions
from storage.upsert import put

_OFFICER = sa.select(hand_overs.c.officer).where(hand_overs.c.conversation == sessions.c.conversation, IS_OPEN)
_STANDING = sa.select(
    sessions, _OFFICER.scalar_subquery().label("officer"), EARLIER.scalar_subquery().label("is_behind")
).where(sessions.c.conversation == sa.bindparam("conversation"))
_FINISH = inbox.update().where(inbox.c.key == sa.bindparam("of"))


class SqlTurns:
    """The turns within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def standing(self, inbound: Inbound, *, begun_after: datetime) -> Standing | None:
        """Return what a stored message finds, None where its talk has no session; `begun_after` as `is_next`."""
        asked = {"conversation": inbound.conversation, "of": inbound.key, "begun_after": begun_after}
        row = self._connection.execute(_STANDING, asked).one_or_none()
        return None if row is None else Standing(to_session(row), row.officer, is_next=row.is_behind is not True)

    def finish(self, key: str, handling: Handling, answer: str, session: Session) -> None:
        """Keep the answer, for later deliveries of the same message, and where the conversation stands now."""
        finished = {"of": key, "handling": handling, "answer": answer}
        put(self._connection, sessions, session_row(session), along=_FINISH, values=finished)
