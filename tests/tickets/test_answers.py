"""What may be told when: ETA-1 to ETA-5, TR-1 to TR-5, PM-1, PM-2."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import NOON, HandSetClock
from tests.tickets.scenes import BUDI, MOMENT, THREE_HOURS, TONO, apkt, contact, finished, opened
from tickets import rules
from tickets.errors import ConflictError, InvalidError
from tickets.model import Kind, Position, ResolutionCode, Side, Stage, Ticket
from tickets.rules import TrackingGap
from tickets.service import Reports

JUST_BEFORE = THREE_HOURS - MOMENT
MINUTES = timedelta(minutes=1)


def seen(reports: Reports, no_lapor: str) -> Ticket:
    """Let APKT Mobile see the officer now."""
    return reports.see_position(no_lapor, Position(-7.25, 112.75, "Jl Mawar", reports.now()))


def tracked(reports: Reports) -> Ticket:
    """Open a report, assign it, see the officer now."""
    no_lapor = opened(reports).no_lapor
    reports.assign(no_lapor, TONO, apkt(reports))
    return seen(reports, no_lapor)


def test_ETA_1_it_is_three_hours_from_the_report() -> None:
    assert rules.eta(NOON) == NOON + timedelta(hours=3)


def test_ETA_2_a_reopened_report_has_a_new_window(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = finished(reports).no_lapor
    clock.forward(timedelta(days=1))
    ticket = reports.contact(no_lapor, contact(Side.PLN)).ticket
    answer = rules.answer_eta(ticket, clock())
    assert (answer.rule, answer.promised) == ("ETA-3", clock() + THREE_HOURS)


def test_ETA_2_a_repeat_of_an_open_report_moves_nothing(reports: Reports, clock: HandSetClock) -> None:
    first = opened(reports)
    clock.forward(THREE_HOURS)
    assert reports.contact(first.no_lapor, contact(Side.PLN)).ticket.window_from == first.window_from


@pytest.mark.parametrize("elapsed", [timedelta(), JUST_BEFORE])
def test_ETA_3_before_three_hours_the_eta_and_the_note(reports: Reports, elapsed: timedelta) -> None:
    ticket = tracked(reports)
    answer = rules.answer_eta(ticket, ticket.window_from + elapsed)
    assert (answer.rule, answer.promised, answer.overdue) == ("ETA-3", ticket.window_from + THREE_HOURS, False)
    assert (answer.tracking, answer.pln_mobile) == (None, True)


def test_ETA_3_tracking_is_added_for_who_asks_for_the_officer_never_instead(
    reports: Reports, clock: HandSetClock
) -> None:
    answer = rules.answer_eta(tracked(reports), clock(), asked_officer=True)
    assert answer.promised == clock() + THREE_HOURS
    assert answer.tracking is not None
    assert answer.tracking.position is not None


@pytest.mark.parametrize("elapsed", [THREE_HOURS, timedelta(days=2)])
def test_ETA_4_from_three_hours_on_stage_and_position(
    reports: Reports, clock: HandSetClock, elapsed: timedelta
) -> None:
    ticket = tracked(reports)
    clock.forward(elapsed)
    answer = rules.answer_eta(seen(reports, ticket.no_lapor), clock())
    assert (answer.rule, answer.overdue, answer.pln_mobile) == ("ETA-4", True, True)
    assert answer.tracking is not None
    assert answer.tracking.position is not None
    assert (answer.tracking.stage, answer.tracking.position.street) == (Stage.PENUGASAN_REGU, "Jl Mawar")


def test_ETA_4_without_tracking_data_it_is_TR_3(reports: Reports, clock: HandSetClock) -> None:
    answer = rules.answer_eta(opened(reports), clock() + THREE_HOURS)
    assert (answer.rule, answer.overdue, answer.promised) == ("TR-3", True, clock() + THREE_HOURS)
    assert answer.tracking is not None
    assert answer.tracking.gap is TrackingGap.NO_OFFICER


@pytest.mark.parametrize(("elapsed", "overdue"), [(JUST_BEFORE, False), (THREE_HOURS, True), (timedelta(), False)])
def test_ETA_5_exactly_three_hours_is_three_hours_or_more(elapsed: timedelta, overdue: bool) -> None:
    assert rules.is_overdue(NOON, NOON + elapsed) is overdue


# -- tracking ---------------------------------------------------------------------------------------------------------


def test_TR_1_a_complaint_has_no_tracking(reports: Reports, clock: HandSetClock) -> None:
    ticket = opened(reports, Kind.K)
    assert rules.tracking(ticket, clock()).gap is TrackingGap.NOT_AN_OUTAGE
    assert rules.answer_eta(ticket, clock()).promised is None
    with pytest.raises(ConflictError):
        reports.assign(ticket.no_lapor, TONO, apkt(reports))
    with pytest.raises(ConflictError):
        seen(reports, ticket.no_lapor)
    with pytest.raises(ConflictError):
        reports.advance(ticket.no_lapor, Stage.NYALA, apkt(reports))


def test_TR_1_tracking_ends_with_the_report(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = tracked(reports).no_lapor
    ticket = reports.advance(no_lapor, Stage.SELESAI, apkt(reports))
    where = rules.tracking(ticket, clock())
    assert (where.rule, where.gap, where.position, where.plate) == ("TR-1", TrackingGap.FINISHED, None, None)
    with pytest.raises(ConflictError):
        seen(reports, no_lapor)


def test_TR_2_stage_street_plate_and_age(reports: Reports, clock: HandSetClock) -> None:
    ticket = tracked(reports)
    where = rules.tracking(ticket, clock() + 7 * MINUTES)
    assert (where.rule, where.stage, where.plate, where.age, where.is_old) == (
        "TR-2", Stage.PENUGASAN_REGU, "L 1234 AB", 7 * MINUTES, False,
    )  # fmt: skip
    assert where.position == ticket.position


def test_TR_3_without_apkt_mobile_no_position_even_if_one_is_known(reports: Reports, clock: HandSetClock) -> None:
    ticket = tracked(reports)
    ticket.officer = replace(TONO, uses_apkt_mobile=False)
    where = rules.tracking(ticket, clock())
    assert (where.rule, where.gap, where.position) == ("TR-3", TrackingGap.NO_APKT_MOBILE, None)


def test_TR_3_an_officer_without_a_position_yet(reports: Reports, clock: HandSetClock) -> None:
    ticket = reports.assign(opened(reports).no_lapor, TONO, apkt(reports))
    where = rules.tracking(ticket, clock())
    assert (where.rule, where.gap, where.position, where.plate) == (
        "TR-3", TrackingGap.NO_POSITION_YET, None, "L 1234 AB",
    )  # fmt: skip


def test_TR_3_the_position_of_another_officer_is_not_shown(reports: Reports) -> None:
    ticket = tracked(reports)
    assert reports.assign(ticket.no_lapor, replace(TONO, name="Joko"), apkt(reports)).position is None
    again = seen(reports, ticket.no_lapor)
    assert reports.assign(ticket.no_lapor, replace(TONO, name="Joko"), apkt(reports)).position == again.position


def test_TR_4_idpel_or_meter_makes_the_pair_with_the_number(reports: Reports) -> None:
    ticket = opened(reports)
    assert rules.pair_matches(ticket, BUDI.idpel, None)
    assert rules.pair_matches(ticket, None, BUDI.meter_id)
    assert not rules.pair_matches(ticket, None, None)
    assert not rules.pair_matches(ticket, "512345678902", "14012345679")


@pytest.mark.parametrize(
    ("age", "rule", "told", "old"),
    [
        (15 * MINUTES, "TR-2", True, False),
        (15 * MINUTES + MOMENT, "TR-5", True, True),
        (60 * MINUTES, "TR-5", True, True),
        (60 * MINUTES + MOMENT, "TR-5", False, False),
    ],
)
def test_TR_5_an_old_position_is_told_as_old_and_then_not_at_all(
    reports: Reports, clock: HandSetClock, age: timedelta, rule: str, told: bool, old: bool
) -> None:
    where = rules.tracking(tracked(reports), clock() + age)
    assert (where.rule, where.position is not None, where.is_old) == (rule, told, old)
    assert (where.gap is TrackingGap.POSITION_TOO_OLD) is not told


def test_a_position_older_than_known_changes_nothing(reports: Reports, clock: HandSetClock) -> None:
    ticket = tracked(reports)
    older = Position(0, 0, "Jl Lama", clock() - MOMENT)
    assert reports.see_position(ticket.no_lapor, older).position == ticket.position


def test_a_position_from_before_the_report_is_not_of_this_report(reports: Reports, clock: HandSetClock) -> None:
    before = Position(0, 0, "Jl Lama", clock() - MOMENT)
    assert reports.see_position(opened(reports).no_lapor, before).position is None


def test_a_position_from_the_future_is_refused(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    with pytest.raises(InvalidError):
        reports.see_position(no_lapor, Position(0, 0, None, clock() + 5 * MINUTES + MOMENT))


# -- stages -----------------------------------------------------------------------------------------------------------


def test_stages_only_go_forward(reports: Reports, clock: HandSetClock) -> None:
    no_lapor = opened(reports).no_lapor
    reports.advance(no_lapor, Stage.DALAM_PENGERJAAN, apkt(reports))
    with pytest.raises(ConflictError):
        reports.advance(no_lapor, Stage.DALAM_PERJALANAN, apkt(reports))
    clock.forward(MINUTES)
    again = reports.advance(no_lapor, Stage.DALAM_PENGERJAAN, apkt(reports))
    assert [reached.stage for reached in again.stages] == [Stage.LAPOR, Stage.DALAM_PENGERJAAN]


def test_a_resolution_belongs_to_selesai(reports: Reports) -> None:
    no_lapor = opened(reports).no_lapor
    with pytest.raises(InvalidError):
        reports.advance(no_lapor, Stage.NYALA, apkt(reports), code=ResolutionCode.SELESAI_NORMAL)
    done = reports.advance(no_lapor, Stage.SELESAI, apkt(reports))
    assert done.resolution is not None
    assert done.resolution.code is ResolutionCode.SELESAI_NORMAL


def test_a_finished_report_is_assigned_to_nobody(reports: Reports) -> None:
    no_lapor = finished(reports).no_lapor
    with pytest.raises(ConflictError):
        reports.assign(no_lapor, TONO, apkt(reports))


# -- PLN Mobile -------------------------------------------------------------------------------------------------------


def test_PM_1_single_building_outages_carry_the_note(reports: Reports) -> None:
    assert rules.promotes_pln_mobile(opened(reports))


def test_PM_2_nothing_else_does(reports: Reports) -> None:
    assert not rules.promotes_pln_mobile(opened(reports, Kind.K))
    ticket = opened(reports)
    assert not rules.promotes_pln_mobile(replace(ticket, wider_outage=True))
    assert not rules.promotes_pln_mobile(replace(ticket, category="METER"))
