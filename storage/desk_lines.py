"""Calls on their way to a human in SQL, as `desk.ports.Lines` wants them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.model import HandOver
from storage.desk import to_hand_over
from storage.desk_tables import IS_OPEN, duty, hand_overs
from storage.upsert import put
from tickets.model import Channel


class SqlLines:
    """The calls within one transaction; a partial unique index allows one promise about a thing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def promise(self, record_id: str, about: str) -> bool:
        """Note that a record is to be called back about something; False where another open one is already."""
        other = hand_overs.alias("other")
        held = sa.exists().where(other.c.call_back == about, other.c.closed_at.is_(None))
        mine = hand_overs.update().where(hand_overs.c.id == record_id, ~held)
        return self._connection.execute(mine.values(call_back=about)).rowcount == 1

    def promised(self, about: str) -> HandOver | None:
        """Return the open record that is to be called back about it."""
        held = sa.select(hand_overs).where(IS_OPEN, hand_overs.c.call_back == about).with_for_update()
        row = self._connection.execute(held).one_or_none()
        return None if row is None else to_hand_over(row)

    def under_way(self) -> Sequence[HandOver]:
        """Return the open records whose call rings or is talked on, oldest first."""
        calls = sa.select(hand_overs).where(IS_OPEN, hand_overs.c.call.is_not(None))
        rows = self._connection.execute(calls.order_by(hand_overs.c.created_at, hand_overs.c.id))
        return [to_hand_over(row) for row in rows]

    def rung(self, since: datetime) -> Collection[str]:
        """Return the carrier's ids of the calls officers asked for since then."""
        mine = sa.select(hand_overs.c.call_sid).where(hand_overs.c.call_at >= since)
        return set(self._connection.scalars(mine.where(hand_overs.c.call_sid.is_not(None))))

    def waits(self, since: datetime, limit: int) -> Sequence[float]:
        """Return how long callers waited for a human since then, the last ones, in seconds."""
        answered = (
            sa.select(hand_overs.c.created_at, hand_overs.c.taken_at)
            .where(hand_overs.c.channel == Channel.VOICE, hand_overs.c.created_at >= since)
            .where(hand_overs.c.taken_at.is_not(None))
            .order_by(hand_overs.c.created_at.desc())
            .limit(limit)
        )
        return [(taken - created).total_seconds() for created, taken in self._connection.execute(answered)]

    def set_duty(self, officer: str, until: datetime) -> None:
        """Keep until when an officer is on duty."""
        put(self._connection, duty, {"officer": officer, "until": until})

    def duty(self) -> Mapping[str, datetime]:
        """Return until when each officer is, or was, on duty."""
        return {row.officer: row.until for row in self._connection.execute(sa.select(duty))}
