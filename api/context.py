"""What the interface needs of the running system, kept with the Flask app it is mounted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from tickets.answers import Answers
from tickets.outage_service import WiderOutages
from tickets.service import Reports

_NAME = "apkt-interface"


class Settings(Protocol):
    """The settings the interface reads."""

    @property
    def api_keys(self) -> tuple[str, ...]:
        """Return the bearer keys that are good."""
        ...

    @property
    def timezone(self) -> ZoneInfo:
        """Return the zone of the unit, in which times are written."""
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
    def outages(self) -> WiderOutages:
        """Return the use cases around wider outages."""
        ...

    @property
    def answers(self) -> Answers:
        """Return where answers are kept for repeated POSTs."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a call works with."""

    reports: Reports
    outages: WiderOutages
    zone: ZoneInfo
    api_keys: tuple[str, ...]
    answers: Answers


def attach(app: Flask, context: Context) -> None:
    """Keep the context with the app."""
    app.extensions[_NAME] = context


def current() -> Context:
    """Return the context of the app that serves this request."""
    return cast(Context, current_app.extensions[_NAME])
