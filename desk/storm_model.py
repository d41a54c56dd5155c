"""What is known of a storm, as types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from tickets.model import Word

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Mode(Word):
    """Who decides whether it storms: the load, or a human for either."""

    AUTOMATIC = "AUTOMATIC"
    ON = "ON"
    OFF = "OFF"


@dataclass(frozen=True, slots=True)
class Limits:
    """When the load is a storm: shares (0 to 1) of turns that were late or found no place, over `window`.

    It begins at `enter`, begins to end at `leave` or below, lasts `stay` at least, and takes as long again to end.
    """

    enter: float
    leave: float
    window: timedelta
    stay: timedelta


@dataclass(frozen=True, slots=True)
class Load:
    """Turns meant for the dialogue in a span, those of them it did not answer in time, and answers owed now."""

    turns: int
    late: int
    owed: int

    @property
    def share(self) -> float:
        """Return the share of late turns, 0 to 1."""
        return self.late / self.turns if self.turns else 0.0


@dataclass(frozen=True, slots=True)
class Storm:
    """How it stands. `since` is when it began, None while there is none; `by` who switched last.

    `changed_at` is the last time it began, began to end, ended or was switched, `share` that of the last look.
    """

    mode: Mode = Mode.AUTOMATIC
    by: str | None = None
    since: datetime | None = None
    changed_at: datetime = LONG_AGO
    looked_at: datetime = LONG_AGO
    share: float = 0.0

    @property
    def is_on(self) -> bool:
        """Tell whether the commonest question is answered without the dialogue."""
        return self.since is not None

    @property
    def is_ending(self) -> bool:
        """Tell whether the dialogue gets its conversations back, some after others."""
        return self.mode is Mode.AUTOMATIC and self.since is not None and self.changed_at > self.since


class StormBook(Protocol):
    """Where it is kept how it stands, one for all processes."""

    def get(self, *, lock: bool = False) -> Storm:
        """Return how it stands; `lock` holds it until the unit of work ends."""
        ...

    def load(self, since: datetime) -> Load:
        """Count the turns since then."""
        ...

    def save(self, storm: Storm) -> None:
        """Write how it stands; the event stream is told where it began or ended."""
        ...
