"""What of a hand-over goes to the event stream: why, when and how urgent, nothing that was said (docs/events.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from desk.model import HandOver


def facts_of(record: HandOver) -> Mapping[str, object]:
    """Return the facts of a hand-over, ready for JSON; the record's own id stands for the conversation."""
    return {
        "hand_over": record.id,
        "report": record.no_lapor,
        "channel": record.channel.value,
        "reason": record.reason.value,
        "urgent": record.urgent,
        "call_back": record.call_back is not None,
        "created_at": record.created_at.isoformat(),
        "reply_by": record.reply_by.isoformat(),
        "taken_at": _instant(record.taken_at),
        "closed_at": _instant(record.closed_at),
    }


def topics_of(before: HandOver | None, after: HandOver) -> tuple[str, ...]:
    """Return the routing keys of what changed."""
    if before is None:
        return ("conversation.handed_over",)
    found = []
    if before.taken_at is None and after.taken_at is not None:
        found.append("conversation.taken")
    if before.taken_at is not None and after.taken_at is None:
        found.append("conversation.put_back")
    if before.closed_at is None and after.closed_at is not None:
        found.append("conversation.closed")
    return tuple(found)


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
