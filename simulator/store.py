"""What the simulator's page remembers: customers, messages, calls. A file, so that all web processes see the same.

Everything is an object with a kind and an id. Each write gives it the next number, so that a page that knows all up to
a number asks for what came after.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Thing = dict[str, Any]
WAIT_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
  kind TEXT NOT NULL, id TEXT NOT NULL, born INTEGER NOT NULL, change INTEGER NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX IF NOT EXISTS things_change ON things (change);
"""


class Store:
    """The objects of the page."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_SCHEMA)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._file, timeout=WAIT_SECONDS, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    def put(self, kind: str, name: str, values: Mapping[str, object], *, new: bool = False) -> bool:
        """Create an object or change some of its values; with `new` only create. Tell whether it was written."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM things").fetchone()[0]
            known = connection.execute("SELECT data FROM things WHERE kind = ? AND id = ?", (kind, name)).fetchone()
            if known and new:
                connection.execute("ROLLBACK")
                return False
            data = json.dumps((json.loads(known[0]) if known else {}) | dict(values))
            connection.execute(
                "INSERT INTO things VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET change = ?, data = ?",
                (kind, name, change, change, data, change, data),
            )
            connection.execute("COMMIT")
        return True

    def get(self, kind: str, name: str) -> Thing | None:
        """Return an object."""
        with self._connection() as connection:
            row = connection.execute("SELECT data FROM things WHERE kind = ? AND id = ?", (kind, name)).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, kind: str) -> list[Thing]:
        """Return the objects of a kind in the order of their making, each with its `id`."""
        with self._connection() as connection:
            rows = connection.execute("SELECT id, data FROM things WHERE kind = ? ORDER BY born", (kind,)).fetchall()
        return [json.loads(data) | {"id": name} for name, data in rows]

    def since(self, change: int) -> tuple[int, list[Thing]]:
        """Return the newest number and what was written after `change`, each with `kind`, `id` and `born`."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT kind, id, born, change, data FROM things WHERE change > ? ORDER BY change", (change,)
            ).fetchall()
        things = [json.loads(data) | {"kind": kind, "id": name, "born": born} for kind, name, born, _, data in rows]
        return (rows[-1][3] if rows else change), things
