"""The tables of the event stream: what waits for the broker, and who publishes it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Table, Text

from storage.columns import UtcTime
from storage.tables import metadata

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

stream = Table(
    "event_stream",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    # What a consumer knows a repeated event by.
    Column("event", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("body", sa.JSON, nullable=False),
)

# One row: several publishers would mix up the order.
publisher = Table(
    "event_publisher",
    metadata,
    Column("id", sa.Integer, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", UtcTime, nullable=False),
)
