"""Wider outages in every store, and on the real databases with writers at the same moment (WO)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON, HandSetClock
from tests.storage.builders import add, load, report, stranger
from tickets import reports as change
from tickets.errors import ConflictError, StaleWriteError
from tickets.events import EventType
from tickets.model import Channel, Customer, Stage
from tickets.outage_service import WiderOutages
from tickets.outages import OPEN, Outage, OutageEventType, OutageState, record
from tickets.ports import UnitOfWorkFactory
from tickets.reports import Source
from tickets.service import NewReport, Reports

HANA = Source("CC.54.HANA", Channel.CONSOLE, NOON)
WRITERS = 12
AT_ONCE = 6


def group(number: int = 1, **values: object) -> Outage:
    """Return a new group."""
    made = Outage(f"M54261123{number:05d}", "54", NOON + timedelta(minutes=number))
    return replace(made, **values)  # type: ignore[arg-type]


def keep(store: UnitOfWorkFactory, *outages: Outage) -> None:
    """Add groups."""
    with store() as uow:
        for outage in outages:
            uow.outages.add(outage)
        uow.commit()


def join(store: UnitOfWorkFactory, outage: Outage, *no_lapor: str) -> None:
    """Put reports into a group."""
    with store() as uow:
        for number in no_lapor:
            ticket = uow.tickets.get(number)
            assert ticket is not None
            ticket.outage = outage
            change.record(ticket, HANA, EventType.OUTAGE_JOINED, note=outage.no)
            uow.tickets.save(ticket)
        uow.commit()


def test_everything_of_a_group_comes_back_as_it_was_written(store: UnitOfWorkFactory) -> None:
    full = group(
        state=OutageState.CONFIRMED,
        area="Jl. Melati",
        until=NOON + timedelta(hours=2),
        cause="Kabel putus.",
        reason="-",
        eta_changes=2,
        needs_decision=True,
        confirmed_at=NOON,
        closed_at=NOON,
    )
    keep(store, full)
    with store() as uow:
        assert uow.outages.get(full.no) == full
        assert uow.outages.get("M540000") is None


def test_the_history_of_a_group_is_kept_in_order(store: UnitOfWorkFactory) -> None:
    outage = group()
    record(outage, HANA, OutageEventType.SUSPECTED, rule="IN-6")
    record(outage, HANA, OutageEventType.JOINED, report="G5426112300001", rule="WO-1")
    events = list(outage.events)
    keep(store, outage)
    with store() as uow:
        assert list(uow.outages.history(outage.no)) == events
    assert outage.events == []


def test_a_group_changed_in_between_is_not_overwritten(store: UnitOfWorkFactory) -> None:
    keep(store, group())
    with store() as uow:
        mine = uow.outages.get(group().no)
        assert mine is not None
    with store() as uow:
        theirs = uow.outages.get(group().no)
        assert theirs is not None
        uow.outages.save(theirs)
        uow.commit()
    with store() as uow, pytest.raises(StaleWriteError):
        uow.outages.save(mine)


def test_groups_are_listed_by_state_newest_first(store: UnitOfWorkFactory) -> None:
    keep(store, group(1), group(2, state=OutageState.CONFIRMED), group(3, state=OutageState.DISMISSED))
    with store() as uow:
        assert [outage.no[-1] for outage in uow.outages.listed(OPEN, 10)] == ["2", "1"]
        assert [outage.no[-1] for outage in uow.outages.listed(tuple(OutageState), 2)] == ["3", "2"]


def test_a_report_comes_back_with_its_group_as_that_stands_now(store: UnitOfWorkFactory) -> None:
    add(store, report())
    outage = group()
    keep(store, outage)
    join(store, outage, "G5426112300001")
    with store() as uow:
        found = uow.outages.get(outage.no)
        assert found is not None
        found.area = "Jl. Melati"
        uow.outages.save(found)
        uow.commit()
    ticket = load(store)
    assert ticket.outage is not None
    assert ticket.outage.area == "Jl. Melati"
    with store() as uow:
        assert [it.no_lapor for it in uow.tickets.of_outage(outage.no, lock=True)] == [ticket.no_lapor]
        assert uow.tickets.of_outage("M540000") == []


def test_WO_3_what_is_kept_apart_stays_apart(store: UnitOfWorkFactory) -> None:
    add(store, report(apart=True))
    assert (load(store).apart, load(store).outage) == (True, None)


def test_WO_1_reports_of_open_groups_are_near_however_old(store: UnitOfWorkFactory) -> None:
    here: dict[str, Any] = {"lat": -7.25, "lon": 112.75}
    add(store, *(report(number, stranger(number, **here)) for number in (1, 2, 3)))
    open_, dismissed = group(1), group(2, state=OutageState.DISMISSED)
    keep(store, open_, dismissed)
    join(store, open_, "G5426112300001")
    join(store, dismissed, "G5426112300002")
    with store() as uow:
        late = uow.outages.around(Customer(**here), NOON + timedelta(hours=7))
        early = uow.outages.around(Customer(**here), NOON + timedelta(hours=2))
    assert [(it.no_lapor[-1], it.state) for it in late] == [("1", "SUSPECTED")]
    assert [(it.no_lapor[-1], it.state) for it in early] == [("1", "SUSPECTED"), ("2", "DISMISSED"), ("3", None)]


def test_WO_1_of_a_group_the_report_nearest_in_time_is_told_of(store: UnitOfWorkFactory) -> None:
    here: dict[str, Any] = {"lat": -7.25, "lon": 112.75}
    far = {"lat": -7.35, "lon": 112.75}
    hours = {1: 0, 2: 3, 3: 9, 4: 4}
    for n, hour in hours.items():
        customer = stranger(n, **(far if n == 4 else here))
        add(store, report(n, customer, reported_at=NOON + timedelta(hours=hour)))
    whole = group(1)
    keep(store, whole)
    for n in hours:
        join(store, whole, f"G542611230000{n}")

    def told(hour: int) -> list[str]:
        with store() as uow:
            near = uow.outages.around(Customer(**here), NOON + timedelta(hours=hour))
        return [it.no_lapor[-1] for it in near]

    assert (told(0), told(4), told(5), told(12)) == (["1"], ["2"], ["2"], ["3"])


def test_WO_4_the_confirmed_group_near_by_is_that_of_the_oldest_report(store: UnitOfWorkFactory) -> None:
    street, elsewhere = Customer(address="Jl. Melati No. 7"), Customer(address="Jl. Kenanga No. 7")
    numbers = [f"G542611230000{n}" for n in range(1, 5)]
    for n in range(1, 5):
        at = NOON - timedelta(minutes=n)
        add(store, report(n, stranger(n, address=f"Jl. Melati No. {n}"), reported_at=at))
    states = (OutageState.SUSPECTED, OutageState.CONFIRMED, OutageState.CONFIRMED, OutageState.RESOLVED)
    groups = [group(n, state=state) for n, state in enumerate(states, start=1)]
    keep(store, *groups)
    with store() as uow:
        assert uow.outages.confirmed_near(street) is None
    for outage, number in zip(groups, numbers, strict=True):
        join(store, outage, number)
    with store() as uow:
        assert uow.outages.confirmed_near(street) == uow.outages.get(groups[2].no)
        assert uow.outages.confirmed_near(elsewhere) is None


def test_PV_3_a_group_is_known_by_its_oldest_report_and_the_street_most_name(store: UnitOfWorkFactory) -> None:
    outage = group()
    keep(store, outage)
    with store() as uow:
        assert uow.outages.gist(outage.no) is None
    addresses = ("Pasar Baru", "Jl. Anggrek No. 2", "Jl. Melati No. 9", "Jalan Melati 1", None)
    for n, address in enumerate(addresses, start=1):
        add(store, report(n, stranger(n, address=address), reported_at=NOON - timedelta(minutes=n)))
        join(store, outage, f"G542611230000{n}")
    with store() as uow:
        assert uow.outages.gist(outage.no) == (NOON - timedelta(minutes=5), "Jalan Melati 1")


def test_the_newest_report_of_a_premise_is_found(store: UnitOfWorkFactory) -> None:
    add(store, report(1, stage=Stage.SELESAI, status="SELESAI"), report(2))
    with store() as uow:
        newest = uow.tickets.of_premise(load(store).customer.idpel, None)
        assert newest is not None
        assert newest.no_lapor == "G5426112300002"
        assert uow.tickets.of_premise(None, None) is None
        assert uow.tickets.of_premise("500000000000", "10000000000") is None


# -- at the same moment ---------------------------------------------------------------------------------------


@pytest.fixture
def clock() -> HandSetClock:
    """Return a clock that stands."""
    return HandSetClock()


@pytest.fixture
def made(engine: Engine, clock: HandSetClock) -> tuple[Reports, WiderOutages]:
    """Return the use cases on a real database."""
    uow = partial(SqlUnitOfWork, engine)
    return Reports(uow, clock, unit_code="54", zone=ZoneInfo("Asia/Jakarta")), WiderOutages(uow, clock)


def at_once(what: Callable[[int], object], times: int = WRITERS) -> list[object]:
    """Do it from several threads at the same moment."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(what, range(times)))


