"""The officers' pages on a database of their own, at a time the test decides, with people logged in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

import app as application
from accounts import service
from accounts.model import Role
from bootstrap import DOMAIN, System, build
from settings import Settings
from tests.console.scenes import World
from tests.databases import migrated_sqlite
from tests.fakes import FakeMessenger, HandSetClock
from wording import Wording

PASSWORD = "sandi-yang-panjang"
PEOPLE = {"hana": Role.OFFICER, "budi": Role.OFFICER, "sari": Role.SUPERVISOR, "ayu": Role.ADMIN}
_WORDING = Wording.load(DOMAIN)


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("console") / "fresh.db")


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def environ(fresh_database: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copy(fresh_database, tmp_path / "padam.db")
    return {"VAR_DIR": str(tmp_path), "SECRET_KEY": "rahasia", "CONSOLE_ADMIN_PASSWORD": PASSWORD}


@pytest.fixture
def system(environ: dict[str, str], clock: HandSetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[System]:
    # A third of a second to read, and hashes made to be slow: once for all tests is enough.
    monkeypatch.setattr(Wording, "load", lambda _path: _WORDING)
    monkeypatch.setattr(service, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    system = build(Settings.from_env(environ), clock)
    for name, role in PEOPLE.items():
        system.accounts.create(name, role, PASSWORD)
    yield system
    system.engine.dispose()


@pytest.fixture
def messenger() -> FakeMessenger:
    return FakeMessenger()


@pytest.fixture
def app(system: System, messenger: FakeMessenger) -> Flask:
    return application.create_app(system, messenger)


@pytest.fixture
def world(system: System, clock: HandSetClock) -> World:
    return World(system, clock)


class Desk:
    """A browser without pictures: pages are fetched, forms sent with what they carry."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(f"/console{path}", headers={"Accept": "text/html"})
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, page: str | None = None, **fields: str) -> TestResponse:
        """Send the form of a page (`page` where it is another address) with its hidden fields."""
        text = self.get(path if page is None else page)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
        return self.client.post(f"/console{path}", data={**hidden, **fields})

    def log_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        return self.send("/masuk", nama=name, sandi=password)


@pytest.fixture
def visitor(app: Flask) -> Desk:
    return Desk(app)


@pytest.fixture
def desk_of(app: Flask) -> Callable[[str], Desk]:
    """Return a browser somebody is logged in with."""

    def logged_in(name: str) -> Desk:
        desk = Desk(app)
        assert desk.log_in(name).status_code == 303
        return desk

    return logged_in


@pytest.fixture
def hana(desk_of: Callable[[str], Desk]) -> Desk:
    """Return the browser of an officer."""
    return desk_of("hana")
