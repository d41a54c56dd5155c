"""The outbox in SQL. A row is the truth about a notice: whoever may send it has its claim, for the time of a lease."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from desk.model import Delivery
from storage.desk_tables import receipts, sessions
from storage.outbox_tables import outbox
from storage.tables import events
from storage.wishes import SqlWishes
from tickets.calls import BY_CALL
from tickets.events import EventType
from tickets.model import Channel, Stage, Ticket
from tickets.notices import (
    CONFIRM,
    LAST,
    OF_ETA,
    OF_OUTAGE,
    PERSON_PAUSE,
    SETTLE,
    Letter,
    LetterState,
    Notice,
    notice_of,
)
from tickets.wishes import recipient_of, route

# How late a receipt may be looked at, so that the look stays short; and the code of one that names none.
RECEIPTS_LATE = timedelta(days=1)
UNDELIVERED = "undelivered"
_UNDER_WAY = (LetterState.WAITING, LetterState.SENDING, LetterState.CALLING)
_WAYS = (Channel.WHATSAPP, Channel.VOICE)
_LETTER = [outbox.c[field.name] for field in fields(Letter)]


def _last_asked() -> sa.Select[tuple[str, Notice, datetime]]:
    asks = outbox.c.notice.in_((*CONFIRM, Notice.NILAI)) & (outbox.c.state == LetterState.SENT)
    mine = asks & (outbox.c.recipient == sa.bindparam("phone"))
    found = sa.select(outbox.c.no_lapor, outbox.c.notice, outbox.c.sent_at).where(mine)
    return found.order_by(outbox.c.id.desc()).limit(1)


# Asked at each message: put together once, which takes longer than asking.
_LAST_ASKED = _last_asked()


class SqlOutbox:
    """The notices within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, ticket: Ticket) -> None:
        """Write the notices of the events recorded since loading, to be sent once events have settled."""
        told = [(event.at, notice) for event in ticket.events if (notice := notice_of(ticket, event))]
        recipient = recipient_of(ticket) if told else None
        channel = self._route(ticket, recipient) if recipient else None
        if recipient is None or channel is None:
            return
        for at, notice in told:
            is_due = notice is not Notice.NILAI or self._is_confirmed(ticket)
            is_due &= channel is Channel.WHATSAPP or notice in BY_CALL
            if is_due and not (notice in OF_OUTAGE and self._is_told(recipient, notice, at)):
                self.tell(ticket, notice, recipient, at, channel)

    def tell(
        self, ticket: Ticket, notice: Notice, recipient: str, at: datetime, channel: Channel = Channel.WHATSAPP
    ) -> None:
        """Write one notice, to be sent once events have settled."""
        row = {
            "no_lapor": ticket.no_lapor,
            "notice": notice,
            "recipient": recipient,
            "created_at": at,
            "state": LetterState.WAITING,
            "next_try_at": at + SETTLE,
            "tries": 0,
            "channel": channel,
        }
        self._connection.execute(sa.insert(outbox).values(row))

    def _route(self, ticket: Ticket, recipient: str) -> Channel | None:
        return route(ticket, SqlWishes(self._connection).of(recipient), self.last_written(recipient))

    def _is_told(self, recipient: str, notice: Notice, at: datetime) -> bool:
        """Tell whether the same change of an outage is told with another report of the customer (WO-5)."""
        same = (outbox.c.recipient == recipient) & (outbox.c.notice == notice) & (outbox.c.created_at == at)
        return self._connection.scalar(sa.select(sa.exists().where(same))) is True

    def _is_confirmed(self, ticket: Ticket) -> bool:
        """Tell whether the customer said, since the power came back, that it is (CF-3)."""
        since = max((stage.at for stage in ticket.stages if stage.stage is Stage.NYALA), default=None)
        said = (events.c.no_lapor == ticket.no_lapor) & (events.c.type == EventType.CONFIRMED)
        return (
            since is not None
            and self._connection.scalar(sa.select(sa.exists().where(said, events.c.at >= since))) is True
        )

    # -- the worker ---------------------------------------------------------------------------------------------

    def is_idle(self) -> bool:
        """Tell whether nothing waits and nothing is being sent; unlike the rest this takes no lock."""
        under_way = sa.select(outbox.c.id).where(outbox.c.state.in_(_UNDER_WAY)).limit(1)
        return self._connection.scalar(under_way) is None

    def has_bounced(self, now: datetime) -> bool:
        """Tell whether a notice the carrier took could not be delivered; this takes no lock either."""
        return self._connection.execute(_bounced(now).limit(1)).first() is not None

    def take_back(self, now: datetime) -> int:
        """Let what could not be delivered wait again, with the carrier's code, for another way; return how many.

        Receipts that come again or late find the notice under way again, or ended, and change nothing.
        """
        count = 0
        for letter, sid, code in self._connection.execute(_bounced(now)).all():
            values = {
                "state": LetterState.WAITING,
                "next_try_at": now,
                "bounced_sid": sid,
                "sid": None,
                "sending_since": None,
                "body": None,
                "error": code or UNDELIVERED,
            }
            mine = (outbox.c.id == letter) & (outbox.c.sid == sid) & (outbox.c.state == LetterState.SENT)
            count += self._connection.execute(outbox.update().where(mine).values(values)).rowcount
        return count

    def merge(self) -> int:
        """Drop what a newer notice of the same report says anyway, unless it may have gone out; return how many."""
        newer = outbox.alias("newer")
        same_subject = newer.c.notice.in_(OF_ETA) == outbox.c.notice.in_(OF_ETA)
        is_old = sa.exists().where(
            newer.c.no_lapor == outbox.c.no_lapor,
            newer.c.id > outbox.c.id,
            sa.or_(same_subject, newer.c.notice.in_(LAST)),
        )
        untried = (outbox.c.state == LetterState.WAITING) & outbox.c.sending_since.is_(None)
        return self._connection.execute(
            outbox.update().where(untried, is_old).values(state=LetterState.MERGED)
        ).rowcount

    def claim(
        self, now: datetime, lease: timedelta, limit: int, ways: Collection[Channel] = _WAYS
    ) -> Sequence[tuple[int, str]]:
        """Claim what is due, and what a dead worker left; return ids with the tokens of the claims, oldest first."""
        due = sa.or_(
            (outbox.c.state == LetterState.WAITING) & (outbox.c.next_try_at <= now),
            outbox.c.state.in_((LetterState.SENDING, LetterState.CALLING)) & (outbox.c.lease_until <= now),
        )
        free = outbox.c.channel.in_(ways) & ~_person_is_busy(now)
        ready = sa.select(outbox.c.id).where(due, free).order_by(outbox.c.id).limit(limit)
        claims = []
        for letter in self._connection.scalars(ready).all():
            token = secrets.token_hex(8)
            taken = outbox.update().where(outbox.c.id == letter, due)
            claimed = {"state": LetterState.SENDING, "lease_until": now + lease, "token": token}
            if self._connection.execute(taken.values(claimed)).rowcount:
                claims.append((letter, token))
        return claims

    def claimed(self, letter: int, token: str) -> Letter | None:
        """Return a letter as long as this claim holds."""
        row = self._connection.execute(sa.select(*_LETTER).where(_held(letter, token))).one_or_none()
        return None if row is None else Letter(**row._mapping)

    def begin(self, letter: Letter, body: str, now: datetime, lease: timedelta, template: str | None = None) -> bool:
        """Write down that a send begins, before it does; False if the claim was lost."""
        since = sa.func.coalesce(outbox.c.sending_since, sa.bindparam("since", now, type_=outbox.c.sending_since.type))
        values = {"sending_since": since, "body": body, "lease_until": now + lease, "tries": letter.tries + 1}
        values["template"] = template
        return self._change(letter, **values)

    def sent(self, letter: Letter, sid: str, now: datetime) -> bool:
        """Keep the carrier's id: the notice is out."""
        return self._change(letter, state=LetterState.SENT, sid=sid, sent_at=now, error=None, lease_until=None)

    def again(self, letter: Letter, at: datetime, error: str) -> bool:
        """Let the letter wait for another attempt."""
        return self._change(letter, state=LetterState.WAITING, next_try_at=at, error=error, lease_until=None)

    def refused(self, letter: Letter, at: datetime, error: str) -> bool:
        """Let the letter look for another way: the carrier will never take it like this."""
        anew = {"body": None, "sending_since": None}
        return self._change(letter, state=LetterState.WAITING, next_try_at=at, error=error, lease_until=None, **anew)

    def close(self, letter: Letter, state: LetterState, error: str | None = None) -> bool:
        """End a letter that is not sent."""
        return self._change(letter, state=state, error=error, lease_until=None)

    def _change(self, letter: Letter, **values: object) -> bool:
        changed = outbox.update().where(_held(letter.id, letter.token)).values(values)
        return self._connection.execute(changed).rowcount == 1

    def sids_of(self, recipient: str) -> Collection[str]:
        """Return the carrier's ids of all notices sent to a number."""
        known = sa.select(outbox.c.sid, outbox.c.bounced_sid).where(outbox.c.recipient == recipient)
        return {sid for row in self._connection.execute(known) for sid in row if sid is not None}

    # -- the customer -------------------------------------------------------------------------------------------

    def has_told(self, phone: str) -> bool:
        """Tell whether a notice was ever written for a number."""
        told = sa.select(outbox.c.id).where(outbox.c.recipient == phone).limit(1)
        return self._connection.scalar(told) is not None

    def last_written(self, phone: str) -> datetime | None:
        """Return when a number last wrote to us by WhatsApp."""
        mine = sessions.c.address == f"whatsapp:{phone}"
        written: datetime | None = self._connection.scalar(sa.select(sa.func.max(sessions.c.seen_at)).where(mine))
        return written

    def last_asked(self, phone: str) -> tuple[str, Notice, datetime] | None:
        """Return the last question of a notice to a number: its report, its kind, and when it went out (CF-1)."""
        row = self._connection.execute(_LAST_ASKED, {"phone": phone}).one_or_none()
        return None if row is None else (row[0], row[1], row[2])

    def conversation_of(self, phone: str) -> str | None:
        """Return the conversation a number last wrote in by WhatsApp."""
        mine = sessions.c.address == f"whatsapp:{phone}"
        newest = sa.select(sessions.c.conversation).where(mine).order_by(sessions.c.seen_at.desc()).limit(1)
        found: str | None = self._connection.scalar(newest)
        return found

    def figures(self) -> tuple[Mapping[LetterState, int], datetime | None]:
        """Return the number of letters by state, and when the oldest message under way was written."""
        counted = sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state)
        counts = {row[0]: int(row[1]) for row in self._connection.execute(counted)}
        # A call may wait for the morning, and that is no fault.
        late = outbox.c.state.in_(_UNDER_WAY) & (outbox.c.channel == Channel.WHATSAPP)
        oldest = sa.select(sa.func.min(outbox.c.created_at)).where(late)
        return counts, self._connection.scalar(oldest)


