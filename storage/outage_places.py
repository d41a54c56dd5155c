"""The places of reports in wider outages, as the repository of the reports reads and writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.outage_tables import outage_reports, outages
from storage.upsert import put
from tickets.model import Ticket
from tickets.outages import Outage

Place = tuple[Outage | None, bool]
_PLACES = (
    sa.select(outage_reports.c.no_lapor, outage_reports.c.apart, outages)
    .select_from(outage_reports.outerjoin(outages, outages.c.no == outage_reports.c.outage))
    .where(outage_reports.c.no_lapor.in_(sa.bindparam("numbers", expanding=True)))
)


def to_outage(row: Mapping[Any, Any]) -> Outage:
    """Build a group from its columns."""
    return Outage(**{column.name: row[column.name] for column in outages.c})


def places_of(connection: Connection, numbers: Sequence[str]) -> Mapping[str, Place]:
    """Return the group of each report, and whether it is kept apart; of one in no table neither."""
    found: defaultdict[str, Place] = defaultdict(lambda: (None, False))
    if not numbers:
        return found
    for row in connection.execute(_PLACES, {"numbers": list(numbers)}).mappings():
        found[row["no_lapor"]] = (to_outage(row) if row["no"] is not None else None, row["apart"])
    return found


def keep_place(connection: Connection, ticket: Ticket) -> None:
    """Write the place of a report; its own row, locked or counted on, guards this one too."""
    outage = ticket.outage.no if ticket.outage else None
    put(connection, outage_reports, {"no_lapor": ticket.no_lapor, "outage": outage, "apart": ticket.apart})
