"""One use case, one transaction: what every unit of work is, and doing work in one however many writers there are."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, TypeVar

from tickets.errors import StaleWriteError, TicketError

# Two writers meet rarely and one of them wins at once: a few tries are plenty.
TRIES = 8

T = TypeVar("T")
Self = TypeVar("Self", bound="Transaction")
Unit = TypeVar("Unit", bound="Transaction")


class Transaction(Protocol):
    """A unit of work, whatever it is about: leaving without `commit` rolls back."""

    def __enter__(self: Self) -> Self:
        """Begin."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back what was not committed."""
        ...

    def commit(self) -> None:
        """Make it last."""
        ...


def written(
    begin: Callable[[], Unit], work: Callable[[Unit], T], lost: tuple[type[TicketError], ...] = (StaleWriteError,)
) -> T:
    """Do the work in a transaction and return its result, again where another writer was first.

    `lost` are the errors that say so. Raises: one of them after the last try, and what the work raises.
    """
    for attempt in range(TRIES):
        try:
            with begin() as unit:
                result = work(unit)
                unit.commit()
                return result
        except lost:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")
