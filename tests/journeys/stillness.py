"""How long the machine of a test stood still: that is no time the system took."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

# A thread that wakes so much too late was kept from it by more than its neighbours.
BEAT_SECONDS, NOTICED_SECONDS = 0.1, 0.5


class Stillness:
    """Watch from `with` to its end; times are of the monotonic clock."""

    def __init__(self) -> None:
        self._spans: list[tuple[float, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="stillness", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def within(self, begun: float, ended: float) -> float:
        """Return how many seconds between two moments nothing ran."""
        return sum(max(0.0, min(ended, until) - max(begun, since)) for since, until in self._spans)

    def _watch(self) -> None:
        slept = time.monotonic()
        while not self._over.wait(BEAT_SECONDS):
            woke = time.monotonic()
            if woke - slept > BEAT_SECONDS + NOTICED_SECONDS:
                self._spans.append((slept, woke))
            slept = woke
