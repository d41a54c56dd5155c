"""What every store promises about searching: the in-memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes import NOON
from tests.storage.builders import IDPEL, OTHER_PHONE, PHONE, add, numbers, report, stranger
from tickets.errors import InvalidError
from tickets.model import (
    Channel,
    Customer,
    Kind,
    LaporUlang,
    Stage,
    Status,
)
from tickets.ports import TicketQuery, UnitOfWorkFactory


@pytest.fixture
def four(store: UnitOfWorkFactory) -> UnitOfWorkFactory:
    """Return a store with four reports."""
    add(
        store,
        report(1),
        report(2, Customer("512345678902", name="Siti Aminah", phone=OTHER_PHONE), reporter=PHONE, wider_outage=True),
        report(3, Customer(meter_id="14099999999", address="Gang Buntu 3"), attention=True),
        report(4, Customer(idpel=IDPEL), Kind.K, status=Status.SELESAI, stage=Stage.NYALA),
    )
    return store


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (TicketQuery(), [4, 3, 2, 1]),
        (TicketQuery(no_lapor="G5426112300002"), [2]),
        (TicketQuery(no_lapor="g54 261123 00002*"), [2]),
        (TicketQuery(no_lapor="5426112300004"), [4]),
        (TicketQuery(no_lapor="K5426112300001"), []),
        (TicketQuery(no_lapor="bukan nomor"), []),
        (TicketQuery(phone=PHONE), [2, 1]),
        (TicketQuery(phone=OTHER_PHONE), [2]),
        (TicketQuery(phone="+62"), []),
        (TicketQuery(idpel=IDPEL), [4, 1]),
        (TicketQuery(meter_id="14099999999"), [3]),
        (TicketQuery(q="budi"), [1]),
        (TicketQuery(q="SANTOSO, Budi"), [1]),
        (TicketQuery(q="jln. merdeka"), [1]),
        (TicketQuery(q="merdeka siti"), []),
        (TicketQuery(q="buntu"), [3]),
        (TicketQuery(q="112300002"), [2]),
        (TicketQuery(q="K5426112300004*"), [4]),
        (TicketQuery(q="%"), []),
        (TicketQuery(q="santosa"), []),
        (TicketQuery(status=Status.SELESAI), [4]),
        (TicketQuery(kind=Kind.G), [3, 2, 1]),
        (TicketQuery(attention=True), [3]),
        (TicketQuery(attention=False), [4, 2, 1]),
        (TicketQuery(stage=Stage.NYALA), [4]),
        (TicketQuery(wider_outage=True), [2]),
        (TicketQuery(wider_outage=False, stage=Stage.LAPOR), [3, 1]),
        (TicketQuery(idpel=IDPEL, kind=Kind.G), [1]),
        (TicketQuery(phone=PHONE, q="siti", status=Status.BELUM_SELESAI), [2]),
    ],
)
def test_MT_1_search(four: UnitOfWorkFactory, query: TicketQuery, found: list[int]) -> None:
    assert [int(no_lapor[-5:]) for no_lapor in numbers(four, query)] == found


def test_MT_1_pages_follow_each_other_without_gap_or_repeat(store: UnitOfWorkFactory) -> None:
    same_time = [report(number, stranger(number), reported_at=NOON) for number in range(1, 6)]
    add(store, *same_time, report(6, stranger(6)), report(7, stranger(7)))
    seen: list[str] = []
    cursor = None
    for _ in range(4):
        with store() as uow:
            page = uow.tickets.search(TicketQuery(cursor=cursor, limit=2))
        seen += [ticket.no_lapor[-1] for ticket in page.items]
        cursor = page.next_cursor
    assert (seen, cursor) == (["7", "6", "5", "4", "3", "2", "1"], None)


def test_MT_1_a_page_that_ends_with_the_last_report_is_the_last(store: UnitOfWorkFactory) -> None:
    add(store, report(1), report(2, stranger(2)))
    with store() as uow:
        assert uow.tickets.search(TicketQuery(limit=2)).next_cursor is None


def test_MT_1_found_reports_are_whole(store: UnitOfWorkFactory) -> None:
    ticket = report()
    ticket.repeats.append(LaporUlang(NOON, Channel.VOICE, "BOT", "catatan", urgent=False, rule="LU-1"))
    add(store, ticket, report(2, stranger(2)))
    with store() as uow:
        assert list(uow.tickets.search(TicketQuery(idpel=IDPEL)).items) == [ticket]


@pytest.mark.parametrize("cursor", ["", "x", "bukan cursor", "Zm9v", "MjAyNi0xMS0yM3w=", "===="])
def test_a_cursor_that_is_not_ours_is_invalid(store: UnitOfWorkFactory, cursor: str) -> None:
    with store() as uow, pytest.raises(InvalidError):
        uow.tickets.search(TicketQuery(cursor=cursor))


@pytest.mark.parametrize("limit", [-1, 0, 201])
def test_a_limit_out_of_range_is_invalid(store: UnitOfWorkFactory, limit: int) -> None:
    with store() as uow, pytest.raises(InvalidError):
        uow.tickets.search(TicketQuery(limit=limit))


def test_PV_1_a_caller_has_the_reports_made_from_or_with_the_number_newest_first(four: UnitOfWorkFactory) -> None:
    with four() as uow:
        assert [ticket.no_lapor[-1] for ticket in uow.tickets.of_caller(PHONE)] == ["2", "1"]
        assert list(uow.tickets.of_caller("+6280000000000")) == []


def test_PV_1_a_caller_has_the_newest_twenty(store: UnitOfWorkFactory) -> None:
    add(store, *(report(number, stranger(number), reporter=PHONE) for number in range(1, 22)))
    with store() as uow:
        found = [int(ticket.no_lapor[-5:]) for ticket in uow.tickets.of_caller(PHONE)]
    assert found == list(range(21, 1, -1))


def test_PV_2_wrong_pairs_are_counted_by_caller_and_time(store: UnitOfWorkFactory) -> None:
    with store() as uow:
        for caller, minute in [(PHONE, 0), (PHONE, 1), (OTHER_PHONE, 1), (PHONE, 2)]:
            uow.wrong_pairs.add(caller, NOON + timedelta(minutes=minute))
        uow.commit()
    with store() as uow:
        assert uow.wrong_pairs.count(PHONE, NOON) == 3
        assert uow.wrong_pairs.count(PHONE, NOON + timedelta(minutes=1)) == 2
        assert uow.wrong_pairs.count(PHONE, NOON + timedelta(minutes=1, microseconds=1)) == 1
        assert uow.wrong_pairs.count("+62000", NOON) == 0
