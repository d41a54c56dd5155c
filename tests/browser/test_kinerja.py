"""The supervisor's page in a real Chromium: light, dark and on a telephone, without a barrier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.server import serving
from tests.browser.test_console import log_in

# The world of the tests of the pages.
from tests.console.conftest import app, clock, environ, fresh_database, messenger, system, world  # noqa: F401
from tests.console.scenes import World
from tests.console.test_kinerja import told  # noqa: F401


@pytest.fixture
def sari(page: Page, app: Flask) -> Iterator[tuple[Page, str]]:  # noqa: F811
    """Return the browser of a supervisor, and the address of the page."""
    with serving(app) as address:
        log_in(page, f"{address}/console", "sari")
        yield page, f"{address}/console/kinerja"


def test_the_page_has_no_barriers_and_never_scrolls_sideways(sari: tuple[Page, str], told: World) -> None:  # noqa: F811
    page, url = sari
    found: dict[tuple[str, str], object] = {}
    for name, address in [("figures", url), ("quarter", f"{url}?dari=2026-08-24&sampai=2026-11-23")]:
        for size in (DESKTOP, PHONE):
            page.resize(size)
            for scheme in ("light", "dark"):
                page.colours(scheme)
                page.open(address)
                page.wait_text("Lapor Ulang per laporan")
                assert len(page.all("svg.grafik")) == 7 - 1
                found[f"{name} {scheme}", str(size)] = (page.barriers(), page.overflows(), page.complaints())
    assert set(map(str, found.values())) == {"([], False, [])"}, found


def test_an_empty_day_and_a_wrong_date_have_no_barriers(sari: tuple[Page, str]) -> None:
    page, url = sari
    for address, words in [(url, "Belum ada yang dapat dihitung"), (f"{url}?dari=kemarin", "tidak dapat dibaca")]:
        page.open(address)
        page.wait_text(words)
        assert (page.barriers(), page.overflows()) == ([], False)


def test_a_chart_has_its_figures_beside_it_and_the_range_is_chosen_by_keyboard(
    sari: tuple[Page, str],
    told: World,  # noqa: F811
) -> None:
    page, url = sari
    page.open(url)
    bar = page.find("#laporan rect.deret")
    colour = page.run("return getComputedStyle(arguments[0]).fill", bar)
    card = page.run("return getComputedStyle(document.querySelector('.kartu')).backgroundColor")
    assert bar.size["height"] > 50
    assert colour != card
    assert "23/11/2026" in page.text("#laporan table")
    page.run("document.querySelector('nav[aria-label=\"Rentang cepat\"] a:nth-child(2)').focus()")
    page.press("\ue007")
    page.until(lambda: "dari=2026-11-17" in page.url, "the range was not chosen")
    assert page.text("[data-angka=laporan]") == "3"
