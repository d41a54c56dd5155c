"""Since when a call-back rings or is talked on: one whose end is never reported does not stand for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the time; calls under way have none and end as before."""
    op.add_column("desk_hand_overs", sa.Column("call_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("desk_hand_overs", "call_at")
