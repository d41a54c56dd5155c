"""Look after what happens by time alone: promised ends in danger, silence after the work, suspicions
that are over, calls back whose end nobody reported (Source: ETA-7, CF-4, WO-6, HO-5)."""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

import structlog

from bootstrap import System
from desk.ports import OfficersLine
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0
TIDY_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Look again and again, until told to stop. Several may: a report is warned of once."""

    system: System
    over: threading.Event
    line: OfficersLine

    def start(self) -> None:
        """Look in a thread of its own."""
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def look(self) -> None:
        """Look once; what the store does not answer now it does the next time."""
        try:
            for no_lapor in self.system.reports.warn():
                log.info("eta_in_danger", no_lapor=no_lapor)
            for no_lapor in self.system.reports.remind():
                log.info("asked_once_more", no_lapor=no_lapor)
            for outage in self.system.outages.tidy():
                log.info("suspicion_ended", outage=outage)
            for record in self.system.call_backs.settle(self.line) if self.line.is_there else ():
                log.info("call_back_over", hand_over=record)
        except TicketError as fault:
            log.error("watch_failed", exc_info=fault)

    def tidy(self) -> None:
        """Drop what nobody needs any more."""
        try:
            self.system.acts.forget()
            for table, count in self.system.privacy.expire().items():
                log.info("personal_data_expired", table=table, count=count)
        except TicketError as fault:
            log.error("tidying_failed", exc_info=fault)

    def _run(self) -> None:
        tidied = -math.inf
        while not self.over.is_set():
            self.look()
            if time.monotonic() - tidied >= TIDY_SECONDS:
                self.tidy()
                tidied = time.monotonic()
            self.over.wait(LOOK_SECONDS)
