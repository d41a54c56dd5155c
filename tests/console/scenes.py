"""Reports in every state, made by the use cases as bot and APKT make them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import count
from typing import Any

from bootstrap import System
from desk.model import Handling, HandOver, Inbound, Reason
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
        self.desk = system.desk
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

    def writes(self, text: str, caller: str = "+6281234567890", answer: str = "<Response/>") -> str:
        """Let a customer write, and the bot answer; return the conversation."""
        conversation = f"wa-{caller.removeprefix('+')}"
        inbound = Inbound(uuid.uuid4().hex, conversation, Channel.WHATSAPP, self.clock(), text)
        reception = self.desk.receive(inbound, caller=caller, address=f"whatsapp:{caller}")
        handling = Handling.ANSWERED if reception.owner is None else Handling.FOR_HUMAN
        self.desk.finish(inbound.key, handling, answer, reception.session)
        return conversation

    def handed_over(self, text: str = "Saya mau bicara dengan petugas", **given: Any) -> HandOver:  # noqa: ANN401
        """Let a customer ask for a human."""
        caller = given.get("caller", "+6281234567890")
        document = "<Response><Message><Body>Baik, Bapak/Ibu &amp; keluarga.</Body></Message></Response>"
        facts: dict[str, Any] = {
            "conversation": self.writes(text, caller, document),
            "channel": Channel.WHATSAPP,
            "caller": caller,
            "reason": Reason.CUSTOMER_ASKED,
            "no_lapor": None,
            "said": [text],
            "understood": "minta_cso",
            "urgent": False,
        }
        return self.desk.hand_over(**(facts | given))

    def finish(self, ticket: Ticket, code: ResolutionCode | None = None) -> Ticket:
        """Finish it."""
        source = Source("APKT", Channel.APKT, self.clock())
        return self.reports.advance(ticket.no_lapor, Stage.SELESAI, source, "MCB diganti", code)
