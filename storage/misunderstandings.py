"""What the bot did not understand in SQL, as `performance.ports.Misunderstandings` wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from performance.model import Misread, Misunderstanding
from performance.span import Span
from storage.performance import days_of, within
from storage.performance_tables import misunderstandings as table


class SqlMisunderstandings:
    """The texts within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, misunderstanding: Misunderstanding, keep_from: datetime) -> None:
        """Store one, and forget those from before `keep_from`."""
        row = asdict(misunderstanding) | {"folded": misunderstanding.text.casefold()}
        self._connection.execute(table.delete().where(table.c.at < keep_from))
        self._connection.execute(table.insert().values(row))

    def by_day(self, span: Span) -> Mapping[date, int]:
        """Count them by day."""
        days = days_of(span)
        query = sa.select(days.c.day, sa.func.count()).join_from(days, table, within(days, table.c.at))
        rows = self._connection.execute(query.group_by(days.c.day)).all()
        return {span.days[day].date: count for day, count in rows}

    def commonest(self, span: Span, limit: int) -> Sequence[Misread]:
        """Return the texts, the commonest first, then the newest."""
        columns, count, last = table.c, sa.func.count(), sa.func.max(table.c.at)
        query = (
            sa.select(sa.func.min(columns.text), columns.guess, columns.question, columns.trouble, count, last)
            .where(columns.at >= span.begins, columns.at < span.ends)
            .group_by(columns.folded, columns.guess, columns.question, columns.trouble)
            .order_by(count.desc(), last.desc(), sa.func.min(columns.id))
            .limit(limit)
        )
        return [Misread(*row) for row in self._connection.execute(query).all()]
