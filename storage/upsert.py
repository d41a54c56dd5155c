"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy spells once for each.

SQLAlchemy compiles such a statement anew at each use, which takes longer than the database needs for it. `add_new` and
`put` compile it once for each set of columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import Column, Connection, CursorResult, Table, TextClause
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.compiler import SQLCompiler

Insert = postgresql.Insert | sqlite.Insert
Row = Mapping[str, Any]
EMPTY: Row = MappingProxyType({})


def insert(connection: Connection, table: Table) -> Insert:
    """Return the INSERT of the connection's database, the one that knows ON CONFLICT."""
    return _insert(connection.dialect.name, table)


def add_new(
    connection: Connection,
    table: Table,
    rows: Row | Sequence[Row],
    returning: Column[Any] | None = None,
    unless: sa.Exists | None = None,
) -> CursorResult[Any]:
    """Insert what no unique index of the table knows; with `returning`, a text or a whole number, of each new row.

    The columns a row does not name are NULL; of several rows all name the same. Nothing is inserted where `unless`
    holds, whose parameters stand in the row, too.
    """
    row = rows if isinstance(rows, Mapping) else rows[0]
    names = tuple(name for name in row if name in table.c)
    return connection.execute(_added(connection.dialect.name, table, names, returning, unless), rows)


def put(
    connection: Connection, table: Table, row: Row, *, along: sa.Update | None = None, values: Row = EMPTY
) -> CursorResult[Any]:
    """Insert a row, or write these columns over the one with the same primary key.

    `along` is done, too, with its own `values`: on PostgreSQL in one statement, which needs no transaction around it.
    """
    dialect = connection.dialect.name
    if along is not None and dialect == "sqlite":
        connection.execute(along, values)
        along = None
    statement = _put(dialect, table, tuple(row), along, tuple(values) if along is not None else ())
    return connection.execute(statement, row if along is None else {**row, **values})


@cache
def unless_known(table: Table, names: tuple[str, ...], returning: tuple[Column[Any], ...], name: str) -> sa.CTE:
    """Return PostgreSQL's INSERT of what no unique index knows, as a part of a larger statement."""
    given = {column: sa.bindparam(column, type_=table.c[column].type) for column in names}
    return postgresql.insert(table).values(given).on_conflict_do_nothing().returning(*returning).cte(name)


def read_alone(statement: sa.Select[Any]) -> sa.TextualSelect:
    """Return a SELECT of PostgreSQL that writes on its way as one text, compiled once; it is its own transaction."""
    columns = (sa.column(column.name, column.type) for column in statement.selected_columns)
    return _text(_compiled("postgresql", statement, ())).columns(*columns).execution_options(alone=True)


def _insert(dialect: str, table: Table) -> Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


@cache
def _added(
    dialect: str, table: Table, names: tuple[str, ...], returning: Column[Any] | None, unless: sa.Exists | None
) -> TextClause:
    statement = _insert(dialect, table)
    if unless is not None:
        row = sa.select(*(sa.bindparam(name, type_=table.c[name].type) for name in names))
        statement = statement.from_select(names, row.where(~unless))
    statement = statement.on_conflict_do_nothing()
    return _text(_compiled(dialect, statement if returning is None else statement.returning(returning), names))


@cache
def _put(
    dialect: str, table: Table, names: tuple[str, ...], along: sa.Update | None, along_names: tuple[str, ...]
) -> TextClause:
    statement = _insert(dialect, table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in key}
    written = _compiled(dialect, statement.on_conflict_do_update(index_elements=key, set_=changed), names)
    if along is None:
        return _text(written)
    return _text(written, _compiled(dialect, along, along_names)).execution_options(alone=True)


def _compiled(dialect: str, statement: sa.UpdateBase | sa.Select[Any], names: tuple[str, ...]) -> SQLCompiler:
    spelled = sqlite.dialect if dialect == "sqlite" else postgresql.dialect
    compiled: Any = statement.compile(dialect=spelled(paramstyle="named"), column_keys=list(names))
    return cast(SQLCompiler, compiled)


def _text(written: SQLCompiler, along: SQLCompiler | None = None) -> TextClause:
    """Return statements as one text, which SQLAlchemy keeps, with the types of their parameters."""
    text = f"WITH along AS ({along}) {written}" if along else str(written)
    named = {**written.bind_names, **(along.bind_names if along else {})}
    # The colons of a cast are none of a parameter.
    plain = sa.text(text.replace("::", r"\:\:"))
    given = {bind: {} if bind.value is None else {"value": bind.value} for bind in named}
    return plain.bindparams(*(sa.bindparam(name, type_=bind.type, **given[bind]) for bind, name in named.items()))
