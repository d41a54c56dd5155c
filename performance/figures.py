"""Sums, shares and means of what was counted by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desk.model import Reason
from performance.model import Conversations, Promises, Reports

# Where another rule than HO-1 sends a conversation to a human (Source: procedure.md HO-1, IN-7, PV-2).
_RULES = {Reason.DANGER: "IN-7", Reason.WRONG_PAIRS: "PV-2"}
STARS = (5, 4, 3, 2, 1)


def rule_of(reason: Reason) -> str:
    """Return the rule under which a conversation goes to a human."""
    return _RULES.get(reason, "HO-1")


def total_reports(days: Iterable[Reports]) -> Reports:
    """Return the sum of days."""
    every = list(days)
    return Reports(sum(d.count for d in every), sum(d.repeats for d in every), sum(d.repeated for d in every))


def total_conversations(days: Iterable[Conversations]) -> Conversations:
    """Return the sum of days."""
    every = list(days)
    return Conversations(sum(d.count for d in every), sum(d.with_human for d in every))


def total_promises(days: Iterable[Promises]) -> Promises:
    """Return the sum of days."""
    every = list(days)
    return Promises(sum(d.kept for d in every), sum(d.missed for d in every), sum(d.running for d in every))


def share(part: int, whole: int) -> float | None:
    """Return a part of a whole, 0 to 1; None of nothing."""
    return part / whole if whole else None


def mean_stars(stars: Mapping[int, int]) -> float | None:
    """Return the mean rating, 1 to 5; None without any."""
    count = sum(stars.values())
    return sum(star * times for star, times in stars.items()) / count if count else None
