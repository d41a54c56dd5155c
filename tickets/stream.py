"""What of a report's event goes to the event stream: facts for analytics, nothing of a person (docs/events.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tickets import rules
from tickets.events import Event, EventType
from tickets.model import Channel, Kind, Ticket
from tickets.outages import Outage, OutageEvent

# Of these the old and new value are words of the procedure or times; of changed data they may be names and numbers.
_TELLS_VALUES = frozenset(
    {EventType.TRANSITION, EventType.PROMISED, EventType.JUDGED, EventType.WARNED, EventType.RATED}
)
_ROBOTS = {"CHATBOT": "BOT", "BOT": "BOT", "IVR": "BOT", "APKT": "APKT", "SISTEM": "SYSTEM", "CUSTOMER": "CUSTOMER"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits for the broker; `event` is what a consumer knows a repeated one by."""

    id: int
    event: str
    topic: str
    at: datetime
    body: Mapping[str, Any]


def facts_of(ticket: Ticket, event: Event) -> Mapping[str, object]:
    """Return the facts of an event and of its report at that moment, ready for JSON."""
    values = event.type in _TELLS_VALUES
    return {
        "report": ticket.no_lapor,
        "kind": ticket.kind.value,
        "category": ticket.category,
        "unit": ticket.unit_code,
        "status": ticket.status.value,
        "stage": ticket.stage.value,
        "reported_at": _instant(ticket.reported_at),
        "eta": _instant(rules.promised(ticket)) if ticket.kind is Kind.G else None,
        "eta_kept": ticket.eta_kept,
        "urgent": ticket.urgent,
        "attention": ticket.attention,
        "wider_outage": ticket.wider_outage,
        "outage": ticket.outage.no if ticket.outage else None,
        "lapor_ulang_count": ticket.lapor_ulang_count,
        "update_count": ticket.update_count,
        "channel": event.channel.value,
        "by": _who(event),
        "rule": event.rule,
        "field": event.field,
        "old": event.old if values else None,
        "new": event.new if values else None,
    }


def topic_of(event: Event) -> str:
    """Return the routing key: `ticket.transition`."""
    return f"ticket.{event.type.lower()}"


def outage_facts(outage: Outage, event: OutageEvent, size: int) -> Mapping[str, object]:
    """Return the facts of an event of a wider outage and of the group then; `size` is its number of reports."""
    return {
        "outage": outage.no,
        "unit": outage.unit_code,
        "state": outage.state.value,
        "since": _instant(outage.since),
        "size": size,
        "eta": _instant(outage.until) if outage.until else None,
        "report": event.report,
        "channel": event.channel.value,
        "by": _who(event),
        "rule": event.rule,
        "old": event.old,
        "new": event.new,
    }


def outage_topic(event: OutageEvent) -> str:
    """Return the routing key: `outage.confirmed`."""
    return f"outage.{event.type.lower()}"


def _who(event: Event | OutageEvent) -> str:
    """Return which kind of actor it was; officers have names, which stay here."""
    if event.actor in _ROBOTS:
        return _ROBOTS[event.actor]
    return "OFFICER" if event.channel is Channel.CONSOLE else "OTHER"


def _instant(moment: datetime) -> str:
    return moment.isoformat()
