"""The answers kept for what is sent twice, as the edges that repeat them need them (`storage.idempotency`)."""

from __future__ import annotations

from typing import Protocol


class StoredAnswer(Protocol):
    """The answer of a first call."""

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        ...

    @property
    def content_type(self) -> str | None:
        """Return the kind of body."""
        ...

    @property
    def body(self) -> bytes:
        """Return the body, byte for byte."""
        ...


class Answers(Protocol):
    """Answers already given, by key; `begin` returns None to the one caller that is to do the work."""

    def begin(self, key: str, fingerprint: str) -> StoredAnswer | None:
        """Return the stored answer, waiting for it where the first call still works. Raises: ConflictError."""
        ...

    def finish(self, key: str, status: int, content_type: str | None, body: bytes) -> None:
        """Keep the answer of the first call."""
        ...

    def release(self, key: str) -> None:
        """Give the key back: the work failed."""
        ...
