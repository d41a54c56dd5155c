"""The only place that asks for the time; everything else is told it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    """Return now as aware UTC. Satisfies `tickets.ports.Clock`."""
    return datetime.now(UTC)


class DemoClock:
    """A clock that can be moved forward, for the simulator alone; its processes share the shift through a file.

    It never goes back: what has been recorded lies in the past for all of them.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> datetime:
        """Return now, shifted."""
        return now() + self.shift

    @property
    def shift(self) -> timedelta:
        """How far it is ahead."""
        try:
            return timedelta(seconds=int(self._file.read_text("ascii")))
        except (OSError, ValueError):
            return timedelta()

    def forward(self, by: timedelta) -> None:
        """Move it forward, for every process. Raises: ValueError for a step back."""
        if by < timedelta():
            raise ValueError("time does not go back")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        draft.write_text(str(int((self.shift + by).total_seconds())), "ascii")
        draft.replace(self._file)
