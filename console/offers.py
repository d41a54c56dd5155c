"""The row icons of Monitoring Tiket: what is offered for a report, what is withheld, and by which rule.

Nothing is decided here: `tickets.rules` gives the verdict of the contact that a click would make.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tickets import rules
from tickets.model import Outcome, Side, Ticket
from tickets.rules import RepeatVerdict, TrackingGap

# A report whose officer is not known is tracked all the same: its stages and their times are there.
_NOT_TRACKED = {TrackingGap.NOT_AN_OUTAGE, TrackingGap.FINISHED}


@dataclass(frozen=True, slots=True)
class Offer:
    """An icon. `rule` decided; `reason` names, for a withheld one, the sentence that explains it."""

    name: str
    offered: bool
    rule: str
    reason: str | None = None


def verdict(ticket: Ticket, now: datetime, side: Side, *, urgent: bool = False) -> RepeatVerdict:
    """Return what a contact now would become."""
    return rules.decide_repeat(ticket.kind, ticket.status, side, now - ticket.window_from, urgent=urgent)


def lapor_ulang(ticket: Ticket, now: datetime, *, urgent: bool = False) -> Offer:
    """Offer Lapor Ulang, or the new complaint that follows a finished one (Source: procedure.md MT-4, LU-12)."""
    found = verdict(ticket, now, Side.PLN, urgent=urgent)
    if found.outcome is Outcome.NEW_REPORT:
        return Offer("laporan_baru", offered=True, rule=found.rule)
    offered = found.outcome is not Outcome.UPDATE
    return Offer("lapor_ulang", offered, found.rule, None if offered else found.rule)


def update(ticket: Ticket, now: datetime) -> Offer:
    """Offer Update Laporan (Source: procedure.md MT-4)."""
    found = verdict(ticket, now, Side.CUSTOMER)
    offered = found.outcome is Outcome.UPDATE
    return Offer("update", offered, found.rule, None if offered else found.rule)


def tracking(ticket: Ticket, now: datetime) -> Offer:
    """Offer Tracking: G until finished (Source: procedure.md MT-3)."""
    seen = rules.tracking(ticket, now)
    offered = seen.gap not in _NOT_TRACKED
    return Offer("tracking", offered, seen.rule, None if offered else str(seen.gap))


def icons(ticket: Ticket, now: datetime) -> list[Offer]:
    """Return the six icons of a row in the order of the procedure's screen."""
    return [
        lapor_ulang(ticket, now),
        update(ticket, now),
        Offer("detail", offered=True, rule="MT-2"),
        tracking(ticket, now),
        Offer("log", offered=True, rule="MT-5"),
        Offer("buku_biru", offered=True, rule="MT-6"),
    ]
