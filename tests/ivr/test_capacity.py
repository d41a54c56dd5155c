"""So many turns at once, a few waiting, the rest told so at once; one limit for all processes where there is Redis."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from ivr.capacity import Capacity, FullError, may_wait
from tests.databases import fresh_redis

LONG = 60.0


@pytest.fixture
def redis_url() -> Iterator[str]:
    with fresh_redis() as url:
        yield url


def test_whoever_comes_after_those_who_wait_is_told_at_once():
    capacity = Capacity(1, 1)
    with ExitStack() as waiting, capacity.place(0):
        _wait_for_places(waiting, capacity, 1)
        _is_told_at_once(capacity)


def test_few_wait_so_that_threads_are_free_for_everybody_but_who_is_patient_always_may():
    capacity = Capacity(8, 2)
    with ExitStack() as waiting, ExitStack() as held:
        for _ in range(8):
            held.enter_context(capacity.place(0))
        _wait_for_places(waiting, capacity, 2)
        _is_told_at_once(capacity)
        begun = time.monotonic()
        with pytest.raises(FullError), capacity.place(0.1, patient=True):
            pass
        assert time.monotonic() - begun >= 0.1


@pytest.mark.parametrize("threads", [8, 32, 64, 400])
@pytest.mark.parametrize("turns", [1, 16, 64])
def test_half_of_the_threads_stay_free_where_a_quarter_of_the_turns_may_wait_all_the_same(turns: int, threads: int):
    waiting = may_wait(turns, threads)
    assert waiting >= max(1, turns // 4)
    assert turns + waiting <= threads / 2 or waiting == max(1, turns // 4)


def test_a_place_is_waited_for_as_long_as_was_said():
    capacity = Capacity(1, 1)
    with capacity.place(0):
        begun = time.monotonic()
        with pytest.raises(FullError), capacity.place(0.2):
            pass
        assert time.monotonic() - begun >= 0.2
    with capacity.place(0):
        """It is free again."""


def test_a_turn_that_failed_gives_its_place_back():
    capacity = Capacity(1, 1)
    for _ in range(3):
        with pytest.raises(ValueError, match="no answer"), capacity.place(0):
            raise ValueError("no answer")


def test_with_redis_the_processes_share_one_limit(redis_url: str):
    here, there = Capacity(2, 1, redis_url), Capacity(2, 1, redis_url)
    with ExitStack() as stack:
        stack.enter_context(here.place(LONG))
        stack.enter_context(there.place(LONG))
        with pytest.raises(FullError), here.place(0.1):
            pass
    with here.place(LONG), there.place(LONG):
        """Both places are free again."""


def test_the_place_of_a_process_that_was_killed_is_free_after_a_while(redis_url: str, monkeypatch: pytest.MonkeyPatch):
    killed, other = Capacity(1, 1, redis_url), Capacity(1, 1, redis_url)
    place = killed.place(LONG)
    place.__enter__()
    with pytest.raises(FullError), other.place(0.1):
        pass
    monkeypatch.setattr("ivr.shared_capacity.HELD_SECONDS", 1)
    with other.place(LONG):
        """The killed one never gave its place back."""


def test_without_redis_the_limit_of_the_process_holds():
    capacity = Capacity(1, 1, "redis://127.0.0.1:1/0")
    with capacity.place(1), pytest.raises(FullError), capacity.place(0.05):
        pass


def _wait_for_places(stack: ExitStack, capacity: Capacity, people: int) -> None:
    """Let so many wait, each until the places are given back; return once they do."""
    pool = stack.enter_context(ThreadPoolExecutor(people))
    for served in [pool.submit(_serve, capacity) for _ in range(people)]:
        stack.callback(served.result)
    while capacity._waiting._value:
        time.sleep(0.01)


def _serve(capacity: Capacity) -> None:
    with capacity.place(LONG):
        """Long enough."""


def _is_told_at_once(capacity: Capacity) -> None:
    begun = time.monotonic()
    with pytest.raises(FullError), capacity.place(LONG):
        pass
    assert time.monotonic() - begun < LONG / 4
