"""What is counted, as types. Durations are whole seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from desk.model import Reason
from tickets.model import Channel, Kind, Word


@dataclass(frozen=True, slots=True)
class Reports:
    """The reports of a day; `repeats` are all repeat contacts about them up to now, `repeated` how many had one."""

    count: int = 0
    repeats: int = 0
    repeated: int = 0

    @property
    def repeats_each(self) -> float | None:
        """Return the repeat contacts a report, which the procedure exists to bring down."""
        return self.repeats / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Conversations:
    """The conversations of a day; a WhatsApp number counts once a day, a call for itself."""

    count: int = 0
    with_human: int = 0

    @property
    def contained(self) -> int:
        """Return those the bot served alone."""
        return self.count - self.with_human


@dataclass(frozen=True, slots=True)
class Promises:
    """The promised ends of a day's outages and reopenings (ETA-2, ETA-8): kept, missed, or still running."""

    kept: int = 0
    missed: int = 0
    running: int = 0

    @property
    def share_kept(self) -> float | None:
        """Return the share of those that are decided, 0 to 1."""
        decided = self.kept + self.missed
        return self.kept / decided if decided else None


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took: number of cases, and median and 90th percentile by nearest rank in seconds."""

    count: int = 0
    median: int | None = None
    p90: int | None = None


class Waited(Word):
    """What was waited for."""

    TAKEN = "TAKEN"  # hand-over to an officer taking it
    ANSWERED = "ANSWERED"  # hand-over to an officer's first words, on the telephone to taking it
    ASSIGNED = "ASSIGNED"  # report to an officer being assigned
    ARRIVED = "ARRIVED"  # report to the work beginning
    FINISHED = "FINISHED"  # report to its end


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote beside the stars."""

    no_lapor: str
    stars: int
    text: str
    at: datetime


class Trouble(Word):
    """How the bot failed to understand."""

    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    ASKED_AGAIN = "ASKED_AGAIN"


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """One text the bot did not understand. `text` is masked; nothing tells whose it is.

    `question` is what the bot had asked, None for no question; `guess` the intent that came nearest.
    """

    at: datetime
    channel: Channel
    trouble: Trouble
    text: str
    question: str | None = None
    guess: str | None = None


@dataclass(frozen=True, slots=True)
class Misread:
    """The same text not understood `count` times, `last` aware UTC."""

    text: str
    guess: str | None
    question: str | None
    trouble: Trouble
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a span; the mappings by day have every day of it."""

    reports: Mapping[date, Reports]
    kinds: Mapping[Kind, int]
    channels: Mapping[Channel, int]
    rules: Mapping[str, int]
    conversations: Mapping[date, Conversations]
    hand_overs: Mapping[date, int]
    reasons: Mapping[Reason, int]
    promises: Mapping[date, Promises]
    waits: Mapping[Waited, Times]
    stars: Mapping[int, int]
    comments: Sequence[Comment]
    misunderstood: Mapping[date, int]
    misread: Sequence[Misread] = field(default_factory=tuple)
    before: Reports = field(default_factory=Reports)
