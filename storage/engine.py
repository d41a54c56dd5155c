"""Engines with the manners of their database."""

from __future__ import annotations

import math
import select
import threading
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import InvalidatePoolError

# A turn has 15 s at Twilio and 8 s inside; a database that needs longer than this has failed the customer.
CONNECT_SECONDS = 3
STATEMENT_SECONDS = 6
WAIT_SECONDS = 5
# A server that restarts is back within that, and whoever needs a line waits for it; of one that is away for longer
# everybody is told at once. Packets may also vanish without a word.
AWAY_SECONDS, PAUSE_SECONDS, VANISHED_MS = 2.5, 0.05, 5000
# Who failed longer ago than that was away another time.
REST_SECONDS = 10.0


def make_engine(url: str | URL) -> Engine:
    """Return an engine for `sqlite:///file` or `postgresql+psycopg://…`, pooled for some 30 threads.

    A transaction begins with the first write; what locks counts as a write. Each read before it sees what is committed
    at that moment, and costs one way to the database instead of three.
    """
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
    arguments["tcp_user_timeout"] = VANISHED_MS
    arguments["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
    # What the operator says in the URL stands.
    arguments = {name: value for name, value in arguments.items() if name not in url.query}
    # The line used last is used next: it knows the statements, and so does the server's end of it. What is beyond the
    # size of the pool is made for one use, dear to the server too: only a rush needs it.
    engine = sa.create_engine(
        url, pool_size=20, max_overflow=10, pool_timeout=WAIT_SECONDS, pool_use_lifo=True, connect_args=arguments
    )
    event.listen(engine, "checkout", _look_before_use)
    _begin_before_writes(engine)
    event.listen(engine, "do_connect", _Patience())
    return engine


class _Patience:
    """Make a line; while the server restarts, again and again."""

    def __init__(self) -> None:
        self._away_since = self._failed_at = -math.inf
        self._lock = threading.Lock()

    def __call__(self, dialect: sa.Dialect, _record: object, words: list[Any], names: dict[str, Any]) -> Any:  # noqa: ANN401 - a connection of the driver
        while True:
            try:
                connection = dialect.connect(*words, **names)
            except dialect.loaded_dbapi.OperationalError:
                if self._is_away_for_long():
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                self._failed_at = -math.inf
                return connection

    def _is_away_for_long(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now - self._failed_at > REST_SECONDS:
                self._away_since = now
            self._failed_at = now
            return now - self._away_since > AWAY_SECONDS


def _sqlite(url: URL) -> Engine:
    """Return a SQLite engine on which a transaction begins at once as a writer.

    Readers never wait for a writer, and none has to become a writer half-way, which SQLite refuses without waiting.
    """
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url, pool_size=10, max_overflow=20, pool_timeout=WAIT_SECONDS, connect_args={"timeout": WAIT_SECONDS}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    _begin_before_writes(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a sqlite3.Connection behind its adapter
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A number told to a customer must survive a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _look_before_use(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401 - a psycopg.Connection
    """Drop the connections of a server that went away: it closed them, or said why, and nobody has read it yet.

    That finds what asking the server at each use would find, without the way there. Raises: InvalidatePoolError.
    """
    if connection.closed:
        raise InvalidatePoolError
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise InvalidatePoolError
    connection.autocommit = True  # the driver begins nothing by itself


def _begin_before_writes(engine: Engine) -> None:
    """Begin a transaction with the first statement that needs one, on the driver itself: no result is to be read."""

    def begin(cursor: Any, statement: str, *parameters_and_context: Any) -> None:  # noqa: ANN401 - of any driver
        connection, context = cursor.connection, parameters_and_context[-1]
        if is_sqlite:
            begins, is_begun = "BEGIN IMMEDIATE", connection.in_transaction
        else:
            begins, is_begun = "BEGIN", connection.info.transaction_status.name != "IDLE"
        if not is_begun and _writes(statement, context):
            connection.execute(begins)

    is_sqlite = engine.dialect.name == "sqlite"
    # Where the driver fails here, SQLAlchemy tells as of the statement itself.
    for moment in ("do_execute", "do_executemany", "do_execute_no_params"):
        event.listen(engine, moment, begin)


def _writes(statement: str, context: Any) -> bool:  # noqa: ANN401 - an execution context of any dialect
    """Tell whether a statement needs a transaction: it changes something, or holds a lock until the end of one.

    One marked `alone` is all its transaction is to be.
    """
    options = context.execution_options
    if options.get("alone") or options.get("isolation_level") == "AUTOCOMMIT":
        return False
    compiled = getattr(context, "compiled", None)
    if getattr(getattr(compiled, "statement", None), "_for_update_arg", None) is not None:
        return True
    reads = statement.lstrip().upper().startswith(("SELECT", "SHOW", "PRAGMA", "EXPLAIN", "BEGIN"))
    return not reads or "pg_advisory_xact_lock" in statement
