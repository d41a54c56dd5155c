"""Personal data and the audit log in SQL, as `privacy.ports` wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, Table

from desk.drafts import KEPT as DRAFTS_KEPT
from privacy.model import Periods, Subject, Trace
from storage import desk_tables as desk
from storage.performance_tables import misunderstandings
from storage.personal_tables import OF_CONVERSATION, OF_NUMBER, OF_REPORT, REPORT, Part
from storage.privacy_tables import trail
from storage.tables import events, tickets, wrong_pairs
from storage.wrong_pairs import KEPT as WRONG_PAIRS_KEPT
from tickets.events import EventType
from tickets.model import CHANGEABLE, Status

Rows = Sequence[Mapping[str, object]]
# Numbers and ids in one statement.
CHUNK = 400
_IS_OPEN = desk.hand_overs.c.closed_at.is_(None)


class SqlPersonalData:
    """The personal data within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, subject: Subject) -> Mapping[str, Rows]:
        """Return every row that belongs to a person, by table."""
        numbers, conversations = self._reports(subject), self.conversations(subject)
        found = {table.name: self._rows(table, table.c.no_lapor.in_(numbers)) for table in (tickets, events)}
        for part in OF_REPORT:
            found[part.table.name] = self._rows(part.table, part.key.in_(numbers))
        for part in OF_CONVERSATION:
            found[part.table.name] = self._rows(part.table, part.key.in_(conversations))
        for part in OF_NUMBER if subject.phone else ():
            found[part.table.name] = self._rows(part.table, part.key == subject.phone)
        return {name: rows for name, rows in found.items() if rows}

    def needed(self, subject: Subject) -> Sequence[str]:
        """Return the numbers of the person's open reports, and the conversations a human has or is to take."""
        mine = sa.select(tickets.c.no_lapor).where(_is_of(subject), tickets.c.status == Status.BELUM_SELESAI)
        waiting = sa.select(desk.hand_overs.c.conversation).where(
            desk.hand_overs.c.conversation.in_(self.conversations(subject)), _IS_OPEN
        )
        return [str(it) for it in (*self._connection.scalars(mine), *self._connection.scalars(waiting))]

    def conversations(self, subject: Subject) -> Sequence[str]:
        """Return the person's conversations."""
        if subject.phone is None:
            return ()
        mine = sa.or_(desk.sessions.c.caller == subject.phone, desk.sessions.c.address == f"whatsapp:{subject.phone}")
        return list(self._connection.scalars(sa.select(desk.sessions.c.conversation).where(mine)))

    def erase(self, subject: Subject, at: datetime) -> Mapping[str, int]:
        """Take the person out of everything; return how many rows were changed or deleted, by table."""
        done = self._erase_reports(self._reports(subject), at)
        done.update(self._erase_parts(OF_CONVERSATION, self.conversations(subject)))
        if subject.phone:
            done.update(self._erase_parts(OF_NUMBER, [subject.phone]))
        return {name: count for name, count in done.items() if count}

    def expire(self, periods: Periods, now: datetime, limit: int) -> Mapping[str, int]:
        """Take out what is past its period, at most so many rows of a table; return how many, by table."""
        old = sa.select(tickets.c.no_lapor).where(
            tickets.c.resolution_at < now - periods.reports,
            tickets.c.erased_at.is_(None),
            tickets.c.status == Status.SELESAI,
        )
        done = self._erase_reports(list(self._connection.scalars(old.limit(limit))), now)
        busy = sa.exists().where(desk.hand_overs.c.conversation == desk.sessions.c.conversation, _IS_OPEN)
        silent = sa.select(desk.sessions.c.conversation).where(
            desk.sessions.c.seen_at < now - periods.conversations, ~busy
        )
        done.update(self._erase_parts(OF_CONVERSATION, list(self._connection.scalars(silent.limit(limit)))))
        for table, is_old in (
            (desk.hand_overs, (desk.hand_overs.c.created_at < now - periods.conversations) & ~_IS_OPEN),
            (desk.drafts, desk.drafts.c.at <= now - DRAFTS_KEPT),
            (desk.receipts, desk.receipts.c.at < now - periods.conversations),
            (misunderstandings, misunderstandings.c.at < now - periods.reports),
            (wrong_pairs, wrong_pairs.c.at < now - WRONG_PAIRS_KEPT),
            (trail, trail.c.at < now - periods.trail),
        ):
            done[table.name] += self._drop(table, is_old, limit)
        return {name: count for name, count in done.items() if count}

    def _reports(self, subject: Subject) -> Sequence[str]:
        return list(self._connection.scalars(sa.select(tickets.c.no_lapor).where(_is_of(subject))))

    def _erase_reports(self, numbers: Sequence[str], at: datetime) -> Counter[str]:
        done = self._erase_parts(OF_REPORT, numbers)
        for some in _chunks(numbers):
            # A customer's own data, as they were changed: what was counted (stage, verdict, stars) stays.
            changed = events.c.no_lapor.in_(some) & events.c.field.in_(CHANGEABLE)
            self._connection.execute(events.update().where(changed).values(old=None, new=None))
            said = events.c.no_lapor.in_(some) & (events.c.type != EventType.LINKED)
            self._connection.execute(events.update().where(said).values(note=None))
            blank = {**REPORT, "search_text": tickets.c.no_lapor, "erased_at": at}
            erased = tickets.update().where(tickets.c.no_lapor.in_(some)).values(blank)
            done["tickets"] += self._connection.execute(erased).rowcount
        return done

    def _erase_parts(self, parts: Iterable[Part], keys: Sequence[str]) -> Counter[str]:
        done: Counter[str] = Counter()
        for part in parts:
            for some in _chunks(keys):
                mine = part.key.in_(some)
                gone = part.table.update().where(mine).values(dict(part.blanks)) if part.blanks else None
                statement = part.table.delete().where(mine) if gone is None else gone
                done[part.table.name] += self._connection.execute(statement).rowcount
        return done

    def _drop(self, table: Table, is_old: ColumnElement[bool], limit: int) -> int:
        key = table.primary_key.columns[0]
        some = sa.select(key).where(is_old).limit(limit)
        return self._connection.execute(table.delete().where(key.in_(some))).rowcount

    def _rows(self, table: Table, mine: ColumnElement[bool]) -> Rows:
        return [dict(row._mapping) for row in self._connection.execute(sa.select(table).where(mine))]


