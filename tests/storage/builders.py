"""Reports for the tests of the store, and the short way in and out of it."""

from __future__ import annotations

from datetime import timedelta

from tests.fakes import NOON
from tickets.events import Event, EventType
from tickets.model import Channel, Customer, Kind, Stage, StageTime, Ticket
from tickets.ports import TicketQuery, UnitOfWorkFactory

IDPEL = "512345678901"
METER = "14012345678"
PHONE = "+6281234567890"
OTHER_PHONE = "+6289876543210"
BUDI = Customer(IDPEL, METER, "Budi Santoso", PHONE, "Jalan Merdeka No. 5, RT 01", -7.2575, 112.7521)


def report(number: int = 1, customer: Customer = BUDI, kind: Kind = Kind.G, **values: object) -> Ticket:
    """Return a new report; the higher the number, the later it was made."""
    at = NOON + timedelta(minutes=number)
    ticket = Ticket(
        no_lapor=f"{kind}54261123{number:05d}",
        kind=kind,
        reported_at=at,
        window_from=at,
        description="rumah saya padam",
        customer=customer,
        unit_code="54",
        received_by="BOT",
        channel=Channel.WHATSAPP,
        stages=[StageTime(Stage.LAPOR, at)],
    )
    for name, value in values.items():
        setattr(ticket, name, value)
    return ticket


def stranger(number: int, **values: object) -> Customer:
    """Return a customer of another building."""
    return Customer(idpel=f"5298{number:08d}", name=f"Pelanggan {number}", **values)  # type: ignore[arg-type]


def told(ticket: Ticket, kind: EventType, minute: int, note: str | None = None) -> Event:
    """Return an event of a report."""
    return Event(kind, ticket.no_lapor, NOON + timedelta(minutes=minute), "Sari", Channel.CONSOLE, note)


def add(store: UnitOfWorkFactory, *reports: Ticket) -> None:
    """Add reports in one unit of work."""
    with store() as uow:
        for ticket in reports:
            uow.tickets.add(ticket)
        uow.commit()


def save(store: UnitOfWorkFactory, ticket: Ticket) -> None:
    """Save a report in a unit of work of its own."""
    with store() as uow:
        uow.tickets.save(ticket)
        uow.commit()


def load(store: UnitOfWorkFactory, no_lapor: str = "G5426112300001") -> Ticket:
    """Return a report that is there."""
    with store() as uow:
        found = uow.tickets.get(no_lapor)
    assert found is not None
    return found


def numbers(store: UnitOfWorkFactory, query: TicketQuery) -> list[str]:
    """Return the numbers a search finds, in its order."""
    with store() as uow:
        return [ticket.no_lapor for ticket in uow.tickets.search(query).items]
