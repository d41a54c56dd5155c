"""The desk: the queue, taking, writing, the 24 hours, giving back (HO-1 to HO-4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import app as application
from bootstrap import System
from desk.model import Delivery, HandOver
from tests.console.conftest import Desk
from tests.console.scenes import World
from tests.fakes import FakeMessenger, FakeOfficersLine
from tickets.model import Channel

DeskOf = Callable[[str], Desk]
CUSTOMER = "whatsapp:+6281234567890"


def act(desk: Desk, record: HandOver, what: str, **fields: str) -> str:
    """Send one of the forms of a conversation and return the page it leads to."""
    page = f"/percakapan/{record.id}"
    text = desk.get(page)
    token = re.findall(r'name="csrf_token" value="([^"]+)"', text)[0]
    form = {"csrf_token": token, "kunci": f"{hash((what, *fields.values(), text)) % 16**32:032x}"} | fields
    return desk.client.post(f"/console{page}/{what}", data=form, follow_redirects=True).text


@pytest.fixture
def taken(hana: Desk, world: World) -> HandOver:
    """Return a conversation Hana has taken."""
    record = world.handed_over()
    act(hana, record, "ambil")
    return record


def test_an_empty_queue_says_so(hana: Desk) -> None:
    assert "Tidak ada yang menunggu." in hana.get("/percakapan")


def test_the_queue_tells_who_where_why_what_and_when_urgent_first_HO_2_HO_4(hana: Desk, world: World) -> None:
    ticket = world.report()
    world.handed_over("Tolong petugas", no_lapor=ticket.no_lapor)
    world.later(minutes=5)
    world.handed_over("Ada api!", caller="+6281299999999", reason="danger", urgent=True)
    page = hana.get("/percakapan")
    for fact in ("+6281234567890", "WhatsApp", "Pelanggan minta petugas", "Tolong petugas", ticket.no_lapor, "12:30"):
        assert fact in page
    assert page.index("Ada api!") < page.index("Tolong petugas")


def test_a_conversation_shows_all_that_was_said_understood_and_why_HO_2(hana: Desk, world: World) -> None:
    ticket = world.report()
    world.writes("Halo, rumah saya gelap")
    world.later(minutes=1)
    record = world.handed_over(no_lapor=ticket.no_lapor)
    page = hana.get(f"/percakapan/{record.id}")
    for fact in ("Halo, rumah saya gelap", "Baik, Bapak/Ibu &amp; keluarga.", "minta_cso", "Pelanggan minta petugas"):
        assert fact in page
    assert str(ticket.customer.name) in page
    assert page.index("Halo, rumah") < page.index("Saya mau bicara")
    assert "<textarea" not in page


def test_two_officers_at_once_one_wins_and_the_other_is_told_HO_3(
    desk_of: DeskOf, world: World, system: System
) -> None:
    record = world.handed_over()
    desks = {name: desk_of(name) for name in ("hana", "budi")}
    with ThreadPoolExecutor(2) as pool:
        sent = {name: pool.submit(act, desk, record, "ambil") for name, desk in desks.items()}
        pages = {name: page.result() for name, page in sent.items()}
    winner = system.desk.owner(record.conversation)
    assert winner in pages
    loser = next(name for name in pages if name != winner)
    assert "sekarang milik Anda" in pages[winner]
    assert f"sudah diambil oleh <b>{winner.upper()}</b>" in pages[loser]


def test_the_bot_is_silent_from_taking_until_closing_HO_3(
    hana: Desk, world: World, system: System, taken: HandOver
) -> None:
    assert system.desk.owner(taken.conversation) == "hana"
    assert "Bot menjawab lagi" in act(hana, taken, "selesai")
    assert system.desk.owner(taken.conversation) is None
    page = hana.get(f"/percakapan/{taken.id}")
    assert "Saya mau bicara" in page
    assert "<textarea" not in page


def test_what_the_officer_writes_is_sent_and_stays_with_its_delivery(
    hana: Desk, taken: HandOver, messenger: FakeMessenger, system: System
) -> None:
    page = act(hana, taken, "tulis", teks="Selamat siang,\nsaya Hana.", apa="jawaban")
    assert messenger.sent == [(CUSTOMER, "Selamat siang,\nsaya Hana.")]
    assert "diterima operator" in page
    system.desk.keep_receipt(f"SM{1:032}", Delivery.READ, None)
    page = hana.get(f"/percakapan/{taken.id}")
    assert "dibaca" in page
    assert "Petugas HANA" in page


def test_a_note_reaches_colleagues_and_no_customer(
    hana: Desk, desk_of: DeskOf, taken: HandOver, messenger: FakeMessenger
) -> None:
    act(hana, taken, "tulis", teks="Pernah marah, sabar ya.", apa="catatan")
    assert messenger.sent == []
    assert "Pernah marah, sabar ya." in desk_of("budi").get(f"/percakapan/{taken.id}")


def test_only_the_owner_writes_gives_back_and_closes_HO_3(
    desk_of: DeskOf, taken: HandOver, messenger: FakeMessenger, system: System
) -> None:
    budi = desk_of("budi")
    assert "Hanya HANA" in budi.get(f"/percakapan/{taken.id}")
    for what in ("tulis", "template", "kembali"):
        assert "Ambil percakapan ini dahulu" in act(budi, taken, what, teks="Halo", apa="jawaban")
    assert "sudah diambil oleh" in act(budi, taken, "selesai")
    assert (messenger.sent, system.desk.owner(taken.conversation)) == ([], "hana")


def test_words_sent_twice_arrive_once(hana: Desk, taken: HandOver, messenger: FakeMessenger) -> None:
    page = hana.get(f"/percakapan/{taken.id}")
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]
    form = {"csrf_token": token, "kunci": "a" * 32, "teks": "Halo", "apa": "jawaban"}
    answers = [hana.client.post(f"/console/percakapan/{taken.id}/tulis", data=form).location for _ in range(3)]
    assert answers == [f"/console/percakapan/{taken.id}"] * 3
    assert len(messenger.sent) == 1


def test_what_the_carrier_does_not_take_is_told_and_kept_in_the_field(
    hana: Desk, taken: HandOver, messenger: FakeMessenger
) -> None:
    messenger.down = True
    page = act(hana, taken, "tulis", teks="Kata penting", apa="jawaban")
    assert "Operator tidak menerima pesan ini" in page
    assert ">Kata penting</textarea>" in page
    assert "gagal" in page
    messenger.down = False
    assert "Terkirim." in act(hana, taken, "tulis", teks="Kata penting", apa="jawaban")


def test_after_24_hours_only_the_template_goes_out(
    hana: Desk, world: World, taken: HandOver, messenger: FakeMessenger
) -> None:
    # A log-in lasts 12 hours: two shifts later she is logged in anew.
    world.later(hours=23, minutes=59)
    hana.log_in("hana")
    assert "Sisa 24 jam WhatsApp" in hana.get(f"/percakapan/{taken.id}")
    world.later(minutes=1)
    page = act(hana, taken, "tulis", teks="Terlambat", apa="jawaban")
    assert "hanya template yang sampai" in page
    assert 'value="jawaban"' not in page
    assert messenger.sent == []
    assert "Template terkirim." in act(hana, taken, "template")
    assert messenger.sent == [(CUSTOMER, None)]
    world.writes("Ya, saya masih gelap")
    act(hana, taken, "tulis", teks="Kami bantu.", apa="jawaban")
    assert messenger.sent[-1] == (CUSTOMER, "Kami bantu.")


def test_a_caller_cannot_be_written_to_but_noted_about(hana: Desk, world: World, messenger: FakeMessenger) -> None:
    record = world.desk.hand_over(
        conversation="call-1",
        channel=Channel.VOICE,
        caller="+62811000000",
        reason="silence",
        no_lapor=None,
        said=[],
        understood=None,
        urgent=False,
    )
    assert "Hubungi lewat telepon" in act(hana, record, "ambil")
    assert "tidak dapat ditulisi" in act(hana, record, "tulis", teks="Halo", apa="jawaban")
    assert "Catatan disimpan" in act(hana, record, "tulis", teks="Sudah ditelepon.", apa="catatan")
    assert messenger.sent == []


def test_put_back_it_waits_at_its_old_place_HO_4(hana: Desk, world: World, taken: HandOver, system: System) -> None:
    world.later(minutes=1)
    world.handed_over("Lain", caller="+6281277777777")
    assert "kembali ke antrean" in act(hana, taken, "kembali")
    assert system.desk.waiting()[0].id == taken.id
    assert system.desk.owner(taken.conversation) is None


@pytest.mark.parametrize("path", ["/percakapan/daftar", "/percakapan/{}/baris"])
def test_parts_of_pages_are_sent_only_when_they_changed(hana: Desk, world: World, path: str) -> None:
    record = world.handed_over()
    path = f"/console{path.format(record.id)}"
    first = hana.client.get(path)
    again = hana.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    world.handed_over("Ada lagi", caller="+6281277777777")
    world.writes("Masih di sini?")
    changed = hana.client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Ada lagi" in changed.text or "Masih di sini?" in changed.text


def test_a_conversation_that_is_none_is_not_found(hana: Desk) -> None:
    assert "Percakapan ini tidak ada" in hana.get("/percakapan/zzz", 404)


def test_HO_4_the_menu_counts_who_waits(hana: Desk, world: World, system: System) -> None:
    assert hana.get("/percakapan/jumlah") == ""
    _waiting_call(system, "CA1")
    assert hana.get("/percakapan/jumlah").startswith("1<span")
    assert re.search(r'class="jumlah"[^>]*>1<span', hana.get("/"))


def test_HO_2_a_call_that_rings_is_shown_with_its_report(hana: Desk, world: World, system: System) -> None:
    ticket = world.report()
    record = _waiting_call(system, "CA1", ticket.no_lapor)
    assert "Panggilan sekarang" not in hana.get("/percakapan")
    system.calls.rings("CA1")
    page = hana.get("/percakapan")
    for fact in ("Panggilan sekarang", "Berdering", f'data-panggilan="{record.id}"', "mau bicara", "minta_cso"):
        assert fact in page
    assert f'href="/console/tiket/{ticket.no_lapor}"' in page
    system.calls.answered("CA1")
    assert "Tersambung" in hana.get("/percakapan")
    system.calls.ended("CA1", served=True)
    assert "Panggilan sekarang" not in hana.get("/percakapan")


def test_HO_4_a_promised_call_is_marked(hana: Desk, system: System) -> None:
    system.calls.call_back(_waiting_call(system, "CA1"))
    assert "Minta dihubungi kembali" in hana.get("/percakapan")


def test_officers_sign_on_and_off(hana: Desk, system: System) -> None:
    assert "Belum ada petugas" in hana.get("/percakapan")
    assert hana.send("/tugas", page="/percakapan").status_code == 303
    assert system.calls.on_duty() == ["hana"]
    assert "Selesai bertugas" in hana.get("/percakapan")
    assert hana.send("/tugas", page="/percakapan").status_code == 303
    assert system.calls.is_nobody_there()


def _waiting_call(system: System, call: str, no_lapor: str | None = None) -> HandOver:
    return system.desk.hand_over(
        conversation=call, channel=Channel.VOICE, caller="+6281234567890", reason="customer_asked",
        no_lapor=no_lapor, said=["mau bicara"], understood="minta_cso", urgent=False,
    )  # fmt: skip


def test_HO_5_the_page_says_why_nobody_can_be_called_from_it(hana: Desk, taken: HandOver) -> None:
    assert "CSO_DIAL dan TWILIO_VOICE_FROM" in hana.get(f"/percakapan/{taken.id}")


def test_HO_5_a_click_rings_and_a_second_one_finds_it_ringing(system: System, world: World) -> None:
    line = FakeOfficersLine()
    hana = Desk(application.create_app(system, FakeMessenger(), line=line))
    hana.log_in("hana")
    record = world.handed_over()
    act(hana, record, "ambil")
    assert "Telepon petugas berdering" in act(hana, record, "telepon")
    assert "sedang berlangsung" in act(hana, record, "telepon")
    assert line.rung == [record.id]
    part = f"/console/percakapan/{record.id}/tindakan"
    ringing = hana.client.get(part)
    assert "Telepon petugas berdering" in ringing.text
    unchanged = hana.client.get(part, headers={"If-None-Match": ringing.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    system.call_backs.over(record.id, served=False)
    over = hana.client.get(part, headers={"If-None-Match": ringing.headers["ETag"]})
    assert "Telepon pelanggan" in over.text
    assert "belum tercatat tersambung" in over.text
