"""Work taken up by claims in a store, with threads of one's own, until told to stop.

A claim holds for a lease. Whoever works says again and again what on, so that a process that dies leaves its claims to
the others.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import structlog

from tickets.errors import TicketError

log = structlog.get_logger(__name__)

THREADS = 8
LOOK_SECONDS, REST_SECONDS, BEAT_SECONDS = 0.2, 1.0, 2.0


class Claimed(Protocol):
    """A piece of work with the claim of whoever does it."""

    @property
    def token(self) -> str | None:
        """Return the claim's own name."""
        ...


Work = TypeVar("Work", bound=Claimed)


@dataclass(slots=True)
class ClaimWorker(Generic[Work]):
    """Claim what waits and do it, a piece in each of its threads.

    `claim` takes at most so many pieces, `renew` keeps the claims to those in hand, `do` does one and raises nothing.
    `most` tells at each look how many pieces may be in hand now, and `looked` hears after it whether they are.
    """

    name: str
    claim: Callable[[int], Sequence[Work]]
    renew: Callable[[Sequence[Work]], None]
    do: Callable[[Work], None]
    over: threading.Event
    looked: Callable[[bool], None] = lambda _is_full: None
    most: Callable[[], int] = lambda: THREADS
    # What the threads have in hand, by claim; each takes its own out.
    _mine: dict[str | None, Work] = field(default_factory=dict)
    _renewed: float = 0.0

    def start(self) -> None:
        """Work in threads of its own."""
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def _run(self) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix=self.name) as pool:
            while not self.over.is_set():
                self.over.wait(self._take_up(pool))

    def _take_up(self, pool: ThreadPoolExecutor) -> float:
        """Give every free thread a piece; return how long to wait before the next look, in seconds."""
        most = min(THREADS, self.most())
        room = max(0, most - len(self._mine))
        try:
            self._renew()
            taken = self.claim(room) if room else ()
        except TicketError as fault:
            log.error("claims_unreadable", work=self.name, exc_info=fault)
            return REST_SECONDS
        for piece in taken:
            self._mine[piece.token] = piece
            pool.submit(self._in_thread, piece)
        self.looked(len(self._mine) >= most)
        return 0.0 if room and len(taken) == room else LOOK_SECONDS

    def _renew(self) -> None:
        """Say what is still in hand: the others take what nobody says anything of."""
        if self._mine and time.monotonic() - self._renewed >= BEAT_SECONDS:
            self._renewed = time.monotonic()
            self.renew(list(self._mine.values()))

    def _in_thread(self, piece: Work) -> None:
        try:
            self.do(piece)
        finally:
            del self._mine[piece.token]
