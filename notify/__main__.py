"""Send the notices: `python -m notify`. Any number may run; each may be killed at any moment.

`python -m notify templates [--dry-run]` makes the templates at Twilio and keeps which of them WhatsApp approved.
`python -m notify numbers [--apply]` compares where our numbers lead, and puts it right.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain

import structlog
from huey import Huey, RedisHuey, SqliteHuey  # type: ignore[import-untyped]

import logs
import metrics
import tracing
from bootstrap import System, build
from notify import numbers
from notify.calling import Calling
from notify.contents import compare
from notify.delivery import FIRST_PAUSE, LEASE, PER_SECOND, Delivery
from notify.dialler import Dialler
from notify.late import CLAIM, LatePost
from notify.officers_line import TwilioOfficersLine
from notify.pace import SharedPace
from notify.post import Post
from notify.stream import Stream
from notify.templates import Book
from notify.twilio import Carrier
from notify.watch import Watch
from sender import can_call, can_write
from settings import Settings
from tickets.errors import TicketError
from tickets.model import Channel

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
    post: Post

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
                found = [uow.outbox.claim(now, self.lease, most, [way]) for way, most in self.post.room(room).items()]
                uow.commit()
        except TicketError as fault:
            log.error("outbox_unreachable", exc_info=fault)
            return False
        for letter, token in chain.from_iterable(found):
            self.deliver(letter, token)
        return True


def main() -> None:
    """Do what the command line says."""
    arguments = argparse.ArgumentParser(prog="notify")
    arguments.add_argument("work", nargs="?", choices=["send", "templates", "numbers"], default="send")
    arguments.add_argument("--dry-run", action="store_true", help="templates: say what would be done")
    arguments.add_argument("--apply", action="store_true", help="numbers: change what differs")
    arguments.add_argument("--lease", type=float, default=LEASE.total_seconds(), help="seconds a claim holds")
    arguments.add_argument("--pause", type=float, default=FIRST_PAUSE.total_seconds(), help="first pause, seconds")
    given = arguments.parse_args()
    settings = Settings.from_env()
    logs.configure(settings.log_level)
    if given.work == "numbers":
        sys.exit(numbers.compare(settings, apply=given.apply))
    if given.work == "templates":
        sys.exit(compare(build(settings), dry_run=given.dry_run))
    send(settings, timedelta(seconds=given.lease), timedelta(seconds=given.pause))


def make_post(system: System, lease: timedelta, pause: timedelta) -> Post:
    """Return the ways to the customers the settings have a sender for."""
    settings, calls = system.settings, None
    if can_call(settings):
        calls = Calling(system, Dialler(settings), SharedPace(system, "voice", settings.calls_per_second), lease, pause)
    messages = None
    if can_write(settings):
        book = Book.load(system.wording)
        shared = SharedPace(system, "whatsapp", PER_SECOND)
        messages = Delivery(system, Carrier(settings), book, lease, pause, shared, can_call=calls is not None)
    return Post(system, messages, calls)


def send(settings: Settings, lease: timedelta, pause: timedelta) -> None:
    """Send until stopped; without sender or account leave everything waiting."""
    system, over = build(settings), threading.Event()
    if tracing.configure(settings, "notify"):
        tracing.watch(system.engine)
    if settings.notify_address:
        metrics.serve(settings.notify_address)
    Watch(system, over, TwilioOfficersLine(settings)).start()
    if settings.amqp_url:
        Stream(system, settings.amqp_url, over).start()
    post = make_post(system, lease, pause)
    if Channel.WHATSAPP not in post.ways:
        log.warning("notices_wait", why="no TWILIO_WHATSAPP_FROM, or no TWILIO_ACCOUNT_SID and no TWILIO_API_BASE")
    if Channel.VOICE not in post.ways:
        log.warning("calls_wait", why="no TWILIO_VOICE_FROM, or no TWILIO_ACCOUNT_SID and no TWILIO_API_BASE")
    if not post.ways:
        _sleep(over)
        return
    if post.messages is not None:
        LatePost(system, post.messages.carrier, min(lease, CLAIM), over).start()
    queue = make_queue(settings)
    # Claims of an earlier worker come back when their leases end; their places in the queue mean nothing.
    queue.flush()

    @queue.task(name="deliver")  # type: ignore[untyped-decorator]
    def deliver(letter: int, token: str) -> None:
        try:
            post.deliver(letter, token)
        except TicketError as fault:
            log.error("outbox_unreachable", exc_info=fault)

    collector = Collector(system, queue, deliver, lease, over, post)
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
