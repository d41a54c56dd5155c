"""The limit all web processes share, in Redis; where that does not answer, the limit of each must do."""

from __future__ import annotations

import secrets
import time

import redis
import structlog

from ivr.capacity import FullError

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


class SharedCapacity:
    """`limit` turns at once among all processes."""

    def __init__(self, redis_url: str, limit: int) -> None:
        limits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        self._redis = redis.Redis.from_url(redis_url, **limits)
        self._limit = limit
        self._redis_from = 0.0

    def take(self, end: float) -> str | None:
        """Take a place, waiting for it until then by the monotonic clock; None where Redis does not answer.

        Raises: FullError.
        """
        if time.monotonic() < self._redis_from:
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

    def give_back(self, token: str) -> None:
        """Give a place back; one that cannot be given back is free again after a while."""
        try:
            self._redis.zrem(KEY, token)
        except redis.RedisError as fault:
            self._fails(fault)

    def _fails(self, fault: Exception) -> None:
        log.warning("capacity_not_shared", fault=type(fault).__name__)
        self._redis_from = time.monotonic() + REST_SECONDS
