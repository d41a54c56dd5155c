"""A message is heard once, however often it is brought."""

import asyncio
import os
import time
import unittest
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

try:
    import sqlalchemy as sa
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import ActionExecuted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot.heard import Hearings, Messages, UnfinishedError, present
from bot.trackers import ANSWER_SECONDS, Trackers

DOMAIN = Domain.load(str(Path(__file__).parents[3] / "domain.yml"))
URL = os.environ.get("TEST_TRACKER_URL", "sqlite://")


class Dialogue:
    """Hears messages as Rasa does: reads the conversation, answers, writes it."""

    def __init__(self, trackers: Trackers, conversation: str) -> None:
        self.trackers, self.conversation = trackers, conversation
        self.heard: list[str] = []
        self.has_read = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    def work(self, text: str, said: Messages) -> Callable[[], Awaitable[Any]]:
        async def hear() -> None:
            tracker = await self.trackers.retrieve(self.conversation)
            events = list(tracker.events) if tracker else [ActionExecuted("action_listen")]
            self.has_read.set()
            await self.go_on.wait()
            self.heard.append(text)
            said.append({"text": f"jawaban {text}"})
            heard = [*events, UserUttered(text), ActionExecuted("action_listen")]
            await self.trackers.save(DialogueStateTracker.from_events(self.conversation, heard, DOMAIN.slots))

        return hear

    async def ask(self, hearings: Hearings, key: str | None, text: str) -> Messages:
        said: Messages = []
        return await hearings.answer(self.conversation, key, said, self.work(text, said))


class HeardTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.dialogue = Dialogue(Trackers(DOMAIN, URL), f"c-{self.id()}-{os.getpid()}")

    async def test_a_message_brought_again_gets_the_same_answer_also_from_another_process(self) -> None:
        first = await self.dialogue.ask(Hearings(), "SM1", "halo")
        again = await self.dialogue.ask(Hearings(), "SM1", "halo")
        assert first == again == [{"text": "jawaban halo"}]
        assert self.dialogue.heard == ["halo"]

    async def test_the_next_message_is_heard_and_one_without_key_always(self) -> None:
        hearings = Hearings()
        for key, text in (("SM1", "a"), ("SM2", "b"), (None, "c"), (None, "c")):
            assert await self.dialogue.ask(hearings, key, text) == [{"text": f"jawaban {text}"}]
        assert self.dialogue.heard == ["a", "b", "c", "c"]

    async def test_a_request_that_was_long_on_its_way_does_not_take_back_what_came_after(self) -> None:
        for key, text in (("SM1", "hanya rumah saya"), ("SM2", "sudah naik"), ("SM3", "541227222097")):
            await self.dialogue.ask(Hearings(), key, text)
        late = await self.dialogue.ask(Hearings(), "SM1", "hanya rumah saya")
        assert late == [{"text": "jawaban hanya rumah saya"}]
        assert self.dialogue.heard == ["hanya rumah saya", "sudah naik", "541227222097"]
        tracker = await self.dialogue.trackers.retrieve(self.dialogue.conversation)
        assert tracker is not None
        assert tracker.latest_message.text == "541227222097"

    async def test_a_key_is_that_of_its_conversation_alone(self) -> None:
        await self.dialogue.ask(Hearings(), "SM1", "halo")
        other = Dialogue(self.dialogue.trackers, f"{self.dialogue.conversation}-other")
        assert await other.ask(Hearings(), "SM1", "padam") == [{"text": "jawaban padam"}]
        assert await other.ask(Hearings(), "SM1", "padam") == [{"text": "jawaban padam"}]
        assert (self.dialogue.heard, other.heard) == (["halo"], ["padam"])

    async def test_DP_3_answers_are_kept_for_as_long_as_a_message_may_be_brought_again(self) -> None:
        await self.dialogue.ask(Hearings(), "SM1", "halo")
        for passed, left in ((ANSWER_SECONDS - 60, 1), (ANSWER_SECONDS + 60, 0)):
            self.dialogue.trackers._tidied = 0.0
            self.dialogue.trackers._tidy(time.time() + passed)
            with self.dialogue.trackers._engine.connect() as line:
                mine = {"conversation": self.dialogue.conversation}
                count = "SELECT count(*) FROM dialogue_messages WHERE conversation = :conversation"
                assert line.execute(sa.text(count), mine).scalar() == left

    async def test_what_is_under_way_is_joined_and_outlives_who_asked(self) -> None:
        hearings = Hearings()
        self.dialogue.go_on.clear()
        first = asyncio.create_task(self.dialogue.ask(hearings, "SM1", "halo"))
        await self.dialogue.has_read.wait()
        first.cancel()
        second = asyncio.create_task(self.dialogue.ask(hearings, "SM1", "halo"))
        await asyncio.sleep(0.05)
        self.dialogue.go_on.set()
        assert await second == [{"text": "jawaban halo"}]
        assert self.dialogue.heard == ["halo"]

    async def test_a_turn_whose_action_could_not_be_done_is_not_kept_and_heard_again(self) -> None:
        hear = self.dialogue.work("halo", [])

        async def unfinished() -> None:
            hearing = present()
            assert hearing is not None
            hearing.unfinished = True
            await hear()

        hearings = Hearings()
        with self.assertRaises(UnfinishedError):  # noqa: PT027 - no pytest in Rasa's environment
            await hearings.answer(self.dialogue.conversation, "SM1", [], unfinished)
        assert await self.dialogue.ask(hearings, "SM1", "halo") == [{"text": "jawaban halo"}]

    async def test_a_process_that_stood_still_does_not_undo_what_another_one_heard_meanwhile(self) -> None:
        for begins in ((), ("lama",)):
            self.dialogue.conversation += "+"
            for text in begins:
                await self.dialogue.ask(Hearings(), f"SM-{text}", text)
            self.dialogue.go_on.clear()
            self.dialogue.has_read.clear()
            stale = asyncio.create_task(self.dialogue.ask(Hearings(), "SM1", "halo"))
            await self.dialogue.has_read.wait()
            other = Dialogue(self.dialogue.trackers, self.dialogue.conversation)
            await other.ask(Hearings(), "SM1", "halo")
            await other.ask(Hearings(), "SM2", "padam")
            self.dialogue.go_on.set()
            with self.assertRaises(UnfinishedError):  # noqa: PT027 - no pytest in Rasa's environment
                await stale
            tracker = await self.dialogue.trackers.retrieve(self.dialogue.conversation)
            assert tracker is not None
            assert tracker.latest_message.text == "padam"

    async def test_a_turn_that_failed_is_heard_again(self) -> None:
        async def fail() -> None:
            raise RuntimeError("the store is gone")

        hearings = Hearings()
        with self.assertRaises(RuntimeError):  # noqa: PT027 - no pytest in Rasa's environment
            await hearings.answer(self.dialogue.conversation, "SM1", [], fail)
        assert await self.dialogue.ask(hearings, "SM1", "halo") == [{"text": "jawaban halo"}]
