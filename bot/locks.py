"""One turn at a time in a conversation, without Rasa's poll of a second.

The gateway puts the messages of a conversation in order already; this is for what comes late, after its time limit.
With several Rasa processes the lock is in Redis. Named in `endpoints.yml` as `bot.locks.Locks`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError as NotOurs
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# The lock of a process that was killed ends after HELD: its turn goes to another process in what is left of its time.
# A living one renews it.
WAIT_SECONDS, HELD_SECONDS, RENEW_SECONDS, LOOK_SECONDS = 10.0, 2.0, 0.5, 0.02
REDIS_SECONDS = 2.0


class Locks(LockStore):
    """Hold a conversation for one turn."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        """Take the address of Redis from `url`; without one the locks are those of this process."""
        url = endpoint_config.url if endpoint_config else None
        limits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        self._redis = Redis.from_url(url, **limits) if url else None
        self._here: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = HELD_SECONDS,
        wait_time_in_seconds: float = LOOK_SECONDS,
    ) -> AsyncIterator[None]:
        """Wait for the conversation and hold it. Raises: LockError when another turn does not let go of it."""
        here = self._here.setdefault(conversation_id, asyncio.Lock())
        try:
            await asyncio.wait_for(here.acquire(), WAIT_SECONDS)
        except asyncio.TimeoutError:
            raise LockError(f"conversation {conversation_id} is busy") from None
        try:
            shared = await self._shared(conversation_id, min(lock_lifetime, HELD_SECONDS), wait_time_in_seconds)
            renewal = asyncio.ensure_future(_renew(shared)) if shared else None
            try:
                yield
            finally:
                if renewal:
                    renewal.cancel()
                await _release(shared)
        finally:
            here.release()

    async def _shared(self, conversation: str, held: float, look: float) -> Lock | None:
        """Take the lock in Redis. Without Redis a turn goes on: the gateway's order is what protects it then."""
        if self._redis is None:
            return None
        lock = self._redis.lock(f"padam:dialogue:{conversation}", timeout=held, sleep=look)
        try:
            if await lock.acquire(blocking_timeout=WAIT_SECONDS):
                return lock
        except RedisError:
            logger.warning("no lock in Redis, going on without")
            return None
        raise LockError(f"conversation {conversation} is busy")


async def _renew(lock: Lock) -> None:
    """Hold the lock for as long as its turn takes."""
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await lock.extend(HELD_SECONDS, replace_ttl=True)
        except NotOurs:
            return
        except RedisError:
            logger.warning("the lock in Redis could not be renewed")


async def _release(lock: Lock | None) -> None:
    if lock is None:
        return
    try:
        await lock.release()
    except NotOurs:
        logger.warning("a turn outlived its lock")
    except RedisError:
        logger.warning("the lock in Redis stays until it expires")
