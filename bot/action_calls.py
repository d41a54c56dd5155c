"""Tell the action server what an action looks at, not the whole conversation.

Rasa sends every event it has, each message with all that was found in it, at every call: writing and reading that took
longer than most actions. Ours look at the turn itself, at what was said just before, and at the customer's last words.
"""

from __future__ import annotations

from collections.abc import Reversible
from typing import Any

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

# Of so many turns before this one it is told what was said and done; of so many messages what they were.
TURNS, MESSAGES = 2, 10


def recent(events: Reversible[Event]) -> list[dict[str, Any]]:
    """Return what an action may look at: all events of the turn, those that were seen of the turns before it."""
    found: list[dict[str, Any]] = []
    turns = 0
    for event in reversed(events):
        if isinstance(event, UserUttered):
            turns += 1
            found.append(_message(event, is_last=turns == 1))
            if turns == MESSAGES:
                break
        elif not turns or (turns <= TURNS and isinstance(event, (BotUttered, ActionExecuted))):
            found.append(event.as_dict())
    return found[::-1]


def _message(event: UserUttered, *, is_last: bool) -> dict[str, Any]:
    """Return a message; what was found in the last one stands in the state already."""
    shown = {"event": event.type_name, "timestamp": event.timestamp, "text": event.text}
    return {**shown, "metadata": event.metadata} if is_last else shown


def prepare() -> None:
    """Let Rasa's remote actions send that."""

    def call(self: RemoteAction, tracker: DialogueStateTracker, _domain: Domain) -> dict[str, Any]:
        state = {**tracker.current_state(EventVerbosity.NONE), "events": recent(tracker.events)}
        version = rasa.__version__
        return {"next_action": self.name(), "sender_id": tracker.sender_id, "tracker": state, "version": version}

    RemoteAction._action_call_format = call