class SqlTrail:
    """The audit log within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, trace: Trace) -> None:
        """Append a line."""
        values = {"at": trace.at, "who": trace.who, "act": trace.act, "page": trace.page, "about": trace.about}
        self._connection.execute(trail.insert().values(values))

    def find(
        self, *, who: str | None, about: str | None, before: int | None, limit: int
    ) -> Sequence[tuple[int, Trace]]:
        """Return lines with their ids, newest first, those before an id."""
        wanted = [(trail.c.who, who), (trail.c.about, about)]
        found = sa.select(trail).where(*(column == value for column, value in wanted if value is not None))
        if before is not None:
            found = found.where(trail.c.id < before)
        rows = self._connection.execute(found.order_by(trail.c.id.desc()).limit(limit))
        return [(row.id, Trace(row.at, row.who, row.act, row.page, row.about)) for row in rows]


def _is_of(subject: Subject) -> ColumnElement[bool]:
    named = [
        (tickets.c.phone, subject.phone),
        (tickets.c.reporter, subject.phone),
        (tickets.c.idpel, subject.idpel),
        (tickets.c.meter_id, subject.meter_id),
    ]
    return sa.or_(sa.false(), *(column == value for column, value in named if value is not None))


def _chunks(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[at : at + CHUNK] for at in range(0, len(keys), CHUNK))
