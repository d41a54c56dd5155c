"""Where the dialogue listens: one address or several, in the order in which a conversation tries them."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator, Sequence

# Whoever did not answer is asked last for so long.
REST_SECONDS = 3.0
# The same address again: behind it may stand several, and the next connection reaches another one.
PAUSE_SECONDS = 0.2
TRIES = 3


class Addresses:
    """Each conversation has a first address of its own, so that its turns meet in one process; others stand in."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = tuple(urls)
        self._ill: dict[str, float] = {}
        self._lock = threading.Lock()

    def order(self, conversation: str) -> list[str]:
        """Return all addresses, those that failed lately at the end."""
        first = zlib.crc32(conversation.encode()) % len(self._urls)
        turned = [*self._urls[first:], *self._urls[:first]]
        now = time.monotonic()
        with self._lock:
            return sorted(turned, key=lambda url: self._ill.get(url, 0.0) > now)

    def tries(self, conversation: str) -> Iterator[tuple[str, float]]:
        """Yield which address to try, and how long to pause before."""
        order = self.order(conversation)
        for at in range(max(TRIES, len(order))):
            yield order[at % len(order)], 0.0 if at < len(order) else PAUSE_SECONDS

    def failed(self, url: str) -> None:
        """Remember that it did not answer."""
        with self._lock:
            self._ill[url] = time.monotonic() + REST_SECONDS

    def answered(self, url: str) -> None:
        """Remember that it is well."""
        if url in self._ill:
            with self._lock:
                self._ill.pop(url, None)
