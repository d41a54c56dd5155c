"""Every page of the console, and who may see it: a page that is not in the table is a fault."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from accounts.model import Role
from tests.console.conftest import PEOPLE, Desk
from tests.console.scenes import World

DeskOf = Callable[[str], Desk]

OPEN = {"static", "log_in", "sso", "sso_back"}
ROLES = {
    Role.OFFICER: {
        "monitoring", "wider", "outage", "decide_outage", "detail", "tracking", "log", "buku_biru",
        "lapor_ulang", "update", "perkiraan", "comment", "queue", "queue_count",
        "queue_part", "conversation", "conversation_part", "conversation_acts", "take", "write", "template",
        "put_back", "close", "call_back", "duty", "media", "own_password", "log_out", "nothing_here",
    },
    Role.SUPERVISOR: {"performance", "performance_csv", "misread_as_csv", "misread_as_yaml", "storm", "switch_storm"},
    Role.ADMIN: {"people", "add_account", "change_account", "trail"},
}  # fmt: skip


def role_of(endpoint: str) -> Role:
    return next(role for role, names in ROLES.items() if endpoint in names)


def pages(app: Flask, world: World) -> list[tuple[str, str, set[str]]]:
    """Return endpoint, path and methods of every page."""
    ticket = world.report()
    values = {"no_lapor": ticket.no_lapor, "name": "hana", "rest": "x", "record_id": "x", "filename": "konsol.css"}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("console."):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda name: values.get(name[1], "x"), rule.rule)
            found.append((rule.endpoint.removeprefix("console."), path, set(rule.methods or ()) & {"GET", "POST"}))
    assert len(found) > 20
    return found


def test_the_table_names_every_page_and_no_other(app: Flask, world: World) -> None:
    assert {endpoint for endpoint, _, _ in pages(app, world)} == OPEN.union(*ROLES.values())


@pytest.mark.parametrize("name", PEOPLE)
def test_each_role_sees_its_pages_and_no_other(app: Flask, world: World, desk_of: DeskOf, name: str) -> None:
    desk = desk_of(name)
    for endpoint, path, methods in pages(app, world):
        if endpoint in OPEN or "GET" not in methods:
            continue
        status = desk.client.get(path, headers={"Accept": "text/html"}).status_code
        allowed = PEOPLE[name].includes(role_of(endpoint))
        assert (status == 403) == (not allowed), (endpoint, status)
        assert status not in {302, 401, 500}, (endpoint, status)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_role_writes_above_it(app: Flask, world: World, desk_of: DeskOf, name: str) -> None:
    desk = desk_of(name)
    token = re.findall(r'name="csrf_token" value="([^"]*)"', desk.get("/"))[0]
    for endpoint, path, methods in pages(app, world):
        if "POST" in methods and endpoint not in OPEN and not PEOPLE[name].includes(role_of(endpoint)):
            answer = desk.client.post(path, data={"csrf_token": token, "kunci": "0" * 32})
            assert answer.status_code == 403, endpoint


def test_every_page_keeps_scripts_and_frames_out(app: Flask, world: World, desk_of: DeskOf, visitor: Desk) -> None:
    admin = desk_of("ayu")
    for desk in (admin, visitor):
        for endpoint, path, methods in pages(app, world):
            if "GET" not in methods:
                continue
            answer = desk.client.get(path, headers={"Accept": "text/html"})
            policy = answer.headers["Content-Security-Policy"]
            assert "unsafe" not in policy, endpoint
            assert re.search(r"default-src '(?:none|self)'", policy), endpoint
            assert "frame-ancestors 'none'" in policy, endpoint
            assert not re.search(r"https?:", policy), endpoint
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            if answer.mimetype == "text/html":
                assert not re.search(r"<script(?![^>]*\ssrc=)|<[^>]+\s(?:style|on[a-z]+)=", answer.text), endpoint
                assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text), endpoint
