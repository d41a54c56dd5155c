"""The use cases of a call on its way to a human: wait, call-back, dialled through, nobody there (HO-2, HO-4)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from desk.model import CallState, HandOver
from desk.ports import DeskUnitOfWorkFactory
from tickets.hours import by_day
from tickets.ports import Clock

# What callers waited lately says how long the next one will; from fewer of them, or older ones, nothing is said.
WAITS_SINCE = timedelta(hours=2)
WAITS_FEWEST, WAITS_MOST = 3, 20
# Who shows no sign of life for this long is on duty no more; each look at the pages is one.
DUTY_LASTS = timedelta(minutes=30)
# The name under which a call is closed that was dialled through: who lifted the receiver there is not known here.
DIALLED = "telepon"


class Calls:
    """All use cases around calls for a human."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock, zone: tzinfo) -> None:
        self._uow = uow
        self._clock = clock
        self._zone = zone

    def usual_wait(self) -> int | None:
        """Return how many minutes callers usually waited of late, None where too few did to say."""
        with self._uow() as uow:
            waits = uow.lines.waits(self._clock() - WAITS_SINCE, WAITS_MOST)
        return max(1, math.ceil(statistics.median(waits) / 60)) if len(waits) >= WAITS_FEWEST else None

    def call_back(self, record: HandOver) -> tuple[HandOver, bool]:
        """Promise to call back, once for a report (or a number, where there is no report yet).

        Return the record that holds the promise, and whether it is a new one. Where an earlier call holds it the later
        one adds what was said and is closed: one customer is called once.
        """
        about = record.no_lapor or record.caller or record.conversation
        now = self._clock()
        with self._uow() as uow:
            mine = uow.hand_overs.get(record.id, lock=True) or record
            if mine.call_back is not None:
                return mine, False
            mine = replace(mine, reply_by=self._callable_by(mine))
            if uow.lines.promise(mine.id, about):
                mine = replace(mine, call_back=about)
                uow.hand_overs.save(mine)
                uow.commit()
                return mine, True
            earlier = uow.lines.promised(about)
            if earlier is None:
                return mine, False
            earlier = replace(earlier, said=(*earlier.said, *mine.said)[-10:], urgent=earlier.urgent or mine.urgent)
            if earlier.reply_by <= now:
                # A time that has gone by is no promise any more (Source: procedure.md HO-4).
                earlier = replace(earlier, reply_by=mine.reply_by)
            uow.hand_overs.save(earlier)
            uow.hand_overs.save(replace(mine, closed_at=now))
            uow.commit()
        return earlier, False

    def _callable_by(self, record: HandOver) -> datetime:
        """Return by when somebody can be called: what is not urgent rings nobody at night (Source: OC-3, HO-5)."""
        day = by_day(record.reply_by, self._zone)
        if record.urgent or day == record.reply_by:
            return record.reply_by
        return day + (record.reply_by - record.created_at)

    def rings(self, conversation: str) -> None:
        """Note that a call is dialled through."""
        self._set(conversation, CallState.RINGING)

    def answered(self, conversation: str) -> HandOver | None:
        """Note that somebody lifted the receiver; return the record, None where it is closed."""
        return self._set(conversation, CallState.TALKING)

    def ended(self, conversation: str, *, served: bool) -> None:
        """Note that the call is over: who was served needs nobody any more, who was not waits on."""
        now = self._clock()
        with self._uow() as uow:
            record = uow.hand_overs.open_of(conversation, lock=True)
            if record is None:
                return
            record = replace(record, call=None)
            if served:
                record = replace(
                    record, officer=record.officer or DIALLED, taken_at=record.taken_at or now, closed_at=now
                )
            uow.hand_overs.save(record)
            uow.commit()

    def under_way(self) -> Sequence[HandOver]:
        """Return the calls that ring or are talked on."""
        with self._uow() as uow:
            return uow.lines.under_way()

    def _set(self, conversation: str, state: CallState) -> HandOver | None:
        with self._uow() as uow:
            record = uow.hand_overs.open_of(conversation, lock=True)
            if record is None:
                return None
            taken = self._clock() if state is CallState.TALKING else None
            record = replace(record, call=state, taken_at=record.taken_at or taken)
            if taken:
                record = replace(record, officer=record.officer or DIALLED)
            uow.hand_overs.save(record)
            uow.commit()
        return record

    # -- who is there -------------------------------------------------------------------------------------------------

    def begin_duty(self, officer: str) -> None:
        """Put an officer on duty."""
        self._duty(officer, until_now=False)

    def end_duty(self, officer: str) -> None:
        """Take an officer off duty."""
        self._duty(officer, until_now=True)

    def show_life(self, officer: str) -> None:
        """Keep an officer on duty who is; written once a minute at most."""
        now = self._clock()
        with self._uow() as uow:
            until = uow.lines.duty().get(officer)
            if until is None or until <= now or until > now + DUTY_LASTS - timedelta(minutes=1):
                return
            uow.lines.set_duty(officer, now + DUTY_LASTS)
            uow.commit()

    def on_duty(self) -> Sequence[str]:
        """Return who is on duty, by name."""
        now = self._clock()
        with self._uow() as uow:
            return sorted(officer for officer, until in uow.lines.duty().items() if until > now)

    def is_nobody_there(self) -> bool:
        """Tell whether officers sign on and off here and all are off; where nobody ever did, nothing is known."""
        now = self._clock()
        with self._uow() as uow:
            duty = uow.lines.duty()
        return bool(duty) and all(until <= now for until in duty.values())

    def _duty(self, officer: str, *, until_now: bool) -> None:
        now = self._clock()
        with self._uow() as uow:
            uow.lines.set_duty(officer, now if until_now else now + DUTY_LASTS)
            uow.commit()
