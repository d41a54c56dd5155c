"""How many turns are put to the dialogue at once: more would only make all of them late.

A limit for each web process; where REDIS_URL is set, one for all of them together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ivr.shared_capacity import SharedCapacity


def may_wait(turns: int, threads: int) -> int:
    """Return how many may wait for a place: with those who have one they hold half of the threads of a web process.

    At least a quarter as many as have a place: else a short rush would be told to wait in vain.
    """
    return max(1, turns // 4, threads // 2 - turns)


class FullError(Exception):
    """Every place is taken, and as many wait for one as may."""


class Capacity:
    """`limit` turns at once, and so many who wait for a place: whoever comes after them is told so at once.

    Each of them holds a thread of the web process, and were all of them held, who comes next would hear nothing.
    """

    def __init__(self, limit: int, waiting: int, redis_url: str | None = None) -> None:
        self._here = threading.BoundedSemaphore(limit)
        self._waiting = threading.BoundedSemaphore(waiting)
        self._shared: SharedCapacity | None = None
        if redis_url:
            # Whoever has no Redis does not read its library at each start.
            from ivr.shared_capacity import SharedCapacity

            self._shared = SharedCapacity(redis_url, limit)

    @contextmanager
    def place(self, seconds: float, *, patient: bool = False) -> Iterator[None]:
        """Hold a place for one turn, waiting for it at most so long.

        Who is patient has a thread of their own, and waits however many do. Raises: FullError.
        """
        end = time.monotonic() + seconds
        if not self._here.acquire(blocking=False):
            self._wait(seconds, patient=patient)
        try:
            token = self._shared.take(end) if self._shared else None
            try:
                yield
            finally:
                if self._shared and token:
                    self._shared.give_back(token)
        finally:
            self._here.release()

    def _wait(self, seconds: float, *, patient: bool) -> None:
        if not patient and not self._waiting.acquire(blocking=False):
            raise FullError
        try:
            if not self._here.acquire(timeout=max(0.0, seconds)):
                raise FullError
        finally:
            if not patient:
                self._waiting.release()
