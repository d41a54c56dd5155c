"""Lapor Ulang and the rating from the page: the same rules and use cases as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from bootstrap import System
from tests.fakes import HandSetClock
from tests.tickets.scenes import THREE_HOURS, finished, opened
from tests.tracking.conftest import Open, words
from tickets.events import Tab
from tickets.model import Channel, Kind, Status, Ticket

PathOf = Callable[[Ticket], str]
BUTTON = "<button>Lapor Ulang</button>"


@pytest.fixture
def repeated(app: Flask, path_of: PathOf) -> Callable[..., str]:
    """Send Lapor Ulang from the page of a report; return where the browser is sent."""

    def send(ticket: Ticket, note: str = "masih gelap") -> str:
        return app.test_client().post(f"{path_of(ticket)}/lapor-ulang", data={"catatan": note}).headers["Location"]

    return send


def test_LU_1_from_three_hours_on_the_page_takes_a_lapor_ulang(
    system: System, clock: HandSetClock, opened_page: Open, repeated: Callable[..., str]
):
    ticket = opened(system.reports)
    clock.forward(THREE_HOURS)
    assert BUTTON in opened_page(ticket).get_data(as_text=True)
    assert "pesan=dicatat" in repeated(ticket)
    repeat = system.reports.get(ticket.no_lapor).repeats[-1]
    assert (repeat.rule, repeat.note, repeat.channel, repeat.received_by) == (
        "LU-1",
        "masih gelap",
        Channel.WEB,
        "LACAK",
    )


def test_LU_2_before_three_hours_it_is_withheld_with_the_reason(
    system: System, clock: HandSetClock, opened_page: Open, repeated: Callable[..., str]
):
    ticket = opened(system.reports)
    clock.forward(THREE_HOURS - timedelta(seconds=1))
    answer = opened_page(ticket)
    assert BUTTON not in answer.get_data(as_text=True)
    assert 'data-rule="LU-2"' in answer.get_data(as_text=True)
    assert "dapat dikirim mulai pukul 15.00 WIB" in words(answer)
    assert "pesan=belum" in repeated(ticket)
    assert system.reports.get(ticket.no_lapor).lapor_ulang_count == 0


def test_LU_7_a_finished_report_becomes_active_again(system: System, opened_page: Open, repeated: Callable[..., str]):
    ticket = finished(system.reports)
    assert "pesan=dicatat" in repeated(ticket)
    now = system.reports.get(ticket.no_lapor)
    assert (now.status, now.display_no) == (Status.BELUM_SELESAI, f"{ticket.no_lapor}*")


def test_LU_9_a_complaint_knows_no_three_hours(system: System, repeated: Callable[..., str]):
    ticket = opened(system.reports, Kind.K)
    assert "pesan=dicatat" in repeated(ticket)
    assert system.reports.get(ticket.no_lapor).repeats[-1].rule == "LU-9"


def test_LU_12_a_finished_complaint_is_not_repeated_here(
    system: System, opened_page: Open, repeated: Callable[..., str]
):
    ticket = finished(system.reports, Kind.K)
    assert "laporan baru" in words(opened_page(ticket))
    assert "pesan=belum" in repeated(ticket)
    assert system.reports.get(ticket.no_lapor).related_no_lapor is None


def test_LU_13_within_15_minutes_it_is_the_same_contact(
    system: System, clock: HandSetClock, opened_page: Open, repeated: Callable[..., str]
):
    ticket = opened(system.reports)
    clock.forward(THREE_HOURS)
    repeated(ticket)
    clock.forward(timedelta(minutes=15))
    assert "pesan=belum" in repeated(ticket)
    assert "sudah kami catat pukul 15.00 WIB" in words(opened_page(ticket))
    clock.forward(timedelta(seconds=1))
    assert "pesan=dicatat" in repeated(ticket)
    assert system.reports.get(ticket.no_lapor).lapor_ulang_count == 2


def test_LU_1_many_taps_at_once_are_one_lapor_ulang(system: System, clock: HandSetClock, repeated: Callable[..., str]):
    ticket = opened(system.reports)
    clock.forward(THREE_HOURS)
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: repeated(ticket), range(6)))
    assert any("pesan=dicatat" in where for where in told)
    assert system.reports.get(ticket.no_lapor).lapor_ulang_count == 1


def test_MT_7_a_finished_report_is_rated_on_its_page(system: System, app: Flask, path_of: PathOf, opened_page: Open):
    ticket = finished(system.reports)
    assert "Bagaimana pelayanan kami?" in words(opened_page(ticket))
    sent = app.test_client().post(f"{path_of(ticket)}/nilai", data={"bintang": "4", "komentar": " ramah\x07 "})
    assert (sent.status_code, "pesan=terima-kasih" in sent.headers["Location"]) == (303, True)
    rating = system.reports.get(ticket.no_lapor).rating
    assert rating is not None
    assert (rating.stars, rating.comment, rating.via) == (4, "ramah", "LACAK")
    assert 'aria-label="4 dari 5 bintang"' in opened_page(ticket).get_data(as_text=True)
    assert len(system.reports.history(ticket.no_lapor, Tab.RATING)) == 1


@pytest.mark.parametrize("stars", ["", "0", "6", "lima"])
def test_MT_7_a_rating_has_one_to_five_stars(system: System, app: Flask, path_of: PathOf, stars: str):
    ticket = finished(system.reports)
    sent = app.test_client().post(f"{path_of(ticket)}/nilai", data={"bintang": stars})
    assert "pesan=bintang" in sent.headers["Location"]
    assert system.reports.get(ticket.no_lapor).rating is None


def test_MT_7_before_the_finish_there_is_nothing_to_rate(system: System, app: Flask, path_of: PathOf):
    ticket = opened(system.reports)
    sent = app.test_client().post(f"{path_of(ticket)}/nilai", data={"bintang": "5"})
    assert "pesan=gagal" in sent.headers["Location"]


def test_what_is_written_goes_no_further_than_the_field(system: System, repeated: Callable[..., str]):
    ticket = finished(system.reports)
    repeated(ticket, "a\r\nb\x00" + "x" * 9000)
    note = system.reports.get(ticket.no_lapor).repeats[-1].note
    assert (note[:3], len(note)) == ("a\nb", 500)


def test_a_message_of_strangers_is_not_shown(system: System, app: Flask, path_of: PathOf):
    body = app.test_client().get(f"{path_of(opened(system.reports))}?pesan=<b>bayar</b>").get_data(as_text=True)
    assert "bayar" not in body
