"""Work that is done once, however often it is begun: all its use cases in one transaction, kept with its result.

A turn of a conversation may be begun again: by a delivery that came twice, by another Rasa after one was killed, by
another action server. What it changed and what it answered are there together, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Engine, NestedTransaction, Table, Text
from sqlalchemy.exc import SQLAlchemyError

from desk.model import Handling
from storage.columns import UtcTime
from storage.desk_tables import inbox
from storage.failures import translated
from storage.tables import metadata
from storage.upsert import add_new
from tickets.errors import OverError, StaleWriteError, StoreAwayError, StoreUnavailableError
from tickets.ports import Clock

Result = Mapping[str, Any]

# Nobody begins a turn again after that.
KEPT = timedelta(days=2)
TRIES = 3

acts = Table(
    "acts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("result", sa.JSON, nullable=False),
)


_KNOWN = sa.select(acts.c.result).where(acts.c.key == sa.bindparam("key"))
_ANSWERED = sa.exists().where(
    inbox.c.key == sa.bindparam("message", type_=Text),
    (inbox.c.handling == Handling.ANSWERED) | (inbox.c.handling == Handling.STORM),
)


class Whole:
    """The one transaction of an act. `changed` once a use case within it was committed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.changed = False
        self.open = 0
        self.connection = engine.connect()

    def close(self) -> None:
        """Undo what was not made to last."""
        with suppress(SQLAlchemyError):  # where the line broke there is nothing left to roll back
            self.connection.close()


class Part:
    """One use case within an act: it lasts with the act, and is undone alone where it fails."""

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self.connection = whole.connection
        # Without anything before it there is nothing to save: undoing it undoes all.
        followed = whole.changed or whole.open
        self._saved: NestedTransaction | None = self.connection.begin_nested() if followed else None
        self._done = False
        whole.open += 1

    def commit(self) -> None:
        """Let it last as long as the act does."""
        if self._saved is not None:
            self._saved.commit()
        self._done = self._whole.changed = True

    def close(self) -> None:
        """Undo what was not committed."""
        self._whole.open -= 1
        if not self._done:
            (self._saved or self.connection).rollback()


_present: ContextVar[Whole | None] = ContextVar("act", default=None)


def part_of_act(engine: Engine) -> Part | None:
    """Return a place in the act this thread is in, None outside of any."""
    whole = _present.get()
    return Part(whole) if whole is not None and whole.engine is engine else None


class Acts:
    """What was done once already, by key."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def once(self, key: str, work: Callable[[], Result], message: str | None = None) -> Result:
        """Return the result of the work, doing it unless it was done under this key.

        A request may come late, over a line that was cut: for a `message` that is answered nothing changes.

        The work's use cases are one transaction, together with the result, which JSON must be able to hold. What
        changes nothing is not kept. Raises: what the work raises, OverError, StoreUnavailableError.
        """
        for _ in range(TRIES):
            try:
                done = self._do(key, work, message)
            except StaleWriteError:
                continue
            except StoreAwayError:
                # Nothing of it was done, or all: a line is made anew, and what is known looked for.
                done = self._do(key, work, message)
            return done if done is not None else self._required(key)
        raise StaleWriteError("too many writers at once")

    def forget(self) -> int:
        """Drop what nobody begins again; return how many."""
        old = acts.c.at < self._clock() - KEPT
        with translated(), self._engine.begin() as connection:
            return connection.execute(acts.delete().where(old)).rowcount

    def _do(self, key: str, work: Callable[[], Result], message: str | None) -> Result | None:
        """Return the result that is known, else do the work; None where another did it at this moment.

        Of what another did nothing is done here.
        """
        with translated(), _act(self._engine) as whole:
            known: Result | None = whole.connection.scalar(_KNOWN, {"key": key})
            if known is not None:
                return known
            result = work()
            if not whole.changed:
                return result
            row = {"key": key, "at": self._clock(), "result": dict(result), "message": message}
            # Waits for another that does the same at this moment.
            if add_new(whole.connection, acts, row, acts.c.key, unless=_ANSWERED).scalar() is None:
                if whole.connection.scalar(sa.select(_ANSWERED), {"message": message}):
                    raise OverError("the message was answered meanwhile")
                return None
            whole.connection.commit()
            return result

    def _required(self, key: str) -> Result:
        with translated(), self._engine.connect() as connection:
            known: Result | None = connection.scalar(_KNOWN, {"key": key})
        if known is None:
            raise StoreUnavailableError("the result of another went away")
        return known


@contextmanager
def _act(engine: Engine) -> Iterator[Whole]:
    whole = Whole(engine)
    before = _present.set(whole)
    try:
        yield whole
    finally:
        _present.reset(before)
        whole.close()
