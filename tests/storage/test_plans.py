"""Look-ups use their indexes, however many reports there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine, Select

from bench.storage import fill
from storage import outages, search, tables
from tests.fakes import NOON
from tickets.model import Customer, Kind, Status
from tickets.ports import TicketQuery

ROWS = 20_000
tickets = tables.tickets.c
LOOK_UPS = {
    "number": sa.select(tables.tickets).where(tickets.no_lapor == "G5426112300007"),
    "number as typed": search.matching(TicketQuery(no_lapor="5426112300007")),
    "phone": search.matching(TicketQuery(phone="+628000000007")),
    "IDPEL": search.matching(TicketQuery(idpel="500000000007")),
    "ID Meter": search.matching(TicketQuery(meter_id="10000000007")),
    "IDPEL of open outages": search.matching(
        TicketQuery(idpel="500000000007", kind=Kind.G, status=Status.BELUM_SELESAI)
    ),
    "premise": sa.select(tables.open_premises).where(tables.open_premises.c.key == "idpel:500000000007"),
    "history": sa.select(tables.events).where(tables.events.c.no_lapor == "G5426112300007"),
    "wrong pairs": sa.select(tables.wrong_pairs.c.id).where(tables.wrong_pairs.c.caller == "+62811"),
    "newest": search.matching(TicketQuery()),
    "next page": search.matching(TicketQuery(cursor="MjAyNi0xMS0yM1QwNTowMDowMCswMDowMHxHNTQyNjExMjMwMDAwMQ==")),
    "marked": search.matching(TicketQuery(attention=True)),
}
HERE = Customer(address="Jl Melati 1", lat=-7.25, lon=112.75)
NEIGHBOURS = {"recent": outages.recent(HERE, NOON), "of open groups": outages.grouped(HERE)}


@pytest.fixture(scope="module")
def filled(postgresql_engine: Engine) -> Iterator[Engine]:
    """Return a PostgreSQL with enough reports for the planner to care."""
    fill(postgresql_engine, ROWS)
    yield postgresql_engine
    with postgresql_engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE tickets CASCADE"))


@pytest.mark.parametrize("name", LOOK_UPS)
def test_on_postgresql_it_reads_an_index(filled: Engine, name: str) -> None:
    plan = explain_postgresql(filled, LOOK_UPS[name])
    assert "Index" in plan
    assert "Seq Scan" not in plan


def test_on_postgresql_words_are_found_by_trigrams(filled: Engine) -> None:
    plan = explain_postgresql(filled, search.matching(TicketQuery(q="pelanggan 17777")))
    assert "ix_tickets_search_text" in plan


@pytest.mark.parametrize("which", NEIGHBOURS)
def test_on_postgresql_neighbours_are_found_by_an_index(filled: Engine, which: str) -> None:
    assert "Seq Scan on tickets" not in explain_postgresql(filled, NEIGHBOURS[which])


@pytest.mark.parametrize("name", LOOK_UPS)
def test_on_sqlite_it_reads_an_index(sqlite: Engine, name: str) -> None:
    plan = explain_sqlite(sqlite, LOOK_UPS[name])
    assert "USING INDEX" in plan or "USING COVERING INDEX" in plan
    if name not in ("newest", "marked"):
        assert "SCAN" not in plan


@pytest.mark.parametrize("which", NEIGHBOURS)
def test_on_sqlite_neighbours_are_found_by_an_index(sqlite: Engine, which: str) -> None:
    assert "SCAN" not in explain_sqlite(sqlite, NEIGHBOURS[which])


def explain_postgresql(engine: Engine, query: Select[Any]) -> str:
    """Return the plan of PostgreSQL."""
    with engine.connect() as connection:
        # A table too small for an index to pay off should not pass for one that has none.
        if "FROM tickets" not in str(query):
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        text = query.compile(engine, compile_kwargs={"literal_binds": True})
        return "\n".join(connection.execute(sa.text(f"EXPLAIN {text}".replace(":", "\\:"))).scalars())


def explain_sqlite(engine: Engine, query: Select[Any]) -> str:
    """Return the plan of SQLite."""
    with engine.connect() as connection:
        text = query.compile(engine, compile_kwargs={"literal_binds": True})
        return "\n".join(
            row.detail for row in connection.execute(sa.text(f"EXPLAIN QUERY PLAN {text}".replace(":", "\\:")))
        )
