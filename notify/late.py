"""Bring the answers that come later to the carrier, each exactly once and in the order of each customer (WT-2)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bootstrap import System
from claims import ClaimWorker
from desk.late import LateAnswer
from desk.model import Reason
from notify.twilio import Carrier, RefusedError, TroubleError
from tickets.errors import TicketError
from tickets.model import Channel

log = structlog.get_logger(__name__)

# Whoever sends says so again and again: who has not for so long has died.
CLAIM = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(seconds=30)
# An answer of yesterday helps nobody any more: a human sees to it.
GIVE_UP = timedelta(hours=1)


@dataclass(slots=True)
class LatePost:
    """Send what waits, until told to stop; any number may run, and each may be killed at any moment.

    `lease` is how long a claim holds without a word of its worker.
    """

    system: System
    carrier: Carrier
    lease: timedelta
    over: threading.Event

    def start(self) -> None:
        """Send in threads of its own."""
        ClaimWorker("late-post", self._claim, self._renew, self.deliver, self.over).start()

    def _renew(self, answers: Sequence[LateAnswer]) -> None:
        with self.system.uow() as uow:
            uow.late_answers.renew(answers, self.system.clock() + self.lease)
            uow.commit()

    def _claim(self, room: int) -> list[LateAnswer]:
        now = self.system.clock()
        with self.system.uow() as uow:
            if not uow.late_answers.figures()[0]:
                return []
            claims = list(uow.late_answers.claim(now, now + self.lease, room))
            uow.commit()
        return claims

    def deliver(self, answer: LateAnswer) -> None:
        """Send one; what an interrupted attempt may have brought to the carrier is looked for first."""
        try:
            self._deliver(answer)
        except TicketError as fault:
            # The claim ends by itself.
            log.error("late_answer_not_kept", conversation=answer.conversation, exc_info=fault)

    def _deliver(self, answer: LateAnswer) -> None:
        phone = answer.address.removeprefix("whatsapp:")
        try:
            sid = None
            if answer.sending_since is not None:
                with self.system.uow() as uow:
                    known = {*uow.late_answers.sids(answer.address), *uow.outbox.sids_of(phone)}
                sid = self.carrier.find(phone, answer.body, answer.sending_since, known)
            if sid is None:
                if not self._begin(answer):
                    return
                sid = self.carrier.send(phone, answer.body)
        except RefusedError as refusal:
            self._fail(answer, str(refusal))
        except TroubleError as trouble:
            self._again(answer, str(trouble))
        else:
            with self.system.uow() as uow:
                uow.late_answers.sent(answer, sid)
                uow.commit()
            log.info("late_answer_sent", conversation=answer.conversation, message=sid, tries=answer.tries + 1)

    def _begin(self, answer: LateAnswer) -> bool:
        now = self.system.clock()
        with self.system.uow() as uow:
            begun = uow.late_answers.begin(answer, now, now + self.lease)
            uow.commit()
        return begun

    def _again(self, answer: LateAnswer, trouble: str) -> None:
        now = self.system.clock()
        if now - answer.created_at > GIVE_UP:
            self._fail(answer, trouble)
            return
        pause = min(FIRST_PAUSE * 2 ** min(answer.tries, 10), LONGEST_PAUSE)
        with self.system.uow() as uow:
            uow.late_answers.again(answer, now + pause, trouble)
            uow.commit()
        log.warning("late_answer_delayed", conversation=answer.conversation, code=trouble)

    def _fail(self, answer: LateAnswer, code: str) -> None:
        """Leave it to a human. Before the answer ends: done again after an interruption it is the same record."""
        desk = self.system.desk
        desk.hand_over(
            conversation=answer.conversation,
            channel=Channel.WHATSAPP,
            caller=None,
            reason=Reason.BACKEND,
            no_lapor=None,
            said=desk.said(answer.conversation),
            understood=None,
            urgent=False,
        )
        with self.system.uow() as uow:
            uow.late_answers.fail(answer, code)
            uow.commit()
        log.error("late_answer_failed", conversation=answer.conversation, code=code)
