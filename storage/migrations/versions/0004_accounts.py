"""Accounts of the officers' pages; the filters of Monitoring Tiket."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0004"
down_revision = "0003"

UTC_TIME = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_WIDER = sa.text("wider_outage IS true")


def upgrade() -> None:
    """Create the tables of the accounts, and an index for each new filter."""
    op.create_table(
        "accounts",
        sa.Column("name", Text, primary_key=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password", Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("created_at", UTC_TIME, nullable=False),
    )
    op.create_table(
        "account_logins",
        sa.Column("key", Text, primary_key=True),
        sa.Column("account", Text, sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("expires_at", UTC_TIME, nullable=False),
    )
    op.create_index("ix_account_logins_account", "account_logins", ["account"])
    op.create_index("ix_account_logins_expires_at", "account_logins", ["expires_at"])
    op.create_table(
        "account_attempts",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("name", Text, nullable=False),
        sa.Column("address", Text, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
    )
    op.create_index("ix_account_attempts_at", "account_attempts", ["at"])
    op.create_index("ix_account_attempts_name", "account_attempts", ["name", "at"])
    op.create_index("ix_tickets_stage", "tickets", ["stage", "reported_at", "no_lapor"])
    op.create_index(
        "ix_tickets_wider",
        "tickets",
        ["reported_at", "no_lapor"],
        postgresql_where=IS_WIDER,
        sqlite_where=IS_WIDER,
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_tickets_wider", "tickets")
    op.drop_index("ix_tickets_stage", "tickets")
    for table in ("account_attempts", "account_logins", "accounts"):
        op.drop_table(table)
