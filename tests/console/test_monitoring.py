"""Monitoring Tiket: what is found, how it is paged, what a row offers and why not (MT-1 to MT-5, LU-1 to LU-12)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from console.monitoring import query_of
from tests.console.conftest import Desk
from tests.console.scenes import World
from tickets.model import Channel, Customer, Kind, Side, Ticket
from tickets.requests import Contact

Make = Callable[[World], Ticket]


def rows(page: str) -> list[str]:
    return re.findall(r'data-no="(\w+)"', page)


def icons(page: str, no_lapor: str) -> dict[str, str | None]:
    """Return the icons of a row: None where offered, else the reason."""
    row = page.split(f'data-no="{no_lapor}"')[1].split("</tr>", maxsplit=1)[0]
    offered = dict.fromkeys(re.findall(r'<a class="ikon[^>]*data-ikon="(\w+)"', row))
    return {**offered, **dict(re.findall(r'<button[^>]*data-ikon="(\w+)" data-alasan="([\w-]+)"', row))}


def fresh(world: World) -> Ticket:
    return world.report()


def overdue(world: World) -> Ticket:
    ticket = world.report()
    world.later(hours=3)
    return ticket


def finished(world: World) -> Ticket:
    return world.finish(world.report())


def complaint(world: World) -> Ticket:
    return world.report(Kind.K)


def finished_complaint(world: World) -> Ticket:
    return world.finish(world.report(Kind.K))


@pytest.mark.parametrize(
    ("make", "withheld", "first"),
    [
        pytest.param(fresh, {"lapor_ulang": "LU-2"}, "lapor_ulang", id="LU-2-LU-4"),
        pytest.param(overdue, {}, "lapor_ulang", id="LU-1-LU-4"),
        pytest.param(finished, {"update": "LU-8", "tracking": "FINISHED"}, "lapor_ulang", id="LU-7-LU-8"),
        pytest.param(complaint, {"tracking": "NOT_AN_OUTAGE"}, "lapor_ulang", id="LU-9-LU-10"),
        pytest.param(finished_complaint, {"update": "LU-12", "tracking": "NOT_AN_OUTAGE"}, "laporan_baru", id="LU-12"),
    ],
)
def test_a_row_offers_what_the_table_says_and_tells_why_not_MT_4(
    hana: Desk, world: World, make: Make, withheld: dict[str, str], first: str
) -> None:
    ticket = make(world)
    page = hana.get("/")
    shown = icons(page, ticket.no_lapor)
    assert set(shown) == {first, "update", "detail", "tracking", "log", "buku_biru"}
    assert {name: reason for name, reason in shown.items() if reason} == withheld


def test_a_withheld_icon_says_its_rule_and_reason_in_words_MT_4(hana: Desk, world: World) -> None:
    world.report()
    assert "<b>LU-2</b> Belum 3 jam sejak laporan." in hana.get("/")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("G5426112300001", 1),
        ("g54 261123 00002 *", 2),
        ("5426112300003", 3),
        ("532100000002", 2),
        ("5321 0000 0003", 3),
        ("14020000001", 1),
        ("081234500002", 2),
        ("+62 812-3450-0003", 3),
        ("bambang", 1),
        ("KENANGA raya", 1),
        ("nama yang tidak ada", None),
    ],
)
def test_one_box_finds_by_every_number_name_and_address_MT_1(
    hana: Desk, world: World, typed: str, found: int | None
) -> None:
    for _ in range(3):
        world.report()
    page = hana.client.get("/console/", query_string={"cari": typed}).text
    assert rows(page) == ([f"G54261123{found:05d}"] if found else [])
    assert ("Tidak ada laporan yang cocok" in page) == (found is None)


def test_eleven_digits_that_begin_with_0_are_a_telephone_number_MT_1() -> None:
    assert query_of({"cari": "08123456789"}).phone == "+628123456789"
    assert query_of({"cari": "14020000001"}).meter_id == "14020000001"
    assert query_of({"cari": "08123456789", "cara": "meter_id"}).meter_id == "08123456789"


def test_filters_narrow_the_list_together_MT_1(hana: Desk, world: World) -> None:
    outage, done, complaint = world.report(), world.finish(world.report()), world.report(Kind.K)
    moving = world.on_the_way(world.report())
    marked = world.finish(world.report())
    world.reports.contact(marked.no_lapor, Contact(Side.PLN, "padam lagi", "BOT", Channel.WHATSAPP))

    def found(query: str) -> set[str]:
        return set(rows(hana.get(f"/?{query}")))

    assert found("status=SELESAI") == {done.no_lapor}
    assert found("jenis=K") == {complaint.no_lapor}
    assert found("tahap=DALAM_PERJALANAN") == {moving.no_lapor}
    assert found("perhatian=1") == {marked.no_lapor}
    assert found("status=BELUM_SELESAI&jenis=G&tahap=LAPOR") == {outage.no_lapor, marked.no_lapor}
    assert found("status=SELESAI&jenis=K") == set()


@pytest.mark.parametrize("query", ["status=HILANG", "kursor=xxx", "cara=idpel&cari=12", "tahap=TERBANG", "jenis=X"])
def test_a_search_that_makes_no_sense_says_so(hana: Desk, query: str) -> None:
    assert "Pencarian ini tidak dapat dibaca" in hana.get(f"/?{query}")


def test_pages_follow_each_other_without_gap_while_reports_come_in(hana: Desk, world: World) -> None:
    made = []
    for _ in range(65):
        made.append(world.report().no_lapor)
        world.later(minutes=1)
    page, seen = hana.get("/?jenis=G"), []
    while True:
        seen += rows(page)
        world.report()
        following = re.search(r'rel="next" href="/console([^"]+)"', page)
        if following is None:
            break
        page = hana.get(following[1].replace("&amp;", "&"))
        assert "jenis=G" in following[1]
    assert seen == made[::-1]


def test_a_marked_number_stands_out_LU_14(hana: Desk, world: World) -> None:
    plain, marked = world.report(), world.finish(world.report())
    world.reports.contact(marked.no_lapor, Contact(Side.PLN, "padam lagi", "BOT", Channel.WHATSAPP))
    page = hana.get("/")
    assert page.count("nomor--perhatian") == 1
    assert 'class="bintang" title="Perlu diperhatikan">*<' in page.split(f'data-no="{marked.no_lapor}"')[1]
    assert "nomor--perhatian" not in page.split(f'data-no="{plain.no_lapor}"')[1].split("</tr>")[0]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "di bawah 1 jam"), (60, "lewat 1 jam"), (179, "lewat 1 jam"), (180, "lewat 3 jam")]
)
def test_the_clock_tells_one_and_three_hours_ETA_5(hana: Desk, world: World, minutes: int, words: str) -> None:
    world.report()
    world.later(minutes=minutes)
    assert words in hana.get("/")


def test_without_reports_the_page_says_what_comes(hana: Desk) -> None:
    assert "Belum ada laporan" in hana.get("/")


def test_names_are_text_and_nothing_else(hana: Desk, world: World) -> None:
    world.report(customer=Customer(idpel="543210987654", name="<script>alert(1)</script>"))
    page = hana.get("/?cari=%3Cscript%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in hana.get("/")
