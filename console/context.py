"""What the pages need of the running system, kept with the Flask app they are mounted on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from accounts.service import Accounts
from desk.call_backs import CallBacks
from desk.calls import Calls
from desk.officers import Officers
from desk.ports import MediaStore, OfficersLine
from desk.service import Desk
from desk.storm import Storms
from performance.service import Performance
from privacy.service import Privacy
from settings import Oidc
from tickets.answers import Answers
from tickets.outage_service import WiderOutages
from tickets.ports import Clock
from tickets.service import Reports

_NAME = "console"


class Settings(Protocol):
    """The settings the pages read."""

    @property
    def public_url(self) -> str:
        """Return the base under which the pages are reached."""
        ...

    @property
    def secret_key(self) -> str:
        """Return the secret of this system."""
        ...

    @property
    def unit_code(self) -> str:
        """Return the unit, two digits."""
        ...

    @property
    def timezone(self) -> ZoneInfo:
        """Return the zone in which times are written."""
        ...

    @property
    def map_tiles(self) -> str | None:
        """Return the address of map tiles with {z}, {x} and {y}, None for a plain grid."""
        ...

    @property
    def oidc(self) -> Oidc | None:
        """Return the company's identity provider."""
        ...


class System(Protocol):
    """The parts of the system the pages stand on."""

    @property
    def settings(self) -> Settings:
        """Return the settings."""
        ...

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        ...

    @property
    def reports(self) -> Reports:
        """Return the use cases around reports."""
        ...

    @property
    def outages(self) -> WiderOutages:
        """Return the use cases around wider outages."""
        ...

    @property
    def desk(self) -> Desk:
        """Return the use cases around conversations."""
        ...

    @property
    def calls(self) -> Calls:
        """Return the use cases around calls for a human."""
        ...

    @property
    def call_backs(self) -> CallBacks:
        """Return the use cases around calling customers back."""
        ...

    @property
    def storms(self) -> Storms:
        """Return the use cases around storm mode."""
        ...

    @property
    def accounts(self) -> Accounts:
        """Return the use cases around accounts."""
        ...

    @property
    def performance(self) -> Performance:
        """Return the use cases around the figures."""
        ...

    @property
    def privacy(self) -> Privacy:
        """Return the use cases around personal data."""
        ...

    @property
    def answers(self) -> Answers:
        """Return where it is kept what came of forms."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What a page works with."""

    settings: Settings
    clock: Clock
    reports: Reports
    accounts: Accounts
    answers: Answers
    desk: Desk
    officers: Officers
    performance: Performance
    calls: Calls
    media: MediaStore
    outages: WiderOutages
    privacy: Privacy
    call_backs: CallBacks
    line: OfficersLine
    storms: Storms


def attach(app: Flask, system: System, officers: Officers, media: MediaStore, line: OfficersLine) -> None:
    """Keep the context with the app."""
    app.extensions[_NAME] = Context(
        system.settings,
        system.clock,
        system.reports,
        system.accounts,
        system.answers,
        system.desk,
        officers,
        system.performance,
        system.calls,
        media,
        system.outages,
        system.privacy,
        system.call_backs,
        line,
        system.storms,
    )


def current() -> Context:
    """Return the context of the app that serves this request."""
    return cast(Context, current_app.extensions[_NAME])
