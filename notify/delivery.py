"""Bring one claimed letter to the carrier, so that it goes out exactly once however often this is interrupted."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bootstrap import System
from desk.model import Reason
from metrics import CARRIER_ERRORS, NOTICES_SENT
from notify.pace import SharedPace
from notify.templates import Book
from notify.text import text_of, values_of
from notify.twilio import Carrier, RefusedError, TroubleError
from tickets.calls import BY_CALL, CALL_STALE, QUIET, may_call
from tickets.model import Channel, Ticket
from tickets.notices import EXTRA, STALE, WINDOW, Letter, LetterState, is_moot
from tickets.wishes import allows

log = structlog.get_logger(__name__)

# Longer than any call to the carrier may take, so that whoever takes over finds it finished.
LEASE = timedelta(seconds=30)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
# What Twilio takes from one WhatsApp sender.
PER_SECOND = 80
# Free words outside the 24 hours; the number refused messages from us by itself.
OUTSIDE, OPTED_OUT = "63016", "21610"
# Workers that met the same trouble do not come back together.
JITTER = 0.25
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
    book: Book
    lease: timedelta = LEASE
    first_pause: timedelta = FIRST_PAUSE
    pace: Pace | SharedPace = field(default_factory=lambda: Pace(PER_SECOND))
    can_call: bool = False

    def deliver(self, letter: Letter) -> None:
        """Send a claimed letter. Raises: TicketError; the lease then brings it back."""
        try:
            if letter.sending_since is not None and self._was_sent(letter):
                return
            ended = self._reason_not_to(letter)
            if ended is not None:
                self._end(letter, *ended)
                return
            self._send(letter)
        except RefusedError as refusal:
            self._refused(letter, str(refusal))
        except TroubleError as trouble:
            postpone(self.system, letter, str(trouble), self.first_pause)

    def _end(self, letter: Letter, state: LetterState, error: str | None) -> None:
        """End a letter that no message brings; a call may (Source: OC-6)."""
        if state is LetterState.HANDED_OVER and self._goes_by_call(letter):
            return
        quiet = QUIET if letter.other_way else EXTRA
        is_lost = state is LetterState.HANDED_OVER and letter.notice in quiet
        close(self.system, letter, LetterState.FAILED if is_lost else state, error)

    def _goes_by_call(self, letter: Letter) -> bool:
        if letter.other_way or not self.can_call or letter.notice not in BY_CALL:
            return False
        with self.system.uow() as uow:
            if not may_call(uow.wishes.of(letter.recipient)):
                return False
            turned = uow.outgoing.turn(letter, Channel.VOICE, self.system.clock())
            uow.commit()
        log.warning("notice_by_call", no_lapor=letter.no_lapor, notice=letter.notice)
        return turned

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
            wanted = allows(uow.wishes.of(letter.recipient))
            written = uow.outbox.last_written(letter.recipient)
            template = uow.templates.approved(self.book.templates[letter.notice].name)
        if not wanted or (letter.body is None and letter.error == OPTED_OUT):
            return LetterState.UNWANTED, letter.error
        # The carrier refused it or brought it back: a template is another way, and only for words outside the 24 hours.
        closed = letter.body is None and letter.error is not None
        if closed and (letter.error != OUTSIDE or letter.template is not None):
            return LetterState.HANDED_OVER, letter.error
        if now - letter.created_at > (CALL_STALE if letter.other_way else STALE):
            return (LetterState.HANDED_OVER if closed else LetterState.STALE), letter.error
        # WhatsApp would refuse free words: nothing is tried that must fail.
        if (closed or written is None or now - written > WINDOW) and template is None:
            return LetterState.HANDED_OVER, OUTSIDE
        return None

    def _template(self, letter: Letter) -> str | None:
        """Return the ContentSid to send with, None for free words."""
        with self.system.uow() as uow:
            written = uow.outbox.last_written(letter.recipient)
            sid = uow.templates.approved(self.book.templates[letter.notice].name)
        refused = letter.template is not None or (letter.body is None and letter.error == OUTSIDE)
        free = written is not None and self.system.clock() - written <= WINDOW and not refused
        return None if free else sid

    def _send(self, letter: Letter) -> None:
        with self.system.uow() as uow:
            ticket = uow.tickets.get(letter.no_lapor)
        if ticket is None:
            return
        if letter.body is None and is_moot(ticket, letter.notice, self.system.clock()):
            close(self.system, letter, LetterState.MERGED)
            return
        sid = self._template(letter)
        if sid is not None:
            self._send_template(letter, ticket, sid)
            return
        # An attempt that is made again says the same again, so that the one before can be recognised.
        body = letter.body or text_of(self.system, ticket, letter.notice)
        if self._begin(letter, body):
            self._sent(letter, self._say(letter, ticket, body))

    def _say(self, letter: Letter, ticket: Ticket, body: str) -> str:
        """Send words within the 24 hours, with buttons or a list for what they offer where the carrier has those.

        What is listed afterwards is the same text either way, so that an interrupted attempt is recognised.
        """
        offering, values = self.book.offering(letter.notice), values_of(self.system, ticket)
        if offering is not None and offering.text.format_map(values) == body:
            with self.system.uow() as uow:
                sid = uow.templates.known(offering.name)
            if sid is not None:
                try:
                    return self.carrier.send_template(letter.recipient, sid, offering.variables(values))
                except RefusedError as refusal:
                    # It took nothing: the words alone have their numbers, too.
                    log.warning("buttons_refused", no_lapor=letter.no_lapor, notice=letter.notice, code=str(refusal))
        return self.carrier.send(letter.recipient, body)

    def _send_template(self, letter: Letter, ticket: Ticket, sid: str) -> None:
        template = self.book.templates[letter.notice]
        values = values_of(self.system, ticket)
        # Twilio lists a template with its values put in: so it is recognised after an interruption.
        body = template.text.format_map(values)
        if self._begin(letter, body, template.name):
            self._sent(letter, self.carrier.send_template(letter.recipient, sid, template.variables(values)))

    def _begin(self, letter: Letter, body: str, template: str | None = None) -> bool:
        self.pace.wait()
        with self.system.uow() as uow:
            begun = uow.outbox.begin(letter, body, self.system.clock(), self.lease, template)
            uow.commit()
        return begun

    def _refused(self, letter: Letter, code: str) -> None:
        with self.system.uow() as uow:
            uow.outbox.refused(letter, self.system.clock(), code)
            uow.commit()
        CARRIER_ERRORS.labels(code).inc()
        log.warning("notice_refused", no_lapor=letter.no_lapor, notice=letter.notice, code=code)

    def _sent(self, letter: Letter, sid: str) -> None:
        with self.system.uow() as uow:
            uow.outbox.sent(letter, sid, self.system.clock())
            uow.commit()
        NOTICES_SENT.inc()
        log.info("notice_sent", no_lapor=letter.no_lapor, notice=letter.notice, message=sid, tries=letter.tries + 1)


def hand_over(system: System, letter: Letter) -> None:
    """Make a task for a CSO of what neither message nor call brings to the customer."""
    with system.uow() as uow:
        conversation = uow.outbox.conversation_of(letter.recipient)
    system.desk.hand_over(
        conversation=conversation or f"kabar-{letter.no_lapor}",
        channel=letter.channel,
        caller=letter.recipient,
        reason=Reason.NOTICE,
        no_lapor=letter.no_lapor,
        said=(),
        understood=None,
        urgent=False,
    )


def close(system: System, letter: Letter, state: LetterState, error: str | None = None) -> None:
    """End a letter; what nothing brings to the customer becomes a task."""
    if state is LetterState.HANDED_OVER:
        # Before the letter ends: done again after an interruption it is the same task.
        hand_over(system, letter)
    with system.uow() as uow:
        uow.outbox.close(letter, state, error)
        uow.commit()
    say = log.error if state in {LetterState.FAILED, LetterState.HANDED_OVER} else log.info
    say("notice_ended", no_lapor=letter.no_lapor, notice=letter.notice, state=state, code=error)


def postpone(system: System, letter: Letter, trouble: str, first_pause: timedelta) -> None:
    """Let a letter wait for another attempt after trouble with the carrier; after a day a human has it."""
    now = system.clock()
    if now - letter.created_at > GIVE_UP:
        close(system, letter, LetterState.HANDED_OVER, trouble)
        return
    # 5 s, 10 s, 20 s … 10 min; kept in the row, so that a worker started anew keeps the pause.
    pause = min(first_pause * 2 ** min(letter.tries, 10), LONGEST_PAUSE)
    pause *= random.uniform(1 - JITTER, 1 + JITTER)
    with system.uow() as uow:
        uow.outbox.again(letter, now + pause, trouble)
        uow.commit()
    CARRIER_ERRORS.labels(trouble).inc()
    log.warning("notice_delayed", no_lapor=letter.no_lapor, notice=letter.notice, code=trouble)
