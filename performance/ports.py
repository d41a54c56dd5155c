"""What the figures need from a store; `storage.performance` implements it on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from desk.model import Reason
from performance.model import Comment, Conversations, Misread, Misunderstanding, Promises, Reports, Times, Waited
from performance.span import Span
from tickets.model import Channel, Kind
from tickets.transactions import Transaction


class Counts(Protocol):
    """What is counted in the store. By day only days with something are returned."""

    def reports(self, span: Span) -> Mapping[date, Reports]:
        """Count reports by the day they were made, with the repeats about them."""
        ...

    def kinds(self, span: Span) -> Mapping[tuple[Kind, Channel], int]:
        """Count reports by kind and channel."""
        ...

    def rules(self, span: Span) -> Mapping[str, int]:
        """Count the repeats about the span's reports by the rule that decided."""
        ...

    def conversations(self, span: Span) -> Mapping[date, Conversations]:
        """Count conversations in which a customer wrote or spoke on a day."""
        ...

    def hand_overs(self, span: Span) -> Mapping[tuple[date, Reason], int]:
        """Count hand-overs by day and reason."""
        ...

    def promises(self, span: Span, now: datetime) -> Mapping[date, Promises]:
        """Count G reports, and reopenings of them, by what became of the promised end."""
        ...

    def waits(self, span: Span) -> Mapping[Waited, Times]:
        """Measure how long customers waited who began to in the span."""
        ...

    def stars(self, span: Span) -> Mapping[int, int]:
        """Count ratings given in the span by stars."""
        ...

    def comments(self, span: Span, limit: int) -> Sequence[Comment]:
        """Return the last comments given with ratings, newest first."""
        ...


class Misunderstandings(Protocol):
    """The texts the bot did not understand."""

    def add(self, misunderstanding: Misunderstanding, keep_from: datetime) -> None:
        """Store one, and forget those from before `keep_from`."""
        ...

    def by_day(self, span: Span) -> Mapping[date, int]:
        """Count them by day."""
        ...

    def commonest(self, span: Span, limit: int) -> Sequence[Misread]:
        """Return the texts, the commonest first, then the newest."""
        ...


class PerformanceUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def counts(self) -> Counts:
        """Return what is counted."""
        ...

    @property
    def misunderstandings(self) -> Misunderstandings:
        """Return the texts not understood."""
        ...


PerformanceUnitOfWorkFactory = Callable[[], PerformanceUnitOfWork]
