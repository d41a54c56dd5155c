"""The figures in SQL, as `performance.ports.Counts` wants them: days by their bounds in UTC, worked out before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CTE, ColumnElement, Connection, Select

from desk.model import EntryKind, Reason
from performance.model import Comment, Conversations, Promises, Reports, Times, Waited
from performance.span import Span
from storage.columns import UtcTime
from storage.desk_tables import entries, hand_overs, inbox
from storage.durations import percentiles, seconds_between
from storage.tables import events, repeats, tickets
from storage.windows import windows_of
from tickets.events import EventType
from tickets.model import Channel, Kind, Status
from tickets.rules import WINDOW


def days_of(span: Span) -> CTE:
    """Return the days of a span as rows: `day` counts from 0, `begins` and `ends` are times."""
    rows = [
        sa.select(
            sa.literal(number, sa.Integer).label("day"),
            sa.literal(day.begins, UtcTime).label("begins"),
            sa.literal(day.ends, UtcTime).label("ends"),
        )
        for number, day in enumerate(span.days)
    ]
    return sa.union_all(*rows).cte("days")


def within(days: CTE, at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell that a time lies in a day."""
    return (at >= days.c.begins) & (at < days.c.ends)


class SqlCounts:
    """What is counted, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def reports(self, span: Span) -> Mapping[date, Reports]:
        """Count reports by the day they were made, with the repeats about them."""
        days, columns = days_of(span), tickets.c
        query = (
            sa.select(
                days.c.day,
                sa.func.count(),
                sa.func.sum(columns.lapor_ulang_count),
                sa.func.sum(sa.case((columns.lapor_ulang_count > 0, 1), else_=0)),
            )
            .join_from(days, tickets, within(days, columns.reported_at))
            .group_by(days.c.day)
        )
        return {_date(span, day): Reports(int(n), int(again), int(some)) for day, n, again, some in self._rows(query)}

    def kinds(self, span: Span) -> Mapping[tuple[Kind, Channel], int]:
        """Count reports by kind and channel."""
        query = (
            sa.select(tickets.c.kind, tickets.c.channel, sa.func.count())
            .where(_in_span(span, tickets.c.reported_at))
            .group_by(tickets.c.kind, tickets.c.channel)
        )
        return {(kind, channel): count for kind, channel, count in self._rows(query)}

    def rules(self, span: Span) -> Mapping[str, int]:
        """Count the repeats about the span's reports by the rule that decided."""
        query = (
            sa.select(repeats.c.rule, sa.func.count())
            .join_from(repeats, tickets, repeats.c.no_lapor == tickets.c.no_lapor)
            .where(_in_span(span, tickets.c.reported_at))
            .group_by(repeats.c.rule)
        )
        return {rule: count for rule, count in self._rows(query)}  # noqa: C416 - rows are no pairs to mypy

    def conversations(self, span: Span) -> Mapping[date, Conversations]:
        """Count conversations in which a customer wrote or spoke on a day, and those a human had then."""
        days = days_of(span)
        said = (
            sa.select(days.c.day, days.c.begins, days.c.ends, inbox.c.conversation)
            .join_from(days, inbox, within(days, inbox.c.at))
            .distinct()
            .subquery()
        )
        human = sa.exists().where(
            hand_overs.c.conversation == said.c.conversation,
            hand_overs.c.created_at < said.c.ends,
            sa.or_(hand_overs.c.closed_at.is_(None), hand_overs.c.closed_at >= said.c.begins),
        )
        query = sa.select(said.c.day, sa.func.count(), sa.func.sum(sa.case((human, 1), else_=0))).group_by(said.c.day)
        return {_date(span, day): Conversations(int(count), int(some)) for day, count, some in self._rows(query)}

    def hand_overs(self, span: Span) -> Mapping[tuple[date, Reason], int]:
        """Count hand-overs by day and reason."""
        days = days_of(span)
        query = (
            sa.select(days.c.day, hand_overs.c.reason, sa.func.count())
            .join_from(days, hand_overs, within(days, hand_overs.c.created_at))
            .group_by(days.c.day, hand_overs.c.reason)
        )
        return {(_date(span, day), reason): count for day, reason, count in self._rows(query)}

    def promises(self, span: Span, now: datetime) -> Mapping[date, Promises]:
        """Count G reports, and reopenings of them, by what became of the promised end (ETA-6, ETA-8)."""
        days, each = days_of(span), windows_of(span)
        promised = tickets.c.promise_until
        over = sa.case((promised.is_not(None), promised <= now), else_=each.c.begun <= now - WINDOW)
        # Only the last window of an open report can still run; one closed for another reason is not judged.
        open_ = events.c.new.is_(None) & (tickets.c.status == Status.BELUM_SELESAI) & each.c.next.is_(None)
        judged = (
            (events.c.no_lapor == each.c.no_lapor)
            & (events.c.type == EventType.JUDGED)
            & (events.c.at >= each.c.begun)
            & sa.or_(each.c.next.is_(None), events.c.at < each.c.next)
        )
        outcomes = (
            events.c.new == "KEPT",
            sa.or_(events.c.new == "MISSED", open_ & over),
            open_ & ~over,
        )
        query = (
            sa.select(days.c.day, *(sa.func.sum(sa.case((outcome, 1), else_=0)) for outcome in outcomes))
            .select_from(each)
            .join(days, within(days, each.c.begun))
            .join(tickets, tickets.c.no_lapor == each.c.no_lapor)
            .outerjoin(events, judged)
            .group_by(days.c.day)
        )
        return {_date(span, day): Promises(*map(int, counts)) for day, *counts in self._rows(query)}

    def waits(self, span: Span) -> Mapping[Waited, Times]:
        """Measure how long customers waited who began to in the span."""
        every = sa.union_all(*_desk_waits(span), *_report_waits(span)).subquery()
        durations = sa.select(every.c.what, every.c.seconds).where(every.c.seconds.is_not(None), every.c.seconds >= 0)
        return {Waited(what): Times(*times) for what, *times in self._rows(percentiles(durations))}

    def stars(self, span: Span) -> Mapping[int, int]:
        """Count ratings given in the span by stars."""
        query = sa.select(tickets.c.rating_stars, sa.func.count()).where(_in_span(span, tickets.c.rating_at))
        return {int(stars): count for stars, count in self._rows(query.group_by(tickets.c.rating_stars))}

    def comments(self, span: Span, limit: int) -> Sequence[Comment]:
        """Return the last comments given with ratings, newest first."""
        columns = tickets.c
        query = (
            sa.select(columns.no_lapor, columns.rating_stars, columns.rating_comment, columns.rating_at)
            .where(_in_span(span, columns.rating_at), columns.rating_comment != "")
            .order_by(columns.rating_at.desc(), columns.no_lapor)
            .limit(limit)
        )
        return [Comment(*row) for row in self._rows(query)]

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return self._connection.execute(query).all()


