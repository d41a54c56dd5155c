"""A POST with a key already seen answers as the first time and does nothing."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from storage.idempotency import KEPT, LEASE, Idempotency, KeyInUseError, KeyReusedError, StoredAnswer
from tests.fakes import HandSetClock
from tests.tickets.scenes import MOMENT

ANSWER = StoredAnswer(201, "application/json", b'{"no_lapor": "G5426112300001"}')


@pytest.fixture
def clock() -> HandSetClock:
    return HandSetClock()


@pytest.fixture
def keys(engine: Engine, clock: HandSetClock) -> Idempotency:
    return Idempotency(engine, clock, wait=0.1)


def finish(keys: Idempotency, key: str = "k") -> None:
    keys.finish(key, ANSWER.status, ANSWER.content_type, ANSWER.body)


def test_the_first_works_the_second_gets_the_answer(keys: Idempotency) -> None:
    assert keys.begin("k", "POST /tickets 1") is None
    finish(keys)
    assert keys.begin("k", "POST /tickets 1") == ANSWER
    assert keys.begin("other", "POST /tickets 1") is None


def test_an_empty_answer_is_an_answer(keys: Idempotency) -> None:
    keys.begin("k", "f")
    keys.finish("k", 204, None, b"")
    assert keys.begin("k", "f") == StoredAnswer(204, None, b"")


@pytest.mark.parametrize("finished", [True, False])
def test_a_key_of_another_request_is_refused(keys: Idempotency, finished: bool) -> None:
    keys.begin("k", "POST /tickets 1")
    if finished:
        finish(keys)
    with pytest.raises(KeyReusedError):
        keys.begin("k", "POST /tickets 2")


def test_who_does_not_get_the_answer_in_time_is_told_so(keys: Idempotency) -> None:
    keys.begin("k", "f")
    with pytest.raises(KeyInUseError):
        keys.begin("k", "f")


def test_a_released_key_is_free(keys: Idempotency) -> None:
    keys.begin("k", "f")
    keys.release("k")
    assert keys.begin("k", "f") is None


def test_an_answer_given_is_neither_released_nor_replaced(keys: Idempotency) -> None:
    keys.begin("k", "f")
    finish(keys)
    keys.release("k")
    keys.finish("k", 500, None, b"")
    assert keys.begin("k", "f") == ANSWER


def test_what_died_on_the_way_is_done_by_the_next_after_the_lease(keys: Idempotency, clock: HandSetClock) -> None:
    keys.begin("k", "f")
    clock.forward(LEASE)
    with pytest.raises(KeyInUseError):
        keys.begin("k", "f")
    clock.forward(MOMENT)
    assert keys.begin("k", "f") is None
    with pytest.raises(KeyInUseError):
        keys.begin("k", "f")


def test_an_answer_outlives_the_lease_and_is_forgotten_after_a_week(keys: Idempotency, clock: HandSetClock) -> None:
    keys.begin("k", "f")
    finish(keys)
    clock.forward(KEPT)
    keys.begin("other", "f")
    assert keys.begin("k", "f") == ANSWER
    clock.forward(timedelta(seconds=1))
    keys.begin("another", "f")
    assert keys.begin("k", "f") is None


def test_twelve_at_once_do_the_work_once_and_all_answer_alike(engine: Engine, clock: HandSetClock) -> None:
    keys = Idempotency(engine, clock, wait=30)
    start, done = threading.Barrier(12), []

    def call(_number: int) -> StoredAnswer:
        start.wait()
        stored = keys.begin("k", "f")
        if stored is not None:
            return stored
        done.append(1)
        time.sleep(0.2)
        finish(keys)
        return ANSWER

    with ThreadPoolExecutor(12) as pool:
        answers = set(pool.map(call, range(12)))
    assert (done, answers) == ([1], {ANSWER})


def test_when_the_first_of_twelve_fails_another_does_the_work(engine: Engine, clock: HandSetClock) -> None:
    keys = Idempotency(engine, clock, wait=30)
    start, tries = threading.Barrier(12), []

    def call(_number: int) -> StoredAnswer | None:
        start.wait()
        stored = keys.begin("k", "f")
        if stored is not None:
            return stored
        tries.append(1)
        if len(tries) == 1:
            keys.release("k")
            return None
        finish(keys)
        return ANSWER

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(call, range(12)))
    assert len(tries) == 2
    assert sorted(answers, key=bool) == [None] + [ANSWER] * 11


def test_many_keys_do_not_meet(keys: Idempotency) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(lambda number: keys.begin(f"k{number}", "f"), range(40))) == {None}
