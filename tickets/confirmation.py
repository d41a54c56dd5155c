"""Is the power really back? What was asked, answered, asked once more, read from the history (Source: CF)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo

from tickets.events import Event, EventType
from tickets.model import Kind, Stage, Ticket
from tickets.rules import needs_from_customer

# CF-4: no answer for this long is reminded of once, by day, as long as the answer still matters; then it is quiet.
REMIND_AFTER = timedelta(hours=2)
REMIND_UNTIL = timedelta(hours=20)
DAY_BEGINS, DAY_ENDS = time(7), time(21)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question after the last NYALA or SELESAI."""

    asked_at: datetime
    answered: bool = False
    reminded: bool = False


def read(ticket: Ticket, history: Sequence[Event]) -> Confirmation | None:
    """Return how the question stands, None where there is none: not back yet, active again, or data was missing."""
    back = ticket.kind is Kind.G and ticket.stage in (Stage.NYALA, Stage.SELESAI)
    if not back or needs_from_customer(ticket.resolution.code if ticket.resolution else None):
        return None
    found: Confirmation | None = None
    for event in history:
        if event.type is EventType.TRANSITION and event.new in (Stage.NYALA, Stage.SELESAI):
            found = found if found and event.old == Stage.NYALA else Confirmation(event.at)
        elif event.type is EventType.TRANSITION:
            found = None
        elif found and event.type in (EventType.CONFIRMED, EventType.RATED):
            found = replace(found, answered=True)
        elif found and event.type is EventType.REMINDED:
            found = replace(found, reminded=True)
    return found


def may_remind(confirmation: Confirmation | None, now: datetime, zone: tzinfo) -> bool:
    """Tell whether to ask once more now (Source: CF-4)."""
    if confirmation is None or confirmation.answered or confirmation.reminded:
        return False
    waited = now - confirmation.asked_at
    return REMIND_AFTER <= waited <= REMIND_UNTIL and DAY_BEGINS <= now.astimezone(zone).time() < DAY_ENDS
