"""A desk on each of the two databases, at a time the test decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk.service import Desk
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import fresh_postgresql
from tests.fakes import HandSetClock


@pytest.fixture(scope="module")
def postgresql_engine() -> Iterator[Engine]:
    with fresh_postgresql() as url:
        engine = make_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(f"sqlite:///{tmp_path}/desk.db")
    upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def desk(engine: Engine, clock: HandSetClock) -> Desk:
    return Desk(lambda: SqlUnitOfWork(engine), clock, reply_minutes=30)
