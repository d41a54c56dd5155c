"""A message is heard once, however often it is brought: its answer is kept with the conversation it led to.

The gateway waits for an answer as long as the carrier lets it, then asks again with the same key, perhaps from another
process, perhaps after this one was killed. What is still being worked on is joined; what is done is told again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from structlog.contextvars import bind_contextvars

Messages = list[dict[str, Any]]


class UnfinishedError(Exception):
    """The turn could not be done to its end and nothing of it is kept: asking again does it anew."""


class AnsweredBeforeError(Exception):
    """The message was answered before; nothing of it may be done again."""

    def __init__(self, messages: Messages) -> None:
        super().__init__("this message was answered before")
        self.messages = messages


@dataclass
class Hearing:
    """A message being worked on: its key, and the messages that answer it so far.

    `kept` once they are stored, `unfinished` where an action of the turn could not be done. `read_at` is the state of
    the conversation it began with.
    """

    key: str
    messages: Messages
    kept: bool = False
    unfinished: bool = False
    read_at: float | None = None


_present: ContextVar[Hearing | None] = ContextVar("hearing", default=None)


def present() -> Hearing | None:
    """Return the message this task works on, None where it has no key."""
    return _present.get()


@dataclass
class Hearings:
    """The messages this process works on. A client that hangs up ends none of them."""

    _running: dict[tuple[str, str], asyncio.Task[Messages]] = field(default_factory=dict)

    async def answer(
        self, conversation: str, key: str | None, messages: Messages, work: Callable[[], Awaitable[Any]]
    ) -> Messages:
        """Return what answers a message: by `work`, which fills `messages`, unless that is under way or done already.

        Raises: whatever `work` raises.
        """
        mine = (conversation, key or "")
        task = self._running.get(mine) if key else None
        if task is None:
            task = asyncio.create_task(_hear(conversation, key, messages, work))
            if key:
                self._running[mine] = task
                task.add_done_callback(lambda _: self._running.pop(mine, None))
        return await asyncio.shield(task)


async def _hear(conversation: str, key: str | None, messages: Messages, work: Callable[[], Awaitable[Any]]) -> Messages:
    # Whatever the task logs from here on names it.
    bind_contextvars(conversation=conversation)
    _present.set(Hearing(key, messages) if key else None)
    try:
        await work()
    except AnsweredBeforeError as before:
        return before.messages
    return messages
