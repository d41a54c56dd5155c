"""Look after what happens by time alone: promised ends in danger, silence after the work (Source: ETA-7, CF-4)."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import structlog

from bootstrap import System
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Watch:
    """Look again and again, until told to stop. Several may: a report is warned of once."""

    system: System
    over: threading.Event

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
        except TicketError as fault:
            log.error("watch_failed", exc_info=fault)

    def _run(self) -> None:
        while not self.over.is_set():
            self.look()
            self.over.wait(LOOK_SECONDS)