def dark(reports: Reports, number: int) -> str:
    """Report a building of the street."""
    customer = Customer(idpel=f"5{number:011}", address=f"Jl. Melati No. {number}")
    new = NewReport(customer, "padam", "CHATBOT", Channel.WHATSAPP, reporter=f"+62811{number:07}")
    return reports.open(new).no_lapor


def test_WO_1_reports_at_the_same_moment_make_one_group_of_all(made: tuple[Reports, WiderOutages]) -> None:
    reports, outages = made
    numbers = at_once(partial(dark, reports))
    (found,) = outages.listed()
    assert sorted(ticket.no_lapor for ticket in found.reports) == sorted(map(str, numbers))


def test_WO_4_of_many_officers_one_confirms(made: tuple[Reports, WiderOutages]) -> None:
    reports, outages = made
    for number in range(3):
        dark(reports, number)
    no = outages.listed()[0].outage.no

    def confirm(_number: int) -> bool:
        try:
            outages.confirm(no, HANA, until=NOON + timedelta(hours=3))
        except ConflictError:
            return False
        return True

    assert at_once(confirm).count(True) == 1
    kinds = [event.type for ticket in outages.get(no).reports for event in reports.history(ticket.no_lapor)]
    assert kinds.count(EventType.OUTAGE_CONFIRMED) == 3


