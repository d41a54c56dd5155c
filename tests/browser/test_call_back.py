"""An officer calls a customer back from the page, in a real Chromium: each state appears by itself (HO-5)."""

from __future__ import annotations

import pytest
from flask import Flask

import app as application
from bootstrap import System
from desk.model import HandOver
from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.test_console import hana, log_in, url  # noqa: F401
from tests.console.conftest import clock, environ, fresh_database, messenger, system, world  # noqa: F401
from tests.console.scenes import World
from tests.fakes import FakeMessenger, FakeOfficersLine
from tickets.model import Channel

BUTTON, ACTS = "[data-aksi=telepon]", "#tindakan"


@pytest.fixture
def line() -> FakeOfficersLine:
    return FakeOfficersLine()


@pytest.fixture
def app(system: System, messenger: FakeMessenger, line: FakeOfficersLine) -> Flask:  # noqa: F811
    return application.create_app(system, messenger, line=line)


@pytest.fixture
def wish(system: System, world: World) -> HandOver:  # noqa: F811
    """Return the wish of a caller to be called back."""
    ticket = world.report()
    record = system.desk.hand_over(
        conversation="CA1", channel=Channel.VOICE, caller="+6281234567890", reason="customer_asked",
        no_lapor=ticket.no_lapor, said=["mau bicara dengan petugas"], understood="minta_cso", urgent=False,
    )  # fmt: skip
    return system.calls.call_back(record)[0]


@pytest.fixture
def desk(hana: Page, url: str, wish: HandOver) -> Page:  # noqa: F811
    """Return the page of the conversation, taken from the queue."""
    hana.open(f"{url}/percakapan")
    hana.wait_text("Minta dihubungi kembali")
    hana.click(f"#ambil-{wish.id}")
    hana.wait_text("Telepon pelanggan", ACTS)
    return hana


def test_HO_5_ringing_talking_and_done_appear_by_themselves(
    desk: Page,
    url: str,  # noqa: F811
    wish: HandOver,
    system: System,  # noqa: F811
    line: FakeOfficersLine,
) -> None:
    desk.click(BUTTON)
    desk.wait_text("Angkat lalu tekan 1", ".pesan")
    desk.wait_text("Telepon petugas berdering", ACTS)
    assert desk.all(BUTTON) == []
    assert line.rung == [wish.id]
    [sid] = line.on
    system.call_backs.lifted(wish.id, sid)
    desk.wait_text("Sedang ditelepon", ACTS)
    system.call_backs.over(wish.id, served=True, sid=sid)
    desk.wait_text("Selesai", ACTS)
    desk.wait_text("Bot menjawab lagi", ACTS)
    desk.open(f"{url}/percakapan")
    desk.wait_text("Tidak ada yang menunggu.")
    assert desk.complaints() == []


def test_HO_5_nobody_reached_the_button_is_back_and_says_when_it_was_tried(
    desk: Page,
    wish: HandOver,
    system: System,  # noqa: F811
    line: FakeOfficersLine,
) -> None:
    desk.click(BUTTON)
    desk.wait_text("Telepon petugas berdering", ACTS)
    system.call_backs.over(wish.id, served=False, sid=next(iter(line.on)))
    desk.wait_text("belum tercatat tersambung", ACTS)
    desk.click(BUTTON)
    desk.wait_text("Telepon petugas berdering", ACTS)
    assert line.rung == [wish.id, wish.id]


def test_HO_5_a_click_in_a_second_window_rings_nobody_twice(
    desk: Page,
    second_page: Page,
    url: str,  # noqa: F811
    wish: HandOver,
    line: FakeOfficersLine,
) -> None:
    log_in(second_page, url)
    second_page.open(f"{url}/percakapan/{wish.id}")
    second_page.find(BUTTON)
    # A window that has not heard of it yet.
    second_page.run("Object.defineProperty(document, 'hidden', {value: true})")
    desk.click(BUTTON)
    desk.wait_text("Telepon petugas berdering", ACTS)
    second_page.click(BUTTON)
    second_page.wait_text("sedang berlangsung", ".salah")
    assert line.rung == [wish.id]


@pytest.mark.parametrize(
    ("silent", "told", "rings"), [(False, "Operator tidak menerima panggilan", 0), (True, "mungkin telepon petugas", 1)]
)
def test_HO_5_what_the_carrier_did_not_take_is_told(
    desk: Page, line: FakeOfficersLine, *, silent: bool, told: str, rings: int
) -> None:
    line.down, line.silent = not silent, silent
    desk.click(BUTTON)
    desk.wait_text(told, ".salah")
    assert (len(line.rung), bool(desk.all(BUTTON))) == (rings, not silent)


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_of_a_call_is_for_everybody(desk: Page, size: tuple[int, int], colours: str) -> None:
    desk.resize(size)
    desk.colours(colours)
    desk.click(BUTTON)
    desk.wait_text("Telepon petugas berdering", ACTS)
    assert desk.barriers() == []
    assert not desk.overflows()
