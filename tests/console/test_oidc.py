"""Log-in by the company's provider: who gets in, as what, and who does not."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from werkzeug.test import TestResponse

import app as application
from accounts.model import Role
from bootstrap import System
from console.oidc import role_of
from setting_reader import SettingsError
from settings import Oidc, Settings
from tests.console import provider
from tests.console.conftest import PASSWORD, Desk
from tests.console.provider import Provider

ROLES = ("officer", "supervisor", "admin")


@pytest.fixture
def company() -> Iterator[Provider]:
    with provider.running() as running:
        yield running


@pytest.fixture
def app(system: System, company: Provider) -> Flask:
    oidc = Oidc(company.url, provider.CLIENT, provider.SECRET, "roles", ROLES)
    settings = replace(system.settings, oidc=oidc, public_url="http://padam.example")
    return application.create_app(replace(system, settings=settings))


def come_back(desk: Desk, wanted: str = "") -> str:
    """Go to the provider; return the address it leads back to."""
    out = desk.client.get("/console/masuk/sso", query_string={"lanjut": wanted} if wanted else {})
    assert out.status_code == 302
    back = requests.get(out.location, allow_redirects=False, timeout=60).headers["Location"]
    assert back.startswith("http://padam.example/console/masuk/sso/kembali?")
    return back.removeprefix("http://padam.example")


def enter(desk: Desk, wanted: str = "") -> TestResponse:
    return desk.client.get(come_back(desk, wanted), headers={"Accept": "text/html"})


def test_the_first_time_an_account_is_opened_and_the_same_person_gets_it_again(
    visitor: Desk, app: Flask, system: System
) -> None:
    assert "Masuk dengan akun perusahaan" in visitor.get("/masuk")
    answer = enter(visitor, "/console/meluas")
    assert (answer.status_code, answer.location) == (303, "/console/meluas")
    assert "RINA.W" in visitor.get("/")
    assert enter(Desk(app)).status_code == 303
    assert [(a.name, a.role) for a in system.accounts.all() if a.subject] == [("rina.w", Role.OFFICER)]


def test_the_role_is_what_the_provider_says_today(company: Provider, app: Flask, system: System) -> None:
    for said, role in [
        (["officer", "admin"], Role.ADMIN),
        ("supervisor", Role.SUPERVISOR),
        (["officer"], Role.OFFICER),
    ]:
        company.person["roles"] = said
        assert enter(Desk(app)).status_code == 303
        assert next(a.role for a in system.accounts.all() if a.name == "rina.w") is role


def test_without_a_role_nobody_gets_in(company: Provider, visitor: Desk, system: System) -> None:
    before = system.accounts.all()
    for said in ([], ["tamu"], None, {"officer": True}):
        company.person["roles"] = said
        answer = enter(visitor)
        assert (answer.status_code, "belum diberi peran" in answer.text) == (403, True)
    assert system.accounts.all() == before
    visitor.get("/", 302)


def test_nobody_gets_at_an_account_because_names_are_alike(company: Provider, visitor: Desk, system: System) -> None:
    company.person["preferred_username"] = "hana"
    assert enter(visitor).status_code == 303
    assert "HANA2" in visitor.get("/")
    assert next(a for a in system.accounts.all() if a.name == "hana").subject is None


def test_a_closed_account_stays_closed(visitor: Desk, app: Flask, system: System) -> None:
    enter(visitor)
    system.accounts.change("rina.w", active=False)
    visitor.get("/", 302)
    answer = enter(Desk(app))
    assert (answer.status_code, "sudah ditutup" in answer.text) == (403, True)


def test_the_provider_alone_lets_its_people_in(visitor: Desk, app: Flask) -> None:
    enter(visitor)
    for password in ("", PASSWORD):
        assert Desk(app).log_in("rina.w", password).status_code == 401


@pytest.mark.parametrize(
    "spoiled",
    [
        {"nonce": "lain"},
        {"aud": "aplikasi-lain"},
        {"iss": "https://lain.example"},
        {"exp": int(time.time()) - 3600},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_this_log_in_is_refused(
    company: Provider, visitor: Desk, spoiled: dict[str, Any]
) -> None:
    company.spoil = spoiled
    answer = enter(visitor)
    assert (answer.status_code, "tidak dapat dipastikan" in answer.text) == (401, True)
    visitor.get("/", 302)


def test_a_forged_signature_is_refused(company: Provider, visitor: Desk) -> None:
    company.forged = True
    assert enter(visitor).status_code == 401


def test_an_answer_nobody_asked_for_is_refused(visitor: Desk, app: Flask) -> None:
    back = come_back(visitor)
    assert Desk(app).client.get(back).status_code == 401
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert visitor.client.get(f"/console/masuk/sso/kembali?code=x&state={state}x").status_code == 401
    assert visitor.client.get("/console/masuk/sso/kembali?error=access_denied").status_code == 401


def test_an_answer_counts_once(visitor: Desk) -> None:
    back = come_back(visitor)
    assert visitor.client.get(back).status_code == 303
    assert visitor.client.get(back).status_code == 401


def test_with_the_provider_down_a_password_still_lets_in(system: System) -> None:
    gone = Oidc("http://127.0.0.1:9", provider.CLIENT, provider.SECRET, "roles", ROLES)
    desk = Desk(application.create_app(replace(system, settings=replace(system.settings, oidc=gone))))
    answer = desk.client.get("/console/masuk/sso")
    assert (answer.status_code, "tidak menjawab" in answer.text) == (503, True)
    assert desk.log_in("ayu").status_code == 303


def test_without_a_provider_nothing_of_it_is_shown(system: System) -> None:
    desk = Desk(application.create_app(system))
    assert "sso" not in desk.get("/masuk")
    assert desk.client.get("/console/masuk/sso").location == "/console/masuk"


def test_roles_may_lie_deeper_in_the_token() -> None:
    claims = {"realm_access": {"roles": ["x", "padam-spv"]}}
    assert role_of(claims, "realm_access.roles", ("padam", "padam-spv", "padam-adm")) is Role.SUPERVISOR
    assert role_of(claims, "realm_access", ROLES) is None
    assert role_of({}, "a.b.c", ROLES) is None


def test_a_provider_is_named_whole_or_not_at_all() -> None:
    with pytest.raises(SettingsError, match="OIDC_CLIENT_SECRET: must be set together"):
        Settings.from_env({"OIDC_ISSUER": "https://a.example", "OIDC_CLIENT_ID": "x"})
