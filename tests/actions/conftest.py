"""The real system on a fresh SQLite file and a clock set by hand; no Rasa, no web."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bootstrap import System, build
from desk.drafts import Drafts
from desk.service import Desk
from performance.service import Performance
from settings import Settings
from storage.acts import Acts
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.actions.talk import Talk
from tests.databases import migrated_sqlite
from tests.fakes import HandSetClock
from tickets.links import Links
from tickets.outage_service import WiderOutages
from tickets.service import Reports
from tickets.wishes import Wishes


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("actions") / "empty.sqlite")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> System:
    """Return a system as it is built, its wording read; each test gets a store and a clock of its own in it."""
    return build(Settings.from_env({"VAR_DIR": str(tmp_path_factory.mktemp("var"))}))


@pytest.fixture
def system(migrated: Path, tmp_path: Path, built: System) -> Iterator[System]:
    path = tmp_path / "padam.sqlite"
    shutil.copy(migrated, path)
    engine, clock = make_engine(f"sqlite:///{path}"), HandSetClock()
    uow = partial(SqlUnitOfWork, engine)
    yield replace(
        built,
        engine=engine,
        clock=clock,
        uow=uow,
        reports=Reports(uow, clock, unit_code=built.settings.unit_code, zone=built.settings.timezone),
        outages=WiderOutages(uow, clock),
        links=Links(uow, clock, built.settings.public_url),
        wishes=Wishes(uow, clock),
        desk=Desk(uow, clock, built.settings.reply_minutes),
        drafts=Drafts(uow, clock),
        performance=Performance(uow, clock, built.settings.timezone),
        acts=Acts(engine, clock),
    )
    engine.dispose()


@pytest.fixture
def talk(system: System) -> Talk:
    return Talk(system)
