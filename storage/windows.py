"""The windows of G reports in SQL: from the report, or a reopening of it, to the next reopening (ETA-2)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import CTE, ColumnElement

from performance.span import Span
from storage.tables import stages, tickets
from tickets.model import Kind, Stage

# What each window tells, by the stage first reached in it.
STEPS = {
    "begun": Stage.LAPOR,
    "assigned": Stage.PENUGASAN_REGU,
    "arrived": Stage.DALAM_PENGERJAAN,
    "finished": Stage.SELESAI,
}


def windows_of(span: Span) -> CTE:
    """Return a row for each window that began in the span: `no_lapor`, `begun`, `assigned`, `arrived`, `finished`,
    `next` (the reopening after it, NULL for the last one). In one pass, where a look-up for each would take seconds."""

    def in_span(at: ColumnElement[Any]) -> ColumnElement[bool]:
        return (at >= span.begins) & (at < span.ends)

    touched = (
        sa.select(stages.c.no_lapor)
        .join(tickets, (tickets.c.no_lapor == stages.c.no_lapor) & (tickets.c.kind == Kind.G))
        .where(stages.c.stage == Stage.LAPOR, in_span(stages.c.at))
        .distinct()
        .subquery()
    )
    begins = sa.case((stages.c.stage == Stage.LAPOR, 1), else_=0)
    numbered = (
        sa.select(
            stages.c.no_lapor,
            stages.c.stage,
            stages.c.at,
            sa.func.sum(begins).over(partition_by=stages.c.no_lapor, order_by=stages.c.seq).label("window"),
        )
        .join(touched, touched.c.no_lapor == stages.c.no_lapor)
        .subquery()
    )
    firsts = [
        sa.func.min(sa.case((numbered.c.stage == stage, numbered.c.at))).label(name) for name, stage in STEPS.items()
    ]
    each = sa.select(numbered.c.no_lapor, numbered.c.window, *firsts).group_by(numbered.c.no_lapor, numbered.c.window)
    grouped = each.subquery()
    following = sa.func.lead(grouped.c.begun).over(partition_by=grouped.c.no_lapor, order_by=grouped.c.window)
    every = sa.select(grouped, following.label("next")).subquery()
    return sa.select(every).where(in_span(every.c.begun)).cte("windows")
