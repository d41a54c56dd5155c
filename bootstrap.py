"""Build the system from its settings: the one place that knows which store, clock and wording are used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

import clock
from accounts.service import Accounts
from desk.call_backs import CallBacks
from desk.calls import Calls
from desk.drafts import Drafts
from desk.service import Desk
from desk.storm import Storms
from desk.storm_model import Limits
from desk.waiting import Waiting
from performance.service import Performance
from privacy.model import Periods
from privacy.service import Privacy
from settings import Settings
from storage.acts import Acts
from storage.engine import make_engine
from storage.idempotency import Idempotency
from storage.unit_of_work import SqlUnitOfWork
from tickets.links import Links
from tickets.outage_service import WiderOutages
from tickets.ports import Clock
from tickets.service import Reports
from tickets.wishes import Wishes
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
    outages: WiderOutages
    links: Links
    wishes: Wishes
    desk: Desk
    drafts: Drafts
    calls: Calls
    call_backs: CallBacks
    waiting: Waiting
    storms: Storms
    accounts: Accounts
    performance: Performance
    privacy: Privacy
    answers: Idempotency
    acts: Acts
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
        outages=WiderOutages(uow, now),
        links=Links(uow, now, settings.public_url),
        wishes=Wishes(uow, now),
        desk=Desk(uow, now, settings.reply_minutes),
        drafts=Drafts(uow, now),
        calls=Calls(uow, now, settings.timezone),
        call_backs=CallBacks(uow, now, settings.timezone),
        waiting=Waiting(uow, now),
        storms=Storms(uow, now, _limits(settings)),
        accounts=Accounts(uow, now),
        performance=Performance(uow, now, settings.timezone),
        privacy=Privacy(uow, now, _periods(settings)),
        answers=Idempotency(engine, now),
        acts=Acts(engine, now),
        wording=Wording.load(DOMAIN),
    )


def _limits(settings: Settings) -> Limits:
    storm = settings.storm
    return Limits(storm.enter, storm.leave, timedelta(seconds=storm.window), timedelta(seconds=storm.stay))


def _periods(settings: Settings) -> Periods:
    kept = (settings.keep_reports_days, settings.keep_conversations_days, settings.keep_trail_days)
    return Periods(*(timedelta(days=days) for days in kept))
