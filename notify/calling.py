"""Tell one claimed letter by a call: at a humane hour, once for each attempt however often this is interrupted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bootstrap import System
from notify.delivery import close, postpone
from notify.dialler import LONGEST_SECONDS, RING_SECONDS, Dialler
from notify.pace import SharedPace
from notify.twilio import RefusedError, TroubleError
from tickets.calls import CALL_STALE, QUIET, is_past, next_call
from tickets.events import Tab
from tickets.hours import by_day
from tickets.model import Channel
from tickets.notices import WINDOW, CallEnd, Letter, LetterState
from tickets.wishes import allows

log = structlog.get_logger(__name__)

# Whoever is on the line with us is told there, or after it.
BUSY_PAUSE = timedelta(seconds=30)
# How a call ended is reported; where it was not by then, it is asked for.
LOOK_AFTER = timedelta(seconds=RING_SECONDS + LONGEST_SECONDS + 60)


@dataclass(frozen=True, slots=True)
class Calling:
    """The system, the carrier's calls, and the manners of calling."""

    system: System
    dialler: Dialler
    pace: SharedPace
    lease: timedelta
    first_pause: timedelta
    look_after: timedelta = LOOK_AFTER
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def is_waiting(self) -> bool:
        """Tell whether a call waits for its turn: then no more are taken up, which would keep messages waiting."""
        return self._turn.locked()

    def deliver(self, letter: Letter) -> None:
        """Take a claimed letter one step on. Raises: TicketError; the lease then brings it back."""
        try:
            if letter.sid is not None:
                self._follow(letter, letter.sid)
            elif letter.ended is not None:
                self._decide(letter, letter.ended)
            elif not self._was_made(letter) and not self._is_put_off(letter):
                self._call(letter)
        except RefusedError as refusal:
            log.warning("call_refused", no_lapor=letter.no_lapor, notice=letter.notice, code=str(refusal))
            self._decide(letter, CallEnd.REFUSED)
        except TroubleError as trouble:
            postpone(self.system, letter, str(trouble), self.first_pause)

    def _was_made(self, letter: Letter) -> bool:
        """Look with the carrier for the call of an attempt that was interrupted; follow it if it is there."""
        if letter.sending_since is None:
            return False
        with self.system.uow() as uow:
            known = uow.outbox.sids_of(letter.recipient)
        sid = self.dialler.find(letter.recipient, letter.sending_since, known)
        if sid is None:
            return False
        self._follow(letter, sid)
        return True

    def _follow(self, letter: Letter, sid: str) -> None:
        """Ask how a call stands whose end was not reported."""
        now, end = self.system.clock(), self.dialler.end_of(sid)
        with self.system.uow() as uow:
            if end is None:
                uow.outgoing.rings(letter, sid, now + self.look_after)
            else:
                uow.outgoing.not_told(letter.id, letter.calls, sid, end, now)
            uow.commit()

    def _is_put_off(self, letter: Letter) -> bool:
        """End the letter where there is nothing to tell, or let it wait for the day or the end of a call."""
        now = self.system.clock()
        with self.system.uow() as uow:
            wanted = allows(uow.wishes.of(letter.recipient))
            ticket = uow.tickets.get(letter.no_lapor)
            history = uow.tickets.history(letter.no_lapor, Tab.ALL)
            on_line = uow.outgoing.is_on_line(letter.recipient, now)
        if not wanted:
            close(self.system, letter, LetterState.UNWANTED)
        elif ticket is None or is_past(ticket, history, letter.notice, now):
            close(self.system, letter, LetterState.MERGED)
        elif now - letter.created_at > CALL_STALE:
            close(self.system, letter, LetterState.STALE)
        elif (day := by_day(now, self.system.settings.timezone)) > now:
            self._wait(letter, day)
        elif on_line:
            self._wait(letter, now + BUSY_PAUSE)
        else:
            return False
        return True

    def _call(self, letter: Letter) -> None:
        with self._turn:
            self.pace.wait()
        now = self.system.clock()
        with self.system.uow() as uow:
            call = uow.outgoing.dial(letter, now, self.lease)
            uow.commit()
        if call is None:
            return
        sid = self.dialler.call(letter.recipient, letter.id, call)
        with self.system.uow() as uow:
            uow.outgoing.rings(letter, sid, now + self.look_after)
            uow.commit()
        log.info("call_made", no_lapor=letter.no_lapor, notice=letter.notice, conversation=sid, call=call)

    def _decide(self, letter: Letter, end: CallEnd) -> None:
        """Call again later, go the other way, or end it (Source: OC-4, OC-5)."""
        now = self.system.clock()
        at = next_call(letter.notice, end, letter.calls, now, self.system.settings.timezone)
        if at is not None:
            self._wait(letter, at)
            return
        with self.system.uow() as uow:
            written = uow.outbox.last_written(letter.recipient)
            # Nobody is written to who never wrote; outside the 24 hours a template would be pushing.
            writes = not letter.other_way and written is not None and now - written <= WINDOW
            if writes:
                uow.outgoing.turn(letter, Channel.WHATSAPP, now)
                uow.commit()
        if not writes:
            state = LetterState.FAILED if letter.notice in QUIET else LetterState.HANDED_OVER
            close(self.system, letter, state, str(end))

    def _wait(self, letter: Letter, at: datetime) -> None:
        with self.system.uow() as uow:
            uow.outgoing.wait(letter, at)
            uow.commit()
