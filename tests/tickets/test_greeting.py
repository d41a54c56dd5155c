"""Which report a call begins with (rules SA)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import HandSetClock
from tests.tickets.scenes import BUDI, MOMENT, OTHER_PHONE, PHONE, THREE_HOURS, apkt, finished, opened
from tickets.greeting import FINISHED_MEANT, MOST_REPORTS, Standing
from tickets.model import Customer, Kind, ResolutionCode, Stage
from tickets.service import Reports

SHOP = Customer(idpel="512345678902", phone=PHONE, address="Jl Kenanga 3")


def greeted(reports: Reports, phone: str | None = PHONE) -> tuple[str, Standing, list[str]]:
    greeting = reports.greeting(phone)
    return greeting.rule, greeting.standing, [ticket.no_lapor for ticket in greeting.reports]


@pytest.mark.parametrize("phone", [None, OTHER_PHONE])
def test_SA_1_a_withheld_number_and_a_stranger_hear_of_no_report(reports: Reports, phone: str | None):
    opened(reports)
    assert greeted(reports, phone) == ("SA-1", Standing.NONE, [])


@pytest.mark.parametrize(
    ("waited", "rule", "standing"),
    [(THREE_HOURS - MOMENT, "SA-2", Standing.UNDER_WAY), (THREE_HOURS, "SA-3", Standing.OVERDUE)],
)
def test_SA_2_SA_3_the_open_outage_before_and_from_three_hours_on(
    reports: Reports, clock: HandSetClock, waited: timedelta, rule: str, standing: Standing
):
    ticket = opened(reports)
    clock.forward(waited)
    assert greeted(reports) == (rule, standing, [ticket.no_lapor])


def test_SA_3_a_promise_that_passed_is_overdue_before_three_hours(reports: Reports, clock: HandSetClock):
    ticket = opened(reports)
    until = clock() + timedelta(hours=1)
    reports.promise(ticket.no_lapor, until, "kabel diganti", apkt(reports), by_human=True)
    clock.forward(timedelta(hours=1))
    assert greeted(reports)[0] == "SA-3"


def test_SA_4_at_NYALA_it_is_asked_whether_the_power_is_back(reports: Reports):
    ticket = opened(reports)
    reports.advance(ticket.no_lapor, Stage.NYALA, apkt(reports))
    assert greeted(reports) == ("SA-4", Standing.BACK, [ticket.no_lapor])


@pytest.mark.parametrize(("since", "rule"), [(FINISHED_MEANT, "SA-4"), (FINISHED_MEANT + MOMENT, "SA-1")])
def test_SA_4_and_after_SELESAI_for_a_day(reports: Reports, clock: HandSetClock, since: timedelta, rule: str):
    finished(reports)
    clock.forward(since)
    assert greeted(reports)[0] == rule


def test_SA_4_who_said_that_the_power_is_back_is_not_asked_again(reports: Reports):
    ticket = finished(reports)
    reports.confirm(ticket.no_lapor, apkt(reports))
    assert greeted(reports)[0] == "SA-1"


def test_SA_4_LU_15_a_report_closed_for_missing_data_is_asked_about_too(reports: Reports):
    finished(reports, code=ResolutionCode.DATA_TIDAK_LENGKAP)
    assert greeted(reports)[0] == "SA-4"


def test_SA_5_of_several_outages_one_is_chosen_newest_first(reports: Reports, clock: HandSetClock):
    first = opened(reports)
    clock.forward(MOMENT)
    second = opened(reports, customer=SHOP)
    assert greeted(reports) == ("SA-5", Standing.SEVERAL, [second.no_lapor, first.no_lapor])


def test_SA_5_no_more_than_can_be_told(reports: Reports):
    for at in range(MOST_REPORTS + 1):
        opened(reports, customer=Customer(idpel=f"51234567800{at}", phone=PHONE, address=f"Jl Mawar {at}"))
    assert len(reports.greeting(PHONE).reports) == MOST_REPORTS


def test_SA_6_a_complaint_is_told_where_no_outage_is(reports: Reports):
    complaint = opened(reports, Kind.K)
    assert greeted(reports) == ("SA-6", Standing.COMPLAINT, [complaint.no_lapor])
    outage = opened(reports, customer=BUDI)
    assert greeted(reports) == ("SA-2", Standing.UNDER_WAY, [outage.no_lapor])


def test_SA_6_a_finished_complaint_is_not_told(reports: Reports):
    finished(reports, Kind.K)
    assert greeted(reports)[0] == "SA-1"
