"""The wider outages in SQL, as `tickets.ports.Outages` wants them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage import search
from storage.outage_places import to_outage
from storage.outage_tables import outage_events, outage_lock, outage_reports, outages
from storage.stream import SqlStream
from storage.tables import tickets
from storage.upsert import insert
from tickets import stream
from tickets.errors import StaleWriteError
from tickets.model import Customer, Status
from tickets.outages import OPEN, Neighbour, Outage, OutageEvent, OutageState
from tickets.premises import are_neighbours
from tickets.rules import CLUSTER_WINDOW

_NEAR = (
    tickets.c.no_lapor, tickets.c.reported_at, tickets.c.address, tickets.c.lat, tickets.c.lon,
    outage_reports.c.outage, outages.c.state, outage_reports.c.apart,
)  # fmt: skip


def recent(customer: Customer, since: datetime) -> sa.Select[Any]:
    """Return the SELECT of open reports since then that may be near a building, but for those `grouped` finds."""
    places = tickets.outerjoin(outage_reports, outage_reports.c.no_lapor == tickets.c.no_lapor)
    joined = places.outerjoin(outages, outages.c.no == outage_reports.c.outage)
    is_open = tickets.c.status == Status.BELUM_SELESAI
    others = sa.or_(outages.c.state.is_(None), outages.c.state.not_in(OPEN))
    found = sa.select(*_NEAR).select_from(joined)
    return found.where(search.near(customer), tickets.c.reported_at >= since, is_open, others)


def grouped(customer: Customer, states: Collection[OutageState] = OPEN) -> sa.Select[Any]:
    """Return the SELECT of reports in groups of these states that may be near a building, however old they are."""
    members = outages.join(outage_reports, outage_reports.c.outage == outages.c.no)
    joined = members.join(tickets, tickets.c.no_lapor == outage_reports.c.no_lapor)
    return sa.select(*_NEAR).select_from(joined).where(outages.c.state.in_(states), search.near(customer))


class SqlOutages:
    """The wider outages within one transaction."""

    def __init__(self, connection: Connection, *, streams: bool = False) -> None:
        self._connection = connection
        self._streams = streams

    def hold(self) -> None:
        """Hold the one row of the right to group until the transaction ends (SQLite has one writer anyway)."""
        row = insert(self._connection, outage_lock).values(id=1, held=1)
        self._connection.execute(
            row.on_conflict_do_update(index_elements=["id"], set_={"held": outage_lock.c.held + 1})
        )

    def add(self, outage: Outage) -> None:
        """Insert a new group."""
        outage.version += 1
        self._connection.execute(sa.insert(outages).values(_row(outage)))
        self._append(outage)

    def save(self, outage: Outage) -> None:
        """Write a changed group. Raises: StaleWriteError."""
        unchanged = (outages.c.no == outage.no) & (outages.c.version == outage.version)
        outage.version += 1
        if self._connection.execute(outages.update().where(unchanged).values(_row(outage))).rowcount == 0:
            raise StaleWriteError("another writer changed the group in between", outage=outage.no)
        self._append(outage)

    def get(self, no: str) -> Outage | None:
        """Return the group with this number."""
        row = self._connection.execute(sa.select(outages).where(outages.c.no == no)).mappings().one_or_none()
        return to_outage(row) if row is not None else None

    def listed(self, states: Collection[OutageState], limit: int) -> Sequence[Outage]:
        """Return groups in one of these states, the newest first."""
        newest = outages.c.since.desc(), outages.c.no.desc()
        found = sa.select(outages).where(outages.c.state.in_(states)).order_by(*newest).limit(limit)
        return [to_outage(row) for row in self._connection.execute(found).mappings()]

    def around(self, customer: Customer, at: datetime) -> Sequence[Neighbour]:
        """Return the reports near a building that tell where one of then belongs, oldest first.

        In two looks, each by its own index: one for a span of time, one for the few groups that are open.
        """
        looks = recent(customer, at - CLUSTER_WINDOW), grouped(customer)
        rows = [row for look in looks for row in self._connection.execute(look)]
        found: dict[str, Neighbour] = {}
        # Of a group whose report nearest in time is found, the others are no more looked at.
        for row in sorted(rows, key=lambda row: (abs(row.reported_at - at), row.no_lapor)):
            of = row.outage or row.no_lapor
            if of not in found and _is_near(customer, row):
                found[of] = Neighbour(row.no_lapor, row.reported_at, row.outage, row.state, bool(row.apart))
        return sorted(found.values(), key=lambda it: (it.reported_at, it.no_lapor))

    def confirmed_near(self, customer: Customer) -> Outage | None:
        """Return the confirmed group with a report near a building, of several that with the oldest report."""
        oldest = grouped(customer, [OutageState.CONFIRMED]).order_by(tickets.c.reported_at, tickets.c.no_lapor)
        near = next((row for row in self._connection.execute(oldest) if _is_near(customer, row)), None)
        return self.get(near.outage) if near else None

    def gist(self, no: str) -> tuple[datetime, str | None] | None:
        """Return when the oldest report came and an address in the street most name; counted by the database."""
        mine = tickets.join(outage_reports, outage_reports.c.no_lapor == tickets.c.no_lapor)
        is_mine = outage_reports.c.outage == no
        streets = sa.select(sa.func.min(tickets.c.address)).select_from(mine).where(is_mine)
        named = streets.where(tickets.c.street_key.is_not(None)).group_by(tickets.c.street_key)
        most = named.order_by(sa.func.count().desc(), sa.func.min(tickets.c.no_lapor)).limit(1)
        oldest = sa.func.min(tickets.c.reported_at)
        look = sa.select(oldest, most.correlate(None).scalar_subquery()).select_from(mine).where(is_mine)
        since, address = self._connection.execute(look).one()
        return None if since is None else (since, address)

    def history(self, no: str) -> Sequence[OutageEvent]:
        """Return the events of a group, oldest first."""
        columns = [outage_events.c[field.name] for field in fields(OutageEvent)]
        rows = self._connection.execute(
            sa.select(*columns).where(outage_events.c.outage == no).order_by(outage_events.c.id)
        )
        return [OutageEvent(**row._mapping) for row in rows]

    def _append(self, outage: Outage) -> None:
        if not outage.events:
            return
        self._connection.execute(sa.insert(outage_events), [asdict(event) for event in outage.events])
        if self._streams:
            counted = sa.select(sa.func.count()).where(outage_reports.c.outage == outage.no)
            size = int(self._connection.scalar(counted) or 0)
            for event in outage.events:
                facts = stream.outage_facts(outage, event, size)
                SqlStream(self._connection).put(stream.outage_topic(event), event.at, facts)
        outage.events.clear()


def _is_near(customer: Customer, row: sa.Row[Any]) -> bool:
    return are_neighbours(customer, Customer(address=row.address, lat=row.lat, lon=row.lon))


def _row(outage: Outage) -> dict[str, Any]:
    return {column.name: getattr(outage, column.name) for column in outages.c}
