"""Turns of one conversation come one after the other, here and across processes."""

import asyncio
import os
import time
import unittest
from unittest.mock import patch

try:
    from rasa.utils.endpoints import EndpointConfig
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.locks import HELD_SECONDS, WAIT_SECONDS, Locks

URL = os.environ.get("TEST_REDIS_URL") or None
# A process that stands still for longer than a lock holds loses it: not in a test of something else.
TURN, LONG = 0.05, 60.0


async def turns(stores: list[Locks], conversations: list[str], together: int = 1) -> list[tuple[str, str]]:
    """Let one turn a store and conversation run at the same time; return who began and ended, in order.

    A turn ends when so many have begun.
    """
    seen: list[tuple[str, str]] = []
    met = asyncio.Event()

    async def one(store: Locks, conversation: str) -> None:
        async with store.lock(conversation, LONG):
            seen.append(("begin", conversation))
            if len(seen) >= together:
                met.set()
            await asyncio.wait_for(met.wait(), LONG)
            await asyncio.sleep(TURN)
            seen.append(("end", conversation))

    with patch("bot.locks.HELD_SECONDS", LONG):
        await asyncio.gather(*(one(s, c) for s, c in zip(stores, conversations, strict=False)))
    return seen


class LocksTest(unittest.TestCase):
    def setUp(self) -> None:
        patience = patch("bot.locks.REDIS_SECONDS", LONG)
        patience.start()
        self.addCleanup(patience.stop)

    def test_turns_of_one_conversation_do_not_overlap(self) -> None:
        store = Locks(EndpointConfig(URL))
        seen = asyncio.run(turns([store] * 5, ["a"] * 5))
        assert [what for what, _ in seen] == ["begin", "end"] * 5

    def test_other_conversations_do_not_wait(self) -> None:
        store = Locks(EndpointConfig(URL))
        seen = asyncio.run(turns([store] * 3, ["a", "b", "c"], together=3))
        assert [what for what, _ in seen] == ["begin"] * 3 + ["end"] * 3

    def test_a_turn_that_fails_lets_go(self) -> None:
        store = Locks(EndpointConfig(URL))

        async def fail_then_go_on() -> None:
            try:
                async with store.lock("a"):
                    raise ValueError
            except ValueError:
                pass
            async with store.lock("a"):
                pass

        asyncio.run(asyncio.wait_for(fail_then_go_on(), WAIT_SECONDS))

    @unittest.skipUnless(URL, "needs Redis")
    def test_processes_share_the_lock(self) -> None:
        seen = asyncio.run(turns([Locks(EndpointConfig(URL)) for _ in range(4)], ["a"] * 4))
        assert [what for what, _ in seen] == ["begin", "end"] * 4

    @unittest.skipUnless(URL, "needs Redis")
    def test_a_turn_that_takes_long_keeps_the_lock(self) -> None:
        async def renewed() -> bool:
            store = Locks(EndpointConfig(URL))
            async with store.lock("a", LONG):
                # As if most of its time were over.
                await store._redis.pexpire("padam:dialogue:a", int(LONG / 2 * 1000))
                end = time.monotonic() + LONG / 4
                while not (kept := await store._redis.pttl("padam:dialogue:a") > LONG / 2 * 1000):
                    if time.monotonic() > end:
                        break
                    await asyncio.sleep(0.02)
                return kept

        with patch("bot.locks.HELD_SECONDS", LONG), patch("bot.locks.RENEW_SECONDS", TURN):
            assert asyncio.run(renewed())

    @unittest.skipUnless(URL, "needs Redis")
    def test_the_lock_of_a_process_that_was_killed_ends_soon(self) -> None:
        async def killed() -> int:
            store = Locks(EndpointConfig(URL))
            async with store.lock("b"):
                left = await store._redis.pttl("padam:dialogue:b")
            # As a killed process leaves it: taken, and renewed by nobody.
            await store._redis.set("padam:dialogue:b", "nobody", px=300)
            async with store.lock("b"):
                return left

        assert asyncio.run(killed()) <= HELD_SECONDS * 1000

    def test_without_redis_a_turn_goes_on(self) -> None:
        begun = time.monotonic()
        seen = asyncio.run(turns([Locks(EndpointConfig("redis://127.0.0.1:1"))], ["a"]))
        assert len(seen) == 2
        assert time.monotonic() - begun < WAIT_SECONDS
