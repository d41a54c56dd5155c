"""Lapor Ulang or Update Laporan: LU-1 to LU-15 on the use cases, and the table as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.fakes import HandSetClock
from tests.tickets.scenes import (
    BUDI,
    MOMENT,
    OTHER_PHONE,
    PHONE,
    THREE_HOURS,
    apkt,
    contact,
    finished,
    opened,
)
from tickets import rules
from tickets.errors import ConflictError, InvalidError, NotFoundError, PremiseHasOpenReportError
from tickets.events import EventType, Tab
from tickets.model import (
    Attachment,
    Channel,
    Customer,
    Kind,
    Outcome,
    Rating,
    ResolutionCode,
    Side,
    Stage,
    Status,
    Ticket,
)
from tickets.rules import RepeatVerdict, decide_repeat
from tickets.service import Contact, Reports

G, K = Kind.G, Kind.K
OPEN, DONE = Status.BELUM_SELESAI, Status.SELESAI
PLN, CUSTOMER, BOTH = Side
LAPOR_ULANG, UPDATE, BOTH_OF_THEM, NEW_REPORT = Outcome
ZERO = timedelta()
JUST_BEFORE = THREE_HOURS - MOMENT

TABLE = [
    ("LU-1", G, OPEN, PLN, THREE_HOURS, False, LAPOR_ULANG),
    ("LU-1", G, OPEN, PLN, THREE_HOURS, True, LAPOR_ULANG),
    ("LU-1", G, OPEN, PLN, timedelta(days=9), False, LAPOR_ULANG),
    ("LU-2", G, OPEN, PLN, ZERO, False, UPDATE),
    ("LU-2", G, OPEN, PLN, JUST_BEFORE, False, UPDATE),
    ("LU-3", G, OPEN, PLN, ZERO, True, LAPOR_ULANG),
    ("LU-3", G, OPEN, PLN, JUST_BEFORE, True, LAPOR_ULANG),
    ("LU-4", G, OPEN, CUSTOMER, ZERO, False, UPDATE),
    ("LU-4", G, OPEN, CUSTOMER, JUST_BEFORE, True, UPDATE),
    ("LU-4", G, OPEN, CUSTOMER, THREE_HOURS, False, UPDATE),
    ("LU-4", G, OPEN, CUSTOMER, THREE_HOURS, True, UPDATE),
    ("LU-5", G, OPEN, BOTH, THREE_HOURS, False, BOTH_OF_THEM),
    ("LU-5", G, OPEN, BOTH, THREE_HOURS, True, BOTH_OF_THEM),
    ("LU-6", G, OPEN, BOTH, ZERO, False, UPDATE),
    ("LU-6", G, OPEN, BOTH, JUST_BEFORE, False, UPDATE),
    *[("LU-7", G, DONE, PLN, elapsed, urgent, LAPOR_ULANG) for elapsed in (ZERO, THREE_HOURS) for urgent in (0, 1)],
    *[("LU-8", G, DONE, CUSTOMER, elapsed, False, LAPOR_ULANG) for elapsed in (ZERO, THREE_HOURS)],
    *[("LU-8", G, DONE, BOTH, elapsed, False, LAPOR_ULANG) for elapsed in (ZERO, THREE_HOURS)],
    *[("LU-9", K, OPEN, PLN, elapsed, False, LAPOR_ULANG) for elapsed in (ZERO, JUST_BEFORE, THREE_HOURS)],
    *[("LU-10", K, OPEN, CUSTOMER, elapsed, False, UPDATE) for elapsed in (ZERO, THREE_HOURS)],
    *[("LU-11", K, OPEN, BOTH, elapsed, False, BOTH_OF_THEM) for elapsed in (ZERO, THREE_HOURS)],
    *[("LU-12", K, DONE, side, elapsed, False, NEW_REPORT) for side in Side for elapsed in (ZERO, THREE_HOURS)],
]  # fmt: skip


@pytest.mark.parametrize(("rule", "kind", "status", "side", "elapsed", "urgent", "outcome"), TABLE)
def test_the_LU_table(
    rule: str, kind: Kind, status: Status, side: Side, elapsed: timedelta, urgent: bool, outcome: Outcome
) -> None:
    verdict = decide_repeat(kind, status, side, elapsed, urgent=bool(urgent))
    assert (verdict.rule, verdict.outcome) == (rule, outcome)
    assert verdict.reopens is (kind is G and status is DONE)


def test_LU_1_from_three_hours_on_it_is_a_lapor_ulang(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(THREE_HOURS)
    result = reports.contact(no_lapor, contact(PLN))
    assert result.verdict == RepeatVerdict("LU-1", LAPOR_ULANG)
    assert (result.ticket.lapor_ulang_count, result.ticket.update_count, result.ticket.attention) == (1, 0, False)


def test_LU_2_a_microsecond_before_three_hours_it_is_an_update_with_the_note(
    reports: Reports, clock: HandSetClock
) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(JUST_BEFORE)
    result = reports.contact(no_lapor, contact(PLN, "kok belum datang ya"))
    assert result.verdict == RepeatVerdict("LU-2", UPDATE)
    assert (result.ticket.lapor_ulang_count, result.ticket.update_count) == (0, 1)
    assert [event.note for event in reports.history(no_lapor, Tab.COMMENTS)] == ["kok belum datang ya"]


def test_LU_3_urgent_before_three_hours_is_a_lapor_ulang_marked_urgent_for_a_human(
    reports: Reports, clock: HandSetClock
) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(JUST_BEFORE)
    result = reports.contact(no_lapor, contact(PLN, urgent=True))
    assert result.verdict == RepeatVerdict("LU-3", LAPOR_ULANG, to_human=True)
    assert (result.ticket.urgent, result.ticket.lapor_ulang_count, result.ticket.repeats[0].urgent) == (True, 1, True)
    assert EventType.MARKED_URGENT in {event.type for event in reports.history(no_lapor)}


def test_LU_3_urgent_with_data_loses_neither(reports: Reports) -> None:
    result = reports.contact(opened(reports).no_lapor, contact(BOTH, urgent=True, phone=OTHER_PHONE))
    assert result.verdict == RepeatVerdict("LU-3", BOTH_OF_THEM, to_human=True)
    assert (result.ticket.customer.phone, result.ticket.lapor_ulang_count) == (OTHER_PHONE, 1)


@pytest.mark.parametrize("elapsed", [ZERO, JUST_BEFORE, THREE_HOURS])
def test_LU_4_what_the_customer_changes_is_an_update_at_any_time(
    reports: Reports, clock: HandSetClock, elapsed: timedelta
) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(elapsed)
    result = reports.contact(no_lapor, contact(CUSTOMER, "ganti nomor", phone=OTHER_PHONE))
    assert result.verdict == RepeatVerdict("LU-4", UPDATE)
    assert (result.ticket.customer.phone, result.ticket.lapor_ulang_count) == (OTHER_PHONE, 0)
    (change,) = reports.history(no_lapor, Tab.CHANGES)
    assert (change.field, change.old, change.new, change.actor, change.at, change.rule) == (
        "phone", PHONE, OTHER_PHONE, "BOT", clock(), "LU-4",
    )  # fmt: skip


def test_LU_5_both_from_three_hours_on_are_lapor_ulang_then_update_in_one_contact(
    reports: Reports, clock: HandSetClock
) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(THREE_HOURS)
    result = reports.contact(no_lapor, contact(BOTH, phone=OTHER_PHONE))
    assert result.verdict == RepeatVerdict("LU-5", BOTH_OF_THEM)
    assert (result.ticket.lapor_ulang_count, result.ticket.update_count) == (1, 1)
    assert [event.type for event in reports.history(no_lapor)] == [
        EventType.REPORTED, EventType.LAPOR_ULANG, EventType.UPDATE, EventType.CHANGED,
    ]  # fmt: skip


def test_LU_6_both_before_three_hours_are_an_update_with_note_and_data(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(JUST_BEFORE)
    result = reports.contact(no_lapor, contact(BOTH, "belum datang, nomor saya ganti", phone=OTHER_PHONE))
    assert result.verdict == RepeatVerdict("LU-6", UPDATE)
    assert (result.ticket.lapor_ulang_count, result.ticket.customer.phone) == (0, OTHER_PHONE)
    assert [event.note for event in reports.history(no_lapor, Tab.COMMENTS)] == ["belum datang, nomor saya ganti"]


def test_LU_7_a_finished_report_is_active_again_under_its_number_with_an_asterisk(
    reports: Reports, clock: HandSetClock
) -> None:
    done = finished(reports)
    clock.forward(timedelta(hours=1))
    result = reports.contact(done.no_lapor, contact(PLN, "padam lagi"))
    ticket = result.ticket
    assert result.verdict == RepeatVerdict("LU-7", LAPOR_ULANG, reopens=True)
    assert (ticket.no_lapor, ticket.display_no) == (done.no_lapor, done.no_lapor + "*")
    assert (ticket.status, ticket.stage, ticket.resolution, ticket.lapor_ulang_count) == (OPEN, Stage.LAPOR, None, 1)
    assert (ticket.reported_at, ticket.window_from) == (done.reported_at, clock())
    last = list(reports.history(done.no_lapor, Tab.TRANSITIONS))[-1]
    assert (last.old, last.new) == ("SELESAI", "LAPOR")


def test_LU_7_urgent_goes_to_a_human_too(reports: Reports) -> None:
    result = reports.contact(finished(reports).no_lapor, contact(PLN, urgent=True))
    assert (result.verdict.rule, result.verdict.to_human, result.ticket.urgent) == ("LU-7", True, True)


@pytest.mark.parametrize("side", [CUSTOMER, BOTH])
def test_LU_8_data_for_a_finished_report_goes_into_the_lapor_ulang(reports: Reports, side: Side) -> None:
    done = finished(reports)
    ticket = reports.contact(done.no_lapor, contact(side, "nomor baru", phone=OTHER_PHONE)).ticket
    assert (ticket.status, ticket.attention, ticket.update_count, ticket.lapor_ulang_count) == (OPEN, True, 0, 1)
    assert ticket.repeats[0].note == f"nomor baru [phone: {OTHER_PHONE}]"
    assert (ticket.repeats[0].rule, ticket.customer.phone) == ("LU-8", OTHER_PHONE)


@pytest.mark.parametrize("elapsed", [ZERO, JUST_BEFORE, THREE_HOURS])
def test_LU_9_a_complaint_knows_no_three_hours(reports: Reports, clock: HandSetClock, elapsed: timedelta) -> None:
    no_lapor = opened(reports, K).no_lapor
    clock.forward(elapsed)
    result = reports.contact(no_lapor, contact(PLN))
    assert (result.verdict, result.ticket.lapor_ulang_count) == (RepeatVerdict("LU-9", LAPOR_ULANG), 1)


def test_LU_10_the_customers_data_updates_a_complaint(reports: Reports) -> None:
    result = reports.contact(opened(reports, K).no_lapor, contact(CUSTOMER, description="tagihan salah"))
    assert (result.verdict, result.ticket.description) == (RepeatVerdict("LU-10", UPDATE), "tagihan salah")


def test_LU_11_both_on_a_complaint_are_lapor_ulang_then_update(reports: Reports) -> None:
    no_lapor = opened(reports, K).no_lapor
    result = reports.contact(no_lapor, contact(BOTH, address="Jl Baru 1"))
    assert result.verdict == RepeatVerdict("LU-11", BOTH_OF_THEM)
    assert [event.type for event in reports.history(no_lapor)][1:3] == [EventType.LAPOR_ULANG, EventType.UPDATE]


@pytest.mark.parametrize("side", Side)
def test_LU_12_after_a_finished_complaint_comes_a_new_one_both_linked(reports: Reports, side: Side) -> None:
    done = finished(reports, K)
    photo = Attachment("https://example.org/1", "image/jpeg", reports.now())
    again = Contact(side, "tagihan masih salah", "Sari", Channel.VOICE, attachments=[photo])
    result = reports.contact(done.no_lapor, again)
    new, old = result.ticket, reports.get(done.no_lapor)
    assert result.verdict == RepeatVerdict("LU-12", NEW_REPORT)
    assert new.description == f"CC.54.SARI tagihan masih salah Nomor Laporan Terkait K: {done.no_lapor}"
    assert (new.kind, new.is_open, new.attention, old.is_open, old.attention) == (K, True, False, False, False)
    assert (new.related_no_lapor, old.related_no_lapor) == (old.no_lapor, new.no_lapor)
    assert (new.customer, new.attachments) == (BUDI, [photo])
    assert reports.get(new.no_lapor) == new


def test_LU_13_a_lapor_ulang_keeps_note_time_channel_and_receiver(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(THREE_HOURS)
    reports.contact(no_lapor, Contact(PLN, "masih gelap", "Sari", Channel.VOICE))
    (repeat,) = reports.get(no_lapor).repeats
    assert (repeat.note, repeat.at, repeat.channel, repeat.received_by, repeat.rule) == (
        "masih gelap", clock(), Channel.VOICE, "Sari", "LU-1",
    )  # fmt: skip


def test_LU_14_the_asterisk_is_display_only_and_stays(reports: Reports) -> None:
    no_lapor = finished(reports).no_lapor
    reports.contact(no_lapor, contact(PLN))
    assert reports.get(no_lapor + "*").no_lapor == no_lapor
    reports.advance(no_lapor, Stage.SELESAI, apkt(reports))
    assert reports.get(no_lapor).display_no == no_lapor + "*"


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        (ResolutionCode.DATA_TIDAK_LENGKAP, "data"),
        (ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI, "phone"),
        (ResolutionCode.SELESAI_NORMAL, None),
        (ResolutionCode.BUKAN_GANGGUAN_PLN, None),
        (None, None),
    ],
)
def test_LU_15_the_finishing_code_says_what_was_missing(code: ResolutionCode | None, needs: str | None) -> None:
    assert rules.needs_from_customer(code) == needs


def test_LU_15_the_missing_phone_goes_into_the_lapor_ulang(reports: Reports) -> None:
    done = finished(reports, code=ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI)
    ticket = reports.contact(done.no_lapor, contact(BOTH, "hubungi nomor ini", phone=OTHER_PHONE)).ticket
    assert OTHER_PHONE in ticket.repeats[0].note
    assert ticket.customer.phone == OTHER_PHONE


# -- around the table ---------------------------------------------------------------------------------------------


def test_ETA_2_after_reopening_the_three_hours_count_from_the_reopening(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = finished(reports).no_lapor
    clock.forward(timedelta(days=2))
    reports.contact(no_lapor, contact(PLN))
    clock.forward(JUST_BEFORE)
    assert reports.contact(no_lapor, contact(PLN)).verdict.rule == "LU-2"
    clock.forward(MOMENT)
    assert reports.contact(no_lapor, contact(PLN)).verdict.rule == "LU-1"


def test_data_that_comes_with_a_complaint_about_pln_is_not_lost(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    clock.forward(THREE_HOURS)
    result = reports.contact(no_lapor, contact(PLN, phone=OTHER_PHONE))
    assert (result.verdict.rule, result.ticket.customer.phone) == ("LU-5", OTHER_PHONE)


def test_IN_5_a_contact_for_a_finished_report_goes_to_the_open_one_of_the_building(reports: Reports) -> None:
    old = finished(reports)
    new = opened(reports)
    result = reports.contact(old.no_lapor, contact(PLN))
    assert (result.ticket.no_lapor, result.verdict.rule) == (new.no_lapor, "LU-2")
    assert not reports.get(old.no_lapor).is_open


@pytest.mark.parametrize("make", [opened, finished])
def test_PV_2_naming_another_buildings_idpel_reaches_nothing_of_its_report(
    reports: Reports, make: Callable[[Reports], Ticket]
) -> None:
    theirs = opened(reports, customer=Customer(idpel="599999999999", phone="+62800"))
    mine = make(reports)
    with pytest.raises(PremiseHasOpenReportError):
        reports.contact(mine.no_lapor, contact(CUSTOMER, idpel="599999999999", phone=OTHER_PHONE))
    assert reports.get(theirs.no_lapor) == theirs
    assert reports.get(mine.no_lapor) == mine


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "SELESAI"},
        {"no_lapor": "G1"},
        {"description": " "},
        {"idpel": None, "meter_id": None, "name": None},
    ],
)
def test_a_change_that_would_spoil_the_report_is_refused_whole(reports: Reports, changes: dict[str, Any]) -> None:
    before = opened(reports)
    with pytest.raises(InvalidError):
        reports.contact(before.no_lapor, contact(CUSTOMER, phone=OTHER_PHONE, **changes))
    assert reports.get(before.no_lapor) == before


def test_a_contact_about_no_report_is_not_found(reports: Reports) -> None:
    with pytest.raises(NotFoundError):
        reports.contact("G5426112300001", contact(PLN))


def test_a_contact_at_a_past_time_is_measured_at_that_time(reports: Reports, clock: HandSetClock) -> None:
    ticket = opened(reports)
    clock.forward(THREE_HOURS * 2)
    late = Contact(PLN, "x", "Sari", Channel.APKT, at=ticket.reported_at + JUST_BEFORE)
    assert reports.contact(ticket.no_lapor, late).verdict.rule == "LU-2"


def test_only_a_finished_report_is_rated(reports: Reports) -> None:
    no_lapor = opened(reports).no_lapor
    stars = Rating(5, None, "WHATSAPP", reports.now())
    with pytest.raises(ConflictError):
        reports.rate(no_lapor, stars, apkt(reports))
    reports.advance(no_lapor, Stage.SELESAI, apkt(reports))
    assert reports.rate(no_lapor, stars, apkt(reports)).rating == stars
