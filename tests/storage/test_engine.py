"""Engines, times, and what a use case sees when the database fails."""

from __future__ import annotations

import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, StatementError

from desk.model import Inbound
from desk.service import Desk
from storage import engine as engines
from storage.engine import make_engine
from storage.failures import failure, translated
from storage.migrate import upgrade
from storage.tables import counters, wrong_pairs
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import NOON
from tests.notify.cluster import own_postgresql
from tests.storage.builders import add, load, report, save
from tickets.errors import InvalidError, StaleWriteError, StoreAwayError, StoreUnavailableError
from tickets.model import Channel, Stage, StageTime


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_sqlite_has_wal_foreign_keys_patience_and_durability(sqlite: Engine) -> None:
    found = {name: pragma(sqlite, name) for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")}
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 5000, "synchronous": 2}


def test_postgresql_has_limits_and_utc(postgresql: Engine) -> None:
    with postgresql.connect() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("statement_timeout", "TimeZone")
        }
    assert shown == {"statement_timeout": "6s", "TimeZone": "UTC"}


def test_times_come_back_as_aware_utc(engine: Engine) -> None:
    jakarta = datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=timezone(timedelta(hours=7)))
    with engine.begin() as connection:
        connection.execute(wrong_pairs.insert().values(caller="x", at=jakarta))
        found = connection.scalar(sa.select(wrong_pairs.c.at))
    assert found == jakarta
    assert found is not None
    assert found.tzinfo is UTC


