"""The reports in SQL, as `tickets.ports.Tickets` wants them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Select

from storage import search, tables
from storage.outage_places import keep_place, places_of
from storage.outage_tables import outage_reports
from storage.outbox import SqlOutbox
from storage.outbox_tables import outbox
from storage.rows import LISTS, Row, to_items, to_row, to_ticket
from storage.stream import SqlStream
from storage.upsert import EMPTY, add_new, insert
from tickets import stream
from tickets.errors import NumberTakenError, PremiseHasOpenReportError, StaleWriteError
from tickets.events import OF_OUTAGE, TAB_TYPES, Event, EventType, Tab
from tickets.model import Customer, Kind, Stage, Ticket
from tickets.notices import LetterState, Notice
from tickets.ports import Page, TicketQuery
from tickets.premises import premise_keys

OF_CALLER = 20
_tickets = tables.tickets
_premises = tables.open_premises
_events = tables.events
# Looked for at nearly every turn: put together once, which takes longer than asking.
_NAMED: sa.BindParameter[Any] = sa.bindparam("numbers", expanding=True)
_HELD = sa.select(_premises.c.key).where(_premises.c.no_lapor == sa.bindparam("no_lapor"))
_KNOWN = sa.select(_tickets.c.no_lapor).where(_tickets.c.no_lapor.in_(_NAMED)).limit(1)
_ITEMS = {
    name: sa.select(table).where(table.c.no_lapor.in_(_NAMED)).order_by(table.c.no_lapor, table.c.seq)
    for name, table in ((name, tables.metadata.tables[name]) for name in LISTS)
}
_OF_CALLER = search.newest_first(sa.select(_tickets).where(search.of_number(sa.bindparam("caller")))).limit(OF_CALLER)


class SqlTickets:
    """The reports within one transaction."""

    def __init__(self, connection: Connection, *, streams: bool = False) -> None:
        self._connection = connection
        self._streams = streams

    # -- writing ------------------------------------------------------------------------------------------------

    def add(self, ticket: Ticket) -> None:
        """Insert a new report. Raises: NumberTakenError; PremiseHasOpenReportError (IN-5)."""
        row = to_row(ticket) | {"version": ticket.version + 1}
        if add_new(self._connection, _tickets, row, _tickets.c.no_lapor).scalar() is None:
            raise NumberTakenError("the report number exists already", no_lapor=ticket.no_lapor)
        ticket.version += 1
        self._hold_premise(ticket, set())
        if ticket.outage or ticket.apart:
            keep_place(self._connection, ticket)
        self._append(ticket)

    def save(self, ticket: Ticket) -> None:
        """Write a changed report. Raises: StaleWriteError; PremiseHasOpenReportError when its building has another."""
        unchanged = (_tickets.c.no_lapor == ticket.no_lapor) & (_tickets.c.version == ticket.version)
        row = to_row(ticket) | {"version": ticket.version + 1}
        if self._connection.execute(_tickets.update().where(unchanged).values(row)).rowcount == 0:
            raise StaleWriteError("another writer changed the report in between", no_lapor=ticket.no_lapor)
        ticket.version += 1
        self._hold_premise(ticket, set(self._connection.scalars(_HELD, {"no_lapor": ticket.no_lapor})))
        if not OF_OUTAGE.isdisjoint(event.type for event in ticket.events):
            keep_place(self._connection, ticket)
        self._append(ticket)

    def _hold_premise(self, ticket: Ticket, held: set[str]) -> None:
        """Keep one row for each key of the building while its G report is open (Source: procedure.md IN-5).

        `held` are the keys it holds already.
        """
        wanted = set(premise_keys(ticket.customer)) if ticket.kind is Kind.G and ticket.is_open else set()
        if held - wanted:
            self._connection.execute(_premises.delete().where(_premises.c.key.in_(held - wanted)))
        # In order, so that two writers of the same keys wait for each other instead of locking each other out.
        for key in sorted(wanted - held):
            claim = {"key": key, "no_lapor": ticket.no_lapor}
            if add_new(self._connection, _premises, claim, _premises.c.key).scalar() is None:
                holder = self._connection.scalar(sa.select(_premises.c.no_lapor).where(_premises.c.key == key))
                if holder is None:
                    raise StaleWriteError("the building's open report was finished just now")
                raise PremiseHasOpenReportError(holder)

    def _append(self, ticket: Ticket) -> None:
        """Add the new items of the lists, and the events; what is stored already stays as it is."""
        for name in LISTS:
            if rows := to_items(ticket, name):
                table = tables.metadata.tables[name]
                add_new(self._connection, table, rows)
        if ticket.events:
            self._connection.execute(sa.insert(_events), [asdict(event) for event in ticket.events])
            SqlOutbox(self._connection).put(ticket)
            if self._streams:
                for event in ticket.events:
                    SqlStream(self._connection).put(stream.topic_of(event), event.at, stream.facts_of(ticket, event))
            ticket.events.clear()

    def next_sequence(self, unit_code: str, day: date) -> int:
        """Return the next number of the unit and day, from 1 (IN-4); the row is held until the transaction ends."""
        first = insert(self._connection, tables.counters).values(unit_code=unit_code, day=day, last=1)
        counted = first.on_conflict_do_update(
            index_elements=["unit_code", "day"], set_={"last": tables.counters.c.last + 1}
        ).returning(tables.counters.c.last)
        return int(self._connection.execute(counted).scalar_one())

    # -- reading ------------------------------------------------------------------------------------------------

    def get(self, no_lapor: str, *, lock: bool = False) -> Ticket | None:
        """Return the report with exactly this stored number; `lock` holds it until the transaction ends."""
        wanted = sa.select(_tickets).where(_tickets.c.no_lapor == no_lapor)
        found = self._load(wanted.with_for_update(key_share=True) if lock else wanted)
        return found[0] if found else None

    def knows(self, numbers: Collection[str]) -> bool:
        """Tell whether one of these stored numbers is that of a report."""
        return self._connection.scalar(_KNOWN, {"numbers": list(numbers)}) is not None

    def search(self, query: TicketQuery) -> Page:
        """Search, newest first, keyset paging. Raises: InvalidError for a limit or cursor out of range."""
        found = self._load(search.matching(query))
        items = found[: query.limit]
        return Page(items, search.make_cursor(items[-1]) if len(found) > query.limit else None)

    def of_caller(self, phone: str) -> Sequence[Ticket]:
        """Return the newest 20 reports made from, or with the contact number, `phone` (E.164), newest first."""
        return self._load(_OF_CALLER, {"caller": phone})

    def open_at_premise(self, customer: Customer) -> str | None:
        """Return the number of the open G report of this building (IN-5)."""
        keys = premise_keys(customer)
        held = sa.select(_premises.c.no_lapor).where(_premises.c.key.in_(keys)).order_by(_premises.c.key).limit(1)
        return self._connection.scalar(held) if keys else None

    def of_outage(self, no: str, *, lock: bool = False) -> Sequence[Ticket]:
        """Return the reports of a group, by number; `lock` holds them until the transaction ends."""
        members = sa.select(outage_reports.c.no_lapor).where(outage_reports.c.outage == no)
        wanted = sa.select(_tickets).where(_tickets.c.no_lapor.in_(members)).order_by(_tickets.c.no_lapor)
        return self._load(wanted.with_for_update(key_share=True) if lock else wanted)

    def of_premise(self, idpel: str | None, meter_id: str | None) -> Ticket | None:
        """Return the newest report of the building with this IDPEL or ID Meter."""
        named = {_tickets.c.idpel: idpel, _tickets.c.meter_id: meter_id}
        mine = [column == value for column, value in named.items() if value]
        if not mine:
            return None
        found = self._load(search.newest_first(sa.select(_tickets).where(sa.or_(*mine))).limit(1))
        return found[0] if found else None

    def in_danger(self, now: datetime) -> Sequence[str]:
        """Return the numbers of reports whose promised end may be in danger and was not warned of (ETA-7)."""
        return self._connection.scalars(search.in_danger(now)).all()

    def unconfirmed(self, since: datetime, until: datetime) -> Sequence[str]:
        """Return reports whose customer was asked then whether the power is back, and did not answer (CF-4)."""
        answers = (EventType.CONFIRMED, EventType.RATED, EventType.REMINDED)
        mine = _events.c.no_lapor == outbox.c.no_lapor
        answered = sa.exists().where(mine, _events.c.type.in_(answers), _events.c.at >= outbox.c.created_at)
        found = (
            sa.select(outbox.c.no_lapor)
            .join(_tickets, _tickets.c.no_lapor == outbox.c.no_lapor)
            .where(
                outbox.c.state == LetterState.SENT,
                outbox.c.next_try_at.between(since, until),
                outbox.c.notice.in_((Notice.MENYALA, Notice.SELESAI)),
                _tickets.c.stage.in_((Stage.NYALA, Stage.SELESAI)),
                ~answered,
            )
        )
        return self._connection.scalars(found.distinct()).all()

    def history(self, no_lapor: str, tab: Tab) -> Sequence[Event]:
        """Return the events of a report, oldest first (MT-6)."""
        columns = [column for column in _events.c if column.name != "id"]
        told = sa.select(*columns).where(_events.c.no_lapor == no_lapor, _events.c.type.in_(TAB_TYPES[tab]))
        rows = self._connection.execute(told.order_by(_events.c.at, _events.c.id)).mappings()
        return [Event(**{str(name): value for name, value in row.items()}) for row in rows]

    def _load(self, wanted: Select[Any], asked: Mapping[str, object] = EMPTY) -> list[Ticket]:
        rows = self._connection.execute(wanted, asked).mappings().all()
        if not rows:
            return []
        lists = {name: self._items(name, rows) for name in LISTS}
        places = places_of(self._connection, [row["no_lapor"] for row in rows])
        return [
            to_ticket(row, {name: items[row["no_lapor"]] for name, items in lists.items()}, places[row["no_lapor"]])
            for row in rows
        ]

    def _items(self, name: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
        """Return the items of one list by report, in order.

        Another writer may commit between the two SELECTs; what a later version brought is left out, so that a
        ticket is always read as it stood at one version.
        """
        versions = {row["no_lapor"]: row["version"] for row in rows}
        items: dict[str, list[Row]] = defaultdict(list)
        for item in self._connection.execute(_ITEMS[name], {"numbers": list(versions)}).mappings():
            if item["version"] <= versions[item["no_lapor"]]:
                items[item["no_lapor"]].append(item)
        return items
