"""Is the power really back? What was asked, answered, asked once more, read from the history (Source: CF)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from tickets.events import Event, EventType
from tickets.hours import is_day
from tickets.model import Kind, Stage, Ticket
from tickets.rules import needs_from_customer

# CF-4: no answer for this long is reminded of once, by day, as long as the answer still matters; then it is quiet.
REMIND_AFTER = timedelta(hours=2)
REMIND_UNTIL = timedelta(hours=20)
# What tells whether it is dark or lit.
_OF_THE_POWER = frozenset(
    {EventType.REPORTED, EventType.LAPOR_ULANG, EventType.UPDATE, EventType.TRANSITION, EventType.CONFIRMED}
)


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


def rule_of(ticket: Ticket, history: Sequence[Event]) -> str | None:
    """Return by which rule it is kept that the power is back, None where that is known already, or not to be known.

    Asked for after NYALA it is CF-3. Before, told by the customer alone, it is CF-5: once, until the next word that it
    is dark, or the next stage of the work.
    """
    if ticket.kind is Kind.G and ticket.is_open and ticket.stage is not Stage.NYALA:
        last = next((event for event in reversed(history) if event.type in _OF_THE_POWER), None)
        return None if last and last.type is EventType.CONFIRMED else "CF-5"
    asked = read(ticket, history)
    return "CF-3" if asked and not asked.answered else None


def may_remind(confirmation: Confirmation | None, now: datetime, zone: tzinfo) -> bool:
    """Tell whether to ask once more now (Source: CF-4)."""
    if confirmation is None or confirmation.answered or confirmation.reminded:
        return False
    waited = now - confirmation.asked_at
    return REMIND_AFTER <= waited <= REMIND_UNTIL and is_day(now, zone)
