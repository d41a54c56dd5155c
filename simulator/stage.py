"""The stage beside the phones: reports go on, officers drive, time jumps; every step by the use cases."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

import spoken
from clock import DemoClock
from desk.errors import DeskError
from simulator.store import Store, Thing
from simulator.world import OFFICERS, ROUTES, World
from tickets.errors import ConflictError
from tickets.model import Channel, Kind, Position, ResolutionCode, Stage, Ticket
from tickets.ports import TicketQuery
from tickets.rules import has_no_eta, promised

if TYPE_CHECKING:
    from bootstrap import System

# Who answers on the stage, in the records of the desk.
OFFICER = "PANGGUNG"
LONGEST_JUMP = 24 * 60
SHOWN = 12
_STAGES = {"berangkat": Stage.DALAM_PERJALANAN, "kerjakan": Stage.DALAM_PENGERJAAN, "nyala": Stage.NYALA}
_FINISHES = {"selesai": ResolutionCode.SELESAI_NORMAL, "data-kurang": ResolutionCode.DATA_TIDAK_LENGKAP}


class PlayersError(ValueError):
    """There is no such step."""


class Stagehand:
    """Everything that may be done from the stage."""

    def __init__(self, system: System, store: Store) -> None:
        self._system = system
        self._reports = system.reports
        self._store = store

    # -- time -------------------------------------------------------------------------------------------------------

    def jump(self, minutes: int) -> None:
        """Let time jump forward. Raises: PlayersError where there is no clock that can."""
        clock = self._system.clock
        if not isinstance(clock, DemoClock) or not 0 < minutes <= LONGEST_JUMP:
            raise PlayersError("time cannot jump so")
        clock.forward(timedelta(minutes=minutes))

    def clock(self) -> Thing:
        """Return the time on the stage and how far it is ahead."""
        now, clock = self._system.clock(), self._system.clock
        ahead = clock.shift if isinstance(clock, DemoClock) else timedelta()
        local = now.astimezone(self._system.settings.timezone)
        return {
            "clock": spoken.clock(now, now, self._system.settings.timezone)[0].removeprefix("pukul "),
            "date": f"{local:%Y-%m-%d}",
            "ahead": spoken.span(ahead)[0] if ahead else None,
        }

    # -- the world --------------------------------------------------------------------------------------------------

    def make_world(self) -> int:
        """Make the demo world, once; return how many reports it has."""
        day = self._reports.now().astimezone(self._system.settings.timezone).date()
        self._store.put("meta", "world", {"day": day.isoformat()}, new=True)
        kept = self._store.get("meta", "world") or {}
        if "numbers" not in kept:
            numbers = World(self._reports, self._system.settings.unit_code).make(date.fromisoformat(kept["day"]))
            self._store.put("meta", "world", {"numbers": numbers})
            kept["numbers"] = numbers
        return len(kept["numbers"])

    # -- the queue of calls ------------------------------------------------------------------------------------------

    def queue(self) -> list[Thing]:
        """Return the calls that wait for a human, oldest first, each with what the desk knows of it (HO-2)."""
        waiting = [call for call in self._store.all("call") if call.get("waiting")]
        return [self._waiting(call) for call in waiting]

    def answer(self, sid: str) -> None:
        """Answer a waiting call as an officer; its entry on the desk is taken and done, unless a colleague has it.

        Raises: PlayersError where the call does not wait any more.
        """
        call = self._store.get("call", sid) or {}
        if not call.get("waiting"):
            raise PlayersError("the call does not wait")
        record = self._system.desk.open_record(sid)
        if record is not None and record.officer is None:
            # A colleague may be quicker on the desk; the line is answered all the same.
            with suppress(DeskError):
                self._system.desk.close(record.id, OFFICER)
        self._store.put("call", sid, {"waiting": False, "answered": True})

    def _waiting(self, call: Thing) -> Thing:
        record = self._system.desk.open_record(call["id"])
        return {
            "id": call["id"],
            "number": call["number"],
            "said": list(record.said)[-1:] if record else [],
            "no": record.no_lapor if record else None,
            "officer": record.officer if record else None,
        }

    # -- reports ----------------------------------------------------------------------------------------------------

    def reports(self) -> list[Thing]:
        """Return the reports of the page's customers, newest first, with what may happen to them next."""
        found: dict[str, Ticket] = {}
        for person in self._store.all("person"):
            found |= {ticket.no_lapor: ticket for ticket in self._reports.of_caller(person["id"])}
        newest = sorted(found.values(), key=lambda ticket: ticket.reported_at, reverse=True)
        return [self._shown(ticket) for ticket in newest[:SHOWN]]

    def act(self, no_lapor: str, step: str) -> None:
        """Do one step with a report. Raises: PlayersError, and what the use case refuses."""
        ticket = self._reports.get(no_lapor)
        source = self._reports.source("APKT", Channel.APKT)
        if step == "tugaskan":
            # The officer of a report is always the same one: the number decides.
            self._reports.assign(no_lapor, OFFICERS[int(ticket.no_lapor[-3:]) % len(ROUTES)], source)
        elif step in _STAGES:
            self._reports.advance(no_lapor, _STAGES[step], source)
            if step == "berangkat":
                self.drive(no_lapor)
        elif step in _FINISHES:
            self._reports.advance(no_lapor, Stage.SELESAI, source, None, _FINISHES[step])
        elif step == "maju":
            self.drive(no_lapor)
        else:
            raise PlayersError(step)

    def drive(self, no_lapor: str) -> None:
        """Move the officer of a report one street further; at the end of the street work begins."""
        ticket = self._reports.get(no_lapor)
        if ticket.stage is not Stage.DALAM_PERJALANAN:
            return
        route = ROUTES[int(no_lapor[-3:]) % len(ROUTES)]
        known = self._store.get("route", no_lapor) or {}
        # A report that came back is a new journey.
        at = known.get("at", 0) if known.get("from") == ticket.window_from.isoformat() else 0
        if at >= len(route):
            source = self._reports.source("APKT", Channel.APKT)
            self._reports.advance(no_lapor, Stage.DALAM_PENGERJAAN, source)
            return
        lat, lon, street = route[at]
        self._reports.see_position(no_lapor, Position(lat, lon, street, self._reports.now()))
        self._store.put("route", no_lapor, {"at": at + 1, "from": ticket.window_from.isoformat()})

    def drive_all(self) -> int:
        """Move every officer who is on the way, those of the demo world too; return how many."""
        moving = [
            ticket.no_lapor
            for ticket in self._reports.search(TicketQuery(status=None, kind=Kind.G, limit=200)).items
            if ticket.is_open
            and ticket.stage is Stage.DALAM_PERJALANAN
            and (ticket.officer is None or ticket.officer.uses_apkt_mobile)
        ]
        done = 0
        for no_lapor in moving:
            try:
                self.drive(no_lapor)
            except ConflictError:
                continue  # finished in between
            done += 1
        return done

    def _shown(self, ticket: Ticket) -> Thing:
        now, zone = self._system.clock(), self._system.settings.timezone
        due = ticket.kind is Kind.G and ticket.is_open and not has_no_eta(ticket)
        return {
            "no": ticket.no_lapor,
            "display": ticket.display_no,
            "stage": str(ticket.stage),
            "open": ticket.is_open,
            "urgent": ticket.urgent,
            "wider": ticket.wider_outage,
            "repeats": ticket.lapor_ulang_count,
            "eta": spoken.clock(promised(ticket), now, zone)[0] if due else None,
            "street": ticket.position.street if ticket.position else None,
            "link": self._system.links.address(ticket).removeprefix(self._system.settings.public_url),
            "next": _next(ticket),
        }


def _next(ticket: Ticket) -> list[str]:
    """Return the steps that make sense now."""
    if not ticket.is_open:
        return []
    ends = ["selesai", "data-kurang"]
    if ticket.kind is Kind.K:
        return ends
    return {
        Stage.LAPOR: ["tugaskan"],
        Stage.PENUGASAN_REGU: ["berangkat"],
        Stage.DALAM_PERJALANAN: ["maju", "kerjakan"],
        Stage.DALAM_PENGERJAAN: ["nyala"],
    }.get(ticket.stage, []) + ends
