"""What the use cases are asked, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tickets.errors import InvalidError
from tickets.model import SINGLE_BUILDING, Attachment, Channel, Customer, Kind, Side, Ticket
from tickets.numbers import read_no_lapor
from tickets.premises import premise_keys
from tickets.rules import RepeatVerdict


@dataclass(frozen=True, slots=True)
class NewReport:
    """What is needed to open a report (Source: IN-2). `reporter` is the number it was made from, E.164.

    `wider_outage` is said of the neighbours by the customer (WO-2), `apart` that it is this building alone (WO-3);
    `outage` is the confirmed outage the customer heard of and takes it to be (WO-4).
    """

    customer: Customer
    description: str
    received_by: str
    channel: Channel
    kind: Kind = Kind.G
    category: str = SINGLE_BUILDING
    unit_code: str | None = None
    no_lapor: str | None = None
    reported_at: datetime | None = None
    reporter: str | None = None
    urgent: bool = False
    wider_outage: bool = False
    outage: str | None = None
    apart: bool = False
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A repeat contact (Source: LU). `changes` maps fields of the customer, or `description`, to new values.

    `denies` that the power is back, said by a customer who was asked (CF-2).
    """

    side: Side
    note: str
    received_by: str
    channel: Channel
    urgent: bool = False
    changes: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    reporter: str | None = None
    attachments: Sequence[Attachment] = ()
    denies: bool = False


@dataclass(frozen=True, slots=True)
class ContactResult:
    """What the repeat contact became."""

    ticket: Ticket
    verdict: RepeatVerdict


@dataclass(frozen=True, slots=True)
class Intake:
    """A report taken in, or the repeat contact it became because the building has an open one (Source: IN-5)."""

    ticket: Ticket
    repeat: RepeatVerdict | None = None


def check_report(new: NewReport) -> None:
    """Refuse a report that lacks what it needs. Raises: InvalidError (IN-2, IN-4)."""
    if not premise_keys(new.customer):
        raise InvalidError("a report needs IDPEL or ID Meter, or name and full address (IN-2)")
    if new.unit_code is not None and not re.fullmatch("[0-9]{2}", new.unit_code):
        raise InvalidError("a unit code has 2 digits (IN-4)")
    if not new.description.strip():
        raise InvalidError("a report needs a short description (IN-2)")
    if new.no_lapor is not None:
        read = read_no_lapor(new.no_lapor)
        if read is None or not read.startswith(str(new.kind)):
            raise InvalidError(f"{new.no_lapor} is no report number of kind {new.kind} (IN-4)")


def with_side(contact: Contact, side: Side) -> Contact:
    """Return the contact with another side."""
    values = {name: getattr(contact, name) for name in Contact.__slots__}
    return Contact(**{**values, "side": side})


def note_with_data(contact: Contact) -> str:
    """Put the data a customer brings to a finished report into the note of its Lapor Ulang (Source: LU-8, LU-15)."""
    data = ", ".join(f"{name}: {value}" for name, value in contact.changes.items() if value is not None)
    return f"{contact.note} [{data}]" if data else contact.note
