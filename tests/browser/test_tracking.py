"""The tracking page in a browser: live, tappable, readable by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import app as application
from bootstrap import System, build
from settings import Settings
from storage.migrate import upgrade
from tests.browser.page import PHONE, Page
from tests.browser.server import serving
from tests.fakes import HandSetClock
from tests.tickets.scenes import THREE_HOURS, TONO, apkt, finished, opened
from tickets.links import Links
from tickets.model import Position, Stage

SECONDS = 60


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def served(tmp_path: Path, clock: HandSetClock) -> Iterator[System]:
    """Return a system whose pages are served where its links point to."""
    system = build(Settings.from_env({"VAR_DIR": str(tmp_path)}), clock)
    upgrade(system.engine)
    with serving(application.create_app(system)) as url:
        yield replace(system, links=Links(system.uow, clock, url))
    system.engine.dispose()


def test_TR_2_the_page_follows_the_officer_by_itself(page: Page, served: System, clock: HandSetClock) -> None:
    ticket = opened(served.reports)
    page.resize(PHONE)
    page.open(served.links.address(ticket))
    page.wait_text("Regu belum ditugaskan.")
    served.reports.assign(ticket.no_lapor, TONO, apkt(served.reports))
    served.reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, apkt(served.reports))
    served.reports.see_position(ticket.no_lapor, Position(-6.9, 107.6, "Jl. Asia Afrika", clock()))
    page.wait_text("Jl. Asia Afrika", seconds=SECONDS)
    page.wait_text("L 1234 AB")
    page.wait_text("Petugas dalam perjalanan", "h1")
    assert (page.barriers(), page.complaints(), page.overflows()) == ([], [], False)


def test_TR_2_TR_5_the_map_follows_the_officer_and_goes_with_the_position(
    page: Page, served: System, clock: HandSetClock
) -> None:
    ticket = opened(served.reports)
    page.resize(PHONE)
    page.open(served.links.address(ticket))
    page.wait_text("Regu belum ditugaskan.")
    served.reports.assign(ticket.no_lapor, TONO, apkt(served.reports))
    served.reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, apkt(served.reports))
    page.wait_text("Posisinya belum tersedia", seconds=SECONDS)
    assert loaded(page, "leaflet") == []
    served.reports.see_position(ticket.no_lapor, Position(-6.9218, 107.6070, "Jl. Asia Afrika", clock()))
    page.until(lambda: page.all(".map .officer-pin"), "no officer on the map", SECONDS)
    page.wait_text("L 1234 AB", ".map .leaflet-tooltip")
    map_of_before = page.find(".map")
    before = pin_of(page)
    # The zoom is being used: neither it nor the news of the position may suffer.
    page.run("document.querySelector('.map .leaflet-control-zoom-in').focus()")
    clock.forward(timedelta(minutes=1))
    served.reports.see_position(ticket.no_lapor, Position(-6.9205, 107.6101, "Jl. Lengkong Besar", clock()))
    page.wait_text("Jl. Lengkong Besar", "[data-live=petugas]", SECONDS)
    page.until(lambda: pin_of(page) != before, "the pin stands still")
    assert page.find(".map") == map_of_before
    assert page.run("return document.activeElement.className") == "leaflet-control-zoom-in"
    assert {host for host in loaded(page) if not page.url.startswith(f"http://{host}/")} == set()
    assert (page.barriers(), page.complaints(), page.overflows()) == ([], [], False)
    clock.forward(timedelta(minutes=60, seconds=1))
    page.wait_text("tidak kami tampilkan", seconds=SECONDS)
    assert page.all(".map, .officer-pin") == []


def pin_of(page: Page) -> str:
    """Return where on the map the officer is drawn."""
    return str(page.run("return document.querySelector('.map .officer-pin').style.transform"))


def loaded(page: Page, part: str = "") -> list[str]:
    """Return the hosts of everything loaded whose address contains the part."""
    script = (
        "return performance.getEntriesByType('resource').map((e) => e.name).filter((n) => n.includes(arguments[0]))"
    )
    return [urlsplit(name).netloc for name in page.run(script, part)]


def test_LU_1_lapor_ulang_is_a_tap_away_from_three_hours_on(page: Page, served: System, clock: HandSetClock) -> None:
    ticket = opened(served.reports)
    page.resize(PHONE)
    page.open(served.links.address(ticket))
    page.wait_text("dapat dikirim mulai pukul 15.00 WIB")
    clock.forward(THREE_HOURS)
    page.wait_text("sudah terlewati", seconds=SECONDS)
    page.fill("#catatan", "masih gelap")
    page.click("[data-live=ulang] button")
    page.wait_text("Lapor Ulang sudah kami catat dan kami teruskan", "#pesan")
    assert served.reports.get(ticket.no_lapor).repeats[-1].note == "masih gelap"
    assert page.barriers() == []


def test_MT_7_stars_by_keyboard_and_what_is_typed_stays(page: Page, served: System, clock: HandSetClock) -> None:
    ticket = opened(served.reports)
    clock.forward(THREE_HOURS)
    page.open(served.links.address(ticket))
    page.fill("#catatan", "jangan hilang")
    served.reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(served.reports))
    page.wait_text("Bagaimana pelayanan kami?", seconds=SECONDS)
    assert page.find("#catatan").get_attribute("value") == "jangan hilang"
    page.run("document.getElementById('bintang4').focus()")
    page.press(" ")
    page.fill("#komentar", "cepat")
    page.click("[data-live=nilai] button")
    page.wait_text("Terima kasih atas penilaiannya.")
    rating = served.reports.get(ticket.no_lapor).rating
    assert rating is not None
    assert (rating.stars, rating.comment) == (4, "cepat")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_the_page_of_a_finished_report(page: Page, served: System, scheme: str) -> None:
    page.colours(scheme)
    page.open(served.links.address(finished(served.reports)))
    page.wait_text("Laporan selesai")
    assert (page.barriers(), page.complaints()) == ([], [])
    page.open(served.links.address(finished(served.reports)).rpartition("/")[0] + "/" + "x" * 24)
    assert page.barriers() == []
