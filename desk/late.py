"""An answer that is owed: what a holding answer promised, until the real one is out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desk.model import Inbound
from tickets.model import Word


@dataclass(frozen=True, slots=True)
class Asked:
    """What was put to the dialogue: exactly one of words and payload; `said` are the words behind a payload.

    `heard` tells how well the telephone heard it.
    """

    text: str | None = None
    payload: str | None = None
    said: str | None = None
    heard: str | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """A message whose answer is owed, with the claim of whoever works on it.

    `asked` is None where its turn at the dialogue has not come yet.
    """

    inbound: Inbound
    asked: Asked | None
    tries: int
    token: str | None


class LateState(Word):
    """Where a late answer is on its way to the carrier."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"  # a human sees to it


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """One part of a real answer. `sending_since` is the first attempt that may have reached the carrier."""

    id: int
    conversation: str
    address: str
    body: str
    created_at: datetime
    token: str
    tries: int
    sending_since: datetime | None
