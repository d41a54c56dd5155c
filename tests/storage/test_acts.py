"""What is begun again is not done again, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from desk.model import Handling, Inbound
from desk.service import Desk
from storage.acts import KEPT, Acts, acts
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import HandSetClock
from tickets.errors import OverError, StaleWriteError
from tickets.model import Channel

Want = Callable[[str], None]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both databases, one after the other."""
    found: Engine = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def once(engine: Engine, clock: HandSetClock) -> Acts:
    return Acts(engine, clock)


@pytest.fixture
def count(engine: Engine, clock: HandSetClock) -> Want:
    """Return a use case that leaves a trace each time it is done."""

    def use_case(number: str) -> None:
        with SqlUnitOfWork(engine) as uow:
            uow.wrong_pairs.add(number, clock())
            uow.commit()

    return use_case


def traces(engine: Engine, clock: HandSetClock, number: str) -> int:
    with SqlUnitOfWork(engine) as uow:
        return uow.wrong_pairs.count(number, clock() - timedelta(days=1))


def test_a_second_beginning_gets_the_first_result(once: Acts, count: Want, engine: Engine, clock: HandSetClock) -> None:
    results = iter(["first", "second"])

    def work() -> dict[str, str]:
        count("a")
        return {"said": next(results)}

    assert [once.once("key", work)["said"] for _ in range(2)] == ["first", "first"]
    assert traces(engine, clock, "a") == 1


def test_what_changes_nothing_is_done_again(once: Acts, engine: Engine) -> None:
    results = iter(["first", "second"])
    assert [once.once("key", lambda: {"said": next(results)})["said"] for _ in range(2)] == ["first", "second"]
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(acts)) == 0


def test_a_failure_leaves_nothing_of_its_use_cases(
    once: Acts, count: Want, engine: Engine, clock: HandSetClock
) -> None:
    def breaks() -> dict[str, str]:
        count("a")
        count("b")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once.once("key", breaks)
    assert (traces(engine, clock, "a"), traces(engine, clock, "b")) == (0, 0)
    count("a")
    assert traces(engine, clock, "a") == 1, "outside of an act a use case stands alone again"


def test_a_use_case_that_fails_is_undone_alone(once: Acts, count: Want, engine: Engine, clock: HandSetClock) -> None:
    def work() -> dict[str, str]:
        count("before")
        with suppress(RuntimeError), SqlUnitOfWork(engine) as uow:
            uow.wrong_pairs.add("undone", clock())
            raise RuntimeError
        with SqlUnitOfWork(engine) as uow:
            uow.wrong_pairs.add("not committed", clock())
        count("after")
        return {}

    once.once("key", work)
    found = {name: traces(engine, clock, name) for name in ("before", "undone", "not committed", "after")}
    assert found == {"before": 1, "undone": 0, "not committed": 0, "after": 1}


def test_a_statement_the_database_refuses_spoils_only_its_use_case(
    once: Acts, count: Want, engine: Engine, clock: HandSetClock
) -> None:
    def work() -> dict[str, str]:
        count("before")
        with suppress(Exception), SqlUnitOfWork(engine) as uow:
            uow._connection.execute(sa.text("SELECT nothing FROM nowhere"))
        count("after")
        return {}

    once.once("key", work)
    assert (traces(engine, clock, "before"), traces(engine, clock, "after")) == (1, 1)


def test_a_use_case_within_another_undoes_nothing_of_it(
    once: Acts, count: Want, engine: Engine, clock: HandSetClock
) -> None:
    def work() -> dict[str, str]:
        with SqlUnitOfWork(engine) as uow:
            uow.wrong_pairs.add("outer", clock())
            traces(engine, clock, "reads within")
            uow.commit()
        return {}

    once.once("key", work)
    assert traces(engine, clock, "outer") == 1


def test_two_at_once_do_it_once(once: Acts, count: Want, engine: Engine, clock: HandSetClock) -> None:
    both = threading.Barrier(2, timeout=10)

    def work(name: str) -> dict[str, str]:
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        count("a")
        return {"said": name}

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda name: once.once("key", lambda: work(name))["said"], ["one", "other"]))
    assert said[0] == said[1]
    assert traces(engine, clock, "a") == 1


def test_what_lost_a_race_is_tried_again(once: Acts, count: Want, engine: Engine, clock: HandSetClock) -> None:
    tries = iter([StaleWriteError("lost"), None])

    def work() -> dict[str, str]:
        count("a")
        if fault := next(tries):
            raise fault
        return {"said": "done"}

    assert once.once("key", work) == {"said": "done"}
    assert traces(engine, clock, "a") == 1


def test_what_nobody_begins_again_is_forgotten(once: Acts, count: Want, clock: HandSetClock) -> None:
    def work() -> dict[str, str]:
        count("a")
        return {}

    once.once("old", work)
    clock.forward(KEPT + timedelta(minutes=1))
    once.once("new", work)
    assert once.forget() == 1
    assert once.forget() == 0


def test_what_comes_late_for_a_message_that_has_its_answer_changes_nothing(
    once: Acts, count: Want, engine: Engine, clock: HandSetClock
) -> None:
    desk = Desk(lambda: SqlUnitOfWork(engine), clock, 60)
    session = desk.receive(
        Inbound("SM1", "wa-1", Channel.WHATSAPP, clock(), "padam"), caller=None, address=None
    ).session

    def work() -> dict[str, str]:
        count("1")
        return {"said": "dibuat"}

    assert once.once("SM1:0:a", work, "SM1") == {"said": "dibuat"}
    desk.finish("SM1", Handling.ANSWERED, "<Response/>", session)
    assert once.once("SM1:0:a", work, "SM1") == {"said": "dibuat"}
    with pytest.raises(OverError):
        once.once("SM1:1:b", work, "SM1")
    with SqlUnitOfWork(engine) as uow:
        assert uow.wrong_pairs.count("1", clock() - timedelta(hours=1)) == 1
