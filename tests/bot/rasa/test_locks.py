"""Turns of one conversation come one after the other, here and across processes."""

import asyncio
import os
import time
import unittest

try:
    from rasa.utils.endpoints import EndpointConfig
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.locks import Locks

URL = os.environ.get("TEST_REDIS_URL") or None
TURN = 0.05


async def turns(stores: list[Locks], conversations: list[str]) -> list[tuple[str, str]]:
    """Let one turn a store and conversation run at the same time; return who began and ended, in order."""
    seen: list[tuple[str, str]] = []

    async def one(store: Locks, conversation: str) -> None:
        async with store.lock(conversation):
            seen.append(("begin", conversation))
            await asyncio.sleep(TURN)
            seen.append(("end", conversation))

    await asyncio.gather(*(one(s, c) for s, c in zip(stores, conversations, strict=False)))
    return seen


class LocksTest(unittest.TestCase):
    def test_turns_of_one_conversation_do_not_overlap(self) -> None:
        store = Locks(EndpointConfig(URL))
        seen = asyncio.run(turns([store] * 5, ["a"] * 5))
        assert [what for what, _ in seen] == ["begin", "end"] * 5

    def test_other_conversations_do_not_wait(self) -> None:
        store = Locks(EndpointConfig(URL))
        seen = asyncio.run(turns([store] * 3, ["a", "b", "c"]))
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

        asyncio.run(asyncio.wait_for(fail_then_go_on(), 2))

    @unittest.skipUnless(URL, "needs Redis")
    def test_processes_share_the_lock(self) -> None:
        seen = asyncio.run(turns([Locks(EndpointConfig(URL)) for _ in range(4)], ["a"] * 4))
        assert [what for what, _ in seen] == ["begin", "end"] * 4

    def test_without_redis_a_turn_goes_on(self) -> None:
        begun = time.monotonic()
        seen = asyncio.run(turns([Locks(EndpointConfig("redis://127.0.0.1:1"))], ["a"]))
        assert len(seen) == 2
        assert time.monotonic() - begun < 5
