"""A whole system on both databases, at a time the test decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bootstrap import DOMAIN, System, build
from settings import Settings
from storage.engine import make_engine
from storage.migrate import upgrade
from tests.console.scenes import World
from tests.databases import fresh_postgresql
from tests.fakes import HandSetClock
from wording import Wording

_WORDING = Wording.load(DOMAIN)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture(scope="session")
def migrated_postgresql() -> Iterator[str]:
    """Return the address of a PostgreSQL database of this run."""
    with fresh_postgresql() as url:
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()
        yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    given = {"VAR_DIR": str(tmp_path), "SECRET_KEY": "rahasia"}
    if request.param == "sqlite":
        return given
    url = str(request.getfixturevalue("migrated_postgresql"))
    engine = make_engine(url)
    with engine.begin() as connection:
        names = [name for name in sa.inspect(connection).get_table_names() if name != "alembic_version"]
        connection.execute(sa.text(f"TRUNCATE {', '.join(names)} RESTART IDENTITY"))
    engine.dispose()
    return given | {"DATABASE_URL": url}


@pytest.fixture
def system(environ: dict[str, str], clock: HandSetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    monkeypatch.setattr(Wording, "load", lambda _path: _WORDING)
    system = build(Settings.from_env(environ), clock)
    upgrade(system.engine)
    yield system
    system.engine.dispose()


@pytest.fixture
def world(system: System, clock: HandSetClock) -> World:
    return World(system, clock)
