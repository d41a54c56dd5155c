"""How long look-ups take at 1,000 and at 1,000,000 reports on PostgreSQL."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Engine

from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tickets.ports import TicketQuery, UnitOfWork

DATABASE_URL = "postgresql+psycopg://postgres@127.0.0.1:5432/padam_bench"
SIZES = (1_000, 1_000_000)
LIMIT = 1.5
# Both sizes take turns in short rounds, so that whatever else the machine does hits both alike.
ROUNDS = 40
LOOK_UPS_A_ROUND = 50

# A report a minute; each customer has reported once, each tenth report is open, each hundredth marked.
_FILL = """
INSERT INTO tickets (no_lapor, kind, category, status, stage, unit_code, channel, received_by, description, reported_at,
  window_from, urgent, attention, wider_outage, reporter, lapor_ulang_count, update_count, idpel, meter_id, name, phone,
  address, lat, lon, search_text, street_key, version)
SELECT 'G54261123' || lpad(i::text, 7, '0'), 'G', '1_BANGUNAN_PADAM',
  CASE WHEN i % 10 = 0 THEN 'BELUM_SELESAI' ELSE 'SELESAI' END, CASE WHEN i % 10 = 0 THEN 'LAPOR' ELSE 'SELESAI' END,
  '54', 'WHATSAPP', 'BOT', 'rumah padam', timestamptz '2026-11-23 05:00Z' - i * interval '1 minute',
  timestamptz '2026-11-23 05:00Z' - i * interval '1 minute', false, i % 100 = 0, false, '+628' || lpad(i::text, 9, '0'),
  0, 0, '5' || lpad(i::text, 11, '0'), '1' || lpad(i::text, 10, '0'), 'Pelanggan ' || i,
  '+628' || lpad(i::text, 9, '0'), 'Jl Melati ' || i % 500 || ' No ' || i, -7 - (i % 1000) * 0.001,
  112 + (i / 1000) * 0.001, 'g54261123' || lpad(i::text, 7, '0') || ' pelanggan ' || i || ' jl melati ' || i % 500 ||
  ' no ' || i, 'melati ' || i % 500, 1
FROM generate_series(1, CAST(:rows AS int)) AS i
"""
_FILL_STAGES = """
INSERT INTO stages (no_lapor, seq, version, stage, at)
SELECT no_lapor, 0, 1, 'LAPOR', reported_at FROM tickets ON CONFLICT DO NOTHING
"""
_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'tickets' AND indexname <> 'pk_tickets'
"""


def fill(engine: Engine, rows: int) -> None:
    """Write so many reports into an empty database, indexes afterwards, statistics last."""
    with engine.begin() as connection:
        for setting in ("statement_timeout = 0", "maintenance_work_mem = '256MB'", "synchronous_commit = off"):
            connection.execute(sa.text(f"SET LOCAL {setting}"))
        indexes = connection.execute(sa.text(_INDEXES)).all()
        for name, _ in indexes:
            connection.execute(sa.text(f"DROP INDEX {name}"))
        connection.execute(sa.text(_FILL), {"rows": rows})
        connection.execute(sa.text(_FILL_STAGES))
        for _, definition in indexes:
            connection.execute(sa.text(definition))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SET statement_timeout = 0"))
        connection.execute(sa.text("VACUUM ANALYZE"))
        # The line goes back to the pool.
        connection.execute(sa.text("RESET statement_timeout"))


def run(out_dir: Path) -> bool:
    """Measure, print a table, write `storage.json`; tell whether every ratio is at most 1.5."""
    with ExitStack() as stack:
        engines = {size: stack.enter_context(database(size)) for size in SIZES}
        medians = {name: _medians_ms(engines, look_up) for name, look_up in _LOOK_UPS.items()}
    small, large = SIZES
    ratios = {name: found[large] / found[small] for name, found in medians.items()}
    print(f"{'look-up by':<12}{small:>14,}{large:>14,}{'ratio':>8}")
    for name, found in medians.items():
        print(f"{name:<12}{found[small]:>11.3f} ms{found[large]:>11.3f} ms{ratios[name]:>8.2f}")
    ok = all(ratio <= LIMIT for ratio in ratios.values())
    report = {"unit": "ms, median", "look_ups": medians, "ratios": ratios, "limit": LIMIT, "ok": ok}
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / "storage.json").write_text(json.dumps(report, indent=2) + "\n")
    return ok


def _by_number(uow: UnitOfWork, number: int) -> int:
    return uow.tickets.get(f"G54261123{number:07}") is not None


def _by_phone(uow: UnitOfWork, number: int) -> int:
    return len(uow.tickets.of_caller(f"+628{number:09}"))


def _by_idpel(uow: UnitOfWork, number: int) -> int:
    return len(uow.tickets.search(TicketQuery(idpel=f"5{number:011}")).items)


_LOOK_UPS: dict[str, Callable[[UnitOfWork, int], int]] = {
    "number": _by_number,
    "phone": _by_phone,
    "IDPEL": _by_idpel,
}


def _medians_ms(engines: dict[int, Engine], look_up: Callable[[UnitOfWork, int], int]) -> dict[int, float]:
    """Return the median time of a look-up with its transaction, in ms, by size; each is of another report."""
    times: dict[int, list[float]] = {size: [] for size in engines}
    for turn in range(ROUNDS):
        for size, engine in engines.items():
            for step in range(LOOK_UPS_A_ROUND):
                # A stride with no common factor visits reports from everywhere.
                number = 1 + ((turn * LOOK_UPS_A_ROUND + step) * 7_919) % size
                began = time.perf_counter()
                with SqlUnitOfWork(engine) as uow:
                    found = look_up(uow, number)
                times[size].append((time.perf_counter() - began) * 1000)
                if found != 1:
                    raise AssertionError(f"report {number} was not found")
    return {size: statistics.median(measured) for size, measured in times.items()}


@contextmanager
def database(size: int, name: str = "") -> Iterator[Engine]:
    """Create a database of so many reports, of its own where it is given a name; drop it afterwards."""
    url = sa.make_url(os.environ.get("BENCH_DATABASE_URL", DATABASE_URL))
    url = url.set(database="_".join(filter(None, (url.database, name, str(size)))))
    server = make_engine(url.set(database="postgres")).execution_options(isolation_level="AUTOCOMMIT")
    drop = sa.text(f'DROP DATABASE IF EXISTS "{url.database}" WITH (FORCE)')
    with server.connect() as connection:
        connection.execute(drop)
        connection.execute(sa.text(f'CREATE DATABASE "{url.database}"'))
    engine = make_engine(url)
    try:
        upgrade(engine)
        began = time.perf_counter()
        fill(engine, size)
        print(f"{size:>9,} reports written in {time.perf_counter() - began:.1f} s")
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.execute(drop)
        server.dispose()
