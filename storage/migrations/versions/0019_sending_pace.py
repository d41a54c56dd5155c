"""Whose turn to send it is, for all workers."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Create the turns."""
    op.create_table(
        "sending_pace",
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("free_from", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("lane", name="pk_sending_pace"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sending_pace")
