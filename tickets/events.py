"""What happened to a report. Events are appended, never edited; they fill Buku Biru, the log and the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tickets.model import Channel, Word


class EventType(Word):
    """The kinds of facts."""

    REPORTED = "REPORTED"
    COMMENT = "COMMENT"
    CHANGED = "CHANGED"
    TRANSITION = "TRANSITION"
    ASSIGNED = "ASSIGNED"
    LAPOR_ULANG = "LAPOR_ULANG"
    UPDATE = "UPDATE"
    MARKED_URGENT = "MARKED_URGENT"
    MARKED_WIDER = "MARKED_WIDER"
    LINKED = "LINKED"
    ATTACHED = "ATTACHED"
    RATED = "RATED"
    CONFIRMED = "CONFIRMED"
    REMINDED = "REMINDED"
    PROMISED = "PROMISED"
    WARNED = "WARNED"
    JUDGED = "JUDGED"
    OUTAGE_JOINED = "OUTAGE_JOINED"
    OUTAGE_LEFT = "OUTAGE_LEFT"
    OUTAGE_CONFIRMED = "OUTAGE_CONFIRMED"
    OUTAGE_DISMISSED = "OUTAGE_DISMISSED"
    OUTAGE_RESOLVED = "OUTAGE_RESOLVED"


# With one of these a report's place in a wider outage changes.
OF_OUTAGE = frozenset({EventType.OUTAGE_JOINED, EventType.OUTAGE_LEFT})


class Tab(Word):
    """The tabs of Buku Biru (Source: procedure.md MT-6)."""

    ALL = "all"
    COMMENTS = "comments"
    CHANGES = "changes"
    TRANSITIONS = "transitions"
    RATING = "rating"


TAB_TYPES: dict[Tab, frozenset[EventType]] = {
    Tab.ALL: frozenset(EventType),
    # What customers and officers said in words: comments, and the notes of repeat contacts.
    Tab.COMMENTS: frozenset({EventType.COMMENT, EventType.LAPOR_ULANG, EventType.UPDATE}),
    Tab.CHANGES: frozenset({EventType.CHANGED, EventType.PROMISED}),
    Tab.TRANSITIONS: frozenset({EventType.TRANSITION}),
    Tab.RATING: frozenset({EventType.RATED}),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One fact about a report.

    `field`, `old` and `new` belong to CHANGED, TRANSITION and what is promised (times in ISO 8601); `note` is what was
    said or why; `rule` the rule that decided; `actor` who did it.
    """

    type: EventType
    no_lapor: str
    at: datetime
    actor: str
    channel: Channel
    note: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    rule: str | None = None
