"""A new version is rolled out while the old one works: a migration only adds (docs/operations.md, Migrations)."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from storage.engine import make_engine
from storage.migrate import configuration, upgrade

# What a migration takes away or demands, and why that hurts no program that still runs.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "0013": {"notices_unwanted": "before the first release: no program in service knows the table"},
}

Schema = dict[str, dict[str, bool]]


def schema(engine: sa.Engine) -> Schema:
    """Return each table's columns, and whether a row that knows nothing of the column can be written."""
    found = sa.inspect(engine)
    return {
        table: {
            str(column["name"]): bool(column["nullable"])
            or column["default"] is not None
            or bool(column["primary_key"])
            for column in found.get_columns(table)
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def taken_away(before: Schema, after: Schema) -> set[str]:
    """Return what an old program would miss, or could not write."""
    gone = {table for table in before if table not in after}
    both = [table for table in before if table in after]
    gone |= {f"{table}.{column}" for table in both for column in before[table].keys() - after[table].keys()}
    demands = {
        f"{table}.{column}"
        for table in both
        for column, may_be_left_out in after[table].items()
        if not may_be_left_out and before[table].get(column, True)
    }
    return gone | demands


def revisions() -> list[str]:
    """Return the migrations from the first on."""
    return [script.revision for script in reversed(list(ScriptDirectory.from_config(configuration()).walk_revisions()))]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What each migration takes away from the program before it."""
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('expand')}/padam.db")
    found: dict[str, set[str]] = {}
    before: Schema = {}
    for revision in revisions():
        upgrade(engine, revision)
        after = schema(engine)
        found[revision] = taken_away(before, after)
        before = after
    engine.dispose()
    return found


@pytest.mark.parametrize("revision", revisions())
def test_a_migration_only_adds(revision: str, steps: dict[str, set[str]]) -> None:
    assert steps[revision] == EXCEPTIONS.get(revision, {}).keys()


def test_what_would_break_the_old_program_is_seen(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path}/padam.db")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT, c TEXT)"))
        connection.execute(sa.text("CREATE TABLE gone (id INTEGER PRIMARY KEY)"))
    before = schema(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE gone"))
        connection.execute(sa.text("ALTER TABLE a DROP COLUMN c"))
        connection.execute(sa.text("ALTER TABLE a ADD COLUMN free TEXT"))
        connection.execute(sa.text("ALTER TABLE a ADD COLUMN preset TEXT NOT NULL DEFAULT ''"))
    after = schema(engine)
    after["a"]["demanded"] = False
    assert taken_away(before, after) == {"gone", "a.c", "a.demanded"}
    engine.dispose()
