"""Who looked at what is kept, for admins alone to read: DP-4."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

import trail
from bootstrap import System
from privacy.model import Act, Trace
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets.errors import StoreUnavailableError

DeskOf = Callable[[str], Desk]


def kept(system: System) -> list[tuple[str, Act, str, str | None]]:
    return [(line.who, line.act, line.page, line.about) for _, line in reversed(system.privacy.trail())]


def test_DP_4_each_look_at_a_report_is_kept_with_who_looked(system: System, world: World, desk_of: DeskOf) -> None:
    number = world.report().no_lapor
    desk_of("hana").get(f"/tiket/{number}")
    desk_of("budi").get(f"/tiket/{number.lower()}/buku-biru")
    assert kept(system) == [
        ("hana", Act.SAW, "console.detail", number),
        ("budi", Act.SAW, "console.buku_biru", number),
    ]


def test_DP_4_a_search_is_kept_but_not_what_was_searched_for(system: System, world: World, desk_of: DeskOf) -> None:
    ticket = world.report()
    desk_of("hana").get(f"/?cari={ticket.customer.phone}")
    assert kept(system) == [("hana", Act.SEARCHED, "console.monitoring", None)]


def test_DP_4_what_apkt_reads_is_kept(system: System, app: Flask, world: World) -> None:
    number = world.report().no_lapor
    key = {"Authorization": f"Bearer {system.settings.api_key}"}
    assert app.test_client().get(f"/api/v1/tickets/{number}*", headers=key).status_code == 200
    app.test_client().get(f"/api/v1/tickets/{number}")
    app.test_client().get("/api/v1/tickets/G5426112399999", headers=key)
    assert kept(system) == [("APKT", Act.SAW, "tickets.get_ticket", number)]


def test_DP_4_what_was_not_shown_is_not_kept(system: System, world: World, desk_of: DeskOf, visitor: Desk) -> None:
    desk_of("hana").get("/tiket/G5426112399999", status=404)
    visitor.client.get(f"/console/tiket/{world.report().no_lapor}")
    assert kept(system) == []


def test_DP_4_a_page_is_shown_where_the_look_cannot_be_kept(
    system: System, world: World, desk_of: DeskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailableError("away")

    number = world.report().no_lapor
    officer = desk_of("hana")
    monkeypatch.setattr(type(system.privacy), "saw", fail)
    officer.get(f"/tiket/{number}")


def test_DP_4_an_admin_reads_the_log_page_by_page_and_by_who_and_what(
    system: System, world: World, desk_of: DeskOf
) -> None:
    number = world.report().no_lapor
    with system.uow() as uow:
        for n in range(130):
            uow.trail.add(Trace(system.clock(), "hana" if n % 2 else "budi", Act.SAW, f"console.{n}", number))
        uow.commit()
    admin = desk_of("ayu")
    first = admin.get("/jejak")
    assert "console.129" in first
    assert "console.29<" not in first
    assert "console.29<" in admin.get("/jejak?sebelum=31")
    assert "BUDI" not in admin.get("/jejak?siapa=hana")
    assert "console.129" in admin.get(f"/jejak?tentang={number}*")
    assert "Tidak ada jejak" in admin.get("/jejak?siapa=nobody")
    assert "console.129" in admin.get("/jejak?sebelum=%C2%B2")


def test_every_page_is_kept_or_names_nobody(app: Flask) -> None:
    names = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("console.", "tickets."))}
    placed = [*trail.SEEN, *trail.SEARCHES, *trail.NOBODY]
    assert len(placed) == len(set(placed))
    assert names == set(placed)
