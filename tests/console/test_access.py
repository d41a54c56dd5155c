"""Who sees what: nobody without log-in, nothing above one's role, no form from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

import app as application
from bootstrap import System
from tests.console.conftest import PASSWORD, Desk
from tests.console.scenes import World
from tests.fakes import HandSetClock

DeskOf = Callable[[str], Desk]
OPEN = {"/console/masuk", "/console/static/<path:filename>"}


def test_an_anonymous_visitor_sees_nothing(app: Flask, world: World) -> None:
    ticket = world.report()
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console/") and rule.rule not in OPEN]
    assert len(rules) > 10
    client = app.test_client()
    for rule in rules:
        path = rule.rule.replace("<no_lapor>", ticket.no_lapor).replace("<name>", "hana").replace("<path:rest>", "x")
        path = path.replace("<record_id>", "x")
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = client.open(path, method=method, headers={"Accept": "text/html"})
            expected = 302 if method == "GET" else 401
            told = str(ticket.customer.name) in answer.text or ticket.description in answer.text
            assert (answer.status_code, told) == (expected, False), (method, path)


def test_logging_in_leads_to_where_one_wanted_and_nowhere_else(app: Flask) -> None:
    for wanted, led in [
        ("/console/meluas?a=b", "/console/meluas?a=b"),
        ("https://evil.example/console/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console/\\evil", "/console/"),
        ("/api/v1/tickets", "/console/"),
    ]:
        desk = Desk(app)
        page = desk.get(f"/masuk?lanjut={wanted}")
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        form = {"nama": "hana", "sandi": PASSWORD, "csrf_token": token}
        assert desk.client.post("/console/masuk", query_string={"lanjut": wanted}, data=form).location == led


def test_a_wrong_password_says_so_and_too_many_are_refused(visitor: Desk) -> None:
    for _ in range(5):
        answer = visitor.log_in("hana", "salah-salah-salah")
        assert (answer.status_code, "tidak cocok" in answer.text) == (401, True)
    answer = visitor.log_in("hana")
    assert (answer.status_code, "Terlalu banyak percobaan" in answer.text) == (429, True)


def test_logging_out_ends_the_session_in_every_copy_of_the_cookie(hana: Desk, app: Flask) -> None:
    cookie = hana.client.get_cookie("padam_console")
    assert cookie is not None
    assert hana.send("/keluar", page="/").status_code == 303
    thief = app.test_client()
    thief.set_cookie("padam_console", cookie.value)
    assert thief.get("/console/", headers={"Accept": "text/html"}).status_code == 302


def test_a_shift_ends_by_itself(hana: Desk, clock: HandSetClock) -> None:
    from accounts.service import LOGIN_LASTS

    clock.forward(LOGIN_LASTS)
    hana.get("/", 302)


@pytest.mark.parametrize(("public_url", "secure"), [("https://padam.example", True), ("http://127.0.0.1:8080", False)])
def test_the_cookie_is_for_this_site_and_no_script(system: System, public_url: str, secure: bool) -> None:
    app = application.create_app(replace(system, settings=replace(system.settings, public_url=public_url)))
    client = app.test_client()
    base = "https://padam.example" if secure else "http://localhost"
    text = client.get("/console/masuk", base_url=base).headers["Set-Cookie"]
    assert ("HttpOnly" in text, "SameSite=Lax" in text, "Secure" in text) == (True, True, secure)


@pytest.mark.parametrize(("name", "status"), [("hana", 403), ("sari", 403), ("ayu", 200)])
def test_only_the_admin_sees_the_accounts(desk_of: DeskOf, name: str, status: int) -> None:
    desk = desk_of(name)
    page = desk.get("/akun", status)
    assert ("CC.54.HANA" in page) == (status == 200)
    assert ('href="/console/akun"' in desk.get("/")) == (status == 200)


@pytest.mark.parametrize("name", ["hana", "sari"])
def test_only_the_admin_changes_accounts(desk_of: DeskOf, system: System, name: str) -> None:
    desk = desk_of(name)
    before = system.accounts.all()
    assert desk.send("/akun", page="/", nama="baru", peran="ADMIN", sandi=PASSWORD).status_code == 403
    assert desk.send(f"/akun/{name}", page="/", apa="peran", peran="ADMIN").status_code == 403
    assert system.accounts.all() == before


def test_the_admin_opens_changes_and_closes_accounts(desk_of: DeskOf, visitor: Desk) -> None:
    admin = desk_of("ayu")
    assert admin.send("/akun", nama="rudi", peran="OFFICER", sandi=PASSWORD).status_code == 303
    assert visitor.log_in("rudi").status_code == 303
    assert admin.send("/akun/rudi", page="/akun", apa="peran", peran="ADMIN").status_code == 303
    assert "CC.54.RUDI" in visitor.get("/akun")
    assert admin.send("/akun/rudi", page="/akun", apa="tutup").status_code == 303
    visitor.get("/akun", 302)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"nama": "hana", "peran": "OFFICER", "sandi": PASSWORD}, "sudah ada"),
        ({"nama": "1", "peran": "OFFICER", "sandi": PASSWORD}, "2 sampai 32"),
        ({"nama": "rudi", "peran": "OFFICER", "sandi": "pendek"}, "10 sampai 200"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said(desk_of: DeskOf, form: dict[str, str], words: str) -> None:
    answer = desk_of("ayu").send("/akun", **form)
    assert (answer.status_code, words in answer.text) == (422, True)


def test_the_last_admin_is_told_why_nothing_changed(desk_of: DeskOf) -> None:
    answer = desk_of("ayu").send("/akun/ayu", page="/akun", apa="tutup")
    assert (answer.status_code, "admin terakhir" in answer.text) == (422, True)


def test_one_changes_ones_own_password_and_stays(hana: Desk, visitor: Desk) -> None:
    form = {"lama": PASSWORD, "baru": "sandi-yang-baru", "ulang": "sandi-yang-baru"}
    assert "tidak sama" in hana.send("/sandi", **(form | {"ulang": "lain"})).text
    assert "tidak cocok" in hana.send("/sandi", **(form | {"lama": "salah"})).text
    assert hana.send("/sandi", **form).status_code == 303
    assert "Sandi diganti" in hana.get("/")
    assert visitor.log_in("hana").status_code == 401


def test_no_form_counts_without_its_token(hana: Desk, app: Flask, world: World, system: System) -> None:
    ticket = world.report()
    posts = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/console/") and "POST" in rule.methods]
    assert len(posts) >= 7
    for rule in posts:
        path = rule.rule.replace("<no_lapor>", ticket.no_lapor).replace("<name>", "hana").replace("<record_id>", "x")
        answer = hana.client.post(path, data={"kunci": "0" * 32, "komentar": "x", "catatan": "x", "apa": "tutup"})
        assert answer.status_code == 400, path
    assert len(system.reports.history(ticket.no_lapor)) == 1
    hana.get("/")


def test_the_other_edges_need_no_token(app: Flask) -> None:
    assert app.test_client().post("/api/v1/tickets", json={}).status_code == 401
    assert app.test_client().post("/whatsapp").status_code == 403


def test_pages_let_in_nothing_from_outside(hana: Desk, system: System) -> None:
    answer = hana.client.get("/console/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    tiles = replace(system, settings=replace(system.settings, map_tiles="https://{s}.tiles.example/{z}/{x}/{y}.png"))
    policy = application.create_app(tiles).test_client().get("/console/masuk").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://*.tiles.example;" in policy


def test_the_first_load_is_light(hana: Desk, world: World) -> None:
    for _ in range(40):
        world.report()
    page = hana.get("/")
    files = ["konsol.css", "konsol.js", "segar.js", "ikon.svg"]
    sizes = [len(hana.client.get(f"/console/static/{name}").data) for name in files]
    assert all(f'/console/static/{name}"' in page for name in files)
    assert page.count("/console/static/") == len(files)
    assert len(page.encode()) + sum(sizes) <= 300_000
