"""How many turns are put to the dialogue at once: more would only make all of them late.

A limit for each web process; where REDIS_URL is set, one for all of them together.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
import structlog

log = structlog.get_logger(__name__)

KEY = "padam:dialogue:turns"
# The place of a process that was killed is free again after so long.
HELD_SECONDS = 30
LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.02, 0.2
REDIS_SECONDS = 0.5
# After Redis failed it is not asked for a while; the limit of the process holds.
REST_SECONDS = 5.0
# Take a place, unless all are taken by those who still hold theirs; by Redis' clock, those of machines run apart.
_TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now, ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[1] * 2)
return 1
"""


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
        self._limit = limit
        self._here = threading.BoundedSemaphore(limit)
        self._waiting = threading.BoundedSemaphore(waiting)
        self._redis: Any = None
        self._redis_from = 0.0
        if redis_url:
            limits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
            self._redis = redis.Redis.from_url(redis_url, **limits)

    @contextmanager
    def place(self, seconds: float, *, patient: bool = False) -> Iterator[None]:
        """Hold a place for one turn, waiting for it at most so long.

        Who is patient has a thread of their own, and waits however many do. Raises: FullError.
        """
        end = time.monotonic() + seconds
        if not self._here.acquire(blocking=False):
            self._wait(seconds, patient=patient)
        try:
            token = self._take(end)
            try:
                yield
            finally:
                self._give_back(token)
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

    def _take(self, end: float) -> str | None:
        """Take a place among all processes; None where Redis does not answer: then the limit here must do."""
        if self._redis is None or time.monotonic() < self._redis_from:
            return None
        token, pause = secrets.token_hex(8), LOOK_SECONDS
        try:
            while not self._redis.eval(_TAKE, 1, KEY, HELD_SECONDS, self._limit, token):
                if time.monotonic() >= end:
                    raise FullError
                time.sleep(pause)
                pause = min(pause * 1.5, LONGEST_LOOK_SECONDS)
        except redis.RedisError as fault:
            self._fails(fault)
            return None
        return token

    def _give_back(self, token: str | None) -> None:
        if token is None:
            return
        try:
            self._redis.zrem(KEY, token)
        except redis.RedisError as fault:
            self._fails(fault)

    def _fails(self, fault: Exception) -> None:
        log.warning("capacity_not_shared", fault=type(fault).__name__)
        self._redis_from = time.monotonic() + REST_SECONDS
