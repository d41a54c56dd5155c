"""What the rights of a person need from a store; `storage.privacy` implements it on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from privacy.model import Periods, Subject, Trace
from tickets.transactions import Transaction


class PersonalData(Protocol):
    """All that is kept of persons."""

    def of(self, subject: Subject) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """Return every row that belongs to a person, by table."""
        ...

    def needed(self, subject: Subject) -> Sequence[str]:
        """Return the numbers of the person's open reports, and the conversations a human has or is to take."""
        ...

    def conversations(self, subject: Subject) -> Sequence[str]:
        """Return the ids of the person's conversations."""
        ...

    def erase(self, subject: Subject, at: datetime) -> Mapping[str, int]:
        """Take the person out of everything; return how many rows were changed or deleted, by table."""
        ...

    def expire(self, periods: Periods, now: datetime, limit: int) -> Mapping[str, int]:
        """Take out what is past its period, at most so many rows of a table; return how many, by table."""
        ...


class Trail(Protocol):
    """Who looked at what."""

    def add(self, trace: Trace) -> None:
        """Append a line."""
        ...

    def find(
        self, *, who: str | None, about: str | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Trace]]:
        """Return lines with their ids, newest first, those before an id."""
        ...


class PrivacyUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def personal_data(self) -> PersonalData:
        """Return the personal data."""
        ...

    @property
    def trail(self) -> Trail:
        """Return the audit log."""
        ...


PrivacyUnitOfWorkFactory = Callable[[], PrivacyUnitOfWork]
