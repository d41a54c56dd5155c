"""Answers that come later, in SQL. A row is the truth; whoever works on it has its claim, for the time of a lease."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ColumnElement, Connection, Row

from desk.late import Asked, Debt, LateAnswer, LateState
from desk.model import Handling
from storage.desk import to_inbound
from storage.desk_tables import IS_OWED, inbox, late_answers
from tickets.model import Channel

_UNDER_WAY = (LateState.WAITING, LateState.SENDING)
_PART = [late_answers.c[field.name] for field in fields(LateAnswer)]
IS_HELD = (inbox.c.handling == Handling.HELD) & (inbox.c.channel == Channel.WHATSAPP)
# Put together once, as a customer in a rush waits for it: its columns are those of the values.
_HOLD = inbox.update().where(inbox.c.key == sa.bindparam("of"))
# What the carrier is told that delivers a message again whose first process died: the answer comes by itself.
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response />'


class SqlOwed:
    """Messages that had a holding answer, or none from a process that died."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, key: str, answer: str, asked: Asked | None, at: datetime) -> None:
        """Keep the holding answer, and what the dialogue was asked if it was."""
        held = {"handling": Handling.HELD, "answer": answer, "asked": _asked_row(asked), "next_try_at": at}
        self._connection.execute(_HOLD, {"of": key, **held})

    def asked(self, key: str) -> Debt | None:
        """Return a message whose answer is owed, whoever works on it."""
        mine = (inbox.c.key == key) & (inbox.c.handling == Handling.HELD)
        row = self._connection.execute(sa.select(inbox).where(mine)).one_or_none()
        return None if row is None else _debt(row, row.token)

    def claim(self, now: datetime, until: datetime, limit: int, *, died_before: datetime) -> Sequence[Debt]:
        """Claim the oldest WhatsApp message of each conversation that is due; those begun before then count as left."""
        is_left = (inbox.c.handling == Handling.WORKING) & (inbox.c.begun_at < died_before)
        is_due = IS_HELD & (inbox.c.next_try_at <= now)
        is_free = sa.or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= now)
        due = IS_OWED & (inbox.c.channel == Channel.WHATSAPP) & sa.or_(is_left, is_due) & is_free
        other = inbox.alias("other")
        earlier = sa.exists().where(
            other.c.conversation == inbox.c.conversation,
            other.c.id < inbox.c.id,
            other.c.handling.in_([Handling.WORKING, Handling.HELD]),
        )
        debts = []
        ready = sa.select(inbox).where(due, ~earlier).order_by(inbox.c.id).limit(limit)
        for row in self._connection.execute(ready).all():
            token = secrets.token_hex(8)
            claimed = {
                "handling": Handling.HELD,
                "answer": sa.func.coalesce(inbox.c.answer, NOTHING),
                "next_try_at": now,
                "lease_until": until,
                "token": token,
            }
            if self._connection.execute(inbox.update().where(inbox.c.id == row.id, due).values(claimed)).rowcount:
                debts.append(_debt(row, token))
        return debts

    def renew(self, debts: Sequence[Debt], until: datetime) -> None:
        """Keep the claims to messages that are still being worked on."""
        held = (inbox.c.handling == Handling.HELD) & inbox.c.lease_until.is_not(None)
        _renew(self._connection, inbox.c.key, {debt.inbound.key: debt.token for debt in debts}, held, until)

    def again(self, debt: Debt, at: datetime, asked: Asked | None) -> bool:
        """Let a message wait for another attempt; False if the claim was lost."""
        return self._change(debt, asked=_asked_row(asked), next_try_at=at, lease_until=None, tries=debt.tries + 1)

    def settle(self, debt: Debt, handling: Handling, late: str, at: datetime) -> bool:
        """Keep the real answer; False if the claim was lost."""
        return self._change(debt, handling=handling, late=late or None, late_at=at, lease_until=None)

    def _change(self, debt: Debt, **values: object) -> bool:
        held = (inbox.c.key == debt.inbound.key) & (inbox.c.handling == Handling.HELD)
        # A call has one request at a time and no claims.
        mine = inbox.c.token.is_(None) if debt.token is None else inbox.c.token == debt.token
        return self._connection.execute(inbox.update().where(held, mine).values(values)).rowcount == 1

    def owes(self, conversation: str) -> bool:
        """Tell whether a message of the conversation waits for its real answer."""
        mine = (inbox.c.conversation == conversation) & IS_HELD
        return self._connection.scalar(sa.select(sa.exists().where(mine))) is True

    def is_idle(self, *, died_before: datetime) -> bool:
        """Tell whether nothing is owed by WhatsApp; unlike `claim` this takes no lock."""
        is_left = (inbox.c.handling == Handling.WORKING) & (inbox.c.begun_at < died_before)
        owed = sa.select(inbox.c.id).where(IS_OWED, inbox.c.channel == Channel.WHATSAPP, sa.or_(IS_HELD, is_left))
        return self._connection.scalar(owed.limit(1)) is None

    def drop(self, conversation: str) -> None:
        """Give up what is owed in a call that is over, and what a dead process left of it."""
        mine = (inbox.c.conversation == conversation) & inbox.c.handling.in_([Handling.HELD, Handling.WORKING])
        self._connection.execute(inbox.update().where(mine).values(handling=Handling.UNANSWERED))

    def figures(self) -> tuple[int, datetime | None]:
        """Return how many answers are owed by WhatsApp, and since when the oldest is."""
        row = self._connection.execute(sa.select(sa.func.count(), sa.func.min(inbox.c.at)).where(IS_HELD)).one()
        return int(row[0]), row[1]


