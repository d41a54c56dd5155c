"""Call a customer back: the officers' telephone rings first, then the customer's (Source: procedure.md HO-4, HO-5)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from desk.errors import CannotCallError, MayRingError, NotSentError
from desk.model import CallState, HandOver
from desk.officers import mine
from desk.ports import DeskUnitOfWorkFactory, OfficersLine
from tickets.hours import is_day
from tickets.ports import Clock

# The officers' telephone rings for less than half a minute: whatever is known of a call by then, its end was due to be
# reported unless somebody talks. From then on the carrier is asked.
ASK_AFTER = timedelta(minutes=2)
# The carrier ends every call after four hours: later nobody needs to be asked.
_LONGEST = timedelta(hours=4, minutes=5)
_LASTS = {CallState.RINGING: ASK_AFTER, CallState.TALKING: _LONGEST}
# Two machines' clocks run apart.
_SKEW = timedelta(minutes=2)


class CallBacks:
    """What an officer does who calls a customer back; only who took the conversation may."""

    def __init__(self, uow: DeskUnitOfWorkFactory, clock: Clock, zone: tzinfo) -> None:
        self._uow = uow
        self._clock = clock
        self._zone = zone

    def hindrance(self, record: HandOver, line: OfficersLine) -> str | None:
        """Return what hinders a call now: no-number, no-line, on-line, or at-night; None where nothing does.

        At night only what is urgent rings (Source: OC-3).
        """
        if record.caller is None:
            return "no-number"
        if not line.is_there:
            return "no-line"
        now = self._clock()
        if _is_on(record, now):
            return "on-line"
        return None if record.urgent or is_day(now, self._zone) else "at-night"

    def call(self, record_id: str, officer: str, line: OfficersLine) -> None:
        """Let the officers' telephone ring. Raises: NotTakenError, CannotCallError, NotSentError, MayRingError."""
        with self._uow() as uow:
            before = mine(uow, record_id, officer)
        # Of a call whose end was not reported only the carrier knows whether it is on: nothing rings twice.
        if before.call is not None and not _is_on(before, self._clock()) and not self._let_go(before, line):
            raise CannotCallError("on-line")
        with self._uow() as uow:
            record = mine(uow, record_id, officer)
            hindrance = self.hindrance(record, line)
            if hindrance is not None:
                raise CannotCallError(hindrance)
            # Before it rings: of two clicks, or two windows, one calls.
            began = self._clock()
            uow.hand_overs.save(replace(record, call=CallState.RINGING, call_at=began, call_sid=None))
            uow.commit()
        try:
            sid = line.ring(record_id)
        except NotSentError:
            self.over(record_id, served=False)
            raise
        self._keep(record_id, began, sid)

    def lifted(self, record_id: str, sid: str) -> HandOver | None:
        """Note that the officers' telephone was lifted; return the record, None where nobody is to be called.

        That is where the conversation is closed, or where another call about it is on already.
        """
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id, lock=True)
            if record is None or record.closed_at is not None:
                return None
            if record.call is not None and record.call_sid not in {None, sid}:
                return None
            now = self._clock()
            record = replace(record, call=CallState.TALKING, call_at=record.call_at or now, call_sid=sid)
            uow.hand_overs.save(record)
            uow.commit()
        return record

    def over(self, record_id: str, *, served: bool, sid: str | None = None) -> HandOver | None:
        """Note that the call is over; who was spoken to needs nobody any more, else the promise stands.

        The end of another call than the one that is on, told by its id, changes nothing.
        """
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id, lock=True)
            if record is None or record.closed_at is not None:
                return None
            if sid is not None and record.call_sid not in {None, sid}:
                return None
            record = replace(record, call=None, closed_at=self._clock() if served else None)
            uow.hand_overs.save(record)
            uow.commit()
        return record

    def settle(self, line: OfficersLine) -> list[str]:
        """Let go of calls that are over though nobody reported it; return the records' ids.

        Of which the carrier says nothing now, it is asked the next time.
        """
        now = self._clock()
        with self._uow() as uow:
            due = [it for it in uow.lines.under_way() if it.call_at is not None and now - it.call_at > ASK_AFTER]
        settled = []
        for record in due:
            with suppress(MayRingError):
                if self._let_go(record, line):
                    settled.append(record.id)
        return settled

    def _let_go(self, record: HandOver, line: OfficersLine) -> bool:
        """Ask the carrier whether a call is on; where it is not, anybody may call again."""
        began = record.call_at or record.created_at
        if self._clock() - began <= _LONGEST and self._rings(record, began, line):
            return False
        with self._uow() as uow:
            now = uow.hand_overs.get(record.id, lock=True)
            if now is None or (now.call, now.call_at) != (record.call, record.call_at):
                return False
            uow.hand_overs.save(replace(now, call=None))
            uow.commit()
        return True

    def _rings(self, record: HandOver, began: datetime, line: OfficersLine) -> bool:
        if record.call_sid is not None:
            return line.is_on(record.call_sid)
        with self._uow() as uow:
            known = uow.lines.rung(began - _LONGEST)
        sid = line.find(began - _SKEW, known)
        if sid is not None:
            self._keep(record.id, began, sid)
        return sid is not None

    def _keep(self, record_id: str, began: datetime, sid: str) -> None:
        """Remember the carrier's id, unless that call is over and the next one on."""
        with self._uow() as uow:
            record = uow.hand_overs.get(record_id, lock=True)
            if record is not None and record.call_at == began and record.call_sid is None:
                uow.hand_overs.save(replace(record, call_sid=sid))
                uow.commit()


def _is_on(record: HandOver, now: datetime) -> bool:
    """Tell whether the call can still be on; of one without a beginning nothing else is known."""
    if record.call is None:
        return False
    return record.call_at is None or now - record.call_at <= _LASTS[record.call]
