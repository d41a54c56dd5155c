"""The stores the contract suite runs on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import fresh_postgresql, migrated_sqlite
from tests.fakes import FakeStore
from tickets.ports import UnitOfWorkFactory


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file with the present schema, to be copied."""
    return migrated_sqlite(tmp_path_factory.mktemp("template") / "template.sqlite")


@pytest.fixture(scope="session")
def postgresql_engine() -> Iterator[Engine]:
    """Return an engine on a PostgreSQL database of this run."""
    with fresh_postgresql() as url:
        engine = make_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """Return an engine on an empty SQLite file."""
    path = tmp_path / "padam.sqlite"
    shutil.copy(migrated_file, path)
    engine = make_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def postgresql(postgresql_engine: Engine) -> Engine:
    """Return the engine with every table of ours empty."""
    with postgresql_engine.begin() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        connection.execute(sa.text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY"))
    return postgresql_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return an empty database, each of the two in turn."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> UnitOfWorkFactory:
    """Return an empty store, each of the three in turn."""
    if request.param == "fake":
        return FakeStore()
    return partial(SqlUnitOfWork, request.getfixturevalue(request.param))
