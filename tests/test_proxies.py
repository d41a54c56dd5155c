"""Behind a proxy: a path in front of everything, and who calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

import app as application
from bootstrap import System, build
from settings import Settings
from storage.migrate import upgrade

PUBLIC = "https://www.example/pln"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    environ = {"VAR_DIR": str(tmp_path), "CONSOLE_ADMIN_PASSWORD": "sandi-yang-panjang", "SIMULATOR": "1"}
    system = build(Settings.from_env(environ))
    upgrade(system.engine)
    system.accounts.found("sandi-yang-panjang")
    yield system
    system.engine.dispose()


def client(system: System, **changed: object) -> FlaskClient:
    settings = replace(system.settings, **changed)  # type: ignore[arg-type]
    return application.create_app(replace(system, settings=settings)).test_client()


@pytest.mark.parametrize("stripped", [True, False])
def test_every_address_has_the_path_of_the_public_url(system: System, stripped: bool) -> None:
    browser = client(system, public_url=PUBLIC)
    before = "" if stripped else "/pln"
    html = {"Accept": "text/html"}
    there = browser.get(f"{before}/console/meluas?a=b", headers=html, base_url="https://www.example")
    assert there.location == "/pln/console/masuk?lanjut=/pln/console/meluas?a%3Db"
    page = browser.get(f"{before}/console/masuk", headers=html, base_url="https://www.example")
    addresses = re.findall(r'(?:href|src|action)="(/[^"]*)"', page.text)
    assert addresses
    assert all(address.startswith("/pln/console/") for address in addresses)
    assert "Path=/pln" in page.headers["Set-Cookie"]
    form = {"nama": "admin", "sandi": "sandi-yang-panjang"}
    form["csrf_token"] = re.findall(r'name="csrf_token" value="([^"]*)"', page.text)[0]
    if stripped:
        # A browser asks for /pln and sends its cookie; this one stands behind the proxy that took the path away.
        browser.application.config["SESSION_COOKIE_PATH"] = "/"
    page = browser.get(f"{before}/console/masuk", headers=html, base_url="https://www.example")
    form["csrf_token"] = re.findall(r'name="csrf_token" value="([^"]*)"', page.text)[0]
    wanted = {"lanjut": "/pln/console/meluas"}
    answer = browser.post(f"{before}/console/masuk", data=form, query_string=wanted, base_url="https://www.example")
    assert answer.location == "/pln/console/meluas"


@pytest.mark.parametrize("stripped", [True, False])
def test_a_call_is_led_under_the_path(system: System, stripped: bool) -> None:
    carrier = client(system, public_url=PUBLIC)
    form = {"CallSid": "CA1", "From": "+6281234567890", "To": "+622150001230", "CallStatus": "ringing"}
    signature = RequestValidator(system.settings.twilio_auth_token).compute_signature(f"{PUBLIC}/voice", form)
    before = "" if stripped else "/pln"
    answer = carrier.post(f"{before}/voice", data=form, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200
    addresses = re.findall(r'action="([^"]*)"|<Redirect[^>]*>([^<]*)<', answer.text)
    assert addresses
    assert all("".join(address).startswith("/pln/voice") for address in addresses)


@pytest.mark.parametrize(("trusted", "braked"), [(0, True), (1, False)])
def test_the_brake_of_the_log_in_sees_who_calls_only_where_the_proxy_is_trusted(
    system: System, trusted: int, braked: bool
) -> None:
    browser = client(system, trusted_proxies=trusted)

    def try_from(address: str) -> int:
        page = browser.get("/console/masuk")
        token = re.findall(r'name="csrf_token" value="([^"]*)"', page.text)[0]
        form = {"nama": "admin", "sandi": "salah-salah-salah", "csrf_token": token}
        return browser.post("/console/masuk", data=form, headers={"X-Forwarded-For": address}).status_code

    assert {try_from("198.51.100.7") for _ in range(5)} == {401}
    assert try_from("198.51.100.7") == 429
    # Without trust the header is what anybody can write: all of it is one caller.
    assert (try_from("203.0.113.9") == 429) is braked
