"""Which call of the carrier an officer asked for: one whose end is never reported is asked for (HO-5)."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the carrier's id of the officers' leg."""
    op.add_column("desk_hand_overs", sa.Column("call_sid", sa.Text()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("desk_hand_overs", "call_sid")
