"""One report: what its pages tell (MT-2 to MT-7), and what its forms write, by whom (LU-1 to LU-13)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.test import TestResponse

from bootstrap import System
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets.events import EventType
from tickets.model import Attachment, Channel, Kind, Rating, Side, Stage, Status, Ticket
from tickets.reports import Source
from tickets.requests import Contact

BY_HANA = ("CC.54.HANA", Channel.CONSOLE)


def contact(desk: Desk, ticket: Ticket, form: str = "lapor-ulang", query: str = "", **fields: str) -> TestResponse:
    fields = {"catatan": "Petugas belum datang."} | fields
    return desk.send(f"/tiket/{ticket.no_lapor}/{form}{query}", **fields)


def test_detail_tells_everything_known_MT_2(hana: Desk, world: World, system: System) -> None:
    ticket = world.report()
    world.later(hours=3)
    world.reports.contact(ticket.no_lapor, Contact(Side.PLN, "Masih gelap.", "CC.54.BUDI", Channel.VOICE))
    photo = Attachment("https://api.twilio.com/media/ME1", "image/jpeg", system.clock())
    world.reports.attach(ticket.no_lapor, photo, Source("BOT", Channel.WHATSAPP, system.clock()))
    page = hana.get(f"/tiket/{ticket.no_lapor}")
    customer = ticket.customer
    for fact in (customer.name, customer.address, customer.phone, customer.idpel, customer.meter_id):
        assert fact is not None
        assert fact in page
    for fact in (
        ticket.description,
        "Masih gelap.",
        "CC.54.BUDI",
        "LU-1",
        "23-11-2026 12:00",
        "/console/lampiran/",
        "Foto 1",
    ):
        assert fact in page


@pytest.mark.parametrize("typed", ["g5426112300001", "5426112300001", "G5426112300001*"])
def test_a_number_is_found_however_it_is_typed_IN_4(hana: Desk, world: World, typed: str) -> None:
    world.report()
    assert "G5426112300001" in hana.get(f"/tiket/{typed}")


@pytest.mark.parametrize("page", ["", "/tracking", "/log", "/buku-biru", "/lapor-ulang", "/update"])
def test_a_report_that_is_none_is_not_found(hana: Desk, page: str) -> None:
    assert "Laporan ini tidak ada" in hana.get(f"/tiket/G5426112399999{page}", 404)


def test_tracking_shows_plate_street_stages_and_place_MT_3(hana: Desk, world: World) -> None:
    ticket = world.on_the_way(world.report())
    page = hana.get(f"/tiket/{ticket.no_lapor}/tracking")
    assert ticket.position is not None
    for fact in ("D 9123 PLN", "Jl. Asia Afrika", f"{ticket.position.lat},{ticket.position.lon}", ticket.no_lapor):
        assert fact in page
    assert page.count('class="sudah') == 3
    world.later(minutes=16)
    assert "posisi lama" in hana.get(f"/tiket/{ticket.no_lapor}/tracking")


def test_an_old_position_is_not_shown_TR_5(hana: Desk, world: World) -> None:
    ticket = world.on_the_way(world.report())
    world.later(minutes=61)
    page = hana.get(f"/tiket/{ticket.no_lapor}/tracking")
    assert "lebih dari 60 menit" in page
    assert "data-titik" not in page
    assert "leaflet" not in page


def test_no_position_is_made_up_TR_3(hana: Desk, world: World) -> None:
    page = hana.get(f"/tiket/{world.report().no_lapor}/tracking")
    assert "Belum ada petugas yang ditugaskan." in page


def test_buku_biru_has_five_tabs_with_what_belongs_there_MT_6_MT_7(hana: Desk, world: World, system: System) -> None:
    ticket = world.report()
    contact(hana, ticket, "update", catatan="Alamat salah.", address="Jl. Baru No. 1")
    world.finish(ticket)
    source = Source("SITI", Channel.WHATSAPP, system.clock())
    world.reports.rate(ticket.no_lapor, Rating(4, "Cepat sekali", "WHATSAPP", system.clock()), source)
    pages = {
        tab: hana.get(f"/tiket/{ticket.no_lapor}/buku-biru?tab={tab}").split("<h2>Buku Biru</h2>")[1]
        for tab in ("all", "comments", "changes", "transitions", "rating")
    }
    shows = {
        tab: {fact for fact in ("Alamat salah.", "Jl. Baru No. 1", "Selesai", "Cepat sekali") if fact in page}
        for tab, page in pages.items()
    }
    assert shows == {
        "all": {"Alamat salah.", "Jl. Baru No. 1", "Selesai", "Cepat sekali"},
        "comments": {"Alamat salah."},
        "changes": {"Jl. Baru No. 1"},
        "transitions": {"Selesai"},
        "rating": {"Cepat sekali"},
    }
    assert "4 dari 5" in pages["rating"]
    assert all(name in pages["all"] for name in ("ALL", "COMMENTS", "CHANGED HISTORY", "TRANSITION", "RATING"))
    hana.get(f"/tiket/{ticket.no_lapor}/buku-biru?tab=secret", 404)


def test_lapor_ulang_after_3_hours_is_written_with_the_officers_name_LU_1_LU_13(hana: Desk, world: World) -> None:
    ticket = world.report()
    world.later(hours=3)
    answer = contact(hana, ticket)
    assert (answer.status_code, answer.location) == (303, f"/console/tiket/{ticket.no_lapor}")
    assert "Lapor Ulang dicatat" in hana.get(f"/tiket/{ticket.no_lapor}")
    [repeat] = world.reports.get(ticket.no_lapor).repeats
    assert (repeat.note, repeat.rule, repeat.received_by, repeat.channel) == ("Petugas belum datang.", "LU-1", *BY_HANA)


def test_lapor_ulang_with_data_does_both_in_one_contact_LU_5(hana: Desk, world: World) -> None:
    ticket = world.report()
    world.later(hours=3)
    contact(hana, ticket, phone="0812-9999-0000")
    after = world.reports.get(ticket.no_lapor)
    assert (after.lapor_ulang_count, after.update_count, after.customer.phone) == (1, 1, "+6281299990000")
    assert after.repeats[0].rule == "LU-5"


def test_lapor_ulang_before_3_hours_is_withheld_and_writes_nothing_LU_2(hana: Desk, world: World) -> None:
    ticket = world.report()
    page = hana.get(f"/tiket/{ticket.no_lapor}/lapor-ulang")
    assert "Ditahan (LU-2)" in page
    assert "<textarea" not in page
    other = hana.send(f"/tiket/{ticket.no_lapor}/lapor-ulang", page=f"/tiket/{ticket.no_lapor}/update", catatan="paksa")
    assert "Ditahan (LU-2)" in other.text
    assert world.reports.get(ticket.no_lapor).repeats == []
    assert len(world.reports.history(ticket.no_lapor)) == 1


def test_danger_before_3_hours_is_lapor_ulang_marked_urgent_LU_3(hana: Desk, world: World) -> None:
    ticket = world.report()
    assert "lapor-ulang?darurat=1" in hana.get(f"/tiket/{ticket.no_lapor}")
    contact(hana, ticket, query="?darurat=1", catatan="Kabel jatuh.")
    after = world.reports.get(ticket.no_lapor)
    assert (after.urgent, after.repeats[0].rule, after.repeats[0].received_by) == (True, "LU-3", "CC.54.HANA")


def test_update_changes_data_and_leaves_who_and_what_LU_4(hana: Desk, world: World) -> None:
    ticket = world.report()
    contact(hana, ticket, "update", catatan="Nama salah.", name="Siti Aminah")
    after = world.reports.get(ticket.no_lapor)
    assert (after.customer.name, after.update_count, after.lapor_ulang_count) == ("Siti Aminah", 1, 0)
    events = [event for event in world.reports.history(ticket.no_lapor) if event.type is EventType.CHANGED]
    assert [(e.field, e.old, e.new, e.actor, e.rule) for e in events] == [
        ("name", ticket.customer.name, "Siti Aminah", "CC.54.HANA", "LU-4")
    ]


def test_update_of_a_finished_report_is_withheld_LU_8(hana: Desk, world: World) -> None:
    ticket = world.finish(world.report())
    assert "Ditahan (LU-8)" in hana.get(f"/tiket/{ticket.no_lapor}/update")
    other = f"/tiket/{ticket.no_lapor}/lapor-ulang"
    assert hana.send(f"/tiket/{ticket.no_lapor}/update", page=other, catatan="paksa").status_code == 200
    assert world.reports.get(ticket.no_lapor).status is Status.SELESAI


def test_lapor_ulang_reopens_a_finished_report_with_its_asterisk_LU_7(hana: Desk, world: World) -> None:
    ticket = world.finish(world.report())
    contact(hana, ticket, catatan="Padam lagi.")
    after = world.reports.get(ticket.no_lapor)
    assert (after.status, after.stage, after.display_no) == (
        Status.BELUM_SELESAI,
        Stage.LAPOR,
        f"{ticket.no_lapor}*",
    )


def test_a_finished_complaint_leads_to_a_new_linked_one_with_the_officers_name_LU_12(hana: Desk, world: World) -> None:
    old = world.finish(world.report(Kind.K))
    answer = contact(hana, old, catatan="Masih belum dijawab.")
    new = world.reports.get(answer.location.rsplit("/", 1)[1])
    assert new.no_lapor != old.no_lapor
    assert new.related_no_lapor == old.no_lapor
    assert new.description == f"CC.54.HANA Masih belum dijawab. Nomor Laporan Terkait K: {old.no_lapor}"


def test_a_comment_is_in_buku_biru_with_the_officers_name_MT_6(hana: Desk, world: World) -> None:
    ticket = world.report()
    book = f"/tiket/{ticket.no_lapor}/buku-biru"
    assert hana.send(f"/tiket/{ticket.no_lapor}/komentar", page=book, komentar="Sudah ditelepon.").status_code == 303
    assert "Komentar dicatat" in hana.get(book)
    last = world.reports.history(ticket.no_lapor)[-1]
    assert (last.type, last.note, last.actor, last.channel) == (EventType.COMMENT, "Sudah ditelepon.", *BY_HANA)
    hana.send(f"/tiket/{ticket.no_lapor}/komentar", page=book, komentar="  ")
    assert world.reports.history(ticket.no_lapor)[-1] == last


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"catatan": "  "}, "Isi kata-kata pelanggan"),
        ({"phone": "12"}, "Bukan nomor telepon"),
        ({"idpel": "123"}, "12 angka"),
        ({"meter_id": "abc"}, "11 angka"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    hana: Desk, world: World, fields: dict[str, str], words: str
) -> None:
    ticket = world.report()
    answer = contact(hana, ticket, "update", **({"catatan": "Kata saya", "name": "Nama Baru"} | fields))
    assert (answer.status_code, words in answer.text, 'value="Nama Baru"' in answer.text) == (200, True, True)
    assert "aria-invalid" in answer.text
    assert len(world.reports.history(ticket.no_lapor)) == 1
    # The same form, mended, is sent again.
    key = re.findall(r'name="kunci" value="(\w+)"', answer.text)[0]
    mended = {"kunci": key, "catatan": "Kata saya", "csrf_token": _token(answer.text)}
    assert hana.client.post(f"/console/tiket/{ticket.no_lapor}/update", data=mended).status_code == 303


def test_an_idpel_of_a_building_with_an_open_report_is_refused_IN_5(hana: Desk, world: World) -> None:
    first, second = world.report(), world.report()
    answer = contact(hana, second, "update", idpel=str(first.customer.idpel))
    assert first.no_lapor in answer.text
    assert world.reports.get(second.no_lapor).customer == second.customer


def test_a_form_sent_twice_acts_once(hana: Desk, world: World) -> None:
    ticket = world.report()
    world.later(hours=4)
    page = hana.get(f"/tiket/{ticket.no_lapor}/lapor-ulang")
    form = {
        "catatan": "Belum.",
        "csrf_token": _token(page),
        "kunci": re.findall(r'name="kunci" value="(\w+)"', page)[0],
    }

    def send(_: int) -> tuple[int, str | None]:
        client = hana.client.application.test_client()
        cookie = hana.client.get_cookie("padam_console")
        assert cookie is not None
        client.set_cookie("padam_console", cookie.value)
        answer = client.post(f"/console/tiket/{ticket.no_lapor}/lapor-ulang", data=form)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(send, range(4)))
    assert answers == {(303, f"/console/tiket/{ticket.no_lapor}")}
    assert world.reports.get(ticket.no_lapor).lapor_ulang_count == 1


def test_a_form_without_key_is_refused(hana: Desk, world: World) -> None:
    ticket = world.report()
    assert contact(hana, ticket, "update", kunci="").status_code == 400
    assert len(world.reports.history(ticket.no_lapor)) == 1


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]
