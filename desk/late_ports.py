"""What answers that come later need from a store; `storage.desk_late` implements it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from desk.late import Asked, Debt, LateAnswer
from desk.model import Handling


class Owed(Protocol):
    """Messages that had a holding answer, or none from a process that died; the real one is owed."""

    def hold(self, key: str, answer: str, asked: Asked | None, at: datetime) -> None:
        """Keep the holding answer, and what the dialogue was asked if it was."""
        ...

    def asked(self, key: str) -> Debt | None:
        """Return a message whose answer is owed, whoever works on it."""
        ...

    def claim(self, now: datetime, until: datetime, limit: int, *, died_before: datetime) -> Sequence[Debt]:
        """Claim the oldest WhatsApp message of each conversation that is due; those begun before then count as left."""
        ...

    def renew(self, debts: Sequence[Debt], until: datetime) -> None:
        """Keep the claims to messages that are still being worked on."""
        ...

    def again(self, debt: Debt, at: datetime, asked: Asked | None) -> bool:
        """Let a message wait for another attempt; False if the claim was lost."""
        ...

    def settle(self, debt: Debt, handling: Handling, late: str, at: datetime) -> bool:
        """Keep the real answer; False if the claim was lost."""
        ...

    def owes(self, conversation: str) -> bool:
        """Tell whether a message of the conversation waits for its real answer."""
        ...

    def is_idle(self, *, died_before: datetime) -> bool:
        """Tell whether nothing is owed by WhatsApp; unlike `claim` this takes no lock."""
        ...

    def drop(self, conversation: str) -> None:
        """Give up what is owed in a call that is over, and what a dead process left of it."""
        ...

    def figures(self) -> tuple[int, datetime | None]:
        """Return how many answers are owed by WhatsApp, and since when the oldest is."""
        ...


class LateAnswers(Protocol):
    """Real answers on their way to the carrier, in the order of each customer."""

    def put(self, conversation: str, address: str, bodies: Sequence[str], now: datetime) -> None:
        """Write the parts of an answer, to be sent in this order."""
        ...

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[LateAnswer]:
        """Claim what is due, and what a dead worker left; of each customer the oldest alone."""
        ...

    def renew(self, answers: Sequence[LateAnswer], until: datetime) -> None:
        """Keep the claims to what is still being sent."""
        ...

    def begin(self, answer: LateAnswer, now: datetime, until: datetime) -> bool:
        """Write down that a send begins, before it does; False if the claim was lost."""
        ...

    def sent(self, answer: LateAnswer, sid: str) -> bool:
        """Keep the carrier's id: the answer is out."""
        ...

    def again(self, answer: LateAnswer, at: datetime, error: str) -> bool:
        """Let it wait for another attempt."""
        ...

    def fail(self, answer: LateAnswer, error: str) -> bool:
        """End it: the carrier will never take it."""
        ...

    def sids(self, address: str) -> Collection[str]:
        """Return the carrier's ids of all late answers to a customer."""
        ...

    def figures(self) -> tuple[int, datetime | None]:
        """Return how many are under way, and since when the oldest is."""
        ...
