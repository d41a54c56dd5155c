"""A store with reports, a fake carrier and the real worker process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bootstrap import System, build
from desk.model import Session
from settings import Settings
from storage.migrate import upgrade
from tests.databases import fresh_postgresql
from tests.notify.fake_twilio import FakeTwilio
from tests.notify.forked import Forked
from tests.storage.builders import report, stranger
from tickets import reports
from tickets.model import Channel, Officer, Stage, Ticket
from tickets.notices import LetterState
from tickets.reports import Source
from tickets.wishes import Saying, Way, Wish

LEASE = 2.0


def phone(number: int) -> str:
    """Return the number of a customer."""
    return f"+6281{number:08d}"


@dataclass
class Post:
    """Everything around the worker; `start` it, `kill` it."""

    system: System
    twilio: FakeTwilio
    environ: dict[str, str]
    log: Path
    worker: Forked | None = None

    def start(self) -> None:
        """Start the worker process."""
        self.worker = Forked(["--lease", str(LEASE), "--pause", "0.3"], self.environ, self.log)

    def kill(self, number: int = signal.SIGKILL) -> int:
        """End the worker, by force unless told otherwise; return its exit code."""
        assert self.worker is not None
        return self.worker.end(number)

    def caller(self, number: int, way: Way = Way.VOICE) -> Ticket:
        """Return a new report of a customer who telephoned, and wished then to be told in a way."""
        now = datetime.now(UTC)
        given = {"reporter": phone(number), "reported_at": now, "window_from": now, "channel": Channel.VOICE}
        ticket = report(number, stranger(number), **given)
        with self.system.uow() as uow:
            uow.tickets.add(ticket)
            uow.wishes.keep(Wish(phone(number), way, now, Channel.VOICE, Saying.ANSWER))
            uow.commit()
        return ticket

    def customer(self, number: int, written: timedelta = timedelta(), recipient: str | None = None) -> Ticket:
        """Return a new report of a customer who wrote by WhatsApp that long ago."""
        now, whose = datetime.now(UTC), recipient or phone(number)
        ticket = report(number, stranger(number), reporter=whose, reported_at=now, window_from=now)
        session = Session(
            f"wa-{number}", Channel.WHATSAPP, phone(number), f"whatsapp:{phone(number)}", now - written, now - written
        )
        with self.system.uow() as uow:
            uow.sessions.put(session)
            uow.tickets.add(ticket)
            uow.commit()
        return ticket

    def events(self, numbers: range) -> None:
        """Write reports with one event each, a transaction each, some while ago so that they are due."""
        for number in numbers:
            ticket = self.customer(number)
            self.go(ticket, Stage.DALAM_PERJALANAN)

    def go(self, ticket: Ticket, stage: Stage, channel: Channel = Channel.APKT) -> None:
        """Advance a report as APKT does."""
        source = Source("APKT", channel, datetime.now(UTC) - timedelta(seconds=6))
        with self.system.uow() as uow:
            stored = uow.tickets.get(ticket.no_lapor)
            assert stored is not None
            if stage is Stage.PENUGASAN_REGU:
                reports.assign(stored, Officer("Andi", "+628111", "L 1234 AB"), source)
            else:
                reports.advance(stored, stage, source)
            uow.tickets.save(stored)
            uow.commit()

    def states(self) -> dict[LetterState, int]:
        """Return the number of letters by state."""
        with self.system.uow() as uow:
            return dict(uow.outbox.figures()[0])

    def wait(self, until: Callable[[], bool], seconds: float = 150.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < end, (self.states(), self.log.read_text()[-3000:])
            time.sleep(0.05)

    def settled(self) -> bool:
        """Tell whether no letter is under way."""
        return not {LetterState.WAITING, LetterState.SENDING} & self.states().keys()


@contextmanager
def post_on(url: str, folder: Path) -> Iterator[Post]:
    """Yield an empty store at an address, with the worker not yet started."""
    twilio = FakeTwilio()
    given = {
        "VAR_DIR": str(folder),
        "DATABASE_URL": url,
        "TWILIO_API_BASE": twilio.url,
        "TWILIO_WHATSAPP_FROM": "+6221500123",
    }
    system = build(Settings.from_env(given))
    upgrade(system.engine)
    found = Post(system, twilio, {**os.environ, **given}, folder / "notify.log")
    try:
        yield found
    finally:
        if found.worker is not None and not found.worker.is_over:
            found.kill()
        twilio.shutdown()
        system.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def post(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Post]:
    """Return an empty store with the worker not yet started, on each database."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'padam.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_postgresql()).render_as_string(hide_password=False)
        yield stack.enter_context(post_on(url, tmp_path))
