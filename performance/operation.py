"""What whoever operates the system wants to see at any moment, read from the store at each look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

# What happens is counted over a day: long enough to see, short enough to go away.
SPAN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Operation:
    """The state of the system; ages in seconds, 0 where there is nothing. Counts `_of_day` are of the last 24 hours.

    `storm` is 1 in storm mode; `storm_share` the share of late turns it is judged by, 0 to 1.
    """

    notices: Mapping[str, int] = field(default_factory=dict)
    outbox_age: float = 0.0
    waiting: int = 0
    waiting_age: float = 0.0
    reply_overdue: int = 0
    taken: int = 0
    hand_overs_of_day: Mapping[str, int] = field(default_factory=dict)
    unanswered_of_day: int = 0
    reports_open: int = 0
    reports_overdue: int = 0
    eta_of_day: Mapping[str, int] = field(default_factory=dict)
    carrier_errors_of_day: Mapping[str, int] = field(default_factory=dict)
    stream_waiting: int = 0
    storm: int = 0
    storm_share: float = 0.0
