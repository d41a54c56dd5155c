"""Bring a database to the present schema, from code, safe with several processes starting at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as it is always the same one.
_LOCK = 541_232


def configuration() -> Config:
    """Return Alembic's configuration; wherever the process was started."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Upgrade to `revision`, in one transaction; one process does it, the others wait for it."""
    config = configuration()
    with engine.connect() as connection:
        if revision == "head" and is_current(connection):
            return
        connection.rollback()
        _hold(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Tell whether the database has the present schema; reads only."""
    return set(MigrationContext.configure(connection).get_current_heads()) == set(_migrations().get_heads())


def is_served(connection: Connection) -> bool:
    """Tell whether the database has the present schema, or a later one that a newer program brought.

    While a new version is rolled out the old one works on: migrations only add (docs/operations.md, Migrations).
    """
    known = {script.revision for script in _migrations().walk_revisions()}
    found = set(MigrationContext.configure(connection).get_current_heads())
    return is_current(connection) or bool(found - known)


@cache
def _migrations() -> ScriptDirectory:
    """Return the migrations of this program. Reading them compiles each; who looks whether all is well looks often."""
    return ScriptDirectory.from_config(configuration())


def _hold(connection: Connection) -> None:
    """Take the lock under which the schema changes; it ends with the transaction."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA busy_timeout = 60000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # Building an index over many rows takes its time.
    connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
    connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
    connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
