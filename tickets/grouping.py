"""Put a new report where it belongs among those near it, in the transaction that takes it in (Source: procedure.md WO).

Whoever groups holds the right to: of two reports at the same moment the second sees what the first became."""

from __future__ import annotations

from datetime import tzinfo

from tickets import outage_reports, outages
from tickets.model import Channel, Ticket
from tickets.outages import Outage, OutageEventType, OutageState, Placement, record
from tickets.ports import UnitOfWork
from tickets.premises import street_name
from tickets.reports import SYSTEM, Source


def group(
    uow: UnitOfWork, ticket: Ticket, source: Source, zone: tzinfo, *, heard: str | None = None, apart: bool = False
) -> Outage | None:
    """Let a report about to be added join a group or begin one, which is to be kept after it; None where it is alone.

    `heard` is the confirmed outage its customer was told of and takes it to be, `apart` that it is this building alone.
    """
    if not outage_reports.may_join(ticket):
        return None
    if apart:
        outage_reports.keep_apart(ticket, source)
        return None
    uow.outages.hold()
    around = uow.outages.around(ticket.customer, source.at)
    known = uow.outages.get(heard) if heard else None
    if known is not None and known.is_confirmed:
        found: Placement | None = Placement("WO-4", (known.no,))
    else:
        found = outages.place(around, source.at, says_wider=ticket.wider_outage)
    if found is None:
        return None
    # The other customers do nothing here, and hear nothing of it.
    silent = Source(SYSTEM, Channel.CONSOLE, source.at)
    outage = _existing(uow, found, silent) or begin(uow, ticket, source, zone)
    outage_reports.join(ticket, outage, source, found.rule)
    record(outage, source, OutageEventType.JOINED, report=ticket.no_lapor, rule=found.rule)
    for no_lapor in found.others:
        other = uow.tickets.get(no_lapor, lock=True)
        # Finished, or reported as something else, since it was seen.
        if other is not None and other.outage is None and not other.apart and outage_reports.may_join(other):
            take(uow, outage, other, silent, found.rule)
    return outage


def keep(uow: UnitOfWork, outage: Outage) -> None:
    """Write the group once all its reports are there."""
    refresh(uow, outage)
    uow.outages.save(outage)


def begin(uow: UnitOfWork, ticket: Ticket, source: Source, zone: tzinfo) -> Outage:
    """Begin a group with the report as its first."""
    day = source.at.astimezone(zone).date()
    sequence = uow.tickets.next_sequence(f"M{ticket.unit_code}", day)
    outage = Outage(f"M{ticket.unit_code}{day:%y%m%d}{sequence:05d}", ticket.unit_code, ticket.reported_at)
    record(outage, source, OutageEventType.SUSPECTED, rule="IN-6")
    uow.outages.add(outage)
    return outage


def take(uow: UnitOfWork, outage: Outage, ticket: Ticket, source: Source, rule: str) -> None:
    """Put a report into a group, and keep both facts."""
    outage_reports.join(ticket, outage, source, rule)
    uow.tickets.save(ticket)
    record(outage, source, OutageEventType.JOINED, report=ticket.no_lapor, rule=rule)


def refresh(uow: UnitOfWork, outage: Outage) -> None:
    """Name the group after its reports, as long as no officer gave it a name by confirming it."""
    gist = uow.outages.gist(outage.no)
    if gist is not None:
        outage.since, address = gist
        if outage.state is OutageState.SUSPECTED:
            outage.area = street_name(address)


def _existing(uow: UnitOfWork, found: Placement, source: Source) -> Outage | None:
    """Return the group to join, the others merged into it (Source: WO-1)."""
    groups = [group for no in found.joins if (group := uow.outages.get(no)) is not None]
    if not groups:
        return None
    outage, *others = groups
    for other in others:
        for ticket in uow.tickets.of_outage(other.no, lock=True):
            ticket.outage = None
            if outage_reports.may_join(ticket):
                take(uow, outage, ticket, source, "WO-1")
        outages.merge(other, outage, source)
        uow.outages.save(other)
    return outage
