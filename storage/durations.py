"""Seconds between two times in SQL, and percentiles, which only one of the two databases has."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class SecondsBetween(GenericFunction[int]):
    """Whole seconds from the first time to the second, rounded; negative where it is earlier."""

    type = sa.Integer()
    inherit_cache = True
    name = "seconds_between"


@compiles(SecondsBetween, "postgresql")
def _postgresql(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401 - the compiler's own types
    begin, end = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(ROUND(EXTRACT(EPOCH FROM ({end} - {begin}))) AS INTEGER)"


@compiles(SecondsBetween, "sqlite")
def _sqlite(element: Any, compiler: Any, **options: Any) -> str:  # noqa: ANN401
    begin, end = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(ROUND((JULIANDAY({end}) - JULIANDAY({begin})) * 86400.0) AS INTEGER)"


def seconds_between(begin: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[int]:
    """Return the expression for the whole seconds between two times."""
    return SecondsBetween(begin, end)


def percentiles(durations: Select[Any]) -> Select[Any]:
    """Return the SELECT of `what`, `cases`, `median`, `p90` by nearest rank, of a SELECT of `what` and `seconds`."""
    every = durations.subquery()
    ranked = sa.select(
        every.c.what,
        every.c.seconds,
        sa.func.row_number().over(partition_by=every.c.what, order_by=every.c.seconds).label("rank"),
        sa.func.count().over(partition_by=every.c.what).label("cases"),
    ).subquery()

    def at(percent: int) -> ColumnElement[int]:
        rank = (ranked.c.cases * percent + 99) // 100
        return sa.func.min(sa.case((ranked.c.rank == rank, ranked.c.seconds)))

    return sa.select(
        ranked.c.what, sa.func.max(ranked.c.cases).label("cases"), at(50).label("median"), at(90).label("p90")
    ).group_by(ranked.c.what)
