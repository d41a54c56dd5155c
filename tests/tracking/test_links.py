"""The address of the page: one each, nobody guesses it, gone some days after the finish (TR-6)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from bootstrap import System
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import fresh_postgresql
from tests.fakes import HandSetClock
from tests.tickets.scenes import contact, finished, opened
from tests.tracking.conftest import Open
from tickets.links import Links
from tickets.model import Customer, Side
from tickets.rules import LINK_KEPT

ANOTHER = Customer(idpel="512345678902", phone="+6281234567891")


def test_TR_6_each_report_has_one_unguessable_address(system: System):
    ticket = opened(system.reports)
    other = opened(system.reports, customer=ANOTHER)
    address = system.links.address(ticket)
    assert address == system.links.address(ticket)
    assert address.startswith("https://padam.example/pln/lacak/")
    assert address != system.links.address(other)
    token = address.rpartition("/")[2]
    assert len(token) >= 22
    assert ticket.no_lapor not in token


def test_TR_6_asked_for_at_once_the_address_is_the_same(system: System):
    ticket = opened(system.reports)
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: system.links.address(ticket), range(16)))) == 1


def test_TR_6_the_page_goes_seven_days_after_the_finish(system: System, clock: HandSetClock, opened_page: Open):
    ticket = finished(system.reports)
    clock.forward(LINK_KEPT)
    assert opened_page(ticket).status_code == 200
    clock.forward(timedelta(seconds=1))
    assert opened_page(ticket).status_code == 404


def test_TR_6_a_reopened_report_has_its_page_again(system: System, clock: HandSetClock, opened_page: Open):
    ticket = finished(system.reports)
    clock.forward(LINK_KEPT * 2)
    system.reports.contact(ticket.no_lapor, contact(Side.PLN))
    assert opened_page(ticket).status_code == 200


@pytest.mark.parametrize("what", ["", "/lapor-ulang", "/nilai"])
def test_TR_6_an_unknown_and_an_expired_token_get_the_same_answer(
    system: System,
    clock: HandSetClock,
    app: Flask,
    path_of,  # noqa: ANN001
    what: str,
):
    ticket = finished(system.reports)
    clock.forward(LINK_KEPT * 2)
    client = app.test_client()
    ask = client.post if what else client.get
    expired, unknown = ask(path_of(ticket) + what), ask(f"/lacak/{'x' * 24}{what}")
    assert (expired.status_code, expired.data) == (404, unknown.data) == (unknown.status_code, expired.data)
    assert "Halaman ini tidak tersedia" in expired.get_data(as_text=True)
    assert expired.headers["Content-Security-Policy"] == unknown.headers["Content-Security-Policy"]


def test_without_the_store_the_page_says_so_kindly(system: System, app: Flask):
    system.engine.dispose()
    with system.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE tracking_links"))
    answer = app.test_client().get(f"/lacak/{'x' * 24}")
    assert answer.status_code == 503
    assert "sedang terganggu" in answer.get_data(as_text=True)


def test_the_addresses_work_on_postgresql_too(clock: HandSetClock):
    from storage.engine import make_engine
    from storage.migrate import upgrade
    from tickets.service import Reports

    with fresh_postgresql() as url:
        engine = make_engine(url)
        upgrade(engine)
        reports = Reports(lambda: SqlUnitOfWork(engine), clock, unit_code="54", zone=clock().tzinfo)  # type: ignore[arg-type]
        links = Links(lambda: SqlUnitOfWork(engine), clock, "https://padam.example")
        ticket = opened(reports)
        token = links.address(ticket).rpartition("/")[2]
        found = links.follow(token)
        assert found is not None
        assert found.no_lapor == ticket.no_lapor
        assert links.follow("x" * 24) is None
        engine.dispose()
