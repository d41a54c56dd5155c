"""Answers that come later: what is owed to whom, and the real answers on their way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0017"
down_revision = "0016"

ADDED = ("button", "asked", "next_try_at", "lease_until", "token", "tries", "late", "late_at")


def upgrade() -> None:
    """Add the columns and the table."""
    instant = sa.DateTime(timezone=True)
    op.add_column("desk_inbox", sa.Column("button", Text))
    op.add_column("desk_inbox", sa.Column("asked", sa.JSON))
    op.add_column("desk_inbox", sa.Column("next_try_at", instant))
    op.add_column("desk_inbox", sa.Column("lease_until", instant))
    op.add_column("desk_inbox", sa.Column("token", Text))
    op.add_column("desk_inbox", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
    op.add_column("desk_inbox", sa.Column("late", Text))
    op.add_column("desk_inbox", sa.Column("late_at", instant))
    is_owed = sa.text("handling IN ('WORKING', 'HELD')")
    op.create_index("ix_desk_inbox_owed", "desk_inbox", ["id"], postgresql_where=is_owed, sqlite_where=is_owed)
    op.create_table(
        "desk_late_answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation", Text, nullable=False),
        sa.Column("address", Text, nullable=False),
        sa.Column("body", Text, nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("next_try_at", instant, nullable=False),
        sa.Column("lease_until", instant),
        sa.Column("token", Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sending_since", instant),
        sa.Column("sid", Text),
        sa.Column("error", Text),
        sa.PrimaryKeyConstraint("id", name="pk_desk_late_answers"),
    )
    op.create_index("ix_desk_late_answers_conversation", "desk_late_answers", ["conversation"])
    op.create_index("ix_desk_late_answers_address", "desk_late_answers", ["address", "id"])
    op.create_index("ix_desk_late_answers_state", "desk_late_answers", ["state", "next_try_at"])


def downgrade() -> None:
    """Drop them; messages whose answer was owed are left to humans."""
    op.drop_table("desk_late_answers")
    op.execute("UPDATE desk_inbox SET handling = 'UNANSWERED' WHERE handling = 'HELD'")
    op.drop_index("ix_desk_inbox_owed", "desk_inbox")
    for column in reversed(ADDED):
        op.drop_column("desk_inbox", column)
