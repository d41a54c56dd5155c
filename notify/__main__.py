"""Send the notices: `python -m notify`. Any number may run; each may be killed at any moment.

`python -m notify templates [--dry-run]` makes the templates at Twilio and keeps which of them WhatsApp approved.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from huey import Huey, RedisHuey, SqliteHuey  # type: ignore[import-untyped]

import logs
from bootstrap import System, build
from notify.contents import compare
from notify.delivery import FIRST_PAUSE, LEASE, Delivery
from notify.stream import Stream
from notify.templates import Book
from notify.twilio import Carrier, is_usable
from notify.watch import Watch
from settings import Settings
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

THREADS = 16
# How often the outbox is looked at, and how many letters are taken at once: no more than go out within a lease.
LOOK_SECONDS = 0.5
AT_ONCE = 100
# After the store failed.
REST_SECONDS = 5.0


def make_queue(settings: Settings) -> Huey:
    """Return the queue between claiming and sending: a file, or Redis where REDIS_URL is set. It may be lost."""
    if settings.redis_url:
        return RedisHuey("padam-notices", url=settings.redis_url, results=False)
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("padam-notices", filename=str(settings.var_dir / "notices.db"), results=False)


@dataclass(frozen=True, slots=True)
class Collector:
    """Claim what is due and queue it, until told to stop. Only ids go into the queue, nothing of a person."""

    system: System
    queue: Huey
    deliver: Callable[[int, str], object]
    lease: timedelta
    over: threading.Event

    def run(self) -> None:
        """Look again and again."""
        while not self.over.is_set():
            self.over.wait(LOOK_SECONDS if self.look() else REST_SECONDS)

    def look(self) -> bool:
        """Look once; False where the store does not answer."""
        try:
            with self.system.uow() as uow:
                now = self.system.clock()
                room = AT_ONCE - self.queue.pending_count()
                if room <= 0 or (uow.outbox.is_idle() and not uow.outbox.has_bounced(now)):
                    return True
                uow.outbox.take_back(now)
                uow.outbox.merge()
                claims = uow.outbox.claim(now, self.lease, room)
                uow.commit()
        except TicketError as fault:
            log.error("outbox_unreachable", exc_info=fault)
            return False
        for letter, token in claims:
            self.deliver(letter, token)
        return True


def main() -> None:
    """Do what the command line says."""
    arguments = argparse.ArgumentParser(prog="notify")
    arguments.add_argument("work", nargs="?", choices=["send", "templates"], default="send")
    arguments.add_argument("--dry-run", action="store_true", help="templates: say what would be done")
    arguments.add_argument("--lease", type=float, default=LEASE.total_seconds(), help="seconds a claim holds")
    arguments.add_argument("--pause", type=float, default=FIRST_PAUSE.total_seconds(), help="first pause, seconds")
    given = arguments.parse_args()
    settings = Settings.from_env()
    logs.configure(settings.log_level)
    if given.work == "templates":
        sys.exit(compare(build(settings), dry_run=given.dry_run))
    send(settings, timedelta(seconds=given.lease), timedelta(seconds=given.pause))


def send(settings: Settings, lease: timedelta, pause: timedelta) -> None:
    """Send until stopped; without sender or account leave everything waiting."""
    system, over = build(settings), threading.Event()
    Watch(system, over).start()
    if settings.amqp_url:
        Stream(system, settings.amqp_url, over).start()
    if not is_usable(settings):
        log.warning("notices_wait", why="no TWILIO_WHATSAPP_FROM, or no TWILIO_ACCOUNT_SID and no TWILIO_API_BASE")
        _sleep(over)
        return
    delivery = Delivery(system, Carrier(settings), Book.load(system.wording), lease, pause)
    queue = make_queue(settings)
    # Claims of an earlier worker come back when their leases end; their places in the queue mean nothing.
    queue.flush()

    @queue.task(name="deliver")  # type: ignore[untyped-decorator]
    def deliver(letter: int, token: str) -> None:
        try:
            delivery.deliver(letter, token)
        except TicketError as fault:
            log.error("outbox_unreachable", exc_info=fault)

    collector = Collector(system, queue, deliver, lease, over)
    threading.Thread(target=collector.run, name="collector", daemon=True).start()
    # Both signals end it gracefully: what is being sent is finished first.
    consumer = queue.create_consumer(
        workers=THREADS, periodic=False, initial_delay=0.05, max_delay=0.5, graceful_signal="TERM"
    )
    consumer.run()
    over.set()


def _sleep(over: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    over.wait()


if __name__ == "__main__":
    main()
