"""Reports as they come up in the procedure."""

from __future__ import annotations

from datetime import timedelta

from tickets.model import Channel, Customer, Kind, Officer, ResolutionCode, Side, Stage, Ticket
from tickets.reports import Source
from tickets.service import Contact, NewReport, Reports

PHONE = "+6281234567890"
OTHER_PHONE = "+6289876543210"
IDPEL = "512345678901"
METER = "14012345678"
BUDI = Customer(idpel=IDPEL, meter_id=METER, name="Budi Santoso", phone=PHONE, address="Jl Merdeka 5")
TONO = Officer("Tono", "+6281100000000", "L 1234 AB")
THREE_HOURS = timedelta(hours=3)
MOMENT = timedelta(microseconds=1)


def opened(reports: Reports, kind: Kind = Kind.G, customer: Customer = BUDI, **values: object) -> Ticket:
    """Open a report."""
    new = NewReport(customer, "rumah padam", "BOT", Channel.WHATSAPP, kind, reporter=PHONE, **values)  # type: ignore[arg-type]
    return reports.open(new)


def finished(
    reports: Reports,
    kind: Kind = Kind.G,
    code: ResolutionCode = ResolutionCode.SELESAI_NORMAL,
    customer: Customer = BUDI,
) -> Ticket:
    """Open a report and finish it."""
    ticket = opened(reports, kind, customer)
    return reports.advance(ticket.no_lapor, Stage.SELESAI, apkt(reports), "sudah nyala", code)


def contact(side: Side, note: str = "petugas belum datang", *, urgent: bool = False, **changes: object) -> Contact:
    """Return a repeat contact by WhatsApp."""
    return Contact(side, note, "BOT", Channel.WHATSAPP, urgent, changes)


def apkt(reports: Reports) -> Source:
    """Return APKT, now."""
    return reports.source("APKT", Channel.APKT)
