"""Calls for a human, duty and the promised end on the officers' pages, in a real Chromium."""

from __future__ import annotations

import pytest

from bootstrap import System
from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.test_console import hana, url  # noqa: F401
from tests.console.conftest import app, clock, environ, fresh_database, messenger, system, world  # noqa: F401
from tests.console.scenes import World
from tickets import rules
from tickets.model import Channel


def rings(running: System, no_lapor: str | None) -> None:
    """Let a call ring that was dialled through."""
    running.desk.hand_over(
        conversation="CA1", channel=Channel.VOICE, caller="+6281234567890", reason="customer_asked",
        no_lapor=no_lapor, said=["mau bicara dengan petugas"], understood="minta_cso", urgent=False,
    )  # fmt: skip
    running.calls.rings("CA1")


def test_HO_2_a_call_that_comes_in_appears_by_itself_and_leads_to_its_report(
    hana: Page,  # noqa: F811
    url: str,  # noqa: F811
    world: World,  # noqa: F811
    system: System,  # noqa: F811
) -> None:
    ticket = world.report()
    hana.open(f"{url}/percakapan")
    hana.click(".baris--antara button")
    hana.wait_text("Bertugas: HANA")
    rings(system, ticket.no_lapor)
    hana.wait_text("Panggilan sekarang")
    hana.wait_text("1", ".jumlah")
    hana.click(".kartu--panggilan .tombol--utama")
    hana.wait_text(ticket.no_lapor, "h1")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("path", ["/percakapan", "/tiket/{no}/perkiraan", "/?eta=1"])
def test_the_pages_of_calls_and_promises_are_for_everybody(
    hana: Page,  # noqa: F811
    url: str,  # noqa: F811
    world: World,  # noqa: F811
    system: System,  # noqa: F811
    size: tuple[int, int],
    colours: str,
    path: str,
) -> None:
    ticket = world.report()
    rings(system, ticket.no_lapor)
    world.later(hours=2, minutes=30)
    assert system.reports.warn() == [ticket.no_lapor]
    hana.resize(size)
    hana.colours(colours)
    hana.open(url + path.format(no=ticket.no_lapor))
    hana.find("main")
    assert hana.barriers() == []
    assert not hana.overflows()
    assert hana.complaints() == []


def test_ETA_6_an_officer_promises_another_end_by_keyboard_and_sees_it(
    hana: Page,  # noqa: F811
    url: str,  # noqa: F811
    world: World,  # noqa: F811
    system: System,  # noqa: F811
) -> None:
    ticket = world.report()
    hana.open(f"{url}/tiket/{ticket.no_lapor}")
    hana.click("a[href$='/perkiraan']")
    hana.fill("#alasan", "Menunggu penggantian kabel")
    hana.driver.execute_script("document.querySelector('#kapan').value = '2026-11-23T19:00'")
    hana.click(".kartu form button")
    hana.wait_text("Perkiraan selesai diubah")
    hana.wait_text("23-11 19:00")
    promised = rules.promised(system.reports.get(ticket.no_lapor)).astimezone(system.settings.timezone)
    assert promised.strftime("%H:%M") == "19:00"
