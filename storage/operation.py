"""The figures of `performance.operation` in SQL: each look counts anew, by indexes where tables grow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from desk.model import Delivery, Handling
from performance.operation import SPAN, Operation
from storage.desk_storm import SqlStorm
from storage.desk_tables import hand_overs, inbox, receipts
from storage.outbox import SqlOutbox
from storage.stream_tables import stream
from storage.tables import tickets
from tickets.model import Kind, Status
from tickets.rules import WINDOW


class SqlOperation:
    """The state of the system within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def figures(self, now: datetime) -> Operation:
        """Return the state now."""
        notices, oldest = SqlOutbox(self._connection).figures()
        since = now - SPAN
        waits = hand_overs.c.closed_at.is_(None) & hand_overs.c.officer.is_(None)
        taken = hand_overs.c.closed_at.is_(None) & hand_overs.c.officer.is_not(None)
        dark = (tickets.c.status == Status.BELUM_SELESAI) & (tickets.c.kind == Kind.G)
        failed = (receipts.c.rank == Delivery.FAILED.rank) & (receipts.c.at > since)
        judged = tickets.c.eta_kept.is_not(None) & (tickets.c.resolution_at > since)
        unanswered = (inbox.c.handling == Handling.UNANSWERED) & (inbox.c.at > since)
        first = sa.select(sa.func.min(hand_overs.c.created_at)).where(waits)
        promised = sa.func.coalesce(tickets.c.promise_until < now, tickets.c.window_from < now - WINDOW)
        storm = SqlStorm(self._connection).get()
        kept = {"kept": judged & tickets.c.eta_kept, "missed": judged & ~tickets.c.eta_kept}
        return Operation(
            notices={str(state): count for state, count in notices.items()},
            outbox_age=_age(oldest, now),
            waiting=self._count(waits),
            waiting_age=_age(self._connection.scalar(first), now),
            reply_overdue=self._count(waits & (hand_overs.c.reply_by < now)),
            taken=self._count(taken),
            hand_overs_of_day=self._by(hand_overs.c.reason, hand_overs.c.created_at > since),
            unanswered_of_day=self._count(unanswered),
            reports_open=self._count(dark),
            reports_overdue=self._count(dark & promised),
            eta_of_day={name: self._count(which) for name, which in kept.items()},
            carrier_errors_of_day=self._by(sa.func.coalesce(receipts.c.error, "none"), failed),
            stream_waiting=self._connection.scalar(sa.select(sa.func.count()).select_from(stream)) or 0,
            storm=int(storm.is_on),
            storm_share=storm.share,
        )

    def _count(self, which: ColumnElement[bool]) -> int:
        return self._connection.scalar(sa.select(sa.func.count()).where(which)) or 0

    def _by(self, what: ColumnElement[str], which: ColumnElement[bool]) -> Mapping[str, int]:
        rows = self._connection.execute(sa.select(what, sa.func.count()).where(which).group_by(what))
        return {str(name): count for name, count in rows}


def _age(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0
