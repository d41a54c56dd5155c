"""Tickets as rows and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from tickets.model import (
    Attachment,
    Customer,
    LaporUlang,
    Officer,
    Position,
    Promise,
    Rating,
    Resolution,
    StageTime,
    Ticket,
)
from tickets.outages import Outage
from tickets.premises import plain, street_key

Row = RowMapping
_SAME = (
    "no_lapor", "kind", "category", "status", "stage", "unit_code", "channel", "received_by", "description",
    "reported_at", "window_from", "urgent", "attention", "wider_outage", "reporter", "lapor_ulang_count",
    "update_count", "related_no_lapor", "promise_changes", "warned_of", "eta_kept", "alert", "version",
)  # fmt: skip
_CUSTOMER = ("idpel", "meter_id", "name", "phone", "address", "lat", "lon")
_PARTS: dict[str, tuple[type, tuple[str, ...]]] = {
    "officer": (Officer, ("name", "phone", "plate", "uses_apkt_mobile")),
    "position": (Position, ("lat", "lon", "street", "at")),
    "resolution": (Resolution, ("code", "note", "at")),
    "promise": (Promise, ("until", "reason", "by", "at")),
    "rating": (Rating, ("stars", "comment", "via", "at")),
}
# The lists of a ticket: table name, type of its items, fields.
LISTS: dict[str, tuple[type, tuple[str, ...]]] = {
    "stages": (StageTime, ("stage", "at", "note")),
    "repeats": (LaporUlang, ("at", "channel", "received_by", "note", "urgent", "rule")),
    "attachments": (Attachment, ("url", "content_type", "at")),
}


def search_text(ticket: Ticket) -> str:
    """Return what `q` looks into: number, name and address, folded."""
    customer = ticket.customer
    return " ".join(plain(text) for text in (ticket.no_lapor, customer.name, customer.address) if text)


def to_row(ticket: Ticket) -> dict[str, Any]:
    """Return the columns of the ticket's own row."""
    row = {name: getattr(ticket, name) for name in _SAME}
    row |= {name: getattr(ticket.customer, name) for name in _CUSTOMER}
    for part, (_, names) in _PARTS.items():
        value = getattr(ticket, part)
        row |= {f"{part}_{name}": value and getattr(value, name) for name in names}
    return row | {"search_text": search_text(ticket), "street_key": street_key(ticket.customer.address)}


def to_items(ticket: Ticket, table: str) -> list[dict[str, Any]]:
    """Return the rows of one list of the ticket."""
    _, names = LISTS[table]
    return [
        {"no_lapor": ticket.no_lapor, "seq": seq, "version": ticket.version}
        | {name: getattr(item, name) for name in names}
        for seq, item in enumerate(getattr(ticket, table))
    ]


def to_ticket(row: Row, items: Mapping[str, Sequence[Row]], place: tuple[Outage | None, bool]) -> Ticket:
    """Build a ticket from its row, the rows of its lists, each in order, and its place in a wider outage."""
    values: dict[str, Any] = {name: row[name] for name in _SAME}
    values["customer"] = Customer(**{name: row[name] for name in _CUSTOMER})
    for part, (make, names) in _PARTS.items():
        # The first field of every part is one it always has.
        if row[f"{part}_{names[0]}"] is not None:
            values[part] = make(**{name: row[f"{part}_{name}"] for name in names})
    for table, (make, names) in LISTS.items():
        values[table] = [make(**{name: item[name] for name in names}) for item in items[table]]
    values["outage"], values["apart"] = place
    return Ticket(**values)
