"""The schema comes from the migrations, says what the tables say, and comes once."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

import storage.account_tables
import storage.acts
import storage.desk_tables
import storage.outage_tables
import storage.outbox_tables
import storage.pace
import storage.performance_tables
import storage.privacy_tables  # noqa: F401 - their tables belong to the metadata
from storage.engine import make_engine
from storage.migrate import configuration, is_current, is_served, upgrade
from storage.tables import metadata
from tests.databases import fresh_postgresql

ROOT = Path(__file__).parents[2]
# SQLAlchemy knows this index only as raw SQL: it needs an extension not everybody may create.
ONLY_IN_SQL = {"ix_tickets_search_text"}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'padam.sqlite'}"
    else:
        with fresh_postgresql() as url:
            yield url.render_as_string(hide_password=False)


def start(url: str) -> bool:
    """Do what every process does first."""
    engine = make_engine(url)
    upgrade(engine)
    with engine.connect() as connection:
        current = is_current(connection)
    engine.dispose()
    return current


def test_the_migrations_make_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = [
            difference
            for difference in compare_metadata(context, metadata)
            if not (difference[0] == "remove_index" and difference[1].name in ONLY_IN_SQL)
        ]
    assert differences == []


def test_processes_that_start_at_once_migrate_once(empty: str) -> None:
    with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(start, [empty] * 4)) == [True] * 4


def test_upgrading_again_changes_nothing_and_needs_no_lock(empty: str) -> None:
    assert start(empty)
    engine = make_engine(empty)
    with engine.begin() as writer:
        writer.execute(sa.text("INSERT INTO counters VALUES ('54', '2026-11-23', 1)"))
        assert start(empty)
    engine.dispose()


def test_there_and_back_again(empty: str) -> None:
    engine = make_engine(empty)
    upgrade(engine)
    config = configuration()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        connection.commit()
        assert set(sa.inspect(connection).get_table_names()) == {"alembic_version"}
    upgrade(engine)
    with engine.connect() as connection:
        assert set(metadata.tables) <= set(sa.inspect(connection).get_table_names())
    engine.dispose()


def test_it_runs_from_any_directory(tmp_path: Path) -> None:
    program = "from storage.engine import make_engine; from storage.migrate import upgrade; upgrade(make_engine('sqlite:///x.db'))"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "x.db").exists()


def test_without_the_right_to_create_pg_trgm_the_rest_is_there() -> None:
    with fresh_postgresql() as url:
        owner = make_engine(url)
        with owner.begin() as connection:
            connection.execute(sa.text("DROP ROLE IF EXISTS padam_test_plain"))
            connection.execute(sa.text("CREATE ROLE padam_test_plain LOGIN"))
            connection.execute(sa.text("GRANT CREATE, USAGE ON SCHEMA public TO padam_test_plain"))
            connection.execute(sa.text(f"REVOKE CREATE ON DATABASE {url.database} FROM PUBLIC"))
        engine = make_engine(url.set(username="padam_test_plain"))
        upgrade(engine)
        names = {index["name"] for index in sa.inspect(engine).get_indexes("tickets")}
        engine.dispose()
        with owner.begin() as connection:
            connection.execute(sa.text("DROP OWNED BY padam_test_plain"))
            connection.execute(sa.text("DROP ROLE padam_test_plain"))
        owner.dispose()
    assert "ix_tickets_phone" in names
    assert "ix_tickets_search_text" not in names


def test_the_old_program_serves_while_a_new_one_is_rolled_out(empty: str) -> None:
    engine = make_engine(empty)
    with engine.connect() as connection:
        assert not is_served(connection)
    upgrade(engine, "0001")
    with engine.connect() as connection:
        assert not is_served(connection), "what this program needs is not there"
    upgrade(engine)
    with engine.begin() as connection:
        assert is_served(connection)
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'of-a-later-version'"))
    with engine.connect() as connection:
        assert is_served(connection)
        assert not is_current(connection)
    engine.dispose()
