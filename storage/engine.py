"""Engines with the manners of their database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Connection, Engine, event

# A turn has 15 s at Twilio and 8 s inside; a database that needs longer than this has failed the customer.
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 6
WAIT_SECONDS = 5


def make_engine(url: str | URL) -> Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://…`, pooled for some 30 threads."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return _postgresql(parsed)


def _postgresql(url: URL) -> Engine:
    limits = {
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": f"{WAIT_SECONDS}s",
        "idle_in_transaction_session_timeout": "60s",
        "timezone": "UTC",
    }
    arguments: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "padam"}
    arguments["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
    # What the operator says in the URL stands.
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    return sa.create_engine(
        url, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=WAIT_SECONDS, connect_args=arguments
    )


def _sqlite(url: URL) -> Engine:
    """Return a SQLite engine on which a transaction begins with the first write, at once as a writer.

    Reads before it see what is committed, as on PostgreSQL; `SELECT … FOR UPDATE` counts as a write. So readers
    never wait for a writer, and no reader has to become a writer half-way, which SQLite refuses without waiting.
    """
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, pool_size=10, max_overflow=20, pool_timeout=WAIT_SECONDS, connect_args={"timeout": WAIT_SECONDS}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "before_cursor_execute", _begin_before_write)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a sqlite3.Connection behind its adapter
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A number told to a customer must survive a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_before_write(
    connection: Connection,
    _cursor: object,
    statement: str,
    _parameters: object,
    context: Any,  # noqa: ANN401 - an execution context of any dialect
    _many: bool,
) -> None:
    driver = connection.connection.driver_connection
    if driver is None or driver.in_transaction:
        return
    compiled = getattr(context, "compiled", None)
    locks = getattr(getattr(compiled, "statement", None), "_for_update_arg", None) is not None
    if locks or not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "EXPLAIN", "BEGIN")):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
