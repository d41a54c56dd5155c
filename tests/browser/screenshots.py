"""The pictures of the documentation, made anew by `make screenshots`; not among the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bootstrap import System
from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.test_console import log_in, scenes, url  # noqa: F401
from tests.browser.test_simulator import SECONDS, becomes_somebody, stage, writes  # noqa: F401
from tests.console.conftest import app, clock, environ, fresh_database, messenger, system, world  # noqa: F401
from tests.console.scenes import World
from tests.fakes import HandSetClock
from tests.journeys.people import a_home
from tests.tickets.scenes import TONO, apkt, opened
from tickets.model import Position, Stage

IMAGES = Path(__file__).parents[2] / "docs" / "images"
TALL_PHONE = (PHONE[0], 1300)


def test_console(page: Page, url: str, world: World) -> None:  # noqa: F811
    log_in(page, url, "ayu")
    paths = scenes(world)
    for name, part in {
        "daftar": "list", "tiket": "detail", "tracking": "tracking", "antrean": "queue", "percakapan": "conversation",
    }.items():  # fmt: skip
        page.resize(DESKTOP)
        page.open(f"{url}{paths[part]}")
        page.screenshot(IMAGES / f"console-{name}.png")
    page.resize(PHONE)
    page.open(f"{url}/")
    page.screenshot(IMAGES / "console-daftar-hp.png")


@pytest.fixture
def links(system: System, url: str, clock: HandSetClock) -> Iterator[object]:  # noqa: F811
    from tickets.links import Links

    return Links(system.uow, clock, url.removesuffix("/console"))


def test_tracking(page: Page, system: System, clock: HandSetClock, links: object) -> None:  # noqa: F811
    reports = system.reports
    ticket = opened(reports)
    clock.forward(timedelta(minutes=12))
    reports.assign(ticket.no_lapor, TONO, apkt(reports))
    clock.forward(timedelta(minutes=9))
    reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, apkt(reports))
    reports.see_position(ticket.no_lapor, Position(-6.9218, 107.6070, "Jl. Asia Afrika", clock()))
    page.resize(TALL_PHONE)
    page.open(links.address(ticket))  # type: ignore[attr-defined]
    page.find(".officer-pin")
    clock.forward(timedelta(minutes=3))
    reports.see_position(ticket.no_lapor, Position(-6.9205, 107.6101, "Jl. Lengkong Besar", clock()))
    page.wait_text("Jl. Lengkong Besar")
    page.screenshot(IMAGES / "tracking-phone.png")
    clock.forward(timedelta(minutes=50))
    reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(reports))
    page.wait_text("Bagaimana pelayanan kami?")
    page.colours("dark")
    page.screenshot(IMAGES / "tracking-finished-dark.png")


def test_simulator(stage: Page) -> None:  # noqa: F811
    home = a_home()
    becomes_somebody(stage)
    writes(stage, "listrik rumah saya padam, tetangga menyala, MCB sudah naik", "IDPEL (12 angka)")
    writes(stage, home.idpel, "alamat lengkapnya")
    writes(stage, home.address, "Apakah data ini benar?")
    stage.click("#balasan button")
    stage.wait_text("Pantau di:", "#pesan", SECONDS)
    stage.click("#laporan [data-act$='/tugaskan']")
    stage.click("#laporan [data-act$='/berangkat']")
    stage.wait_text("Petugas dalam perjalanan", "#laporan", SECONDS)
    stage.click("#panggil")
    stage.wait_text("Silakan katakan keperluannya", "#takarir", SECONDS)
    stage.screenshot(IMAGES / "simulator-desktop.png")
    stage.resize(PHONE)
    stage.colours("dark")
    stage.screenshot(IMAGES / "simulator-phone-dark.png")
    stage.click("#tutup") if stage.find("#tutup").is_displayed() else None