def test_a_time_without_zone_is_refused(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(StatementError, match="without a zone"):
        connection.execute(wrong_pairs.insert().values(caller="x", at=NOON.replace(tzinfo=None)))


# -- transactions on SQLite -------------------------------------------------------------------------------------------


def test_on_sqlite_a_reader_does_not_wait_for_a_writer(sqlite: Engine) -> None:
    add(lambda: SqlUnitOfWork(sqlite), report())
    with SqlUnitOfWork(sqlite) as writer, SqlUnitOfWork(sqlite) as reader:
        assert writer.tickets.get("G5426112300001", lock=True) is not None
        # Who waited for the writer, which does not end before, would fail in the end.
        assert reader.tickets.get("G5426112300001") is not None


def test_on_sqlite_a_lock_is_the_lock_of_the_one_writer(sqlite: Engine) -> None:
    with SqlUnitOfWork(sqlite) as writer:
        writer.tickets.get("G5426112300001", lock=True)
        other = sqlite3.connect(str(sqlite.url.database), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        writer.commit()
        other.execute("BEGIN IMMEDIATE")
        other.close()


def test_on_sqlite_a_reader_that_becomes_a_writer_waits_its_turn(sqlite: Engine) -> None:
    holds = threading.Event()

    def hold() -> None:
        with sqlite.begin() as connection:
            connection.execute(counters.insert().values(unit_code="54", day=NOON.date(), last=1))
            holds.set()
            time.sleep(0.3)

    with SqlUnitOfWork(sqlite) as uow:
        assert uow.tickets.get("G5426112300001") is None
        thread = threading.Thread(target=hold)
        thread.start()
        holds.wait()
        assert uow.tickets.next_sequence("54", NOON.date()) == 2
        uow.commit()
    thread.join()


def test_a_report_is_read_as_it_stood_at_one_version(engine: Engine) -> None:
    ticket = report()
    add(lambda: SqlUnitOfWork(engine), ticket)
    before = load(lambda: SqlUnitOfWork(engine))
    ticket.stages.append(StageTime(Stage.NYALA, NOON))
    ticket.stage = Stage.NYALA
    writes = iter([ticket])

    def write_in_between(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM stages" in statement and (changed := next(writes, None)):
            save(lambda: SqlUnitOfWork(engine), changed)

    sa.event.listen(engine, "before_cursor_execute", write_in_between)
    try:
        assert load(lambda: SqlUnitOfWork(engine)) == before
        assert load(lambda: SqlUnitOfWork(engine)) == ticket
    finally:
        sa.event.remove(engine, "before_cursor_execute", write_in_between)


# -- transactions on PostgreSQL ---------------------------------------------------------------------------------------


def state(connection: Connection) -> str:
    driver = connection.connection.driver_connection
    assert driver is not None
    return str(driver.info.transaction_status.name)


def test_on_postgresql_a_transaction_begins_with_the_first_write(postgresql: Engine) -> None:
    locks = (
        sa.select(wrong_pairs.c.id).with_for_update(),
        sa.select(sa.func.pg_advisory_xact_lock(1)),
        wrong_pairs.insert().values(caller="x", at=NOON),
    )
    for first in locks:
        with postgresql.connect() as connection:
            connection.execute(sa.select(wrong_pairs.c.id))
            assert state(connection) == "IDLE"
            connection.execute(first)
            assert state(connection) == "INTRANS"
            connection.rollback()
            assert connection.scalar(sa.select(sa.func.count()).select_from(wrong_pairs)) == 0


def test_on_postgresql_a_connection_the_server_closed_is_not_used_again(postgresql: Engine) -> None:
    engine = make_engine(postgresql.url)
    with engine.connect() as one, engine.connect() as other:
        pids = [it.scalar(sa.select(sa.func.pg_backend_pid())) for it in (one, other)]
    with postgresql.connect() as killer:
        for pid in pids:
            killer.execute(sa.select(sa.func.pg_terminate_backend(pid, 5000)))
    with engine.connect() as one, engine.connect() as other:
        again = [it.scalar(sa.select(sa.func.pg_backend_pid())) for it in (one, other)]
    assert not set(pids) & set(again)
    engine.dispose()


# -- failures ---------------------------------------------------------------------------------------------------------


def test_a_database_that_is_not_there_is_unavailable() -> None:
    engine = make_engine("postgresql+psycopg://postgres@127.0.0.1:1/none")
    with pytest.raises(StoreUnavailableError), SqlUnitOfWork(engine):
        pass


def test_a_writer_that_waits_too_long_finds_the_store_unavailable(
    sqlite: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    impatient = make_engine(sqlite.url)
    with SqlUnitOfWork(sqlite) as writer:
        writer.tickets.next_sequence("54", NOON.date())
        with pytest.raises(StoreUnavailableError), SqlUnitOfWork(impatient) as uow:
            uow.tickets.next_sequence("54", NOON.date())
    impatient.dispose()


def test_too_many_at_once_find_the_store_unavailable(sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.1)
    engine = make_engine(sqlite.url)
    taken = [engine.connect() for _ in range(30)]
    with pytest.raises(StoreUnavailableError), SqlUnitOfWork(engine):
        pass
    for connection in taken:
        connection.close()
    engine.dispose()


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_the_loser_of_a_race_may_try_again(sqlstate: str) -> None:
    class Undone(Exception):  # noqa: N818 - stands for an error of the driver
        pass

    undone = Undone()
    undone.sqlstate = sqlstate  # type: ignore[attr-defined]
    assert isinstance(failure(OperationalError("UPDATE", {}, undone)), StaleWriteError)


def test_a_lost_deadlock_is_a_lost_race(postgresql: Engine) -> None:
    both = threading.Barrier(2)
    lost: list[BaseException] = []

    def write(first: str, second: str) -> None:
        try:
            with translated(), postgresql.begin() as connection:
                for caller in (first, second):
                    connection.execute(wrong_pairs.update().where(wrong_pairs.c.caller == caller).values(at=NOON))
                    if caller == first:
                        both.wait()
        except StaleWriteError as error:
            lost.append(error)

    with postgresql.begin() as connection:
        connection.execute(wrong_pairs.insert(), [{"caller": "a", "at": NOON}, {"caller": "b", "at": NOON}])
    threads = [threading.Thread(target=write, args=pair) for pair in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 1


@pytest.mark.parametrize("text", ["\x00", "half \ud83d"])
def test_a_text_that_is_none_is_invalid_or_kept_as_it_is(engine: Engine, text: str) -> None:
    try:
        add(lambda: SqlUnitOfWork(engine), report(description=text))
    except InvalidError:
        return
    assert load(lambda: SqlUnitOfWork(engine)).description == text


def test_a_time_before_all_time_is_invalid(engine: Engine) -> None:
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=7)))
    with pytest.raises(InvalidError):
        add(lambda: SqlUnitOfWork(engine), report(reported_at=first))


def test_the_directory_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a' / 'b.sqlite'}")
    assert pragma(engine, "journal_mode") == "wal"
    engine.dispose()


def test_a_server_that_restarts_is_waited_for_and_one_that_stays_away_costs_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engines, "AWAY_SECONDS", 120.0)
    with own_postgresql() as cluster:
        engine = make_engine(cluster.url)
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
        cluster.control("stop", "-m", "immediate")
        back = threading.Timer(1.0, cluster.control, ["start"])
        back.start()
        with SqlUnitOfWork(engine), engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        back.join()
        cluster.control("stop", "-m", "immediate")
        monkeypatch.setattr(engines, "AWAY_SECONDS", 1.0)
        begun = time.monotonic()
        with pytest.raises(StoreAwayError), SqlUnitOfWork(engine):
            pass
        assert time.monotonic() - begun >= 1.0
        tries = _tries(engine, monkeypatch)
        with pytest.raises(StoreAwayError), SqlUnitOfWork(engine):
            pass
        assert len(tries) == 1
        cluster.control("start")
        engine.dispose()


def _tries(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Return what grows with each try to make a line."""
    connect, tries = engine.dialect.connect, []

    def tried(*words: object, **names: object) -> object:
        tries.append(None)
        return connect(*words, **names)

    monkeypatch.setattr(engine.dialect, "connect", tried)
    return tries


def test_a_line_that_broke_in_the_middle_is_made_anew_and_the_use_case_done_once() -> None:
    with own_postgresql() as cluster:
        engine = make_engine(cluster.url)
        upgrade(engine)
        desk = Desk(lambda: SqlUnitOfWork(engine), lambda: NOON, 60)
        cut = iter(["once"])

        def restart(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith("WITH added") and next(cut, None):
                cluster.control("restart", "-m", "fast")

        sa.event.listen(engine, "before_cursor_execute", restart)
        message = Inbound("SM1", "wa-1", Channel.WHATSAPP, NOON, "halo")
        assert desk.receive(message, caller=None, address=None).fresh
        assert next(cut, None) is None
        engine.dispose()
