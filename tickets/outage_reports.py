"""What a wider outage does to one of its reports: each change with its event in Buku Biru (Source: procedure.md WO)."""

from __future__ import annotations

from collections.abc import Sequence

from tickets import promises, reports
from tickets.errors import ConflictError
from tickets.events import Event, EventType
from tickets.model import SINGLE_BUILDING, Channel, Kind, ResolutionCode, Stage, Ticket
from tickets.outages import Outage
from tickets.reports import Source, record

# Who was answered in one of these heard what the answer said.
_HEARD_IN = frozenset({Channel.WHATSAPP, Channel.VOICE})


def may_join(ticket: Ticket) -> bool:
    """Tell whether a report can belong to a wider outage: an open one of one building without power."""
    return ticket.kind is Kind.G and ticket.category == SINGLE_BUILDING and ticket.is_open


def join(ticket: Ticket, outage: Outage, source: Source, rule: str) -> None:
    """Put the report into the group; in a confirmed one it gets its promised end (Source: WO-1, WO-4)."""
    if not may_join(ticket):
        raise ConflictError("only an open report of one building belongs to a wider outage")
    if ticket.outage is not None and ticket.outage.is_open and ticket.outage.no != outage.no:
        raise ConflictError("the report is in another group", outage=ticket.outage.no)
    ticket.outage, ticket.apart = outage, False
    record(ticket, source, EventType.OUTAGE_JOINED, note=outage.no, new=str(outage.state), rule=rule)
    reports.mark_wider(ticket, source)
    adopt(ticket, outage, source)


def leave(ticket: Ticket, source: Source, rule: str, reason: str | None = None, *, apart: bool) -> None:
    """Take the report out of its group; `apart` keeps it out of others (Source: WO-3)."""
    outage = ticket.outage
    if outage is None:
        return
    ticket.outage, ticket.apart, ticket.wider_outage = None, apart, False
    record(ticket, source, EventType.OUTAGE_LEFT, note=reason, old=outage.no, rule=rule)


def keep_apart(ticket: Ticket, source: Source) -> None:
    """Keep that the customer says it is this building alone (Source: WO-3)."""
    ticket.apart = True
    record(ticket, source, EventType.OUTAGE_LEFT, rule="WO-3")


def adopt(ticket: Ticket, outage: Outage, source: Source) -> None:
    """Promise the report what the group promises, as long as the time lies ahead (Source: WO-5)."""
    until = outage.expected(source.at)
    if outage.is_confirmed and until is not None and ticket.is_open and ticket.stage is not Stage.NYALA:
        promises.change(ticket, until, outage.cause, source, source.at, by_human=True, rule="WO-5")


def tell_confirmed(ticket: Ticket, outage: Outage, source: Source) -> None:
    """The group of the report was confirmed (Source: WO-4)."""
    if not ticket.is_open or ticket.stage is Stage.NYALA:
        return
    ticket.outage = outage
    new = "ETA" if outage.expected(source.at) else None
    record(ticket, source, EventType.OUTAGE_CONFIRMED, note=outage.cause, old=outage.no, new=new, rule="WO-4")
    adopt(ticket, outage, source)


def tell_dismissed(ticket: Ticket, outage: Outage, source: Source, history: Sequence[Event]) -> None:
    """The report is one of one building again; the event says whether its customer had been told otherwise (WO-6).

    What was promised meanwhile stays promised; where no time was told, the 3 hours hold again.
    """
    ticket.outage = outage
    if not ticket.is_open:
        return
    ticket.wider_outage = False
    new = "TOLD" if was_told(history) else None
    record(ticket, source, EventType.OUTAGE_DISMISSED, note=outage.reason, old=outage.no, new=new, rule="WO-6")


def tell_resolved(ticket: Ticket, outage: Outage, source: Source) -> None:
    """The power is back: NYALA and SELESAI, and so the question whether it really is (Source: WO-7, CF-1).

    Danger at this building is not over with the outage: an urgent report stays open for its crew.
    """
    ticket.outage = outage
    if not ticket.is_open:
        return
    record(ticket, source, EventType.OUTAGE_RESOLVED, old=outage.no, rule="WO-7")
    reports.advance(ticket, Stage.NYALA, source)
    if not ticket.urgent:
        reports.advance(ticket, Stage.SELESAI, source, code=ResolutionCode.SELESAI_NORMAL)


def reopened(ticket: Ticket, source: Source) -> None:
    """A report active again is still of an outage that lasts, and a single one where that is over (Source: WO-7)."""
    if ticket.outage is None:
        return
    if ticket.outage.is_open:
        adopt(ticket, ticket.outage, source)
    else:
        leave(ticket, source, "WO-7", apart=False)


def was_told(history: Sequence[Event]) -> bool:
    """Tell whether the customer heard that it may be, or is, a wider outage."""
    return any(
        event.type is EventType.OUTAGE_CONFIRMED
        or (event.type in (EventType.MARKED_WIDER, EventType.OUTAGE_JOINED) and event.channel in _HEARD_IN)
        for event in history
    )
