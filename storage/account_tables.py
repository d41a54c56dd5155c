"""The tables of the accounts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Table, Text

from accounts.model import Role
from storage.columns import UtcTime, word
from storage.tables import metadata

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", word(Role), nullable=False),
    Column("password", Text, nullable=False),
    Column("active", sa.Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("subject", Text),
)
Index("ix_accounts_subject", accounts.c.subject, unique=True)

logins = Table(
    "account_logins",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.name"), nullable=False, index=True),
    Column("expires_at", UtcTime, nullable=False, index=True),
)

attempts = Table(
    "account_attempts",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)
Index("ix_account_attempts_name", attempts.c.name, attempts.c.at)
