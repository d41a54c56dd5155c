"""The audit log: who looked at what."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table, Text

from privacy.model import Act
from storage.columns import UtcTime, word
from storage.tables import metadata

trail = Table(
    "audit_trail",
    metadata,
    Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("act", word(Act), nullable=False),
    Column("page", Text, nullable=False),
    # The number of a report, the id of a conversation or a mode, never a person's data.
    Column("about", Text),
)
Index("ix_audit_trail_who", trail.c.who, trail.c.id)
Index("ix_audit_trail_about", trail.c.about, trail.c.id)