def _bounced(now: datetime) -> sa.Select[tuple[int, str, str | None]]:
    failed = receipts.c.rank == Delivery.FAILED.rank
    joined = outbox.join(receipts, receipts.c.message == outbox.c.sid)
    return (
        sa.select(outbox.c.id, outbox.c.sid, receipts.c.error)
        .select_from(joined)
        .where(failed, receipts.c.at > now - RECEIPTS_LATE, outbox.c.state == LetterState.SENT)
    )


def _held(letter: int, token: str) -> ColumnElement[bool]:
    return (outbox.c.id == letter) & (outbox.c.token == token) & (outbox.c.state == LetterState.SENDING)


def _person_is_busy(now: datetime) -> ColumnElement[bool]:
    """One message to a person at a time, in order, and not faster than WhatsApp takes them; one call at a time.

    A call that waits for the morning keeps nobody from being called, or written to, before.
    """
    other = outbox.alias("other")
    waits = other.c.state == LetterState.WAITING
    writing = (other.c.id < outbox.c.id) & other.c.state.in_(_UNDER_WAY)
    earlier = waits & (outbox.c.state == LetterState.WAITING) & (other.c.id < outbox.c.id)
    calling = (other.c.id != outbox.c.id) & ~waits & other.c.state.in_(_UNDER_WAY)
    just_now = other.c.sent_at > now - PERSON_PAUSE
    in_the_way = sa.or_(
        (other.c.channel == Channel.WHATSAPP) & writing,
        (other.c.channel == Channel.VOICE) & sa.or_(calling, earlier & (other.c.next_try_at <= now)),
    )
    same_way = other.c.channel == outbox.c.channel
    return sa.exists().where(other.c.recipient == outbox.c.recipient, sa.or_(same_way & in_the_way, just_now))
