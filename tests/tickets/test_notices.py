"""What of a report's events is worth a notice, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import NOON
from tests.storage.builders import PHONE, report
from tickets import reports
from tickets.model import Channel, Kind, Officer, ResolutionCode, Stage, Ticket
from tickets.notices import Notice, notice_of
from tickets.reports import Source

APKT = Source("APKT", Channel.APKT, NOON + timedelta(minutes=10))


def told(ticket: Ticket) -> list[Notice]:
    """Return the notices of the recorded events."""
    found = [notice_of(ticket, event) for event in ticket.events]
    return [notice for notice in found if notice is not None]


def test_each_stage_is_told_once():
    ticket = report(reporter=PHONE)
    reports.assign(ticket, Officer("Andi"), APKT)
    for stage in (Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN, Stage.NYALA, Stage.SELESAI):
        reports.advance(ticket, stage, APKT)
    assert told(ticket) == [
        Notice.DITUGASKAN,
        Notice.BERANGKAT,
        Notice.TIBA,
        Notice.MENYALA,
        Notice.NILAI,
    ]


@pytest.mark.parametrize(
    ("code", "notice"),
    [
        (None, Notice.SELESAI),
        (ResolutionCode.BUKAN_GANGGUAN_PLN, Notice.SELESAI),
        (ResolutionCode.DATA_TIDAK_LENGKAP, Notice.DATA_KURANG),
        (ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI, Notice.SULIT_DIHUBUNGI),
    ],
)
def test_the_end_says_what_is_needed_from_the_customer(code: ResolutionCode | None, notice: Notice):
    ticket = report(reporter=PHONE)
    reports.advance(ticket, Stage.SELESAI, APKT, code=code)
    assert told(ticket) == [notice]


def test_what_a_customer_did_by_whatsapp_was_answered_there():
    ticket = report(reporter=PHONE)
    reports.advance(ticket, Stage.SELESAI, APKT)
    ticket.events.clear()
    reports._move(ticket, Stage.LAPOR, Source("BOT", Channel.WHATSAPP, APKT.at))
    assert told(ticket) == []
    reports._move(ticket, Stage.LAPOR, Source("Sari", Channel.CONSOLE, APKT.at))
    assert told(ticket) == [Notice.AKTIF_KEMBALI]


def test_another_officer_is_told_but_the_first_is_told_as_the_stage():
    ticket = report(reporter=PHONE)
    reports.assign(ticket, Officer("Andi"), APKT)
    assert told(ticket) == [Notice.DITUGASKAN]
    ticket.events.clear()
    reports.assign(ticket, Officer("Andi"), APKT)
    assert told(ticket) == []
    reports.assign(ticket, Officer("Budi"), APKT)
    assert told(ticket) == [Notice.GANTI_PETUGAS]


@pytest.mark.parametrize(
    ("code", "notices"),
    [(ResolutionCode.DATA_TIDAK_LENGKAP, [Notice.DATA_KURANG]), (ResolutionCode.SELESAI_NORMAL, [])],
)
def test_lu_15_of_a_complaint_only_what_is_needed_is_told(code: ResolutionCode, notices: list[Notice]):
    ticket = report(reporter=PHONE, kind=Kind.K)
    reports.advance(ticket, Stage.SELESAI, APKT, code=code)
    assert told(ticket) == notices
