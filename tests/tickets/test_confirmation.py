"""Is the power really back: asked, answered, asked once more, quiet (CF-1 to CF-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import HandSetClock
from tests.tickets.scenes import THREE_HOURS, apkt, contact, finished, opened
from tickets.events import EventType, Tab
from tickets.model import Rating, ResolutionCode, Side, Stage, Status, Ticket
from tickets.service import Reports

HOUR = timedelta(hours=1)


def back(reports: Reports) -> Ticket:
    """Open a report whose power is back."""
    return reports.advance(opened(reports).no_lapor, Stage.NYALA, apkt(reports))


def kinds(reports: Reports, ticket: Ticket) -> list[EventType]:
    """Return what happened to a report."""
    return [event.type for event in reports.history(ticket.no_lapor, Tab.ALL)]


def rules_of_yes(reports: Reports, ticket: Ticket) -> list[str | None]:
    """Return by which rule each yes of the customer was kept."""
    return [event.rule for event in reports.history(ticket.no_lapor, Tab.ALL) if event.type is EventType.CONFIRMED]


@pytest.mark.parametrize("elapsed", [timedelta(minutes=5), THREE_HOURS])
def test_CF_2_LU_7_a_no_to_the_question_makes_the_report_active_again(
    reports: Reports, clock: HandSetClock, elapsed: timedelta
) -> None:
    ticket = back(reports)
    clock.forward(elapsed)
    result = reports.contact(ticket.no_lapor, replace(contact(Side.PLN, "Belum"), denies=True))
    again = result.ticket
    assert result.verdict.rule == "LU-7"
    assert (again.no_lapor, again.stage, again.status) == (ticket.no_lapor, Stage.LAPOR, Status.BELUM_SELESAI)
    assert (again.attention, again.lapor_ulang_count, again.window_from) == (True, 1, clock())


def test_LU_2_at_nyala_a_contact_that_answers_no_question_stays_what_it_was(reports: Reports) -> None:
    ticket = back(reports)
    assert reports.contact(ticket.no_lapor, contact(Side.PLN)).verdict.rule == "LU-2"


def test_CF_3_a_yes_is_kept_once_for_each_time_the_power_came_back(reports: Reports, clock: HandSetClock) -> None:
    ticket = back(reports)
    for _ in range(2):
        reports.confirm(ticket.no_lapor, apkt(reports))
    assert rules_of_yes(reports, ticket) == ["CF-3"]
    clock.forward(HOUR)
    reports.contact(ticket.no_lapor, replace(contact(Side.PLN), denies=True))
    reports.advance(ticket.no_lapor, Stage.NYALA, apkt(reports))
    reports.confirm(ticket.no_lapor, apkt(reports))
    assert rules_of_yes(reports, ticket) == ["CF-3", "CF-3"]


def test_CF_5_before_the_work_is_done_a_yes_is_kept_once_for_each_stage(reports: Reports) -> None:
    ticket = opened(reports)
    for _ in range(2):
        reports.confirm(ticket.no_lapor, apkt(reports), "sudah nyala")
    assert rules_of_yes(reports, ticket) == ["CF-5"]
    reports.advance(ticket.no_lapor, Stage.NYALA, apkt(reports))
    reports.confirm(ticket.no_lapor, apkt(reports))
    assert rules_of_yes(reports, ticket) == ["CF-5", "CF-3"]


def test_CF_5_who_said_so_before_is_asked_again_when_the_work_is_done(reports: Reports, clock: HandSetClock) -> None:
    ticket = opened(reports)
    reports.confirm(ticket.no_lapor, apkt(reports), "sudah nyala")
    clock.forward(HOUR)
    reports.advance(ticket.no_lapor, Stage.NYALA, apkt(reports))
    clock.forward(2 * HOUR)
    assert reports.remind() == [ticket.no_lapor]


def test_CF_4_silence_is_asked_once_more_then_it_is_quiet(reports: Reports, clock: HandSetClock) -> None:
    ticket = back(reports)
    clock.forward(2 * HOUR - timedelta(seconds=1))
    assert reports.remind() == []
    clock.forward(timedelta(seconds=1))
    assert reports.remind() == [ticket.no_lapor]
    for _ in range(30):
        clock.forward(HOUR)
        assert reports.remind() == []


def test_CF_4_the_end_of_the_report_asks_no_second_time(reports: Reports, clock: HandSetClock) -> None:
    ticket = back(reports)
    clock.forward(2 * HOUR)
    assert reports.remind() == [ticket.no_lapor]
    reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(reports))
    clock.forward(3 * HOUR)
    assert reports.remind() == []


def test_CF_4_nobody_is_asked_once_more_at_night(reports: Reports, clock: HandSetClock) -> None:
    clock.forward(8 * HOUR)  # 20:00 in Jakarta
    ticket = back(reports)
    for _ in range(10):
        clock.forward(HOUR)
        assert reports.remind() == []
    clock.forward(HOUR)
    assert reports.remind() == [ticket.no_lapor]


@pytest.mark.parametrize("answer", ["yes", "no", "rating"])
def test_CF_4_whoever_answered_is_left_alone(reports: Reports, clock: HandSetClock, answer: str) -> None:
    ticket = finished(reports)
    if answer == "yes":
        reports.confirm(ticket.no_lapor, apkt(reports))
    elif answer == "no":
        reports.contact(ticket.no_lapor, contact(Side.PLN))
    else:
        reports.rate(ticket.no_lapor, Rating(5, None, "CHATBOT", clock()), apkt(reports))
    clock.forward(3 * HOUR)
    assert reports.remind() == []


@pytest.mark.parametrize("code", [ResolutionCode.DATA_TIDAK_LENGKAP, ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI])
def test_CF_1_whoever_was_asked_for_data_is_not_asked_whether_the_power_is_back(
    reports: Reports, clock: HandSetClock, code: ResolutionCode
) -> None:
    ticket = finished(reports, code=code)
    reports.confirm(ticket.no_lapor, apkt(reports))
    clock.forward(3 * HOUR)
    assert reports.remind() == []
    assert EventType.CONFIRMED not in kinds(reports, ticket)
