"""How fast messages go out: the carrier's limit is for the sender, however many workers there are."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import clock
from bootstrap import System

# So long a stretch of turns is taken at once: one write to the store for it, not one for each message.
STRETCH_SECONDS = 0.1


@dataclass(slots=True)
class SharedPace:
    """Let at most so many a second through, evenly, whichever thread of whichever worker comes.

    The turns are in the database, which all workers share; times are the machine's, not those of a demonstration.
    """

    system: System
    lane: str
    per_second: float
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turns: deque[datetime] = field(default_factory=deque)

    def wait(self) -> None:
        """Wait for the next free moment. Raises: TicketError where the store does not answer."""
        with self._lock:
            turn = self._next(clock.now())
        time.sleep(max(0.0, (turn - clock.now()).total_seconds()))

    def _next(self, now: datetime) -> datetime:
        gap = timedelta(seconds=1 / self.per_second)
        # A turn that was not used in its time is lost: kept, they would be taken up all at once.
        while self._turns and self._turns[0] < now - gap:
            self._turns.popleft()
        if not self._turns:
            block = max(1, round(self.per_second * STRETCH_SECONDS))
            with self.system.uow() as uow:
                first = uow.pace.reserve(self.lane, now, gap, block)
                uow.commit()
            self._turns.extend(first + gap * place for place in range(block))
        return self._turns.popleft()
