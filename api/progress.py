"""What happens to a report: officer, stage, position, repeat contact, comment, rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.answers import ContactOut, TicketOut
from api.context import current
from api.operations import operation
from api.schemas import APKT, AssignmentIn, CommentIn, ContactIn, EtaIn, PositionIn, RatingIn, StageIn
from tickets.model import Channel, Position, Rating, Ticket
from tickets.requests import Contact


@operation(
    "POST",
    "/tickets/<no_lapor>/assignment",
    TicketOut,
    body=AssignmentIn,
    example={
        "officer": {"name": "Budi Santoso", "phone": "0812-9876-5432", "plate": "D 9123 PLN"},
        "at": "2026-11-23T10:30:00+07:00",
    },
)
def assign_officer(data: Mapping[str, Any], no_lapor: str) -> Ticket:
    """Give a G report to a field officer; from LAPOR it moves to PENUGASAN_REGU."""
    reports = current().reports
    return reports.assign(no_lapor, data["officer"], reports.source(APKT, Channel.APKT, data.get("at")))


@operation(
    "POST",
    "/tickets/<no_lapor>/stage",
    TicketOut,
    body=StageIn,
    example={"stage": "DALAM_PERJALANAN", "at": "2026-11-23T10:40:00+07:00"},
)
def set_stage(data: Mapping[str, Any], no_lapor: str) -> Ticket:
    """Move a report forward; SELESAI finishes it. The same stage again changes nothing, a step back is a 409."""
    reports = current().reports
    source = reports.source(APKT, Channel.APKT, data.get("at"))
    return reports.advance(no_lapor, data["stage"], source, data.get("note"), data.get("resolution_code"))


@operation(
    "POST",
    "/tickets/<no_lapor>/eta",
    TicketOut,
    body=EtaIn,
    example={"eta": "2026-11-23T15:30:00+07:00", "reason": "Menunggu penggantian kabel."},
)
def promise_end(data: Mapping[str, Any], no_lapor: str) -> Ticket:
    """Change the promised end, twice at most; a third time is a 409 and an officer decides (ETA-6)."""
    reports = current().reports
    source = reports.source(APKT, Channel.APKT, data.get("at"))
    return reports.promise(no_lapor, data["eta"], data["reason"], source, by_human=False)


@operation(
    "POST",
    "/tickets/<no_lapor>/position",
    TicketOut,
    body=PositionIn,
    example={"lat": -6.9175, "lon": 107.6191, "street": "Jl. Asia Afrika", "at": "2026-11-23T10:45:00+07:00"},
)
def see_position(position: Position, no_lapor: str) -> Ticket:
    """Tell where the officer is; an older position than known changes nothing."""
    return current().reports.see_position(no_lapor, position)


@operation(
    "POST",
    "/tickets/<no_lapor>/contact",
    ContactOut,
    body=ContactIn,
    example={"side": "PLN", "note": "Petugas belum datang.", "received_by": "HANA"},
)
def record_contact(contact: Contact, no_lapor: str) -> Mapping[str, Any]:
    """Record a repeat contact: Lapor Ulang or Update Laporan, as LU-1 to LU-12 decide."""
    result = current().reports.contact(no_lapor, contact)
    return {"outcome": result.verdict.outcome, "rule": result.verdict.rule, "ticket": result.ticket}


@operation(
    "POST",
    "/tickets/<no_lapor>/comments",
    TicketOut,
    body=CommentIn,
    example={"text": "Trafo sudah diganti.", "author": "Budi Santoso"},
)
def add_comment(data: Mapping[str, str], no_lapor: str) -> Ticket:
    """Add a comment to Buku Biru."""
    reports = current().reports
    return reports.comment(no_lapor, data["text"], reports.source(data["author"], Channel.APKT))


@operation(
    "POST",
    "/tickets/<no_lapor>/rating",
    TicketOut,
    body=RatingIn,
    example={"stars": 5, "comment": "Petugas ramah.", "via": "PLN_MOBILE"},
)
def rate_ticket(data: Mapping[str, Any], no_lapor: str) -> Ticket:
    """Keep the customer's rating of a finished report (MT-7)."""
    reports = current().reports
    rating = Rating(data["stars"], data["comment"], data["via"], reports.now())
    return reports.rate(no_lapor, rating, reports.source(APKT, Channel.APKT))
