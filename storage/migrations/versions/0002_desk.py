"""Conversations: sessions, inbound messages, hand-over records, delivery states."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0002"
down_revision = "0001"

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables of the desk."""
    _sessions()
    _inbox()
    _hand_overs()
    op.create_table(
        "desk_receipts",
        sa.Column("message", Text, primary_key=True),
        sa.Column("state", WORD, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("error", Text),
        sa.Column("at", UTC_TIME, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("desk_receipts", "desk_hand_overs", "desk_inbox", "desk_sessions"):
        op.drop_table(table)


def _sessions() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("conversation", Text, primary_key=True),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("caller", Text),
        sa.Column("address", Text),
        sa.Column("started_at", UTC_TIME, nullable=False),
        sa.Column("seen_at", UTC_TIME, nullable=False),
        sa.Column("ended_at", UTC_TIME),
        sa.Column("expect", Text, nullable=False),
        sa.Column("offers", sa.JSON, nullable=False),
        sa.Column("offered", sa.JSON, nullable=False),
        sa.Column("last_said", sa.JSON, nullable=False),
        sa.Column("stumbles", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
    )
    op.create_index("ix_desk_sessions_seen_at", "desk_sessions", ["seen_at"])


def _inbox() -> None:
    op.create_table(
        "desk_inbox",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("key", Text, nullable=False),
        sa.Column("conversation", Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("text", Text),
        sa.Column("attachments", sa.JSON, nullable=False),
        sa.Column("place", sa.JSON),
        sa.Column("handling", WORD, nullable=False),
        sa.Column("begun_at", UTC_TIME, nullable=False),
        sa.Column("answer", Text),
        sa.UniqueConstraint("key", name="uq_desk_inbox_key"),
    )
    op.create_index("ix_desk_inbox_at", "desk_inbox", ["at"])
    op.create_index("ix_desk_inbox_conversation", "desk_inbox", ["conversation", "id"])


def _hand_overs() -> None:
    op.create_table(
        "desk_hand_overs",
        sa.Column("id", Text, primary_key=True),
        sa.Column("conversation", Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("caller", Text),
        sa.Column("reason", WORD, nullable=False),
        sa.Column("no_lapor", Text),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("understood", Text),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("created_at", UTC_TIME, nullable=False),
        sa.Column("reply_by", UTC_TIME, nullable=False),
        sa.Column("officer", Text),
        sa.Column("taken_at", UTC_TIME),
        sa.Column("closed_at", UTC_TIME),
    )
    op.create_index("ix_desk_hand_overs_conversation", "desk_hand_overs", ["conversation"])
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_desk_hand_overs_open",
        "desk_hand_overs",
        ["conversation"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
