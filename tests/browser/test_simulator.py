"""The simulator's page on the running system: a whole report by chat, another by telephone."""

from __future__ import annotations

import pytest

from simulator.routes import PEOPLE
from tests.browser.page import PHONE, Page
from tests.deploy.system import RunningSystem
from tests.journeys.people import a_home

pytestmark = pytest.mark.journey

SECONDS = 20


@pytest.fixture
def stage(page: Page, running_system: RunningSystem) -> Page:
    """Return the page, opened and filled."""
    page.open(f"{running_system.base_url}/simulator/")
    page.find("body[data-ready] #pelanggan option")
    return page


def becomes_somebody(page: Page) -> None:
    known = len(page.all("#pelanggan option"))
    page.click("#pelanggan-baru")
    page.until(lambda: len(page.all("#pelanggan option")) > known, "nobody came")
    page.until(
        lambda: page.run("return document.getElementById('pelanggan').selectedIndex") == known, "nobody was chosen"
    )


def writes(page: Page, words: str, then: str) -> None:
    page.fill("#teks", words)
    page.click("#tulis .send")
    page.wait_text(then, "#pesan", SECONDS)


def says(page: Page, words: str, then: str) -> None:
    page.fill("#ucapan", words)
    page.click("#ucap .send")
    page.wait_text(then, "#takarir", SECONDS)


def test_a_report_by_chat_and_its_officer_from_the_stage(stage: Page) -> None:
    home = a_home()
    becomes_somebody(stage)
    writes(stage, "listrik rumah saya padam", "Apakah hanya bangunan ini")
    stage.click("#balasan button")
    stage.wait_text("MCB", "#pesan", SECONDS)
    stage.click("#balasan button")
    stage.wait_text("IDPEL (12 angka)", "#pesan", SECONDS)
    writes(stage, home.idpel, "alamat lengkapnya")
    writes(stage, home.address, "Apakah data ini benar?")
    stage.click("#balasan button")
    stage.wait_text("Pantau di:", "#pesan", SECONDS)
    stage.find(".tick.read")
    stage.click("#laporan [data-act$='/tugaskan']")
    stage.click("#laporan [data-act$='/berangkat']")
    stage.wait_text("Petugas dalam perjalanan", "#laporan", SECONDS)
    link = stage.find(".bubble a").get_attribute("href")
    assert link is not None
    assert (stage.barriers(), stage.complaints()) == ([], [])
    stage.open(link)
    stage.wait_text("Petugas dalam perjalanan", "h1")


def test_a_report_by_telephone_with_words_and_keys(stage: Page) -> None:
    home = a_home()
    becomes_somebody(stage)
    stage.click("#panggil")
    stage.wait_text("Silakan katakan keperluannya", "#takarir", SECONDS)
    says(stage, "listrik rumah saya padam", "Hanya bangunan ini")
    stage.click("[data-key='1']")
    stage.wait_text("em ce be", "#takarir", SECONDS)
    stage.click("[data-key='1']")
    stage.wait_text("nomor pelanggan, dua belas angka", "#takarir", SECONDS)
    for key in f"{home.idpel}#":
        stage.click(f"[data-key='{key}']")
    stage.wait_text("alamat lengkapnya", "#takarir", SECONDS)
    says(stage, home.address, "Benar?")
    stage.click("[data-key='1']")
    stage.wait_text("Laporan tercatat", "#takarir", SECONDS)
    stage.click("#tutup")
    stage.wait_text("Panggilan berakhir", "#takarir")
    stage.find("#laporan li")
    assert stage.complaints() == []


def test_the_page_is_for_everybody(stage: Page) -> None:
    assert len(stage.all("#pelanggan option")) >= len(PEOPLE)
    for size, scheme in ((PHONE, "light"), (PHONE, "dark"), ((1280, 900), "dark")):
        stage.resize(size)
        stage.colours(scheme)
        assert (stage.barriers(), stage.overflows()) == ([], False), (size, scheme)