class SqlLateAnswers:
    """Real answers on their way to the carrier, in the order of each customer."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, conversation: str, address: str, bodies: Sequence[str], now: datetime) -> None:
        """Write the parts of an answer, to be sent in this order."""
        for body in bodies:
            row = {"conversation": conversation, "address": address, "body": body, "created_at": now}
            row |= {"state": LateState.WAITING, "next_try_at": now, "tries": 0}
            self._connection.execute(late_answers.insert().values(row))

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[LateAnswer]:
        """Claim what is due, and what a dead worker left; of each customer the oldest alone."""
        due = sa.or_(
            (late_answers.c.state == LateState.WAITING) & (late_answers.c.next_try_at <= now),
            (late_answers.c.state == LateState.SENDING) & (late_answers.c.lease_until <= now),
        )
        other = late_answers.alias("other")
        earlier = sa.exists().where(
            other.c.address == late_answers.c.address,
            other.c.id < late_answers.c.id,
            other.c.state.in_(_UNDER_WAY),
        )
        ready = sa.select(late_answers.c.id).where(due, ~earlier).order_by(late_answers.c.id).limit(limit)
        claims: list[LateAnswer] = []
        for part in self._connection.scalars(ready).all():
            claimed = {"state": LateState.SENDING, "lease_until": until, "token": secrets.token_hex(8)}
            taken = late_answers.update().where(late_answers.c.id == part, due).values(claimed)
            row = self._connection.execute(taken.returning(*_PART)).one_or_none()
            if row is not None:
                claims.append(LateAnswer(**row._mapping))
        return claims

    def renew(self, answers: Sequence[LateAnswer], until: datetime) -> None:
        """Keep the claims to what is still being sent."""
        held = late_answers.c.state == LateState.SENDING
        _renew(self._connection, late_answers.c.id, {answer.id: answer.token for answer in answers}, held, until)

    def begin(self, answer: LateAnswer, now: datetime, until: datetime) -> bool:
        """Write down that a send begins, before it does; False if the claim was lost."""
        since = answer.sending_since or now
        return self._change(answer, sending_since=since, lease_until=until, tries=answer.tries + 1)

    def sent(self, answer: LateAnswer, sid: str) -> bool:
        """Keep the carrier's id: the answer is out."""
        return self._change(answer, state=LateState.SENT, sid=sid, error=None, lease_until=None)

    def again(self, answer: LateAnswer, at: datetime, error: str) -> bool:
        """Let it wait for another attempt."""
        return self._change(answer, state=LateState.WAITING, next_try_at=at, error=error, lease_until=None)

    def fail(self, answer: LateAnswer, error: str) -> bool:
        """End it: the carrier will never take it."""
        return self._change(answer, state=LateState.FAILED, error=error, lease_until=None)

    def _change(self, answer: LateAnswer, **values: object) -> bool:
        changed = late_answers.update().where(_is_mine(answer)).values(values)
        return self._connection.execute(changed).rowcount == 1

    def sids(self, address: str) -> Collection[str]:
        """Return the carrier's ids of all late answers to a customer."""
        known = sa.select(late_answers.c.sid).where(late_answers.c.address == address, late_answers.c.sid.is_not(None))
        return set(self._connection.scalars(known).all())

    def figures(self) -> tuple[int, datetime | None]:
        """Return how many are under way, and since when the oldest is."""
        counted = sa.select(sa.func.count(), sa.func.min(late_answers.c.created_at))
        row = self._connection.execute(counted.where(late_answers.c.state.in_(_UNDER_WAY))).one()
        return int(row[0]), row[1]


def _renew(
    connection: Connection,
    key: Column[Any],
    claims: Mapping[Any, str | None],
    held: ColumnElement[bool],
    until: datetime,
) -> None:
    """Prolong the claims, tokens by key, that are still held."""
    mine = key.in_(claims) & key.table.c.token.in_(claims.values())
    connection.execute(sa.update(key.table).where(mine, held).values(lease_until=until))


def _is_mine(answer: LateAnswer) -> ColumnElement[bool]:
    held = late_answers.c.state == LateState.SENDING
    return (late_answers.c.id == answer.id) & (late_answers.c.token == answer.token) & held


def _asked_row(asked: Asked | None) -> Any:  # noqa: ANN401 - what JSON is, or SQL's NULL
    return asdict(asked) if asked else sa.null()


def _debt(row: Row[Any], token: str | None) -> Debt:
    return Debt(to_inbound(row), Asked(**row.asked) if row.asked else None, row.tries, token)
