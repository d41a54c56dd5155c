"""What the use cases are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tickets.model import SINGLE_BUILDING, Attachment, Channel, Customer, Kind, Side, Ticket
from tickets.rules import RepeatVerdict


@dataclass(frozen=True, slots=True)
class NewReport:
    """What is needed to open a report (Source: IN-2). `reporter` is the number it was made from, E.164."""

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
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """A repeat contact (Source: LU). `changes` maps fields of the customer, or `description`, to new values."""

    side: Side
    note: str
    received_by: str
    channel: Channel
    urgent: bool = False
    changes: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None
    reporter: str | None = None
    attachments: Sequence[Attachment] = ()


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
