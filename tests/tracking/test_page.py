"""What the page shows at each moment of a report, and what it never shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

import app as application
from bootstrap import System
from tests.fakes import HandSetClock
from tests.tickets.scenes import BUDI, THREE_HOURS, TONO, apkt, contact, finished, opened
from tests.tracking.conftest import Open, words
from tickets.model import Kind, Officer, Position, ResolutionCode, Side, Stage, Ticket

MINUTE = timedelta(minutes=1)


def on_the_way(system: System, clock: HandSetClock, officer: Officer = TONO) -> Ticket:
    ticket = opened(system.reports)
    clock.forward(20 * MINUTE)
    system.reports.assign(ticket.no_lapor, officer, apkt(system.reports))
    clock.forward(10 * MINUTE)
    return system.reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, apkt(system.reports))


def seen(system: System, ticket: Ticket, street: str | None = "Jl. Asia Afrika") -> Ticket:
    return system.reports.see_position(ticket.no_lapor, Position(-6.92, 107.61, street, system.clock()))


def test_IN_3_a_new_report_shows_number_stage_and_eta_in_the_zone_of_the_unit(system: System, opened_page: Open):
    ticket = opened(system.reports)
    read = words(opened_page(ticket))
    assert f"No Lapor {ticket.no_lapor} " in read
    assert "Laporan diterima pukul 12.00 WIB" in read
    assert "Perkiraan selesai pukul 15.00 WIB" in read
    assert "Regu belum ditugaskan" in read


def test_TR_2_stage_street_plate_and_age_of_the_position(system: System, clock: HandSetClock, opened_page: Open):
    ticket = seen(system, on_the_way(system, clock))
    clock.forward(7 * MINUTE)
    read = words(opened_page(ticket))
    assert "Jl. Asia Afrika 7 menit lalu No Polisi L 1234 AB" in read
    assert "Regu ditugaskan pukul 12.20 WIB Petugas dalam perjalanan pukul 12.30 WIB" in read


@pytest.mark.parametrize(
    ("age", "is_told", "is_old"),
    [
        (15 * MINUTE, True, False),
        (15 * MINUTE + timedelta(seconds=1), True, True),
        (60 * MINUTE, True, True),
        (60 * MINUTE + timedelta(seconds=1), False, False),
    ],
)
def test_TR_5_an_old_position_is_told_as_old_and_later_not_at_all(
    system: System, clock: HandSetClock, opened_page: Open, age: timedelta, is_told: bool, is_old: bool
):
    ticket = seen(system, on_the_way(system, clock))
    clock.forward(age)
    read = words(opened_page(ticket))
    assert ("Jl. Asia Afrika" in read, "terakhir yang diketahui" in read) == (is_told, is_old)


def test_TR_3_without_apkt_mobile_no_position_is_made_up(system: System, clock: HandSetClock, opened_page: Open):
    ticket = on_the_way(system, clock, Officer("Tono", plate="L 1234 AB", uses_apkt_mobile=False))
    assert "Posisinya tidak dapat ditampilkan" in words(opened_page(ticket))


def test_TR_3_a_position_without_a_street_is_none(system: System, clock: HandSetClock, opened_page: Open):
    ticket = seen(system, on_the_way(system, clock), street=None)
    assert "Posisinya belum tersedia" in words(opened_page(ticket))


def test_TR_1_after_the_finish_there_is_no_officer(system: System, clock: HandSetClock, opened_page: Open):
    ticket = seen(system, on_the_way(system, clock))
    system.reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(system.reports))
    read = words(opened_page(ticket))
    assert "Laporan selesai" in read
    assert "Asia Afrika" not in read
    assert "L 1234 AB" not in read


def test_ETA_4_a_broken_promise_is_admitted(system: System, clock: HandSetClock, opened_page: Open):
    ticket = opened(system.reports)
    clock.forward(THREE_HOURS)
    assert "sudah terlewati" in words(opened_page(ticket))


def test_ETA_2_a_reopened_report_begins_its_journey_anew(system: System, clock: HandSetClock, opened_page: Open):
    ticket = finished(system.reports)
    clock.forward(timedelta(hours=1))
    system.reports.contact(ticket.no_lapor, contact(Side.PLN))
    read = words(opened_page(ticket))
    assert f"No Lapor {ticket.no_lapor}* " in read
    assert "Laporan diterima pukul 13.00 WIB" in read
    assert "Perkiraan selesai pukul 16.00 WIB" in read


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        (ResolutionCode.DATA_TIDAK_LENGKAP, "datanya belum lengkap"),
        (ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI, "sulit menghubungi"),
        (ResolutionCode.SELESAI_NORMAL, ""),
    ],
)
def test_LU_15_what_the_finished_report_lacked_is_told(
    system: System, opened_page: Open, code: ResolutionCode, asked: str
):
    read = words(opened_page(finished(system.reports, code=code)))
    assert asked in read
    assert ("tidak dikenal" in read) is bool(asked)


def test_a_complaint_has_two_stages_and_no_eta(system: System, opened_page: Open):
    read = words(opened_page(opened(system.reports, Kind.K)))
    assert "Perkiraan" not in read
    assert "Petugas dalam perjalanan" not in read


@pytest.mark.parametrize("stage", [Stage.LAPOR, Stage.DALAM_PERJALANAN, Stage.SELESAI])
def test_TR_6_no_person_is_on_the_page(system: System, clock: HandSetClock, opened_page: Open, stage: Stage):
    ticket = seen(system, on_the_way(system, clock)) if stage is not Stage.LAPOR else opened(system.reports)
    system.reports.comment(ticket.no_lapor, "pelanggan marah", apkt(system.reports))
    system.reports.contact(ticket.no_lapor, contact(Side.CUSTOMER, "rumah Bu Sri"))
    system.reports.advance(ticket.no_lapor, stage, apkt(system.reports)) if stage is Stage.SELESAI else None
    body = opened_page(ticket).get_data(as_text=True)
    private = [BUDI.name, BUDI.phone, BUDI.idpel, BUDI.meter_id, BUDI.address, TONO.name, "1100000000", "marah", "Sri"]
    assert [word for word in private if str(word) in body] == []


@pytest.mark.parametrize(
    ("minutes", "officer", "street", "stage", "has_map"),
    [
        (5, TONO, "Jl. Sunda", Stage.DALAM_PERJALANAN, True),
        (60, TONO, "Jl. Sunda", Stage.DALAM_PERJALANAN, True),
        (61, TONO, "Jl. Sunda", Stage.DALAM_PERJALANAN, False),
        (5, TONO, None, Stage.DALAM_PERJALANAN, False),
        (5, Officer("Tono", plate="L 1", uses_apkt_mobile=False), "Jl. Sunda", Stage.DALAM_PERJALANAN, False),
        (5, TONO, "Jl. Sunda", Stage.NYALA, False),
        (5, TONO, "Jl. Sunda", Stage.SELESAI, False),
    ],
)
def test_TR_1_TR_3_TR_5_no_coordinate_is_sent_where_no_position_may_be_told(
    system: System,
    clock: HandSetClock,
    opened_page: Open,
    minutes: int,
    officer: Officer,
    street: str | None,
    stage: Stage,
    has_map: bool,
):
    ticket = seen(system, on_the_way(system, clock, officer), street)
    if stage is not Stage.DALAM_PERJALANAN:
        system.reports.advance(ticket.no_lapor, stage, apkt(system.reports))
    clock.forward(minutes * MINUTE)
    body = opened_page(ticket).get_data(as_text=True)
    assert ("-6.92" in body, "107.61" in body, 'data-live="peta"' in body) == (has_map,) * 3


def test_pictures_of_maps_may_come_from_the_operators_source_alone(system: System, clock: HandSetClock):
    tiles = replace(system, settings=replace(system.settings, map_tiles="https://{s}.tiles.example/{z}/{x}/{y}.png"))
    ticket = seen(system, on_the_way(system, clock))
    path = system.links.address(ticket).removeprefix(system.settings.public_url)
    answer = application.create_app(tiles).test_client().get(path)
    assert "img-src 'self' https://*.tiles.example;" in answer.headers["Content-Security-Policy"]
    assert 'data-tiles="https://{s}.tiles.example/{z}/{x}/{y}.png"' in answer.text


def test_the_page_is_strict_and_hidden_from_search_engines(system: System, opened_page: Open):
    answer = opened_page(opened(system.reports))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    body = answer.get_data(as_text=True)
    assert "<style" not in body
    assert " style=" not in body
    assert "//" not in body.replace("http://www.w3.org", "")


def test_what_is_unchanged_is_not_sent_again(system: System, clock: HandSetClock, app: Flask, path_of):  # noqa: ANN001
    ticket = opened(system.reports)
    client, path = app.test_client(), path_of(ticket)
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    system.reports.assign(ticket.no_lapor, TONO, apkt(system.reports))
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("name", ["tracking.css", "tracking.js", "map.js", "bolt.svg"])
def test_what_the_page_needs_is_shipped(app: Flask, name: str):
    assert app.test_client().get(f"/lacak/static/{name}").status_code == 200
