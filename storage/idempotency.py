"""Answers already given, so that a repeated POST answers as the first time and does nothing."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Engine

from storage.failures import translated
from storage.tables import api_idempotency as answers
from storage.upsert import add_new
from tickets.errors import ConflictError
from tickets.ports import Clock

# A first call that has not ended by then died on the way; the next one does the work.
LEASE = timedelta(seconds=60)
# Whoever repeats a call later than this means a new one.
KEPT = timedelta(days=7)
WAIT_SECONDS = 10.0
_FIRST_PAUSE = 0.02
_LONGEST_PAUSE = 0.2


class KeyReusedError(ConflictError):
    """The Idempotency-Key belongs to another request."""

    code = "idempotency-key-reused"


class KeyInUseError(ConflictError):
    """The first request with this Idempotency-Key still works; ask again later."""

    code = "idempotency-key-in-use"


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The answer of the first call."""

    status: int
    content_type: str | None
    body: bytes


class Idempotency:
    """Who may do the work of an Idempotency-Key, and what came of it.

    `begin` returns None to the one caller that is to do the work and then calls `finish`, or `release` where it
    failed in a way worth repeating. Everybody else gets the stored answer, waiting for it where necessary.
    """

    def __init__(self, engine: Engine, clock: Clock, *, wait: float = WAIT_SECONDS) -> None:
        self._engine = engine
        self._clock = clock
        self._wait = wait

    def begin(self, key: str, fingerprint: str) -> StoredAnswer | None:
        """Return the stored answer, or None where the caller is to do the work.

        `fingerprint` stands for the request: method, path, body. Raises: KeyReusedError for the same key with another
        fingerprint, KeyInUseError where the first call takes too long.
        """
        deadline = time.monotonic() + self._wait
        pause = _FIRST_PAUSE
        while True:
            with translated():
                if self._claim(key, fingerprint):
                    return None
                answer = self._read(key, fingerprint)
            if answer is not None:
                return answer
            if time.monotonic() >= deadline:
                raise KeyInUseError("the first request with this key is still at work")
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def finish(self, key: str, status: int, content_type: str | None, body: bytes) -> None:
        """Keep the answer of the first call."""
        with translated(), self._engine.begin() as connection:
            connection.execute(
                answers.update().where(_at_work(key)).values(status=status, content_type=content_type, body=body)
            )

    def release(self, key: str) -> None:
        """Give the key back: the work failed, the next call does it."""
        with translated(), self._engine.begin() as connection:
            connection.execute(answers.delete().where(_at_work(key)))

    def _claim(self, key: str, fingerprint: str) -> bool:
        now = self._clock()
        row = {"fingerprint": fingerprint, "begun_at": now}
        with self._engine.begin() as connection:
            known = connection.scalar(sa.select(answers.c.begun_at).where(answers.c.key == key))
            if known is None:
                connection.execute(answers.delete().where(answers.c.begun_at < now - KEPT))
                return add_new(connection, answers, {"key": key, **row}, answers.c.key).scalar() is not None
            if known >= now - LEASE:
                return False
            same = (answers.c.fingerprint == fingerprint) & (answers.c.begun_at == known)
            return connection.execute(answers.update().where(_at_work(key), same).values(row)).rowcount == 1

    def _read(self, key: str, fingerprint: str) -> StoredAnswer | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(answers).where(answers.c.key == key)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != fingerprint:
            raise KeyReusedError("this Idempotency-Key belongs to another request")
        return None if row.status is None else StoredAnswer(row.status, row.content_type, row.body)


def _at_work(key: str) -> ColumnElement[bool]:
    return (answers.c.key == key) & answers.c.status.is_(None)
