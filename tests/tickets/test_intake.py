"""Intake, numbers, one report per building, wider outages: IN-1 to IN-7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fakes import HandSetClock
from tests.tickets.scenes import BUDI, IDPEL, METER, MOMENT, PHONE, THREE_HOURS, apkt, finished, opened
from tickets import rules
from tickets.errors import ConflictError, InvalidError, NotFoundError, NumberTakenError, PremiseHasOpenReportError
from tickets.events import EventType
from tickets.model import SINGLE_BUILDING, Attachment, Channel, Customer, Kind, Stage
from tickets.numbers import read_no_lapor
from tickets.premises import metres_between, plain, premise_keys, street_key
from tickets.service import NewReport, Reports


def new(customer: Customer = BUDI, **values: object) -> NewReport:
    return NewReport(customer, "rumah padam", "BOT", Channel.WHATSAPP, **values)  # type: ignore[arg-type]


def neighbour(number: int, **values: object) -> Customer:
    return Customer(idpel=f"{number:012}", **values)  # type: ignore[arg-type]


def test_IN_1_a_report_is_about_one_building_unless_said_otherwise(reports: Reports) -> None:
    assert opened(reports).category == SINGLE_BUILDING == "1_BANGUNAN_PADAM"


@pytest.mark.parametrize(
    "customer",
    [Customer(idpel=IDPEL), Customer(meter_id=METER), Customer(name="Budi", address="Jl Merdeka 5")],
)
def test_IN_2_idpel_or_meter_or_name_and_address_is_enough(reports: Reports, customer: Customer) -> None:
    assert reports.open(new(customer)).customer == customer


@pytest.mark.parametrize(
    "customer",
    [
        Customer(),
        Customer(name="Budi"),
        Customer(address="Jl Merdeka 5"),
        Customer(phone=PHONE),
        Customer(name="!!", address="??"),
    ],
)
def test_IN_2_less_is_refused(reports: Reports, customer: Customer) -> None:
    with pytest.raises(InvalidError):
        reports.open(new(customer))


def test_IN_2_a_report_needs_a_description(reports: Reports) -> None:
    with pytest.raises(InvalidError):
        reports.open(NewReport(BUDI, " \n", "BOT", Channel.WHATSAPP))


def test_IN_2_a_photo_is_kept_once(reports: Reports) -> None:
    photo = Attachment("https://example.org/1", "image/jpeg", reports.now())
    ticket = reports.open(new(attachments=[photo]))
    assert reports.attach(ticket.no_lapor, photo, apkt(reports)).attachments == [photo]


def test_IN_3_number_and_eta_are_there_at_once(reports: Reports, clock: HandSetClock) -> None:
    ticket = opened(reports)
    assert (ticket.no_lapor, rules.eta(ticket.window_from)) == ("G5426112300001", clock() + THREE_HOURS)


# -- numbers --------------------------------------------------------------------------------------------------


def test_IN_4_numbers_count_through_both_kinds_and_start_anew_each_day_of_the_unit(
    reports: Reports, clock: HandSetClock
) -> None:
    numbers = [opened(reports).no_lapor, opened(reports, Kind.K).no_lapor]
    clock.at = datetime(2026, 11, 23, 16, 59, 59, 999999, tzinfo=UTC)  # a microsecond before midnight in Jakarta
    numbers.append(opened(reports, customer=neighbour(1)).no_lapor)
    clock.forward(MOMENT)
    numbers.append(opened(reports, customer=neighbour(2)).no_lapor)
    numbers.append(opened(reports, customer=neighbour(3), unit_code="12").no_lapor)
    assert numbers == ["G5426112300001", "K5426112300002", "G5426112300003", "G5426112400001", "G1226112400001"]


@pytest.mark.parametrize(
    "typed",
    [
        "G5426112300001",
        "g5426112300001*",
        "5426112300001",
        " G54 2611 2300 001 ",
        "G-54.261123/00001",
        "G5426112300001 *",
    ],
)
def test_IN_4_the_number_is_read_as_people_type_it(reports: Reports, typed: str) -> None:
    ticket = opened(reports)
    assert reports.get(typed) == ticket


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("G54261123001", "G54261123001"),  # older, 3 digits
        ("k542611230001", "K542611230001"),  # older, 4 digits
        ("G54261123123456", "G54261123123456"),
        ("G5426112301", None),  # 2 digits
        ("G5426133100001", None),  # no such month
        ("G5426022900001", None),  # no leap year
        ("X5426112300001", None),
        (IDPEL, None),
        ("", None),
    ],
)
def test_IN_4_older_numbers_are_read_and_others_are_not(typed: str, read: str | None) -> None:
    assert read_no_lapor(typed) == read


@pytest.mark.parametrize("typed", ["G5426112399999", "", "bukan nomor", "512345678901"])
def test_IN_4_what_is_no_number_of_a_report_is_not_found(reports: Reports, typed: str) -> None:
    with pytest.raises(NotFoundError):
        reports.get(typed)


def test_IN_4_apkt_may_bring_its_number_once(reports: Reports) -> None:
    assert reports.open(new(no_lapor="g54 261123 007")).no_lapor == "G54261123007"
    with pytest.raises(NumberTakenError):
        reports.open(new(neighbour(1), no_lapor="G54261123007"))


@pytest.mark.parametrize("number", ["K5426112300001", "5426112300001", "G1", "nomor"])
def test_IN_4_a_number_of_another_kind_or_shape_is_refused(reports: Reports, number: str) -> None:
    with pytest.raises(InvalidError):
        reports.open(new(no_lapor=number))


@pytest.mark.parametrize("unit", ["", "5", "540", "AB", "５４"])
def test_IN_4_a_unit_has_two_digits(reports: Reports, unit: str) -> None:
    with pytest.raises(InvalidError):
        reports.open(new(unit_code=unit))


@pytest.mark.parametrize("taken", ["G5426112300001", "K5426112300001"])
def test_IN_4_a_number_apkt_gave_is_stepped_over(reports: Reports, taken: str) -> None:
    reports.open(new(neighbour(1), no_lapor=taken, kind=Kind(taken[0])))
    assert opened(reports).no_lapor == "G5426112300002"


def test_IN_4_digits_that_mean_two_reports_ask_for_the_letter(reports: Reports) -> None:
    for kind in Kind:
        reports.open(new(neighbour(1), kind=kind, no_lapor=f"{kind}5426112300007"))
    with pytest.raises(ConflictError):
        reports.get("5426112300007")
    assert reports.get("K5426112300007").kind is Kind.K


# -- one open report per building -----------------------------------------------------------------------------


@pytest.mark.parametrize("again", [Customer(idpel=IDPEL), Customer(meter_id=METER), BUDI])
def test_IN_5_a_second_report_of_the_building_is_a_repeat_contact(
    reports: Reports, clock: HandSetClock, again: Customer
) -> None:
    first = opened(reports)
    with pytest.raises(PremiseHasOpenReportError):
        reports.open(new(again))
    early = reports.take(new(again))
    clock.forward(THREE_HOURS)
    late = reports.take(new(again))
    assert [early.ticket.no_lapor, late.ticket.no_lapor] == [first.no_lapor] * 2
    assert early.repeat is not None
    assert late.repeat is not None
    assert (early.repeat.rule, late.repeat.rule, late.ticket.lapor_ulang_count) == ("LU-2", "LU-1", 1)


def test_IN_5_a_building_whose_report_is_finished_gets_a_new_one(reports: Reports) -> None:
    old = finished(reports)
    taken = reports.take(new())
    assert (taken.repeat, taken.ticket.no_lapor) == (None, "G5426112300002")
    assert old.no_lapor == "G5426112300001"


def test_IN_5_a_complaint_does_not_stand_in_the_way(reports: Reports) -> None:
    opened(reports, Kind.K)
    assert reports.take(new()).repeat is None
    assert reports.take(new(kind=Kind.K)).repeat is None


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (("Budi Santoso", "Jl. Merdeka No. 5"), ("BUDI  santoso", "jalan merdeka nomor 5"), True),
        (("José", "Gang 1"), ("Jose", "gg 1"), True),
        (("Budi", "Jl Merdeka 5"), ("Budi", "Jl Merdeka 6"), False),
        (("李", "路 1"), ("王", "路 1"), False),
    ],
)
def test_IN_5_name_and_address_are_compared_folded(a: tuple[str, str], b: tuple[str, str], same: bool) -> None:
    keys = [premise_keys(Customer(name=name, address=address)) for name, address in (a, b)]
    assert (keys[0] == keys[1]) is same


# -- wider outages --------------------------------------------------------------------------------------------


def test_IN_6_the_third_report_near_in_place_and_time_is_flagged_as_wider(
    reports: Reports, clock: HandSetClock
) -> None:
    flags = []
    for number, lat in enumerate((-7.2500, -7.2520, -7.2510)):
        flags.append(opened(reports, customer=neighbour(number, lat=lat, lon=112.75)).wider_outage)
        clock.forward(timedelta(minutes=59))
    assert flags == [False, False, True]


@pytest.mark.parametrize(("pause", "wider"), [(timedelta(hours=2), True), (timedelta(hours=2) + MOMENT, False)])
def test_IN_6_what_is_more_than_two_hours_old_does_not_count(
    reports: Reports, clock: HandSetClock, pause: timedelta, wider: bool
) -> None:
    for number in range(2):
        opened(reports, customer=neighbour(number, address="Jl Melati 1"))
    clock.forward(pause)
    assert opened(reports, customer=neighbour(3, address="Jalan Melati 9")).wider_outage is wider


def test_IN_6_a_complaint_or_another_category_is_no_sign_of_an_outage(reports: Reports) -> None:
    for number in range(2):
        opened(reports, customer=neighbour(number, address="Jl Melati 1"))
    assert not opened(reports, Kind.K, neighbour(3, address="Jl Melati 2")).wider_outage
    assert not opened(reports, customer=neighbour(4, address="Jl Melati 3"), category="METER").wider_outage


def test_IN_6_what_the_customer_says_of_the_neighbours_is_enough(reports: Reports) -> None:
    ticket = opened(reports, wider_outage=True)
    assert ticket.wider_outage
    assert not rules.promotes_pln_mobile(ticket)
    assert EventType.MARKED_WIDER in {event.type for event in reports.history(ticket.no_lapor)}


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("Jalan Merdeka No. 5 RT 01/02", "merdeka"),
        ("Perum Indah, jl. Kembang Sepatu 12", "kembang sepatu"),
        ("Gang Buntu blok C", "buntu"),
        ("Desa Sukamaju", None),
        ("Jl. 17", None),
        (None, None),
    ],
)
def test_IN_6_the_street_of_an_address(address: str | None, street: str | None) -> None:
    assert street_key(address) == street


def test_IN_6_distance_is_measured_on_the_sphere() -> None:
    assert metres_between((0, 0), (0, 0)) == 0
    assert metres_between((-7.0, 112.0), (-8.0, 112.0)) == pytest.approx(111_195, rel=1e-4)


def test_plain_folds_case_accents_and_abbreviations() -> None:
    assert plain("  Jalan   K.H. Açhmad,Nomor 5 ") == "jl k h achmad no 5"


# -- danger ---------------------------------------------------------------------------------------------------


def test_IN_7_danger_marks_the_report_urgent(reports: Reports) -> None:
    ticket = opened(reports, urgent=True)
    assert ticket.urgent
    (marked,) = [event for event in reports.history(ticket.no_lapor) if event.type is EventType.MARKED_URGENT]
    assert marked.rule == "IN-7"


def test_IN_7_danger_on_an_open_report_goes_to_a_human(reports: Reports) -> None:
    opened(reports)
    taken = reports.take(new(urgent=True))
    assert taken.repeat is not None
    assert (taken.repeat.rule, taken.repeat.to_human, taken.ticket.urgent) == ("LU-3", True, True)


@pytest.mark.parametrize(("ahead", "accepted"), [(timedelta(minutes=5), True), (timedelta(minutes=5) + MOMENT, False)])
def test_a_report_from_the_future_is_refused_beyond_the_skew_of_clocks(
    reports: Reports, clock: HandSetClock, ahead: timedelta, accepted: bool
) -> None:
    report = new(reported_at=clock() + ahead)
    if accepted:
        assert reports.open(report).reported_at == clock()
    else:
        with pytest.raises(InvalidError):
            reports.open(report)


def test_a_report_taken_over_keeps_its_time(reports: Reports, clock: HandSetClock) -> None:
    ticket = reports.open(new(reported_at=clock() - THREE_HOURS))
    assert rules.is_overdue(ticket.window_from, clock())
    assert ticket.stage is Stage.LAPOR
