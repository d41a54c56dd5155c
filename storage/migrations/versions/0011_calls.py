"""Calls on their way to a human: promised call-backs, calls dialled through, who is on duty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("desk_hand_overs", sa.Column("call_back", Text))
    op.add_column("desk_hand_overs", sa.Column("call", sa.String(32)))
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_desk_hand_overs_call_back",
        "desk_hand_overs",
        ["call_back"],
        unique=True,
        postgresql_where=is_open,
        sqlite_where=is_open,
    )
    op.create_table(
        "desk_duty",
        sa.Column("officer", Text, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("officer", name="pk_desk_duty"),
    )


def downgrade() -> None:
    """Drop them: promised calls stay in the queue as what they were, hand-overs."""
    op.drop_table("desk_duty")
    op.drop_index("uq_desk_hand_overs_call_back", "desk_hand_overs")
    op.drop_column("desk_hand_overs", "call")
    op.drop_column("desk_hand_overs", "call_back")
