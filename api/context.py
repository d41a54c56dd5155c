"""What the interface needs of the running system, kept with the Flask app it is mounted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from tickets.service import Reports

_NAME = "apkt-interface"


class Settings(Protocol):
    """The settings the interface reads."""

    @property
    def api_key(self) -> str:
        """Return the bearer key."""
        ...

    @property
    def timezone(self) -> ZoneInfo:
        """Return the zone of the unit, in which times are written."""
        ...


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


class System(Protocol):
    """The parts of the system the interface stands on."""

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        ...

    @property
    def reports(self) -> Reports:
        """Return the use cases."""
        ...

    @property
    def answers(self) -> Answers:
        """Return where answers are kept for repeated POSTs."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a call works with."""

    reports: Reports
    zone: ZoneInfo
    api_key: str
    answers: Answers


def attach(app: Flask, context: Context) -> None:
    """Keep the context with the app."""
    app.extensions[_NAME] = context


def current() -> Context:
    """Return the context of the app that serves this request."""
    return cast(Context, current_app.extensions[_NAME])
