"""The tracking page on a real store, at a time the test sets."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import app as application
from bootstrap import DOMAIN, System, build
from settings import Settings
from tests.databases import migrated_sqlite
from tests.fakes import HandSetClock
from tickets.model import Ticket
from wording import Wording

Open = Callable[[Ticket], TestResponse]


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("tracking") / "fresh.db")


@pytest.fixture(scope="session")
def wording() -> Wording:
    return Wording.load(DOMAIN)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def system(
    fresh_database: Path, tmp_path: Path, clock: HandSetClock, wording: Wording, monkeypatch: pytest.MonkeyPatch
) -> Iterator[System]:
    shutil.copy(fresh_database, tmp_path / "padam.db")
    monkeypatch.setattr(Wording, "load", lambda _path: wording)
    system = build(Settings.from_env({"VAR_DIR": str(tmp_path), "PUBLIC_URL": "https://padam.example/pln"}), clock)
    yield system
    system.engine.dispose()


@pytest.fixture
def app(system: System) -> Flask:
    return application.create_app(system)


@pytest.fixture
def path_of(system: System) -> Callable[[Ticket], str]:
    """Return the path of a report's page, as it is behind the proxy of PUBLIC_URL."""
    return lambda ticket: system.links.address(ticket).removeprefix(system.settings.public_url)


@pytest.fixture
def opened_page(app: Flask, path_of: Callable[[Ticket], str]) -> Open:
    """Open the page of a report."""
    return lambda ticket: app.test_client().get(path_of(ticket))


def words(answer: TestResponse) -> str:
    """Return what can be read on a page, in single spaces."""
    body = answer.get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.partition("<main")[2]))
