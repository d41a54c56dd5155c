"""Whether it storms, as this process knows it: looked at every second, so that no message waits for the answer."""

from __future__ import annotations

import threading
import time

import structlog

from desk.storm import Storms
from desk.storm_model import Storm
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

# What a human switches is known everywhere after as long.
LOOK_SECONDS = 1.0


class StormWatch:
    """Look by itself once started; else whenever it is asked and knows nothing fresh."""

    def __init__(self, storms: Storms) -> None:
        self._storms = storms
        self._storm = Storm()
        self._until = 0.0
        self._looking = threading.Lock()

    def start(self) -> None:
        """Look in a thread of its own: a storm ends also where nobody writes any more."""
        threading.Thread(target=self._run, name="storm-watch", daemon=True).start()

    def is_told(self, conversation: str) -> bool:
        """Tell whether the commonest question of a conversation is answered without the dialogue now."""
        if time.monotonic() >= self._until and self._looking.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._looking.release()
        return self._storms.is_told(self._storm, conversation)

    def _run(self) -> None:
        while True:
            with self._looking:
                self._look()
            time.sleep(LOOK_SECONDS / 2)

    def _look(self) -> None:
        """Look; while the store does not answer what was known last stays."""
        try:
            storm = self._storms.look()
        except TicketError as fault:
            log.warning("storm_not_seen", why=type(fault).__name__)
        else:
            if storm.is_on != self._storm.is_on:
                told = "storm_began" if storm.is_on else "storm_ended"
                log.warning(told, mode=str(storm.mode), by=storm.by, share=round(storm.share, 2))
            self._storm = storm
        self._until = time.monotonic() + LOOK_SECONDS
