"""A small application with the interface alone, on a SQLite file of its own, at a time the test decides."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

import api
from storage.engine import make_engine
from storage.idempotency import Idempotency
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import migrated_sqlite
from tickets.outage_service import WiderOutages
from tickets.service import Reports

KEY = "kunci-apkt-0123456789"
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # 12:00 WIB


class SetClock:
    """A clock that stands until the test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass(frozen=True)
class SmallSettings:
    api_keys: tuple[str, ...] = (KEY,)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))


@dataclass(frozen=True)
class SmallSystem:
    settings: SmallSettings
    reports: Reports
    outages: WiderOutages
    answers: Idempotency


class Apkt:
    """APKT calling: JSON in, JSON out, the key always with it."""

    def __init__(self, client: FlaskClient, clock: SetClock) -> None:
        self.client = client
        self.clock = clock
        self.buildings = 0

    def post(self, path: str, body: object, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/api/v1/tickets{path}", json=body, headers=_key() | named)

    def get(self, path: str, **query: object) -> TestResponse:
        return self.client.get(f"/api/v1/tickets{path}", query_string=query, headers=_key())

    def ticket(self, no_lapor: str) -> dict[str, Any]:
        return read(self.get(f"/{no_lapor}"))

    def report(self, **given: object) -> dict[str, Any]:
        """Take over a report, of a building of its own unless the test names one."""
        self.buildings += 1
        customer = {"idpel": f"5432100{self.buildings:05d}", "phone": "081234567890"}
        body = {"kind": "G", "customer": customer, "description": "Rumah padam"} | given
        return read(self.post("", body), 201)

    def outage(self, street: str, **given: object) -> str:
        """Let three buildings of a street make a wider outage; return its number."""
        for number in range(3):
            customer = {"name": f"Warga {number}", "address": f"Jl. {street} No. {number}", "phone": "081234567890"}
            no = self.report(customer=customer, **given)["outage"]
        return str(no)

    def decide(self, no: str, what: str, **body: object) -> TestResponse:
        """Decide about a wider outage."""
        return self.client.post(f"/api/v1/outages/{no}/{what}", json=body, headers=_key())

    def outages(self, path: str = "", **query: object) -> dict[str, Any]:
        """Read about wider outages."""
        return read(self.client.get(f"/api/v1/outages{path}", query_string=query, headers=_key()))

    def contact(self, no_lapor: str, **given: object) -> dict[str, Any]:
        return read(self.post(f"/{no_lapor}/contact", {"side": "PLN", "note": "Belum nyala"} | given))

    def finish(self, no_lapor: str, **given: object) -> dict[str, Any]:
        return read(self.post(f"/{no_lapor}/stage", {"stage": "SELESAI"} | given))


def read(answer: TestResponse, status: int = 200) -> dict[str, Any]:
    """Return the JSON of an answer that must have this status."""
    assert answer.status_code == status, answer.text
    assert answer.json is not None
    return dict(answer.json)


def _key() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEY}"}


def make_app(engine: Engine, clock: SetClock, zone: str = "Asia/Jakarta", api_keys: tuple[str, ...] = (KEY,)) -> Flask:
    """Return an application with nothing but the interface."""
    settings = SmallSettings(api_keys, ZoneInfo(zone))
    outages = WiderOutages(lambda: SqlUnitOfWork(engine), clock)
    reports = Reports(lambda: SqlUnitOfWork(engine), clock, unit_code="54", zone=settings.timezone)
    app = Flask("apkt-interface-alone")
    api.register(app, SmallSystem(settings, reports, outages, Idempotency(engine, clock)))
    return app


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("fresh") / "fresh.db")


@pytest.fixture
def engine(fresh_database: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copy(fresh_database, tmp_path / "api.db")
    engine = make_engine(f"sqlite:///{tmp_path}/api.db")
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(engine: Engine, clock: SetClock) -> Flask:
    return make_app(engine, clock)


@pytest.fixture
def apkt(app: Flask, clock: SetClock) -> Apkt:
    return Apkt(app.test_client(), clock)
