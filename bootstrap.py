"""Build the system from its settings: the one place that knows which store, clock and wording are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

import clock
from accounts.service import Accounts
from desk.calls import Calls
from desk.service import Desk
from performance.service import Performance
from settings import Settings
from storage.engine import make_engine
from storage.idempotency import Idempotency
from storage.unit_of_work import SqlUnitOfWork
from tickets.links import Links
from tickets.ports import Clock
from tickets.service import Reports
from wording import Wording

# Beside this file, wherever the process was started.
DOMAIN = Path(__file__).with_name("domain.yml")


@dataclass(frozen=True, slots=True)
class System:
    """What the edges are given. Building it opens no connection; each process builds its own."""

    settings: Settings
    engine: Engine
    clock: Clock
    uow: Callable[[], SqlUnitOfWork]
    reports: Reports
    links: Links
    desk: Desk
    calls: Calls
    accounts: Accounts
    performance: Performance
    answers: Idempotency
    wording: Wording


def clock_of(settings: Settings) -> Clock:
    """Return the clock: the real one; with the simulator one whose time can jump."""
    return clock.DemoClock(settings.simulator_dir / "clock") if settings.simulator else clock.now


def build(settings: Settings, now: Clock | None = None) -> System:
    """Build the system, by default with the clock its settings name.

    Raises: WordingError, OSError when `domain.yml` cannot be read.
    """
    now = now or clock_of(settings)
    engine = make_engine(settings.database_url)

    def uow() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, streams=settings.amqp_url is not None)

    return System(
        settings=settings,
        engine=engine,
        clock=now,
        uow=uow,
        reports=Reports(uow, now, unit_code=settings.unit_code, zone=settings.timezone),
        links=Links(uow, now, settings.public_url),
        desk=Desk(uow, now, settings.reply_minutes),
        calls=Calls(uow, now),
        accounts=Accounts(uow, now),
        performance=Performance(uow, now, settings.timezone),
        answers=Idempotency(engine, now),
        wording=Wording.load(DOMAIN),
    )
