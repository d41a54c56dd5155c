"""Bring one claimed letter to the carrier, so that it goes out exactly once however often this is interrupted."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bootstrap import System
from notify.text import text_of
from notify.twilio import Carrier, RefusedError, TroubleError
from tickets.notices import STALE, WINDOW, Letter, LetterState, is_moot

log = structlog.get_logger(__name__)

# Longer than any call to the carrier may take, so that whoever takes over finds it finished.
LEASE = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
# What Twilio takes from one WhatsApp sender.
PER_SECOND = 80
# A letter whose last attempt may have gone out is looked for this long, then left to a human.
GIVE_UP = timedelta(hours=24)


class Pace:
    """Let at most so many a second through, evenly, whichever thread comes."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Wait for the next free moment."""
        with self._lock:
            now = time.monotonic()
            at = max(now, self._next)
            self._next = at + self._gap
        time.sleep(at - now)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The system, the carrier, and the manners of sending."""

    system: System
    carrier: Carrier
    lease: timedelta = LEASE
    first_pause: timedelta = FIRST_PAUSE
    pace: Pace = field(default_factory=lambda: Pace(PER_SECOND))

    def deliver(self, letter_id: int, token: str) -> None:
        """Send a letter, unless another has its claim by now. Raises: TicketError; the lease then brings it back."""
        with self.system.uow() as uow:
            letter = uow.outbox.claimed(letter_id, token)
        if letter is None:
            return
        try:
            if letter.sending_since is not None and self._was_sent(letter):
                return
            ended = self._reason_not_to(letter)
            if ended is not None:
                self._close(letter, *ended)
                return
            self._send(letter)
        except RefusedError as refusal:
            self._close(letter, LetterState.FAILED, str(refusal))
        except TroubleError as trouble:
            self._again(letter, str(trouble))

    def _was_sent(self, letter: Letter) -> bool:
        """Look with the carrier for the message of an attempt that was interrupted; keep its id if it is there."""
        if letter.sending_since is None or letter.body is None:
            return False
        with self.system.uow() as uow:
            known = uow.outbox.sids_of(letter.recipient)
        sid = self.carrier.find(letter.recipient, letter.body, letter.sending_since, known)
        if sid is None:
            return False
        self._sent(letter, sid)
        return True

    def _reason_not_to(self, letter: Letter) -> tuple[LetterState, str | None] | None:
        now = self.system.clock()
        with self.system.uow() as uow:
            wanted = uow.outbox.is_wanted(letter.recipient)
            written = uow.outbox.last_written(letter.recipient)
        if not wanted:
            return LetterState.UNWANTED, None
        if now - letter.created_at > STALE:
            return LetterState.STALE, None
        if written is None or now - written > WINDOW:
            # The carrier would take it and WhatsApp refuse it (63016): said here, where officers can see it.
            return LetterState.FAILED, "63016"
        return None

    def _send(self, letter: Letter) -> None:
        with self.system.uow() as uow:
            ticket = uow.tickets.get(letter.no_lapor)
        if ticket is None:
            return
        if letter.body is None and is_moot(ticket, letter.notice, self.system.clock()):
            self._close(letter, LetterState.MERGED)
            return
        # An attempt that is made again says the same again, so that the one before can be recognised.
        body = letter.body or text_of(self.system, ticket, letter.notice)
        self.pace.wait()
        with self.system.uow() as uow:
            if not uow.outbox.begin(letter, body, self.system.clock(), self.lease):
                return
            uow.commit()
        self._sent(letter, self.carrier.send(letter.recipient, body))

    def _sent(self, letter: Letter, sid: str) -> None:
        with self.system.uow() as uow:
            uow.outbox.sent(letter, sid, self.system.clock())
            uow.commit()
        log.info("notice_sent", no_lapor=letter.no_lapor, notice=letter.notice, message=sid, tries=letter.tries + 1)

    def _close(self, letter: Letter, state: LetterState, error: str | None = None) -> None:
        with self.system.uow() as uow:
            uow.outbox.close(letter, state, error)
            uow.commit()
        say = log.error if state is LetterState.FAILED else log.info
        say("notice_ended", no_lapor=letter.no_lapor, notice=letter.notice, state=state, code=error)

    def _again(self, letter: Letter, trouble: str) -> None:
        now = self.system.clock()
        if now - letter.created_at > GIVE_UP:
            self._close(letter, LetterState.FAILED, trouble)
            return
        # 5 s, 10 s, 20 s … 10 min; kept in the row, so that a worker started anew keeps the pause.
        pause = min(self.first_pause * 2 ** min(letter.tries, 10), LONGEST_PAUSE)
        with self.system.uow() as uow:
            uow.outbox.again(letter, now + pause, trouble)
            uow.commit()
        log.warning("notice_delayed", no_lapor=letter.no_lapor, notice=letter.notice, code=trouble)
