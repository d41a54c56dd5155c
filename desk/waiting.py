"""The use cases of answers that come later: hold, take up, answer, give up (Source: procedure.md WT-1 to WT-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.late import Asked, Debt
from desk.model import Handling, Session
from desk.ports import DeskUnitOfWorkFactory
from desk.service import LEASE, once_more
from tickets.ports import Clock

# Whoever works on a message says so again and again (`still_working`): who has not for so long has died.
CLAIM = timedelta(seconds=10)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=0.5), timedelta(seconds=5)
# What could not be answered by then goes to a human (WT-4).
PATIENCE = timedelta(minutes=10)


class Waiting:
    """All use cases around answers that are owed."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    @once_more
    def hold(self, conversation: str, key: str, answer: str, asked: Asked | None) -> None:
        """Keep a holding answer; the conversation stays where it stands until the real one is there."""
        now = self._clock()
        with self._uow() as uow:
            uow.owed.hold(key, answer, asked, now)
            uow.sessions.seen(conversation, now)
            uow.commit()

    @once_more
    def owed(self, key: str) -> Debt | None:
        """Return a message whose answer is owed, None once it was given."""
        with self._uow() as uow:
            return uow.owed.asked(key)

    def take(self, limit: int) -> Sequence[Debt]:
        """Claim messages whose turn it is, the oldest first; of each conversation one at a time."""
        now = self._clock()
        with self._uow() as uow:
            if uow.owed.is_idle(died_before=now - LEASE):
                return []
            debts = uow.owed.claim(now, now + CLAIM, limit, died_before=now - LEASE)
            uow.commit()
        return debts

    def still_working(self, debts: Sequence[Debt]) -> None:
        """Keep the claims to messages whose answer takes long."""
        if debts:
            with self._uow() as uow:
                uow.owed.renew(debts, self._clock() + CLAIM)
                uow.commit()

    @once_more
    def again(self, debt: Debt, asked: Asked | None) -> None:
        """Let a message wait for another attempt, with a growing pause."""
        pause = min(FIRST_PAUSE * 2 ** min(debt.tries, 10), LONGEST_PAUSE)
        with self._uow() as uow:
            uow.owed.again(debt, self._clock() + pause, asked)
            uow.commit()

    @once_more
    def answer(self, debt: Debt, handling: Handling, texts: Sequence[str], session: Session) -> bool:
        """Keep the real answer and put it on its way, in one step; False if another has the claim by now."""
        now = self._clock()
        with self._uow() as uow:
            if not uow.owed.settle(debt, handling, "\n\n".join(texts), now):
                return False
            known = uow.sessions.get(session.conversation)
            session.seen_at = known.seen_at if known else session.seen_at
            uow.sessions.put(session)
            if session.address is not None:
                uow.late_answers.put(session.conversation, session.address, texts, now)
            uow.commit()
        return True

    @once_more
    def picked_up(self, debt: Debt, handling: Handling, session: Session) -> None:
        """Keep that a caller has the real answer, and where the conversation stands now."""
        now = self._clock()
        with self._uow() as uow:
            uow.owed.settle(debt, handling, "\n".join(session.last_said), now)
            uow.sessions.put(session)
            uow.commit()

    def is_too_late(self, debt: Debt) -> bool:
        """Tell whether a human answers now, since nobody else could (WT-4)."""
        return self._clock() - debt.inbound.at >= PATIENCE

    def figures(self) -> tuple[int, timedelta]:
        """Return how many answers are owed, not even on their way, and how long the oldest is."""
        with self._uow() as uow:
            count, oldest = uow.owed.figures()
        return count, self._age(oldest)

    def _age(self, since: datetime | None) -> timedelta:
        return self._clock() - since if since else timedelta()
