"""The gateway in front of a dialogue the test plays: real settings, store and wording; signed requests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

import ivr
from bootstrap import DOMAIN, System, build
from settings import Settings
from simulator.twilio import Caller, Customer, Line, Post
from storage.engine import make_engine
from storage.migrate import upgrade
from tests.fakes import HandSetClock
from tests.ivr.fake_rasa import FakeRasa
from wording import Wording

CallFrom = Callable[..., Caller]
Says = Callable[..., str]
PUBLIC_URL = "https://padam.example/gangguan"
TOKEN = "tanda-tangan-0123456789"


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ivr") / "fresh.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    rasa = FakeRasa()
    yield rasa
    rasa.stop()


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def environ(fresh_database: Path, tmp_path: Path, rasa: FakeRasa) -> dict[str, str]:
    shutil.copy(fresh_database, tmp_path / "padam.db")
    return {
        "VAR_DIR": str(tmp_path),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "rahasia",
        "RASA_URL": rasa.url,
        "RASA_TIMEOUT": "0.5",
    }


@pytest.fixture(scope="session")
def wording() -> Wording:
    return Wording.load(DOMAIN)


@pytest.fixture
def system(
    environ: dict[str, str], clock: HandSetClock, wording: Wording, monkeypatch: pytest.MonkeyPatch
) -> Iterator[System]:
    # Reading the domain takes a third of a second; once for all tests is enough.
    monkeypatch.setattr(Wording, "load", lambda _path: wording)
    system = build(Settings.from_env(environ), clock)
    yield system
    system.engine.dispose()


@pytest.fixture
def with_cso(system: System) -> System:
    """Return a system whose calls go to a telephone."""
    return replace(system, settings=replace(system.settings, cso_dial="+622150009999"))


def app_of(system: System) -> Flask:
    """Return an application with the gateway alone."""
    app = Flask("gateway-alone")
    ivr.register(app, system)
    return app


@pytest.fixture
def app(system: System) -> Flask:
    return app_of(system)


def over(app: Flask) -> Post:
    """Return a network that ends at the application, as a proxy in front of it would pass the request on."""

    def post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        answer = app.test_client().post(path, data=form, headers=headers)
        return answer.status_code, answer.text

    return post


@pytest.fixture
def line(app: Flask) -> Line:
    return Line("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app))


@pytest.fixture
def customer(app: Flask) -> Customer:
    return Customer("http://gateway", TOKEN, public_url=PUBLIC_URL, post=over(app))


@pytest.fixture
def call_from(app: Flask) -> CallFrom:
    """Return a telephone for a number; None withholds it."""

    def telephone(number: str | None = "+6281234567890", at: Flask = app) -> Caller:
        return Caller("http://gateway", TOKEN, number, public_url=PUBLIC_URL, post=over(at))

    return telephone


@pytest.fixture
def caller(call_from: CallFrom) -> Caller:
    """Return a caller who has dialled and heard the greeting."""
    caller = call_from()
    caller.dial()
    return caller


@pytest.fixture
def voice_says(system: System) -> Says:
    def say(key: str, **values: object) -> str:
        return system.wording.say(key, "voice", **values)

    return say


@pytest.fixture
def whatsapp_says(system: System) -> Says:
    def say(key: str, **values: object) -> str:
        return system.wording.say(key, "whatsapp", **values)

    return say
