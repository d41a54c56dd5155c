"""Who takes a claimed letter: the messages or the calls, as far as there is a sender for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import tracing
from bootstrap import System
from notify.calling import Calling
from notify.delivery import Delivery
from tickets.model import Channel

# With a thread each, of the sixteen.
CALLS_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Post:
    """The two ways to a customer; None where the settings have no sender for it."""

    system: System
    messages: Delivery | None
    calls: Calling | None

    @property
    def ways(self) -> Collection[Channel]:
        """Return the ways letters can go now; those of the others wait."""
        found = {Channel.WHATSAPP: self.messages, Channel.VOICE: self.calls}
        return [channel for channel, way in found.items() if way is not None]

    def room(self, most: int) -> Mapping[Channel, int]:
        """Return how many letters of each way may be taken up now: calls go out one by one, and are not hoarded."""
        found = dict.fromkeys(self.ways, most)
        if self.calls is not None:
            found[Channel.VOICE] = 0 if self.calls.is_waiting else min(most, CALLS_AT_ONCE)
        return found

    def deliver(self, letter_id: int, token: str) -> None:
        """Send a letter, unless another has its claim by now. Raises: TicketError; the lease then brings it back."""
        with tracing.span("notice"):
            self._deliver(letter_id, token)

    def _deliver(self, letter_id: int, token: str) -> None:
        with self.system.uow() as uow:
            letter = uow.outbox.claimed(letter_id, token)
        if letter is None:
            return
        way = self.calls if letter.channel is Channel.VOICE else self.messages
        if way is not None:
            way.deliver(letter)
