"""How the turn of a message begins and ends: what every message costs, in as few statements as it can be."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.model import Handling, Inbound, Session, Standing
from storage.desk import EARLIER, SqlInbox, goes_before, inbox_row, session_row, to_session
from storage.desk_tables import IS_OPEN, hand_overs, inbox, sessions
from storage.upsert import put, read_alone, unless_known


def _officer(conversation: sa.ColumnElement[str]) -> sa.Label[Any]:
    mine = sa.select(hand_overs.c.officer).where(hand_overs.c.conversation == conversation, IS_OPEN)
    return mine.scalar_subquery().label("officer")


_STANDING = sa.select(sessions, _officer(sessions.c.conversation), EARLIER.scalar_subquery().label("is_behind")).where(
    sessions.c.conversation == sa.bindparam("conversation")
)
_FINISH = inbox.update().where(inbox.c.key == sa.bindparam("of"))


@cache
def _beginning(of_inbox: tuple[str, ...], of_sessions: tuple[str, ...]) -> sa.TextualSelect:
    """Return what stores a message and reads what it finds; no row where its key is known."""
    added = unless_known(inbox, of_inbox, (inbox.c.id, inbox.c.conversation), "added")
    met = unless_known(sessions, of_sessions, (sessions.c.conversation,), "met")
    talk = added.outerjoin(sessions, sessions.c.conversation == added.c.conversation).outerjoin(met, sa.true())
    found = sa.select(
        sessions,
        _officer(added.c.conversation),
        goes_before(added).label("is_behind"),
        met.c.conversation.label("met"),
    )
    return read_alone(found.select_from(talk))


class SqlTurns:
    """The turns within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, inbound: Inbound, new: Session, *, begun_after: datetime) -> Standing | None:
        """Store a message being worked on, its talk by `new` where that is one; return what it finds.

        None where its key is known. On PostgreSQL one statement, which needs no transaction around it.
        """
        if self._connection.dialect.name == "sqlite":
            return self._begun(inbound, new, begun_after)
        message, talk = inbox_row(inbound), session_row(new)
        begins = _beginning(tuple(message), tuple(talk))
        row = self._connection.execute(begins, {**talk, **message, "begun_after": begun_after}).one_or_none()
        if row is None:
            return None
        if row.conversation is None and row.met is None:
            # Another message of the talk stored it at this very moment.
            return self.standing(inbound, new, begun_after=begun_after)
        return Standing(new if row.met else to_session(row), row.officer, is_next=row.is_behind is not True)

    def _begun(self, inbound: Inbound, new: Session, begun_after: datetime) -> Standing | None:
        if not SqlInbox(self._connection).add(inbound):
            return None
        known = self._known(inbound, begun_after)
        if known is None:
            put(self._connection, sessions, session_row(new))
        return known or self.standing(inbound, new, begun_after=begun_after)

    def standing(self, inbound: Inbound, new: Session, *, begun_after: datetime) -> Standing:
        """Return what a stored message finds, `new` where its talk has no session; `begun_after` as `is_next`."""
        return self._known(inbound, begun_after) or Standing(new, None, is_next=True)

    def _known(self, inbound: Inbound, begun_after: datetime) -> Standing | None:
        asked = {"conversation": inbound.conversation, "of": inbound.key, "begun_after": begun_after}
        row = self._connection.execute(_STANDING, asked).one_or_none()
        return None if row is None else Standing(to_session(row), row.officer, is_next=row.is_behind is not True)

    def finish(self, key: str, handling: Handling, answer: str, session: Session) -> None:
        """Keep the answer, for later deliveries of the same message, and where the conversation stands now."""
        finished = {"of": key, "handling": handling, "answer": answer}
        put(self._connection, sessions, session_row(session), along=_FINISH, values=finished)
