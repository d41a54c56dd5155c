"""Tell the store that the messages of this process are being worked on: what it says nothing of was left by a dead one.

Whoever is delivered such a message takes it over, while the carrier still waits. An answer that is out, but that the
store could not take, is brought to it as soon as it is there again: else the customer would hear it once more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from desk.service import Desk
from tickets.errors import StoreAwayError, TicketError

log = structlog.get_logger(__name__)

# Well under the lease of `desk.service`; most turns are over before.
BEAT_SECONDS = 1.0
# An answer the store could not take is remembered for so long.
KEPT_SECONDS = 600.0


@dataclass(slots=True)
class Alive:
    """The messages this process works on, by key."""

    desk: Desk
    _begun: dict[str, float] = field(default_factory=dict)
    _unkept: dict[str, Callable[[], None]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _beating: bool = False

    @property
    def count(self) -> int:
        """Return how many messages are being worked on here."""
        return len(self._begun)

    def begin(self, key: str) -> None:
        """Work on a message from now on."""
        with self._lock:
            self._begun[key] = time.monotonic()
            if not self._beating:
                # Here, not where this is built: a process is forked in between.
                self._beating = True
                threading.Thread(target=self._beat, name="alive", daemon=True).start()

    def end(self, key: str) -> None:
        """Work on it no longer."""
        with self._lock:
            self._begun.pop(key, None)

    def keep(self, key: str, work: Callable[[], None]) -> None:
        """End work on a message by `work`, which writes its answer; where the store is away, as soon as it is back."""
        try:
            work()
        except TicketError as fault:
            log.error("answer_not_kept_yet", exc_info=fault)
            with self._lock:
                self._unkept[key] = work
        else:
            self.end(key)

    def _bring(self) -> None:
        with self._lock:
            unkept = [(key, work, self._begun.get(key, 0.0)) for key, work in self._unkept.items()]
        for key, work, begun in unkept:
            try:
                work()
            except StoreAwayError:
                if time.monotonic() - begun < KEPT_SECONDS:
                    return
            except TicketError as fault:
                log.error("answer_not_kept", exc_info=fault)
            with self._lock:
                self._unkept.pop(key)
            self.end(key)

    def _beat(self) -> None:
        while True:
            time.sleep(BEAT_SECONDS)
            with self._lock:
                old = [key for key, begun in self._begun.items() if time.monotonic() - begun >= BEAT_SECONDS]
            try:
                self._bring()
                self.desk.still_working(old)
            except TicketError as fault:
                log.warning("still_working_untold", exc_info=fault)
