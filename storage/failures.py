"""What goes wrong in a database, in the words of `tickets.errors`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import (
    TimeoutError as PoolTimeoutError,
)

from tickets.errors import InvalidError, StaleWriteError, StoreAwayError, StoreUnavailableError, TicketError

# serialization_failure, deadlock_detected: the database undid one of two writers, which may try again.
_LOST_RACES = frozenset({"40001", "40P01"})


def failure(error: BaseException | None) -> TicketError | None:
    """Return what a use case should see for an error of the database, None for any other error."""
    if isinstance(error, DBAPIError):
        if getattr(error.orig, "sqlstate", None) in _LOST_RACES:
            return StaleWriteError("the database undid one of two writers")
        # Without a statement there was not even a connection.
        if error.connection_invalidated or (isinstance(error, OperationalError) and error.statement is None):
            return StoreAwayError("the store is away")
        if isinstance(error, OperationalError | InterfaceError):
            return StoreUnavailableError("the store does not answer")
    if isinstance(error, PoolTimeoutError):
        return StoreUnavailableError("every connection to the store is busy")
    if isinstance(error, DataError | UnicodeError) or isinstance(getattr(error, "orig", None), OverflowError):
        # A NUL, half a surrogate pair, a year before the first: what came in is no text or time.
        return InvalidError("the store cannot keep such a value")
    if isinstance(error, SQLAlchemyError):
        # A missing table, a broken constraint: the edges know one family of errors, the log keeps the cause.
        return StoreUnavailableError("the store refused")
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Raise what a use case should see for an error of the database within."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError) as error:
        raise failure(error) or error from error
