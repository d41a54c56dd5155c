"""Copy a conversation as it stands.

Rasa copies one for each action, by replaying all that ever happened in it.
"""

from __future__ import annotations

from copy import copy

from rasa.shared.core.trackers import DialogueStateTracker


def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """Return a conversation that may go on by itself: the same events, none of which ever changes, the same state."""
    twin: DialogueStateTracker = copy(tracker)
    twin.events = tracker._create_events(tracker.events)
    twin.slots = type(tracker.slots)((name, copy(slot)) for name, slot in tracker.slots.items())
    twin.active_loop = copy(tracker.active_loop)
    # Only what the conversation itself is told of is marked as of this model.
    twin.model_id = twin.assistant_id = None
    return twin


def prepare() -> None:
    """Let Rasa copy so."""
    DialogueStateTracker.copy = copied
