"""Wider outages: what makes a group, what officers make of it, what their customers' reports become (WO)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.fakes import FakeStore, HandSetClock
from tests.tickets.scenes import PHONE
from tickets import rules
from tickets.errors import ConflictError, InvalidError, NotFoundError
from tickets.events import EventType
from tickets.model import Channel, Customer, Side, Stage, Ticket
from tickets.notices import Notice, notice_of
from tickets.outage_service import Group, WiderOutages
from tickets.outages import OutageEventType, OutageState
from tickets.premises import are_neighbours, street_name
from tickets.reports import Source
from tickets.service import Contact, NewReport, Reports

CAUSE = "Perbaikan kabel."


@pytest.fixture
def store() -> FakeStore:
    """Return an empty store."""
    return FakeStore()


@pytest.fixture
def reports(store: FakeStore, clock: HandSetClock) -> Reports:
    """Return the use cases around reports."""
    return Reports(store, clock, unit_code="54", zone=clock.at.tzinfo)  # type: ignore[arg-type]


@pytest.fixture
def outages(store: FakeStore, clock: HandSetClock) -> WiderOutages:
    """Return the use cases around outages on the same store."""
    return WiderOutages(store, clock)


@pytest.fixture
def hana(clock: HandSetClock) -> Source:
    """Return an officer."""
    return Source("CC.54.HANA", Channel.CONSOLE, clock.at)


def neighbour(number: int, street: str = "Melati", **values: object) -> Customer:
    """Return somebody of a street."""
    return Customer(idpel=f"5{number:011}", address=f"Jl. {street} No. {number}", **values)  # type: ignore[arg-type]


def dark(reports: Reports, number: int, customer: Customer | None = None, **values: object) -> Ticket:
    """Report a building of the street without power."""
    phone = f"+62811{number:07}"
    new = NewReport(
        customer or neighbour(number),
        "padam",
        "CHATBOT",
        Channel.WHATSAPP,
        reporter=phone,
        **values,  # type: ignore[arg-type]
    )
    return reports.open(new)


def three(reports: Reports) -> list[Ticket]:
    """Report three buildings of one street."""
    return [dark(reports, number) for number in (1, 2, 3)]


def only(outages: WiderOutages) -> Group:
    """Return the one open group."""
    (group,) = outages.listed()
    return group


def numbers(tickets: Sequence[Ticket]) -> list[str]:
    """Return the numbers of reports."""
    return [ticket.no_lapor for ticket in tickets]


# -- what makes a group ---------------------------------------------------------------------------------------


def test_WO_1_the_third_report_of_a_street_begins_a_group_of_all_three(reports: Reports, outages: WiderOutages) -> None:
    first, second = dark(reports, 1), dark(reports, 2)
    assert outages.listed() == []
    third = dark(reports, 3)
    group = only(outages)
    assert numbers(group.reports) == numbers([first, second, third])
    assert (group.outage.state, group.outage.area, group.outage.since) == ("SUSPECTED", "Jl. Melati", first.reported_at)
    assert third.outage is not None
    assert all(ticket.wider_outage for ticket in group.reports)
    assert not any(rules.promotes_pln_mobile(ticket) for ticket in group.reports)
    kinds = [event.type for event in outages.history(group.outage.no)]
    assert kinds == [OutageEventType.SUSPECTED, *[OutageEventType.JOINED] * 3]


def test_WO_1_a_fourth_report_joins_and_a_report_elsewhere_does_not(reports: Reports, outages: WiderOutages) -> None:
    three(reports)
    fourth, far = dark(reports, 4), dark(reports, 5, neighbour(5, "Mawar"))
    assert fourth.no_lapor in numbers(only(outages).reports)
    assert far.no_lapor not in numbers(only(outages).reports)


def test_WO_1_a_report_between_two_groups_makes_them_one(reports: Reports, outages: WiderOutages) -> None:
    for number in (1, 2, 3):
        dark(reports, number, neighbour(number, "Melati", lat=-6.9000, lon=107.6))
    for number in (4, 5, 6):
        dark(reports, number, neighbour(number, "Mawar", lat=-6.9080, lon=107.6))
    assert len(outages.listed()) == 2
    dark(reports, 7, neighbour(7, "Kenanga", lat=-6.9040, lon=107.6))
    group = only(outages)
    assert len(group.reports) == 7
    assert [it.outage.state for it in outages.listed(tuple(OutageState))].count(OutageState.MERGED) == 1


def test_WO_1_a_suspicion_of_this_morning_takes_no_report_of_the_evening(
    reports: Reports, outages: WiderOutages, clock: HandSetClock
) -> None:
    three(reports)
    clock.forward(timedelta(hours=2, seconds=1))
    assert dark(reports, 4).outage is None


def test_WO_2_neighbours_dark_too_is_a_suspicion_at_once(reports: Reports, outages: WiderOutages) -> None:
    alone = dark(reports, 1, Customer(idpel="512345678901"), wider_outage=True)
    assert numbers(only(outages).reports) == [alone.no_lapor]
    assert only(outages).outage.area is None


def test_WO_3_only_my_house_stays_alone_and_is_not_counted(reports: Reports, outages: WiderOutages) -> None:
    dark(reports, 1, apart=True)
    dark(reports, 2)
    third = dark(reports, 3)
    assert (third.outage, third.wider_outage) == (None, False)
    dark(reports, 4)
    assert len(only(outages).reports) == 3


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        (Customer(address="Jl Melati 1"), Customer(address="jalan MELATI no 9"), True),
        (Customer(address="Jl Melati 1"), Customer(address="Jl Mawar 1"), False),
        (Customer(address="Jl Melati 1 Kel. Sukajadi"), Customer(address="Jl Melati 9, Kelurahan Antapani"), False),
        (Customer(address="Jl Melati 1 Kel. Sukajadi"), Customer(address="Jl Melati 9"), True),
        (Customer(address="Jl Melati", lat=-6.9, lon=107.6), Customer(address="Jl Melati", lat=-6.95, lon=107), False),
        (Customer(lat=-6.9, lon=107.6), Customer(lat=-6.9044, lon=107.6), True),
        (Customer(lat=-6.9, lon=107.6), Customer(lat=-6.9046, lon=107.6), False),
        (Customer(address="Desa Sukamaju"), Customer(address="Desa Sukamaju"), False),
    ],
)  # fmt: skip
def test_IN_6_neighbours_are_near_or_in_the_same_street(a: Customer, b: Customer, near: bool) -> None:
    assert are_neighbours(a, b) is are_neighbours(b, a) is near


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Jalan Melati Raya No. 5, RT 1", "Jl. Melati Raya"),
        ("gang Kelinci 3", "Gg. Kelinci"),
        ("Desa Maju", None),
        (None, None),
    ],
)
def test_PV_3_an_area_is_a_street_without_its_number(address: str | None, name: str | None) -> None:
    assert street_name(address) == name


# -- confirmed -------------------------------------------------------------------------------------------------


def confirmed(reports: Reports, outages: WiderOutages, hana: Source, hours: float | None = 4) -> Group:
    """Confirm a group of three."""
    three(reports)
    until = hana.at + timedelta(hours=hours) if hours else None
    return outages.confirm(only(outages).outage.no, hana, until=until, cause=CAUSE)


def test_WO_4_confirmed_every_report_has_the_promised_end(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    group = confirmed(reports, outages, hana)
    assert group.outage.state is OutageState.CONFIRMED
    for ticket in group.reports:
        answer = rules.answer_eta(ticket, hana.at)
        assert (answer.promised, answer.pln_mobile) == (hana.at + timedelta(hours=4), False)
        assert ticket.promise is not None
        assert ticket.promise.reason == CAUSE
        kinds = [event.type for event in reports.history(ticket.no_lapor)]
        assert kinds[-2:] == [EventType.OUTAGE_CONFIRMED, EventType.PROMISED]


def test_WO_4_without_an_end_no_time_is_told_and_none_is_in_danger(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    ticket = confirmed(reports, outages, hana, hours=None).reports[0]
    assert rules.has_no_eta(ticket)
    assert (rules.answer_eta(ticket, hana.at).rule, rules.answer_eta(ticket, hana.at).promised) == ("WO-4", None)
    clock.forward(timedelta(hours=2, minutes=59))
    assert not rules.in_danger(reports.get(ticket.no_lapor), clock.at)


def test_WO_4_a_new_report_joins_the_confirmed_outage_with_its_end(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    group = confirmed(reports, outages, hana)
    clock.forward(timedelta(hours=3))
    late = dark(reports, 4)
    assert late.outage is not None
    assert late.outage.no == group.outage.no
    assert rules.promised(late) == hana.at + timedelta(hours=4)


def test_WO_4_an_end_that_has_passed_is_promised_to_nobody(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    confirmed(reports, outages, hana, hours=1)
    clock.forward(timedelta(hours=1))
    late = dark(reports, 4)
    assert rules.has_no_eta(late)
    heard = outages.confirmed_for(neighbour(9), None)
    assert heard is not None
    assert heard.until is None


def test_WO_4_a_confirmed_group_does_not_grow_into_a_suspected_one_by_itself(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    for number in (1, 2, 3):
        dark(reports, number, neighbour(number, "Melati", lat=-6.9000, lon=107.6))
    sure = outages.confirm(only(outages).outage.no, hana)
    for number in (4, 5, 6):
        dark(reports, number, neighbour(number, "Mawar", lat=-6.9080, lon=107.6))
    between = dark(reports, 7, neighbour(7, "Kenanga", lat=-6.9040, lon=107.6))
    assert between.outage is not None
    assert between.outage.no == sure.outage.no
    assert sorted(len(group.reports) for group in outages.listed()) == [3, 4]


def test_WO_4_the_outage_a_customer_takes_it_to_be_counts_more_than_the_address(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    group = confirmed(reports, outages, hana)
    linked = dark(reports, 4, neighbour(4, "Belakang"), outage=group.outage.no)
    assert linked.outage is not None
    assert linked.outage.no == group.outage.no


def test_WO_4_only_a_suspected_group_is_confirmed(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    no = confirmed(reports, outages, hana).outage.no
    with pytest.raises(ConflictError):
        outages.confirm(no, hana)
    with pytest.raises(NotFoundError):
        outages.confirm("M540000", hana)


def test_WO_4_what_customers_hear_of_the_area_is_the_officers(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    three(reports)
    no = only(outages).outage.no
    assert outages.confirm(no, hana, area=" Kelurahan  Sukajadi ").outage.area == "Kelurahan Sukajadi"
    dark(reports, 4)
    assert outages.get(no).outage.area == "Kelurahan Sukajadi"


# -- who hears of it -------------------------------------------------------------------------------------------


def test_WO_4_only_a_confirmed_outage_is_told(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    three(reports)
    assert outages.confirmed_for(neighbour(9), None) is None
    outages.confirm(only(outages).outage.no, hana, until=hana.at + timedelta(hours=2))
    heard = outages.confirmed_for(neighbour(9), None)
    assert heard is not None
    assert (heard.area, heard.until) == ("Jl. Melati", hana.at + timedelta(hours=2))
    assert outages.confirmed_for(neighbour(9, "Mawar"), None) is None


def test_WO_4_a_number_on_file_in_the_area_hears_of_it_without_naming_a_place(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    old = dark(reports, 7)
    reports.advance(old.no_lapor, Stage.SELESAI, hana)
    clock.forward(timedelta(days=30))
    confirmed(reports, outages, Source(hana.by, hana.channel, clock.at))
    heard = outages.confirmed_for(Customer(), old.reporter)
    assert heard is not None
    assert heard.area == "Jl. Melati"
    assert outages.confirmed_for(Customer(), PHONE) is None


def test_PV_2_an_idpel_of_another_tells_nothing_of_where_it_is(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    confirmed(reports, outages, hana)
    heard = outages.confirmed_for(Customer(idpel=neighbour(1).idpel), PHONE)
    assert heard is not None
    assert heard.area is None


# -- changes ---------------------------------------------------------------------------------------------------


def test_WO_5_another_end_is_promised_to_every_report(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    no = confirmed(reports, outages, hana).outage.no
    clock.forward(timedelta(minutes=1))
    later = clock.at + timedelta(hours=6)
    group = outages.promise(no, later, "Trafo diganti.", outages.source("CC.54.HANA", Channel.CONSOLE), by_human=True)
    assert {rules.promised(ticket) for ticket in group.reports} == {later}
    assert {ticket.promise_changes for ticket in group.reports} == {0}


def test_WO_5_a_program_changes_it_twice_then_an_officer_decides(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    no = confirmed(reports, outages, hana, hours=None).outage.no
    apkt = outages.source("APKT", Channel.APKT)
    for hours in (2, 3, 4):  # the first is no change: there was none
        outages.promise(no, hana.at + timedelta(hours=hours), CAUSE, apkt, by_human=False)
    with pytest.raises(ConflictError):
        outages.promise(no, hana.at + timedelta(hours=5), CAUSE, apkt, by_human=False)
    group = outages.get(no)
    assert group.outage.needs_decision
    assert {rules.promised(ticket) for ticket in group.reports} == {hana.at + timedelta(hours=4)}
    group = outages.promise(no, hana.at + timedelta(hours=5), CAUSE, hana, by_human=True)
    assert not group.outage.needs_decision


@pytest.mark.parametrize("hours", [-1, 0, 24 * 14 + 1])
def test_WO_5_an_end_lies_ahead(reports: Reports, outages: WiderOutages, hana: Source, hours: int) -> None:
    no = confirmed(reports, outages, hana).outage.no
    with pytest.raises(InvalidError):
        outages.promise(no, hana.at + timedelta(hours=hours), CAUSE, hana, by_human=True)


def test_WO_6_dismissed_its_reports_are_single_and_make_no_group_again(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    three(reports)
    group = outages.dismiss(only(outages).outage.no, "Tiga sebab berbeda.", hana)
    assert not any(ticket.wider_outage for ticket in group.reports)
    assert all(rules.promotes_pln_mobile(ticket) for ticket in group.reports)
    assert dark(reports, 4).outage is None
    assert dark(reports, 5, wider_outage=True).outage is None
    assert dark(reports, 6).outage is not None
    assert len(only(outages).reports) == 3


def test_WO_6_what_customers_were_told_is_taken_back(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    no = confirmed(reports, outages, hana).outage.no
    group = outages.dismiss(no, "Keliru.", hana)
    assert [told(reports, ticket)[-1:] for ticket in group.reports] == [[Notice.MELUAS_BATAL]] * 3


def test_WO_6_who_was_told_nothing_hears_nothing(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    tickets = three(reports)
    outages.dismiss(only(outages).outage.no, "Keliru.", hana)
    # The third was answered that it may be a wider outage.
    assert [told(reports, ticket) for ticket in tickets] == [[], [], [Notice.MELUAS_BATAL]]


def test_WO_6_a_suspicion_ends_by_itself_once_all_reports_are_finished(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    tickets = three(reports)
    for ticket in tickets:
        assert outages.tidy() == []
        reports.advance(ticket.no_lapor, Stage.SELESAI, hana)
    assert len(outages.tidy()) == 1
    assert outages.listed() == []


def test_WO_7_resolved_every_report_is_finished_and_asked_about(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    group = outages.resolve(confirmed(reports, outages, hana).outage.no, hana)
    assert {ticket.stage for ticket in group.reports} == {Stage.SELESAI}
    assert [told(reports, ticket)[-1:] for ticket in group.reports] == [[Notice.MENYALA]] * 3
    assert outages.confirmed_for(neighbour(9), None) is None
    with pytest.raises(ConflictError):
        outages.resolve(group.outage.no, hana)


def test_WO_7_danger_at_a_building_is_not_over_with_the_outage(
    reports: Reports, outages: WiderOutages, hana: Source
) -> None:
    three(reports)
    urgent = dark(reports, 4, urgent=True)
    outages.confirm(only(outages).outage.no, hana)
    outages.resolve(only(outages).outage.no, hana)
    ticket = reports.get(urgent.no_lapor)
    assert (ticket.is_open, ticket.stage) == (True, Stage.NYALA)


def test_WO_7_still_dark_after_it_is_a_report_of_its_own_with_3_hours(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    group = outages.resolve(confirmed(reports, outages, hana).outage.no, hana)
    clock.forward(timedelta(minutes=10))
    contact = Contact(Side.PLN, "masih gelap", "CHATBOT", Channel.WHATSAPP)
    ticket = reports.contact(group.reports[0].no_lapor, contact).ticket
    assert (ticket.outage, ticket.wider_outage, ticket.stage) == (None, False, Stage.LAPOR)
    assert rules.promised(ticket) == clock.at + timedelta(hours=3)


def test_WO_7_dark_again_while_the_outage_lasts_stays_in_it(
    reports: Reports, outages: WiderOutages, hana: Source, clock: HandSetClock
) -> None:
    group = confirmed(reports, outages, hana)
    no = group.reports[0].no_lapor
    reports.advance(no, Stage.SELESAI, hana)
    clock.forward(timedelta(minutes=10))
    ticket = reports.contact(no, Contact(Side.PLN, "padam lagi", "CHATBOT", Channel.WHATSAPP)).ticket
    assert ticket.outage is not None
    assert rules.promised(ticket) == hana.at + timedelta(hours=4)


# -- by hand ---------------------------------------------------------------------------------------------------


def test_WO_3_an_officer_adds_and_removes_a_report(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    no = confirmed(reports, outages, hana).outage.no
    other = dark(reports, 8, neighbour(8, "Mawar"))
    group = outages.add(no, other.no_lapor, hana)
    assert other.no_lapor in numbers(group.reports)
    assert told(reports, other)[-1:] == [Notice.MELUAS]
    assert rules.promised(reports.get(other.no_lapor)) == hana.at + timedelta(hours=4)
    group = outages.remove(no, other.no_lapor, hana, "Gardu lain.")
    assert other.no_lapor not in numbers(group.reports)
    assert reports.get(other.no_lapor).apart
    with pytest.raises(ConflictError):
        outages.remove(no, other.no_lapor, hana)
    actors = {event.actor for event in outages.history(no) if event.report == other.no_lapor}
    assert actors == {hana.by}


def test_WO_3_a_report_is_in_one_open_group_at_most(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    no = confirmed(reports, outages, hana).outage.no
    other = dark(reports, 8, neighbour(8, "Mawar"), wider_outage=True)
    with pytest.raises(ConflictError):
        outages.add(no, other.no_lapor, hana)


def test_WO_3_a_finished_report_is_added_to_nothing(reports: Reports, outages: WiderOutages, hana: Source) -> None:
    no = confirmed(reports, outages, hana).outage.no
    other = dark(reports, 8, neighbour(8, "Mawar"))
    reports.advance(other.no_lapor, Stage.SELESAI, hana)
    with pytest.raises(ConflictError):
        outages.add(no, other.no_lapor, hana)


def told(reports: Reports, ticket: Ticket) -> list[Notice]:
    """Return the notices the whole history of a report brings, as far as one event tells."""
    ticket = reports.get(ticket.no_lapor)
    history = [event for event in reports.history(ticket.no_lapor) if event.type is not EventType.PROMISED]
    notices = [notice_of(ticket, event) for event in history if event.new != Stage.SELESAI]
    return [notice for notice in notices if notice]
