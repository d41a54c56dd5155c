"""The tables of the wider outages: the groups, which report is in which, what happened."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text

from storage.columns import UtcTime, word
from storage.tables import metadata
from tickets.model import Channel
from tickets.outages import OutageEventType, OutageState

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

outages = Table(
    "outages",
    metadata,
    Column("no", Text, primary_key=True),
    Column("unit_code", Text, nullable=False),
    Column("state", word(OutageState), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("area", Text),
    Column("until", UtcTime),
    Column("cause", Text),
    Column("reason", Text),
    Column("eta_changes", sa.Integer, nullable=False),
    Column("needs_decision", sa.Boolean, nullable=False),
    Column("confirmed_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("version", sa.Integer, nullable=False),
)
Index("ix_outages_state", outages.c.state, outages.c.since, outages.c.no)

# The place of a report: one at most, which is the primary key's to guard. Without a group it is kept apart (WO-3).
outage_reports = Table(
    "outage_reports",
    metadata,
    Column("no_lapor", Text, ForeignKey("tickets.no_lapor"), primary_key=True),
    Column("outage", Text, ForeignKey("outages.no"), index=True),
    Column("apart", sa.Boolean, nullable=False),
)

outage_events = Table(
    "outage_events",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("outage", Text, ForeignKey("outages.no"), nullable=False),
    Column("type", word(OutageEventType), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("rule", Text),
    Column("report", Text),
    Column("note", Text),
    Column("old", Text),
    Column("new", Text),
)
Index("ix_outage_events_outage", outage_events.c.outage, outage_events.c.id)

# One row: who groups reports holds it.
outage_lock = Table(
    "outage_lock",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    Column("held", sa.Integer, nullable=False),
)
