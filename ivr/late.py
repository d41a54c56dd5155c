"""The answers that are owed, given as soon as they can be had: in order for each customer, each exactly once.

Every web process looks for them, so none depends on the one that took the message. The row in the inbox is the truth:
who works on it has its claim, and the dialogue hears a message once however often it is asked.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import structlog

from claims import THREADS, ClaimWorker
from desk.late import Debt
from desk.model import Handling, Reason
from ivr import whatsapp
from ivr.gateway import Gateway, LaterError, Turn
from ivr.inbound import Arrival
from ivr.messages import split
from tickets.errors import TicketError

log = structlog.get_logger(__name__)

# So many at once while this process is busy: then who just wrote is to hear something first.
BUSY_THREADS = 2


@dataclass(slots=True)
class LateTurns:
    """Take up what waits and answer it, until told to stop."""

    gateway: Gateway
    over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Work in threads of one's own; a process that ends leaves its claims to the others."""
        waiting = self.gateway.system.waiting
        claims = waiting.take, waiting.still_working
        ClaimWorker("late-turns", *claims, self.answer, self.over, self._looked, self.most).start()

    def most(self) -> int:
        """Return how many answers that are owed may be worked on now: fewer while others wait for a first word."""
        return BUSY_THREADS if self.gateway.is_busy else THREADS

    def answer(self, debt: Debt) -> None:
        """Answer one message; where that is not possible yet it waits on, and in the end goes to a human (WT-4)."""
        try:
            self._answer(debt)
        except TicketError as fault:
            # The claim ends by itself.
            log.error("owed_answer_failed", conversation=debt.inbound.conversation, exc_info=fault)

    def _answer(self, debt: Debt) -> None:
        gateway, conversation = self.gateway, debt.inbound.conversation
        desk = gateway.system.desk
        session = desk.session(conversation)
        if session is None:
            return
        arrival = Arrival(debt.inbound, session.caller, session.address)
        deadline = time.monotonic() + gateway.system.settings.rasa_timeout
        turn = Turn(arrival, session, desk.owner(conversation), deadline, asked=debt.asked, is_late=True)
        try:
            texts = whatsapp.answer(gateway, turn)
        except LaterError as later:
            if not gateway.system.waiting.is_too_late(debt):
                gateway.system.waiting.again(debt, turn.asked)
                return
            texts = self._give_up(turn, later.why)
        except TicketError:
            raise
        except Exception as fault:
            # Whatever it is, trying again would only repeat it.
            log.error("owed_answer_failed", conversation=conversation, exc_info=fault)
            texts = self._give_up(turn, type(fault).__name__)
        parts = [part for text in texts for part in split(text)]
        if gateway.system.waiting.answer(debt, turn.handling, parts, session):
            log.info("answered_late", conversation=conversation, handling=str(turn.handling), tries=debt.tries + 1)

    def _give_up(self, turn: Turn, why: str) -> list[str]:
        """Leave a message to a human and say by when (WT-4)."""
        log.error("answer_given_up", conversation=turn.conversation, why=why)
        turn.handling = Handling.UNANSWERED
        record = self.gateway.hand_over(turn.conversation, turn.caller, Reason.BACKEND)
        if record is None:
            return [self.gateway.say("utter_gangguan_sistem")]
        return [self.gateway.say("utter_jawaban_tertunda", jam=self.gateway.clock(record.reply_by))]

    def _looked(self, is_full: bool) -> None:
        self.gateway.dialogue.is_behind = is_full
