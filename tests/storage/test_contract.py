"""What every store promises: the in-memory fake, SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.fakes import NOON
from tests.storage.builders import BUDI, IDPEL, METER, OTHER_PHONE, PHONE, add, load, report, save, stranger, told
from tickets.errors import NumberTakenError, PremiseHasOpenReportError, StaleWriteError
from tickets.events import EventType, Tab
from tickets.model import (
    Attachment,
    Channel,
    Customer,
    Kind,
    LaporUlang,
    Officer,
    Position,
    Rating,
    Resolution,
    ResolutionCode,
    Stage,
    StageTime,
    Status,
)
from tickets.ports import UnitOfWorkFactory
from tickets.rules import CLUSTER_WINDOW


def test_everything_of_a_report_comes_back_as_it_was_written(store: UnitOfWorkFactory) -> None:
    other = report(2, stranger(2))
    full = report(
        status=Status.SELESAI,
        stage=Stage.SELESAI,
        urgent=True,
        attention=True,
        wider_outage=True,
        reporter=OTHER_PHONE,
        category="LAIN",
        lapor_ulang_count=1,
        update_count=2,
        related_no_lapor=other.no_lapor,
        officer=Officer("Tono", "+62811", "L 1234 AB", uses_apkt_mobile=False),
        position=Position(-7.25, 112.75, "Jl Melati", NOON + timedelta(microseconds=1)),
        resolution=Resolution(ResolutionCode.DATA_TIDAK_LENGKAP, "alamat kurang", NOON),
        rating=Rating(4, "cepat", "WHATSAPP", NOON),
        stages=[StageTime(Stage.LAPOR, NOON), StageTime(Stage.SELESAI, NOON + timedelta(hours=1), "nyala")],
        repeats=[LaporUlang(NOON, Channel.VOICE, "BOT", "belum datang 😡", urgent=True, rule="LU-3")],
        attachments=[Attachment("https://example.org/1", "image/jpeg", NOON)],
    )
    add(store, other, full)
    found = load(store)
    assert found == full
    assert (found.version, found.events) == (1, [])


def test_a_report_with_nothing_optional_comes_back_as_it_was_written(store: UnitOfWorkFactory) -> None:
    bare = report(customer=Customer(idpel=IDPEL))
    add(store, bare)
    assert load(store) == bare


def test_a_number_that_does_not_exist_is_none(store: UnitOfWorkFactory) -> None:
    with store() as uow:
        assert uow.tickets.get("G5426112399999") is None
        assert uow.tickets.get("G5426112399999", lock=True) is None


def test_changing_a_loaded_report_changes_nothing_until_it_is_saved(store: UnitOfWorkFactory) -> None:
    add(store, report())
    with store() as uow:
        ticket = uow.tickets.get("G5426112300001")
        assert ticket is not None
        ticket.urgent = True
        ticket.stages.append(StageTime(Stage.NYALA, NOON))
        uow.commit()
    assert load(store) == report(version=1)


def test_without_commit_nothing_lasts(store: UnitOfWorkFactory) -> None:
    with store() as uow:
        uow.tickets.add(report())
        uow.tickets.next_sequence("54", date(2026, 11, 23))
        uow.wrong_pairs.add(PHONE, NOON)
    with store() as uow:
        assert uow.tickets.get("G5426112300001") is None
        assert uow.tickets.open_at_premise(BUDI) is None
        assert uow.tickets.next_sequence("54", date(2026, 11, 23)) == 1
        assert uow.wrong_pairs.count(PHONE, NOON) == 0


def test_an_error_inside_rolls_back(store: UnitOfWorkFactory) -> None:
    with suppress(ZeroDivisionError), store() as uow:
        uow.tickets.add(report())
        uow.wrong_pairs.add(PHONE, NOON + timedelta(minutes=1 / 0))
        uow.commit()
    with store() as uow:
        assert uow.tickets.get("G5426112300001") is None


def test_IN_4_a_number_is_never_used_twice(store: UnitOfWorkFactory) -> None:
    add(store, report())
    with pytest.raises(NumberTakenError):
        add(store, report(1, stranger(1)))
    assert load(store).customer == BUDI


def test_IN_4_each_unit_and_day_counts_from_one(store: UnitOfWorkFactory) -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    with store() as uow:
        drawn = [uow.tickets.next_sequence(unit, day) for unit in ("54", "12") for day in (monday, tuesday, monday)]
        uow.commit()
    with store() as uow:
        drawn.append(uow.tickets.next_sequence("54", monday))
    assert drawn == [1, 1, 2, 1, 1, 2, 3]


# -- writing ----------------------------------------------------------------------------------------------------


def test_a_writer_with_an_old_version_is_refused(store: UnitOfWorkFactory) -> None:
    add(store, report())
    first, second = load(store), load(store)
    first.description = "pertama"
    save(store, first)
    second.description = "kedua"
    with pytest.raises(StaleWriteError):
        save(store, second)
    assert load(store).description == "pertama"


def test_saving_what_was_never_added_is_refused(store: UnitOfWorkFactory) -> None:
    with pytest.raises(StaleWriteError):
        save(store, report())


def test_a_report_can_be_saved_again_and_again(store: UnitOfWorkFactory) -> None:
    ticket = report()
    add(store, ticket)
    for minute in range(3):
        ticket.stages.append(StageTime(Stage.PENUGASAN_REGU, NOON + timedelta(minutes=minute)))
        ticket.events.append(told(ticket, EventType.TRANSITION, minute))
        save(store, ticket)
    found = load(store)
    assert (found, found.version, len(found.stages)) == (ticket, 4, 4)
    with store() as uow:
        assert len(uow.tickets.history(ticket.no_lapor, Tab.ALL)) == 3


def test_MT_6_history_is_told_by_tab_and_time(store: UnitOfWorkFactory) -> None:
    ticket = report()
    add(store, ticket, report(2, stranger(2)))
    ticket.events += [
        told(ticket, EventType.LAPOR_ULANG, 9, "belum datang"),
        told(ticket, EventType.COMMENT, 3, "late to arrive, early to happen"),
        replace(told(ticket, EventType.CHANGED, 4), field="phone", old=PHONE, new=OTHER_PHONE, rule="LU-4"),
        told(ticket, EventType.TRANSITION, 5),
        told(ticket, EventType.RATED, 6),
        told(ticket, EventType.UPDATE, 9, "same minute, written after"),
    ]
    written = list(ticket.events)
    save(store, ticket)
    assert ticket.events == []
    with store() as uow:
        tabs = {tab: list(uow.tickets.history(ticket.no_lapor, tab)) for tab in Tab}
    repeat, comment, change, transition, rating, update = written
    assert tabs == {
        Tab.ALL: [comment, change, transition, rating, repeat, update],
        Tab.COMMENTS: [comment, repeat, update],
        Tab.CHANGES: [change],
        Tab.TRANSITIONS: [transition],
        Tab.RATING: [rating],
    }


# -- one open report per building ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        Customer(idpel=IDPEL),
        Customer(meter_id=METER),
        Customer(idpel="599999999999", meter_id=METER),
    ],
)
def test_IN_5_a_building_has_one_open_report_under_each_of_its_numbers(
    store: UnitOfWorkFactory, again: Customer
) -> None:
    add(store, report())
    with store() as uow:
        assert uow.tickets.open_at_premise(again) == "G5426112300001"
    with pytest.raises(PremiseHasOpenReportError) as refused:
        add(store, report(2, again))
    assert refused.value.no_lapor == "G5426112300001"
    with store() as uow:
        assert uow.tickets.get("G5426112300002") is None


def test_IN_5_without_numbers_name_and_address_are_the_building(store: UnitOfWorkFactory) -> None:
    add(store, report(1, Customer(name="Budi Santoso", address="Jl. Merdeka No 5")))
    with pytest.raises(PremiseHasOpenReportError):
        add(store, report(2, Customer(name="BUDI santoso", address="Jalan Merdeka, nomor 5")))
    add(store, report(3, Customer(name="Siti", address="Jl. Merdeka No 5")))


def test_IN_5_complaints_and_finished_reports_leave_the_building_free(store: UnitOfWorkFactory) -> None:
    add(
        store,
        report(1, kind=Kind.K),
        report(2, kind=Kind.K),
        report(3, status=Status.SELESAI, stage=Stage.SELESAI),
        report(4),
    )
    with store() as uow:
        assert uow.tickets.open_at_premise(BUDI) == "G5426112300004"


def test_IN_5_finishing_frees_the_building_and_reopening_takes_it_back(store: UnitOfWorkFactory) -> None:
    ticket = report()
    add(store, ticket)
    ticket.status = Status.SELESAI
    save(store, ticket)
    second = report(2)
    add(store, second)
    ticket.status = Status.BELUM_SELESAI
    with pytest.raises(PremiseHasOpenReportError) as refused:
        save(store, ticket)
    assert refused.value.no_lapor == second.no_lapor
    second.status = Status.SELESAI
    save(store, second)
    reopened = load(store)
    reopened.status = Status.BELUM_SELESAI
    save(store, reopened)
    with store() as uow:
        assert uow.tickets.open_at_premise(BUDI) == "G5426112300001"


def test_IN_5_correcting_the_idpel_moves_the_report_to_the_other_building(store: UnitOfWorkFactory) -> None:
    ticket = report(customer=Customer(idpel="511111111111"))
    add(store, ticket)
    ticket.change_customer(idpel="522222222222")
    save(store, ticket)
    with store() as uow:
        assert uow.tickets.open_at_premise(Customer(idpel="511111111111")) is None
        assert uow.tickets.open_at_premise(Customer(idpel="522222222222")) == ticket.no_lapor


def test_IN_5_correcting_the_idpel_to_that_of_another_open_report_is_refused(store: UnitOfWorkFactory) -> None:
    ticket = report(2, stranger(2))
    add(store, report(), ticket)
    ticket.change_customer(idpel=IDPEL)
    with pytest.raises(PremiseHasOpenReportError) as refused:
        save(store, ticket)
    assert refused.value.no_lapor == "G5426112300001"
    assert load(store, "G5426112300002").customer == stranger(2)


# -- neighbours ---------------------------------------------------------------------------------------------------


def nearby(store: UnitOfWorkFactory, customer: Customer) -> int:
    with store() as uow:
        return len(uow.outages.around(customer, NOON + CLUSTER_WINDOW))


def test_IN_6_neighbours_are_counted_by_distance(store: UnitOfWorkFactory) -> None:
    degree = 111_195  # metres of a degree of latitude on the sphere the rule counts on
    add(
        store,
        report(1, stranger(1, lat=-7.25 + 499 / degree, lon=112.75)),
        report(2, stranger(2, lat=-7.25 - 499 / degree, lon=112.75)),
        report(3, stranger(3, lat=-7.25, lon=112.75 + 499 / degree)),
        report(4, stranger(4, lat=-7.25 + 501 / degree, lon=112.75)),
        # inside the box of 500 m, outside the circle
        report(5, stranger(5, lat=-7.25 + 490 / degree, lon=112.75 + 490 / degree)),
        report(6, stranger(6)),
    )
    assert nearby(store, Customer(lat=-7.25, lon=112.75)) == 3


def test_IN_6_neighbours_are_counted_by_street(store: UnitOfWorkFactory) -> None:
    add(
        store,
        report(1, stranger(1, address="Jalan Melati No. 1")),
        report(2, stranger(2, address="jl melati 17, RT 2 RW 3")),
        report(3, stranger(3, address="Jl. Mawar No. 1")),
        report(4, stranger(4, address="Desa Sukamaju")),
    )
    assert nearby(store, Customer(address="JL. MELATI NO 20")) == 2


def test_IN_6_a_neighbour_near_and_in_the_street_counts_once(store: UnitOfWorkFactory) -> None:
    add(store, report(1, stranger(1, address="Jl Melati 1", lat=-7.25, lon=112.75)))
    assert nearby(store, Customer(address="Jl Melati 2", lat=-7.25, lon=112.75)) == 1


def test_IN_6_only_open_single_building_outages_since_then_count(store: UnitOfWorkFactory) -> None:
    here: dict[str, Any] = {"lat": -7.25, "lon": 112.75}
    old = report(5, stranger(5, **here))
    old.reported_at = NOON - timedelta(microseconds=1)
    add(
        store,
        report(1, stranger(1, **here), kind=Kind.K),
        report(2, stranger(2, **here), status=Status.SELESAI),
        report(3, stranger(3, **here), category="METER"),
        report(4, stranger(4, **here), reported_at=NOON),
        old,
    )
    assert nearby(store, Customer(**here)) == 1


def test_IN_6_a_customer_without_a_place_has_no_neighbours(store: UnitOfWorkFactory) -> None:
    add(store, report())
    assert nearby(store, Customer(idpel="599999999999", address="Desa Sukamaju")) == 0
