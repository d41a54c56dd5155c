"""Who may hear what: PV-1, PV-2."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fakes import HandSetClock
from tests.tickets.scenes import BUDI, IDPEL, METER, MOMENT, OTHER_PHONE, PHONE, contact, opened
from tickets import rules
from tickets.errors import NotFoundError, TooManyWrongPairsError
from tickets.model import Channel, Customer, Side
from tickets.service import NewReport, Reports

STRANGER = "+6285555555555"
HOUR = timedelta(hours=1)


def fail(reports: Reports, times: int) -> None:
    for _ in range(times):
        with pytest.raises(NotFoundError):
            reports.by_pair(STRANGER, "G5426112300001", idpel="500000000000")


def test_PV_1_the_number_that_reported_or_is_on_file_hears(reports: Reports) -> None:
    ticket = opened(reports, customer=Customer(idpel=IDPEL, phone=OTHER_PHONE))
    assert rules.may_hear(ticket, PHONE)
    assert rules.may_hear(ticket, OTHER_PHONE)
    assert not rules.may_hear(ticket, STRANGER)
    assert list(reports.of_caller(PHONE)) == list(reports.of_caller(OTHER_PHONE)) == [ticket]
    assert list(reports.of_caller(STRANGER)) == []


def test_PV_1_a_withheld_number_is_nobodys(reports: Reports) -> None:
    ticket = opened(reports, customer=Customer(idpel=IDPEL))
    assert not rules.may_hear(ticket, None)
    assert list(reports.of_caller(None)) == []


def test_PV_1_the_reporting_number_stays_when_the_contact_number_changes(reports: Reports) -> None:
    no_lapor = opened(reports).no_lapor
    ticket = reports.contact(no_lapor, contact(Side.CUSTOMER, phone=OTHER_PHONE)).ticket
    assert rules.may_hear(ticket, PHONE)
    assert rules.may_hear(ticket, OTHER_PHONE)


def test_PV_1_who_changes_the_number_on_file_from_it_goes_on_hearing(reports: Reports) -> None:
    new = NewReport(BUDI, "rumah padam", "APKT", Channel.APKT)
    no_lapor = reports.open(new).no_lapor
    change = replace(contact(Side.CUSTOMER, phone=OTHER_PHONE), reporter=PHONE)
    ticket = reports.contact(no_lapor, change).ticket
    assert rules.may_hear(ticket, PHONE)
    assert rules.may_hear(ticket, OTHER_PHONE)


def test_PV_1_the_pair_of_a_stranger_makes_nobody_the_one_who_reported(reports: Reports) -> None:
    no_lapor = reports.open(NewReport(BUDI, "rumah padam", "APKT", Channel.APKT)).no_lapor
    change = replace(contact(Side.CUSTOMER, phone=OTHER_PHONE), reporter=STRANGER)
    ticket = reports.contact(no_lapor, change).ticket
    assert not rules.may_hear(ticket, STRANGER)
    assert not rules.may_hear(ticket, PHONE)


@pytest.mark.parametrize("pair", [{"idpel": IDPEL}, {"meter_id": METER}, {"idpel": IDPEL, "meter_id": "1"}])
def test_PV_2_a_stranger_with_the_pair_hears(reports: Reports, pair: dict[str, str]) -> None:
    ticket = opened(reports)
    assert reports.by_pair(STRANGER, "5426112300001*", **pair) == ticket


@pytest.mark.parametrize(
    ("no_lapor", "pair"),
    [
        ("G5426112300001", {}),
        ("G5426112300001", {"idpel": "500000000000"}),
        ("G5426112399999", {"idpel": IDPEL}),
        ("", {"idpel": IDPEL}),
        ("K5426112300001", {"meter_id": METER}),
    ],
)
def test_PV_2_one_of_the_two_tells_nothing_not_even_whether_it_exists(
    reports: Reports, no_lapor: str, pair: dict[str, str]
) -> None:
    opened(reports)
    with pytest.raises(NotFoundError) as refused:
        reports.by_pair(STRANGER, no_lapor, **pair)
    assert (refused.value.detail, refused.value.facts) == ("no report for this pair", {})


def test_PV_2_the_fifth_wrong_pair_in_an_hour_goes_to_a_human_and_nothing_is_answered_any_more(
    reports: Reports,
) -> None:
    ticket = opened(reports)
    fail(reports, 4)
    with pytest.raises(TooManyWrongPairsError):
        reports.by_pair(STRANGER, ticket.no_lapor, idpel="500000000000")
    with pytest.raises(TooManyWrongPairsError):
        reports.by_pair(STRANGER, ticket.no_lapor, idpel=BUDI.idpel)
    assert reports.by_pair("+62001", ticket.no_lapor, idpel=BUDI.idpel) == ticket


def test_PV_2_four_wrong_pairs_leave_the_right_one_open(reports: Reports) -> None:
    ticket = opened(reports)
    fail(reports, 4)
    assert reports.by_pair(STRANGER, ticket.no_lapor, idpel=BUDI.idpel) == ticket


@pytest.mark.parametrize(("pause", "refused"), [(HOUR, True), (HOUR + MOMENT, False)])
def test_PV_2_after_an_hour_wrong_pairs_are_forgotten(
    reports: Reports, clock: HandSetClock, pause: timedelta, refused: bool
) -> None:
    opened(reports)
    fail(reports, 4)
    clock.forward(pause)
    error = TooManyWrongPairsError if refused else NotFoundError
    with pytest.raises(error):
        reports.by_pair(STRANGER, "G5426112300001", idpel="500000000000")


def test_PV_4_guesses_at_one_report_from_many_numbers_end_at_a_human(reports: Reports, clock: HandSetClock) -> None:
    ticket = opened(reports)
    for guess in range(rules.GUESSES_LIMIT - 1):
        with pytest.raises(NotFoundError):
            reports.by_pair(f"+6281200000{guess:03d}", ticket.no_lapor, idpel=f"51000000{guess:04d}")
    with pytest.raises(TooManyWrongPairsError):
        reports.by_pair("+6281200000999", ticket.no_lapor.removeprefix("G"), idpel="510000009999")
    with pytest.raises(TooManyWrongPairsError):
        reports.by_pair("+6281200001000", ticket.no_lapor, idpel=IDPEL)
    clock.forward(HOUR + MOMENT)
    assert reports.by_pair("+6281200001000", ticket.no_lapor, idpel=IDPEL).no_lapor == ticket.no_lapor


def test_PV_4_guesses_at_one_premise_from_many_numbers_end_at_a_human(reports: Reports) -> None:
    ticket = opened(reports)
    refused = []
    for guess in range(rules.GUESSES_LIMIT):
        with pytest.raises((NotFoundError, TooManyWrongPairsError)) as fault:
            reports.by_pair(f"+6281200000{guess:03d}", f"G54261123{guess + 500:05d}", idpel=IDPEL)
        refused.append(fault.type)
    assert refused == [NotFoundError] * (rules.GUESSES_LIMIT - 1) + [TooManyWrongPairsError]
    with pytest.raises(TooManyWrongPairsError):
        reports.by_pair("+6281200001000", ticket.no_lapor, idpel=IDPEL)


def test_PV_4_the_own_number_hears_of_its_report_whoever_guesses(reports: Reports) -> None:
    ticket = opened(reports)
    for guess in range(rules.GUESSES_LIMIT):
        with pytest.raises((NotFoundError, TooManyWrongPairsError)):
            reports.by_pair(f"+6281200000{guess:03d}", ticket.no_lapor, idpel="510000009999")
    assert [known.no_lapor for known in reports.of_caller(PHONE)] == [ticket.no_lapor]
