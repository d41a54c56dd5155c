"""The officers' pages in a real Chromium: every icon, by mouse and by keyboard, light, dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from selenium.webdriver.common.keys import Keys

from tests.browser.page import DESKTOP, PHONE, Page
from tests.browser.server import serving

# The world of the tests of the pages.
from tests.console.conftest import PASSWORD, app, clock, environ, fresh_database, messenger, system, world  # noqa: F401
from tests.console.scenes import World
from tests.fakes import FakeMessenger, HandSetClock
from tickets.model import Channel, Customer, Kind, Side
from tickets.requests import Contact


@pytest.fixture
def url(app: Flask) -> Iterator[str]:  # noqa: F811
    with serving(app) as address:
        yield f"{address}/console"


TABLET = (1024, 768)


def log_in(page: Page, url: str, name: str = "hana") -> None:
    page.open(f"{url}/masuk")
    page.fill("[name=nama]", name)
    page.fill("[name=sandi]", PASSWORD)
    page.press(Keys.ENTER)
    page.find(".saya")


@pytest.fixture
def hana(page: Page, url: str) -> Page:
    """Return the browser of an officer."""
    log_in(page, url)
    return page


def test_the_six_icons_lead_where_they_say_MT_2_to_MT_6(hana: Page, url: str, world: World) -> None:  # noqa: F811
    ticket = world.report()
    world.later(hours=4)
    for name, words in [
        ("lapor_ulang", "Kata-kata pelanggan"),
        ("update", "Kata-kata pelanggan"),
        ("detail", "Log Lapor Ulang"),
        ("tracking", "No Polisi"),
        ("log", "Belum ada Lapor Ulang."),
        ("buku_biru", "CHANGED HISTORY"),
    ]:
        hana.open(f"{url}/")
        hana.click(f'.daftar [data-ikon="{name}"]')
        hana.wait_text(ticket.no_lapor, "h1")
        hana.wait_text(words)


def test_a_withheld_icon_tells_its_reason_to_keyboard_and_mouse_MT_4(
    hana: Page,
    url: str,
    world: World,  # noqa: F811
) -> None:
    world.report()
    hana.open(f"{url}/")
    reason = hana.find('.daftar [data-ikon="lapor_ulang"] .alasan')
    assert not reason.is_displayed()
    hana.run("document.querySelector('.daftar th a').focus()")
    focused = hana.tab()
    assert focused.get_attribute("data-ikon") == "lapor_ulang"
    hana.until(reason.is_displayed, "the reason is not shown")
    assert "LU-2 Belum 3 jam" in reason.text
    hana.press(Keys.ENTER)
    assert hana.url == f"{url}/"
    hana.press(Keys.ESCAPE)
    hana.until(lambda: not reason.is_displayed(), "the reason stays")


def test_a_repeat_contact_from_list_to_log_LU_1(hana: Page, url: str, world: World) -> None:  # noqa: F811
    ticket = world.report()
    world.later(hours=3)
    hana.open(f"{url}/")
    hana.click('.daftar [data-ikon="lapor_ulang"]')
    hana.fill("#catatan", "Petugas belum datang juga.")
    hana.click("main form .tombol--utama")
    hana.wait_text("Lapor Ulang dicatat", ".pesan")
    hana.click('[data-ikon="log"]')
    hana.wait_text("Petugas belum datang juga.", "main")
    assert world.reports.get(ticket.no_lapor).repeats[0].received_by == "CC.54.HANA"


def test_a_second_click_sends_nothing(hana: Page, url: str, world: World) -> None:  # noqa: F811
    ticket = world.report()
    hana.open(f"{url}/tiket/{ticket.no_lapor}/update")
    hana.fill("#catatan", "Alamatnya masuk gang.")
    hana.run("const b = document.querySelector('main form .tombol--utama'); b.click(); b.click(); b.click();")
    hana.wait_text("Update Laporan dicatat", ".pesan")
    assert world.reports.get(ticket.no_lapor).update_count == 1


def test_ages_and_clocks_run_by_themselves_ETA_5(
    hana: Page,
    url: str,
    world: World,  # noqa: F811
    clock: HandSetClock,  # noqa: F811
) -> None:
    world.report()
    clock.forward(timedelta(hours=3) - timedelta(seconds=4))
    hana.open(f"{url}/")
    assert (hana.text("[data-umur]"), hana.text(".jam__kata")) == ("2 j 59 m", "lewat 1 jam")
    hana.wait_text("3 j 00 m", "[data-umur]", 15)
    hana.wait_text("lewat 3 jam", ".jam__kata")


def test_search_by_keyboard_alone_MT_1(hana: Page, url: str, world: World) -> None:  # noqa: F811
    for _ in range(3):
        world.report()
    hana.open(f"{url}/")
    for _ in range(12):
        if hana.tab().get_attribute("name") == "cari":
            break
    hana.press("bambang", Keys.ENTER)
    hana.until(lambda: len(hana.all(".daftar tbody tr")) == 1 or None, "not found")
    hana.open(f"{url}/?cari=tidakada")
    hana.wait_text("Tidak ada laporan yang cocok")


def test_the_officer_is_on_a_map_without_any_other_host_MT_3(hana: Page, url: str, world: World) -> None:  # noqa: F811
    ticket = world.on_the_way(world.report())
    hana.open(f"{url}/tiket/{ticket.no_lapor}/tracking")
    hana.find(".peta .pin--petugas")
    hana.find(".peta .pin--rumah")
    hosts = hana.run("return performance.getEntriesByType('resource').map(e => new URL(e.name).host)")
    assert set(hosts) == {url.split("/")[2]}
    assert hana.complaints() == []


def test_the_admin_opens_an_account_and_the_officer_gets_in(
    page: Page,
    second_page: Page,
    url: str,
    world: World,  # noqa: F811
) -> None:
    log_in(page, url, "ayu")
    page.click("a[href='/console/akun']")
    page.fill("form.lajur [name=nama]", "rudi")
    page.fill("form.lajur [name=sandi]", PASSWORD)
    page.click("form.lajur .tombol--utama")
    page.wait_text("Akun dibuka.", ".pesan")
    log_in(second_page, url, "rudi")
    assert second_page.all("a[href='/console/akun']") == []
    page.click("[data-akun=rudi] form:last-child button")
    page.wait_text("ditutup", "[data-akun=rudi]")
    second_page.open(f"{url}/")
    second_page.find("[name=sandi]")


def test_two_officers_one_takes_and_the_other_is_told_HO_3(
    hana: Page,
    second_page: Page,
    url: str,
    world: World,  # noqa: F811
) -> None:
    log_in(second_page, url, "budi")
    for officer in (hana, second_page):
        officer.open(f"{url}/percakapan")
        officer.wait_text("Tidak ada yang menunggu.")
    # It arrives without anybody asking for it.
    record = world.handed_over("Tolong sambungkan ke petugas")
    for officer in (hana, second_page):
        officer.wait_text("Tolong sambungkan ke petugas")
    second_page.run("window.stop(); document.hidden || Object.defineProperty(document, 'hidden', {value: true})")
    hana.click(f"#ambil-{record.id}")
    hana.wait_text("sekarang milik Anda", ".pesan")
    second_page.click(f"#ambil-{record.id}")
    second_page.wait_text("sudah diambil oleh HANA", ".pesan")


def test_a_conversation_from_queue_to_bot_with_quick_reply_and_live_answer(
    hana: Page,
    url: str,
    world: World,  # noqa: F811
    messenger: FakeMessenger,  # noqa: F811
) -> None:
    record = world.handed_over("Rumah saya gelap")
    hana.open(f"{url}/percakapan")
    hana.click(f"#ambil-{record.id}")
    hana.click(".cepat summary")
    hana.click(".cepat [data-kalimat]")
    hana.click("[name=apa][value=jawaban]")
    hana.wait_text("Terkirim.", ".pesan")
    assert messenger.sent[0][0] == "whatsapp:+6281234567890"
    hana.fill("#teks", "Sedang saya ketik")
    world.later(seconds=5)
    world.writes("Terima kasih, saya tunggu")
    hana.wait_text("Terima kasih, saya tunggu", ".ucapan-ucapan")
    # What is being written stays while the conversation goes on.
    assert hana.find("#teks").get_property("value") == "Sedang saya ketik"
    hana.click("[data-aksi=selesai]")
    hana.wait_text("Bot menjawab lagi", ".pesan")
    assert world.desk.owner(record.conversation) is None


def test_the_template_after_the_window(
    page: Page,
    url: str,
    world: World,  # noqa: F811
    messenger: FakeMessenger,  # noqa: F811
) -> None:
    record = world.handed_over()
    world.later(hours=24)
    log_in(page, url)
    page.open(f"{url}/percakapan/{record.id}")
    page.click("[data-aksi=ambil]")
    page.wait_text("habis", "[data-sisa]")
    assert page.all("[value=jawaban]") == []
    page.click("form[action$=template] button")
    page.wait_text("Template terkirim.", ".pesan")
    assert messenger.sent == [("whatsapp:+6281234567890", None)]


def scenes(world: World) -> dict[str, str]:  # noqa: F811
    """Return every page by what it shows."""
    late = world.report(urgent=True)
    world.later(hours=4)
    world.on_the_way(late)
    world.reports.contact(
        late.no_lapor, Contact(Side.BOTH, "Belum.", "CC.54.HANA", Channel.CONSOLE, changes={"name": "Siti"})
    )
    world.finish(world.report(Kind.K))
    again = world.finish(world.report())
    world.reports.contact(again.no_lapor, Contact(Side.PLN, "Padam lagi.", "BOT", Channel.VOICE))
    world.report(
        customer=Customer(idpel="543210987654", address="Jl. Cihampelas No. 1", lat=-6.9, lon=107.6), wider_outage=True
    )
    new = world.report().no_lapor
    world.handed_over("Ada api!", caller="+6281299999999", reason="danger", urgent=True)
    mine = world.handed_over(no_lapor=late.no_lapor)
    world.desk.take(mine.id, "ayu")
    return {
        "list": "/",
        "nothing found": "/?cari=tidakada",
        "detail": f"/tiket/{late.no_lapor}",
        "tracking": f"/tiket/{late.no_lapor}/tracking",
        "log": f"/tiket/{late.no_lapor}/log",
        "book": f"/tiket/{late.no_lapor}/buku-biru",
        "changes": f"/tiket/{late.no_lapor}/buku-biru?tab=changes",
        "lapor ulang": f"/tiket/{late.no_lapor}/lapor-ulang",
        "withheld": f"/tiket/{new}/lapor-ulang",
        "update": f"/tiket/{new}/update",
        "queue": "/percakapan",
        "conversation": f"/percakapan/{mine.id}",
        "wider": "/meluas",
        "accounts": "/akun",
        "password": "/sandi",
        "no such report": "/tiket/G1",
    }


def test_every_page_is_open_to_everybody_WCAG_AA(page: Page, url: str, world: World) -> None:  # noqa: F811
    found: dict[tuple[str, str], object] = {}
    page.open(f"{url}/masuk")
    found["log-in", "light"] = page.barriers()
    page.colours("dark")
    found["log-in", "dark"] = page.barriers()
    log_in(page, url, "ayu")
    for name, path in scenes(world).items():
        for scheme in ("light", "dark"):
            page.resize(DESKTOP)
            page.colours(scheme)
            page.open(f"{url}{path}")
            found[name, scheme] = page.barriers()
        page.resize(TABLET)
        if page.overflows():
            found[name, "tablet"] = "wider than a tablet"
        page.resize(PHONE)
        found[name, "phone"] = page.barriers()
        if page.overflows():
            found[name, "phone"] = "wider than a phone"
        refused = [line for line in page.complaints() if "404" not in line]
        found[name, "complaints"] = refused
    assert {where: what for where, what in found.items() if what} == {}
