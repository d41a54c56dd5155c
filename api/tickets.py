"""Taking reports over, finding them, reading what is known about them."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from api.answers import HistoryOut, LogOut, PageOut, TicketOut, TrackingOut
from api.context import current
from api.operations import operation
from api.schemas import HistoryIn, SearchIn, TicketIn
from tickets import rules
from tickets.events import Tab
from tickets.model import Ticket
from tickets.ports import Page, TicketQuery
from tickets.requests import NewReport

_TAKE_EXAMPLE = {
    "kind": "G",
    "customer": {"idpel": "543210987654", "phone": "0812-3456-7890", "address": "Jl. Melati No. 5, Bandung"},
    "reported_at": "2026-11-23T10:15:00+07:00",
    "description": "Rumah padam sejak pagi.",
    "unit_code": "54",
}


@operation("POST", "/tickets", TicketOut, body=TicketIn, status=HTTPStatus.CREATED, example=_TAKE_EXAMPLE)
def take_ticket(new: NewReport) -> Ticket:
    """Take over a report from APKT.

    409 `premise-has-open-report` names in `no_lapor` the open report the building already has (IN-5): send a contact
    there. 409 `number-taken`: the number exists.
    """
    return current().reports.open(new)


@operation("GET", "/tickets", PageOut, query=SearchIn)
def search_tickets(query: TicketQuery) -> Page:
    """Search reports, newest first."""
    return current().reports.search(query)


@operation("GET", "/tickets/<no_lapor>", TicketOut)
def get_ticket(no_lapor: str) -> Ticket:
    """Read a report."""
    return current().reports.get(no_lapor)


@operation("GET", "/tickets/<no_lapor>/tracking", TrackingOut)
def get_tracking(no_lapor: str) -> Mapping[str, Any]:
    """Read stage times, officer and position, or the reason why no position can be told (TR-1 to TR-5)."""
    reports = current().reports
    ticket = reports.get(no_lapor)
    seen = rules.tracking(ticket, reports.now())
    position = None
    if seen.position is not None and seen.age is not None:
        place = {name: getattr(seen.position, name) for name in ("lat", "lon", "street", "at")}
        position = place | {"age_seconds": int(seen.age.total_seconds()), "old": seen.is_old}
    return {
        "no_lapor": ticket.no_lapor,
        "display_no": ticket.display_no,
        "status": ticket.status,
        "stage": ticket.stage,
        "stages": ticket.stages,
        "officer": ticket.officer,
        "position": position,
        "reason": seen.gap,
        "rule": seen.rule,
    }


@operation("GET", "/tickets/<no_lapor>/log-lapor-ulang", LogOut)
def get_log_lapor_ulang(no_lapor: str) -> Mapping[str, Any]:
    """Read the Log Lapor Ulang (MT-5)."""
    return {"items": current().reports.get(no_lapor).repeats}


@operation("GET", "/tickets/<no_lapor>/history", HistoryOut, query=HistoryIn)
def get_history(query: Mapping[str, Tab], no_lapor: str) -> Mapping[str, Any]:
    """Read Buku Biru (MT-6)."""
    return {"items": current().reports.history(no_lapor, query["tab"])}
