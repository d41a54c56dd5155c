"""Twenty writers at once, on the real databases: threads on both, processes too."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache, partial
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from storage import engine as engines
from storage import tables
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tickets.errors import NotFoundError, TooManyWrongPairsError
from tickets.events import Tab
from tickets.model import Channel, Customer, Kind, Side, Stage
from tickets.service import Contact, NewReport, Reports

WRITERS = 20
ROUNDS = 5
ONE_AT_A_TIME = threading.Lock()
BUDI = Customer(idpel="512345678901", meter_id="14012345678")


@cache
def connected(url: str) -> Reports:
    """Return the use cases on a database; one engine for each process.

    It is noon all the time: no midnight begins new numbers. Twenty on a busy machine may wait long for each other.
    """
    with ONE_AT_A_TIME, patch.object(engines, "WAIT_SECONDS", 60), patch.object(engines, "STATEMENT_SECONDS", 60):
        uow = partial(SqlUnitOfWork, engines.make_engine(url))
    return Reports(uow, HandSetClock(), unit_code="54", zone=ZoneInfo("Asia/Jakarta"))


def open_reports(url: str, writer: int) -> list[str]:
    """Open a report of a building of one's own, a few times."""
    buildings = (Customer(idpel=f"{writer:06}{number:06}") for number in range(ROUNDS))
    return [connected(url).open(NewReport(each, "padam", "BOT", Channel.WHATSAPP)).no_lapor for each in buildings]


def complain(no_lapor: str, url: str, writer: int) -> str:
    """Contact again about the same report, a few times."""
    for number in range(ROUNDS):
        contact = Contact(Side.PLN, f"catatan {writer}-{number}", "BOT", Channel.WHATSAPP)
        rule = connected(url).contact(no_lapor, contact).verdict.rule
    return rule


def report_the_same_building(url: str, writer: int) -> tuple[str, bool]:
    """Report one building, some by IDPEL, some by ID Meter as well."""
    customer = (BUDI, Customer(idpel=BUDI.idpel))[writer % 2]
    taken = connected(url).take(NewReport(customer, f"catatan {writer}", "BOT", Channel.WHATSAPP))
    return taken.ticket.no_lapor, taken.repeat is None


def guess_pairs(no_lapor: str, url: str, writer: int) -> bool:
    """Try a wrong pair from one number; tell whether that was one too many."""
    try:
        connected(url).by_pair("+62811", no_lapor, idpel=f"{writer:012}")
    except TooManyWrongPairsError:
        return True
    except NotFoundError:
        return False
    raise AssertionError("a wrong pair was answered")


@pytest.fixture
def url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture(params=["threads", "processes"], scope="module")
def writers(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Return twenty writers: threads of one process, or four processes of their own."""
    if request.param == "threads":
        with ThreadPoolExecutor(WRITERS) as pool:
            yield pool
    else:
        with ProcessPoolExecutor(4, multiprocessing.get_context("spawn")) as pool:
            yield pool


def test_IN_4_numbers_are_unique_and_without_gap(url: str, writers: Executor) -> None:
    numbers = [no_lapor for drawn in writers.map(partial(open_reports, url), range(WRITERS)) for no_lapor in drawn]
    assert sorted(int(no_lapor[-5:]) for no_lapor in numbers) == list(range(1, WRITERS * ROUNDS + 1))


def test_LU_9_lapor_ulang_is_counted_exactly(url: str, writers: Executor) -> None:
    reports = connected(url)
    no_lapor = reports.open(NewReport(BUDI, "tagihan", "BOT", Channel.WHATSAPP, Kind.K)).no_lapor
    assert set(writers.map(partial(complain, no_lapor, url), range(WRITERS))) == {"LU-9"}
    ticket = reports.get(no_lapor)
    notes = {f"catatan {writer}-{number}" for writer in range(WRITERS) for number in range(ROUNDS)}
    assert ticket.lapor_ulang_count == WRITERS * ROUNDS
    assert sorted(repeat.note for repeat in ticket.repeats) == sorted(notes)
    assert sorted(event.note or "" for event in reports.history(no_lapor, Tab.COMMENTS)) == sorted(notes)


def test_LU_7_a_finished_report_is_reopened_once(url: str, writers: Executor) -> None:
    reports = connected(url)
    no_lapor = reports.open(NewReport(BUDI, "padam", "BOT", Channel.WHATSAPP)).no_lapor
    reports.advance(no_lapor, Stage.SELESAI, reports.source("APKT", Channel.APKT))
    list(writers.map(partial(complain, no_lapor, url), range(WRITERS)))
    ticket = reports.get(no_lapor)
    assert (ticket.is_open, ticket.attention) == (True, True)
    # The first reopens it; less than 3 hours later all others are updates (LU-2).
    assert (ticket.lapor_ulang_count, ticket.update_count) == (1, WRITERS * ROUNDS - 1)


def test_IN_5_one_building_gets_one_report(engine: Engine, url: str, writers: Executor) -> None:
    taken = list(writers.map(partial(report_the_same_building, url), range(WRITERS)))
    with engine.connect() as connection:
        open_reports = set(connection.scalars(sa.select(tables.tickets.c.no_lapor)))
        held = set(connection.scalars(sa.select(tables.open_premises.c.no_lapor)))
    assert len(open_reports) == sum(new for _, new in taken) == 1
    assert {no_lapor for no_lapor, _ in taken} == open_reports == held
    told = [event for no_lapor in open_reports for event in connected(url).history(no_lapor)]
    assert sorted(event.note or "" for event in told) == sorted(f"catatan {writer}" for writer in range(WRITERS))


def test_PV_2_guessing_all_at_once_gains_nothing(url: str, writers: Executor) -> None:
    no_lapor = connected(url).open(NewReport(BUDI, "padam", "BOT", Channel.WHATSAPP)).no_lapor
    refused = list(writers.map(partial(guess_pairs, no_lapor, url), range(WRITERS)))
    assert refused.count(False) == 4