def test_WO_4_reports_and_work_while_it_is_confirmed_and_resolved_lose_nothing(
    made: tuple[Reports, WiderOutages],
) -> None:
    reports, outages = made
    first = [dark(reports, number) for number in range(3)]
    no = outages.listed()[0].outage.no

    def work(number: int) -> None:
        if number == 4:
            outages.confirm(no, HANA, until=NOON + timedelta(hours=3))
        elif number % 2:
            dark(reports, 100 + number)
        else:
            reports.comment(first[number % 3], f"catatan {number}", HANA)

    at_once(work)
    group = outages.get(no)
    assert len(group.reports) == 3 + WRITERS // 2
    assert {ticket.promise.until for ticket in group.reports if ticket.promise} == {NOON + timedelta(hours=3)}
    assert all(ticket.promise for ticket in group.reports)


def test_WO_3_a_report_goes_into_one_of_two_groups(made: tuple[Reports, WiderOutages]) -> None:
    reports, outages = made
    for number, street in enumerate(("Mawar", "Mawar", "Mawar", "Anggrek", "Anggrek", "Anggrek")):
        customer = Customer(idpel=f"5{number:011}", address=f"Jl. {street} No. {number}")
        reports.open(NewReport(customer, "padam", "CHATBOT", Channel.WHATSAPP))
    lone = dark(reports, 50)
    two = [it.outage.no for it in outages.listed()]

    def add_to(number: int) -> bool:
        try:
            outages.add(two[number % 2], lone, HANA)
        except ConflictError:
            return False
        return True

    at_once(add_to)
    holders = [it.outage.no for it in outages.listed() if lone in [ticket.no_lapor for ticket in it.reports]]
    assert len(holders) == 1
