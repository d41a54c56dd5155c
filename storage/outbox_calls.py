"""Notices told by a call: the worker dials; how the call went comes back by the carrier's requests."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from storage.desk_tables import IS_OPEN, hand_overs, sessions
from storage.outbox_tables import outbox
from tickets.model import Channel
from tickets.notices import CallEnd, Letter, LetterState

# A call whose end nobody reported is over by then.
LONGEST_TURN = timedelta(minutes=10)
_LETTER = [outbox.c[field.name] for field in fields(Letter)]
_OPEN = (LetterState.WAITING, LetterState.SENDING, LetterState.CALLING)


class SqlOutgoing:
    """The notices that are told by a call, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- the worker, as long as its claim holds -------------------------------------------------------------------

    def is_on_line(self, phone: str, now: datetime) -> bool:
        """Tell whether a number is on the telephone with us now, or being called back by an officer."""
        talks = (sessions.c.channel == Channel.VOICE) & (sessions.c.caller == phone) & sessions.c.ended_at.is_(None)
        recent = sa.exists().where(talks, sessions.c.seen_at > now - LONGEST_TURN)
        called = sa.exists().where(IS_OPEN, hand_overs.c.caller == phone, hand_overs.c.call.is_not(None))
        return self._connection.scalar(sa.select(sa.or_(recent, called))) is True

    def dial(self, letter: Letter, now: datetime, lease: timedelta) -> int | None:
        """Write down that a call begins, before it does; return which of the letter's it is, None without the claim."""
        calls = letter.calls + (letter.sending_since is None)
        since = letter.sending_since or now
        begun = {"sending_since": since, "calls": calls, "tries": letter.tries + 1, "ended": None, "error": None}
        return calls if self._change(letter, lease_until=now + lease, **begun) else None

    def rings(self, letter: Letter, sid: str, look_at: datetime) -> bool:
        """Keep the carrier's id of a call that is on; where its end is not reported it is asked for at `look_at`."""
        return self._change(letter, state=LetterState.CALLING, sid=sid, lease_until=look_at)

    def wait(self, letter: Letter, at: datetime) -> bool:
        """Let the letter wait for a call at a better time."""
        anew = {"sending_since": None, "ended": None, "sid": None}
        return self._change(letter, state=LetterState.WAITING, next_try_at=at, lease_until=None, **anew)

    def turn(self, letter: Letter, channel: Channel, now: datetime) -> bool:
        """Let the letter go the other way."""
        anew = dict.fromkeys(("body", "template", "sending_since", "sid", "ended", "error", "lease_until"))
        way = {"channel": channel, "other_way": True, "state": LetterState.WAITING, "next_try_at": now, "tries": 0}
        return self._change(letter, **anew, **way)

    def _change(self, letter: Letter, **values: object) -> bool:
        held = (outbox.c.id == letter.id) & (outbox.c.token == letter.token) & (outbox.c.state == LetterState.SENDING)
        return self._connection.execute(outbox.update().where(held).values(values)).rowcount == 1

    # -- the call itself ------------------------------------------------------------------------------------------

    def letter(self, letter_id: int) -> Letter | None:
        """Return a letter that is, or was, told by a call."""
        mine = (outbox.c.id == letter_id) & (outbox.c.channel == Channel.VOICE)
        row = self._connection.execute(sa.select(*_LETTER).where(mine)).one_or_none()
        return None if row is None else Letter(**row._mapping)

    def told(self, letter_id: int, call: int, sid: str, now: datetime) -> bool:
        """Keep that a person heard it in the call of that number; False where that is known or past."""
        said = {"state": LetterState.SENT, "sid": sid, "sent_at": now, "lease_until": None}
        return self._end(letter_id, call, said)

    def not_told(self, letter_id: int, call: int, sid: str, end: CallEnd, now: datetime) -> bool:
        """Keep how a call ended in which nobody heard it; the worker decides. False where that is known or past."""
        anew = {"sending_since": None, "sid": None, "lease_until": None, "bounced_sid": sid}
        waits = {"state": LetterState.WAITING, "next_try_at": now, "ended": end, "error": str(end)}
        return self._end(letter_id, call, anew | waits)

    def drop(self, letter_id: int, call: int, sid: str) -> bool:
        """Keep that it was no longer true when somebody answered."""
        return self._end(letter_id, call, {"state": LetterState.MERGED, "sid": sid, "lease_until": None})

    def _end(self, letter_id: int, call: int, values: dict[str, object]) -> bool:
        on: ColumnElement[bool] = (outbox.c.id == letter_id) & (outbox.c.calls == call)
        # A letter whose last call was worked up has no beginning any more: a late report of it changes nothing.
        on &= outbox.c.state.in_(_OPEN) & outbox.c.sending_since.is_not(None) & (outbox.c.channel == Channel.VOICE)
        return self._connection.execute(outbox.update().where(on).values(values)).rowcount == 1
