"""Pieces of work are claimed as many at a time as may be in hand, and done."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from claims import THREADS, ClaimWorker


@dataclass(frozen=True)
class Piece:
    token: str


class Work:
    """Pieces that last until they are let go; `most` may be in hand."""

    def __init__(self, count: int) -> None:
        self.waiting = [Piece(str(number)) for number in range(count)]
        self.most = THREADS
        self.begun: list[Piece] = []
        self.done: list[Piece] = []
        self.looks: list[bool] = []
        self.release = threading.Semaphore(0)
        self.over = threading.Event()
        self.worker = ClaimWorker(
            "work", self.claim, lambda _: None, self.do, self.over, self.looks.append, lambda: self.most
        )

    def claim(self, limit: int) -> list[Piece]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def do(self, piece: Piece) -> None:
        self.begun.append(piece)
        self.release.acquire()
        self.done.append(piece)


@pytest.fixture
def work() -> Iterator[Work]:
    work = Work(20)
    yield work
    work.over.set()
    work.release.release(100)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_no_more_is_in_hand_than_may_be_and_whoever_looks_hears_that_it_is_full(work: Work):
    work.most = 2
    work.worker.start()
    until(lambda: len(work.looks) >= 4)
    assert len(work.begun) == 2
    assert work.looks[-1]
    work.release.release()
    until(lambda: len(work.begun) == 3)
    work.most = 100
    until(lambda: len(work.begun) == THREADS + 1)
    looks = len(work.looks)
    until(lambda: len(work.looks) > looks + 1)
    assert len(work.begun) == THREADS + 1


def test_where_less_may_be_in_hand_than_is_nothing_is_taken_and_nothing_dropped(work: Work):
    work.worker.start()
    until(lambda: len(work.begun) == THREADS)
    work.most = 2
    work.release.release(THREADS - 2)
    until(lambda: len(work.done) == THREADS - 2)
    looks = len(work.looks)
    until(lambda: len(work.looks) > looks + 2)
    assert len(work.begun) == THREADS
    work.release.release(100)
    until(lambda: len(work.done) == 20)