def _date(span: Span, number: int) -> date:
    return span.days[number].date


def _in_span(span: Span, at: ColumnElement[Any]) -> ColumnElement[bool]:
    return (at >= span.begins) & (at < span.ends)


def _report_waits(span: Span) -> list[Select[Any]]:
    each = windows_of(span)
    ends = {Waited.ASSIGNED: each.c.assigned, Waited.ARRIVED: each.c.arrived, Waited.FINISHED: each.c.finished}
    return [
        sa.select(sa.literal(str(what), sa.Text).label("what"), seconds_between(each.c.begun, end).label("seconds"))
        for what, end in ends.items()
    ]


def _desk_waits(span: Span) -> list[Select[Any]]:
    record = hand_overs.c
    first_words = (
        sa.select(sa.func.min(entries.c.at))
        .where(
            entries.c.conversation == record.conversation,
            entries.c.kind.in_([EntryKind.ANSWER, EntryKind.TEMPLATE]),
            entries.c.failed.is_(False),
            entries.c.at >= record.created_at,
            sa.or_(record.closed_at.is_(None), entries.c.at <= record.closed_at),
        )
        .correlate(hand_overs)
        .scalar_subquery()
    )
    answered = sa.case((record.channel == Channel.VOICE, record.taken_at), else_=first_words)
    return [
        sa.select(
            sa.literal(str(what), sa.Text).label("what"), seconds_between(record.created_at, at).label("seconds")
        ).where(_in_span(span, record.created_at))
        for what, at in ((Waited.TAKEN, record.taken_at), (Waited.ANSWERED, answered))
    ]
