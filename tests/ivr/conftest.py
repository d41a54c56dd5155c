"""The gateway in front of a dialogue the test plays: real settings, store and wording; signed requests."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

import ivr
from bootstrap import DOMAIN, System, build
from ivr.gateway import HOLD_SECONDS
from settings import Settings
from simulator.twilio import Caller, Customer, Line, Post
from tests.databases import migrated_sqlite
from tests.fakes import HandSetClock
from tests.ivr.fake_rasa import FakeRasa
from wording import Wording

CallFrom = Callable[..., Caller]
Says = Callable[..., str]
PUBLIC_URL = "https://padam.example/gangguan"
MOMENT, UNHURRIED = 0.2, 60.0
TOKEN = "tanda-tangan-0123456789"


@pytest.fixture(scope="session")
def fresh_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return migrated_sqlite(tmp_path_factory.mktemp("ivr") / "fresh.db")


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    rasa = FakeRasa()
    yield rasa
    rasa.stop()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gateway wait so long that a machine that stands still for seconds changes no answer."""
    for channel in HOLD_SECONDS:
        monkeypatch.setitem(HOLD_SECONDS, channel, UNHURRIED)
    for limit in ("gateway.TURN_SECONDS", "gateway.BUSY_SECONDS", "guards.TURN_SECONDS", "opening.LOOK_UP_SECONDS"):
        monkeypatch.setattr(f"ivr.{limit}", UNHURRIED)
    monkeypatch.setattr("ivr.shared_capacity.REDIS_SECONDS", UNHURRIED)


class Slowness:
    """A dialogue that answers nobody, and a gateway that holds after a moment; once it ends both take their time."""

    def __init__(self, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> None:
        self._rasa, self._monkeypatch = rasa, monkeypatch

    def begins(self, until_asked: float = math.inf) -> None:
        """Let no message be answered in time; with `until_asked` it is answered once it was put so often."""
        self._rasa.hold(until_asked)
        self._hold_after(MOMENT)

    def ends(self) -> None:
        """Let everybody be answered again."""
        self._rasa.release()
        self._hold_after(UNHURRIED)

    def _hold_after(self, seconds: float) -> None:
        for channel in HOLD_SECONDS:
            self._monkeypatch.setitem(HOLD_SECONDS, channel, seconds)


@pytest.fixture
def slowness(rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> Slowness:
    return Slowness(rasa, monkeypatch)


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def rasa_timeout() -> str:
    """Return the longest there is: only a test that asks for less runs out of time."""
    return "12"


@pytest.fixture
def environ(fresh_database: Path, tmp_path: Path, rasa: FakeRasa, rasa_timeout: str) -> dict[str, str]:
    shutil.copy(fresh_database, tmp_path / "padam.db")
    return {
        "VAR_DIR": str(tmp_path),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "SECRET_KEY": "rahasia",
        "RASA_URL": rasa.url,
        "RASA_TIMEOUT": rasa_timeout,
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
