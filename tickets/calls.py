"""The calls we make to tell something: which notices are worth one, when, how often (Source: procedure.md OC)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo

from tickets import confirmation
from tickets.events import Event
from tickets.hours import by_day
from tickets.model import Ticket
from tickets.notices import CONFIRM, EXTRA, OF_ETA, CallEnd, Notice, is_moot
from tickets.wishes import Saying, Wish, allows

# OC-1: a telephone that rings at each step of the work only tires; these need an answer or spare a call to us.
BY_CALL = (*CONFIRM, *OF_ETA, Notice.DATA_KURANG, Notice.SULIT_DIHUBUNGI)
# OC-4: so long after a call that reached nobody the next one follows; the last of them ends it.
PAUSES = (timedelta(minutes=15), timedelta(hours=1))
# OC-5: who was not reached with these is left in peace; with the others a human has a task.
QUIET = (*CONFIRM, Notice.NILAI)
# How the carrier calls the end of a call. Whoever heard us is known by the time of its `completed`: for all others no
# person answered.
END_OF = {
    "busy": CallEnd.BUSY,
    "no-answer": CallEnd.NO_ANSWER,
    "canceled": CallEnd.NO_ANSWER,
    "failed": CallEnd.FAILED,
    "completed": CallEnd.MACHINE,
}
# What is told by day only may be told so much later than a message.
CALL_STALE = timedelta(hours=20)


def next_call(notice: Notice, end: CallEnd, calls: int, now: datetime, zone: tzinfo) -> datetime | None:
    """Return when to call again after so many calls, None for never (Source: OC-3, OC-4)."""
    if end is CallEnd.REFUSED or notice in EXTRA or calls > len(PAUSES):
        return None
    return by_day(now + PAUSES[max(calls, 1) - 1], zone)


def may_call(wish: Wish | None) -> bool:
    """Tell whether a number may be called where no message reaches it; it may until it says no (Source: OC-6)."""
    return allows(wish) and not (wish is not None and wish.saying is Saying.KEY)


def is_past(ticket: Ticket, history: Sequence[Event], notice: Notice, now: datetime) -> bool:
    """Tell whether there is nothing left to tell or to ask: no longer true, or answered meanwhile (Source: CF-1)."""
    asked = confirmation.read(ticket, history) if notice in CONFIRM else None
    return is_moot(ticket, notice, now) or (asked is not None and asked.answered)
