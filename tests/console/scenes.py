"""Reports in every state, made by the use cases as bot and APKT make them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from bootstrap import System
from tests.fakes import HandSetClock
from tickets.model import Channel, Customer, Kind, Officer, Position, ResolutionCode, Stage, Ticket
from tickets.reports import Source
from tickets.requests import NewReport

STREETS = ("Jl. Melati No. {}, Bandung", "Jl. Kenanga Raya No. {}, Cimahi", "Gg. Mawar {} RT 02 RW 05, Bandung")
NAMES = ("Siti Rahma", "Bambang Wijaya", "Dewi Lestari", "Agus Salim", "Maria Kristina", "Joko Susilo")
TONO = Officer("Tono Hartono", "+6281298765432", "D 9123 PLN")


class World:
    """The reports of a test; each one is of a building of its own."""

    def __init__(self, system: System, clock: HandSetClock) -> None:
        self.reports = system.reports
        self.clock = clock
        self._numbers = count(1)

    def report(self, kind: Kind = Kind.G, **given: object) -> Ticket:
        """Take a report in, now."""
        number = next(self._numbers)
        customer = Customer(
            idpel=f"5321{number:08d}",
            meter_id=f"1402{number:07d}",
            name=NAMES[number % len(NAMES)],
            phone=f"+62812345{number:05d}",
            address=STREETS[number % len(STREETS)].format(number),
            lat=-6.9147 - number * 0.01,
            lon=107.6098 + number * 0.01,
        )
        facts = {"customer": customer, "description": "Rumah padam sejak pagi, tetangga menyala."} | given
        return self.reports.open(
            NewReport(received_by="BOT", channel=Channel.WHATSAPP, kind=kind, **facts)  # type: ignore[arg-type]
        )

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.clock.forward(timedelta(**span))

    def on_the_way(self, ticket: Ticket, street: str = "Jl. Asia Afrika") -> Ticket:
        """Send an officer, seen just now."""
        source = Source("APKT", Channel.APKT, self.clock())
        self.reports.assign(ticket.no_lapor, TONO, source)
        self.reports.advance(ticket.no_lapor, Stage.DALAM_PERJALANAN, source)
        place = ticket.customer
        assert place.lat is not None
        assert place.lon is not None
        self.reports.see_position(ticket.no_lapor, Position(place.lat + 0.006, place.lon - 0.008, street, self.clock()))
        return self.reports.get(ticket.no_lapor)

    def finish(self, ticket: Ticket, code: ResolutionCode | None = None) -> Ticket:
        """Finish it."""
        source = Source("APKT", Channel.APKT, self.clock())
        return self.reports.advance(ticket.no_lapor, Stage.SELESAI, source, "MCB diganti", code)
