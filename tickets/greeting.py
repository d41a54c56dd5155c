"""Which of a caller's own reports the telephone greets with, and how that one stands (Source: procedure.md SA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets import rules
from tickets.model import Kind, Stage, Ticket, Word

# SA-4: who calls within a day of SELESAI calls about that; later it may be anything.
FINISHED_MEANT = timedelta(hours=24)
# SA-5: more are not told in one breath.
MOST_REPORTS = 5


class Standing(Word):
    """How the report named in the greeting stands."""

    NONE = "NONE"
    UNDER_WAY = "UNDER_WAY"
    OVERDUE = "OVERDUE"
    BACK = "BACK"
    SEVERAL = "SEVERAL"
    COMPLAINT = "COMPLAINT"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a call begins with: the report, or the several ones to choose from; none where nothing is to be told."""

    rule: str
    standing: Standing
    reports: tuple[Ticket, ...] = ()


PLAIN = Greeting("SA-1", Standing.NONE)


def choose(own: Sequence[Ticket], now: datetime) -> Greeting:
    """Choose among the reports a caller's number may hear of (PV-1), newest first: outages before complaints."""
    outages = [ticket for ticket in own if ticket.kind is Kind.G and ticket.is_open]
    if len(outages) > 1:
        return Greeting("SA-5", Standing.SEVERAL, tuple(outages[:MOST_REPORTS]))
    if outages:
        return _of_outage(outages[0], now)
    finished = [ticket for ticket in own if ticket.kind is Kind.G and _is_just_finished(ticket, now)]
    if finished:
        return Greeting("SA-4", Standing.BACK, (max(finished, key=_finished_at),))
    complaints = [ticket for ticket in own if ticket.kind is Kind.K and ticket.is_open]
    return Greeting("SA-6", Standing.COMPLAINT, tuple(complaints)) if len(complaints) == 1 else PLAIN


def _of_outage(ticket: Ticket, now: datetime) -> Greeting:
    if ticket.stage is Stage.NYALA:
        return Greeting("SA-4", Standing.BACK, (ticket,))
    if rules.has_no_eta(ticket):
        return Greeting("SA-2", Standing.UNDER_WAY, (ticket,))
    # The line where ETA-4 begins to tell of the officer.
    if now >= rules.promised(ticket) or rules.is_overdue(ticket.window_from, now):
        return Greeting("SA-3", Standing.OVERDUE, (ticket,))
    return Greeting("SA-2", Standing.UNDER_WAY, (ticket,))


def _is_just_finished(ticket: Ticket, now: datetime) -> bool:
    return ticket.resolution is not None and now - ticket.resolution.at <= FINISHED_MEANT


def _finished_at(ticket: Ticket) -> datetime:
    return ticket.resolution.at if ticket.resolution else ticket.reported_at
