"""Notices by a call: the way of each letter, how often it was tried, and call-backs an officer dials."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

WORD = sa.String(32)


def upgrade() -> None:
    """Add the columns; what waits is written on WhatsApp as before."""
    op.add_column("outbox", sa.Column("channel", WORD, nullable=False, server_default="WHATSAPP"))
    op.add_column("outbox", sa.Column("calls", sa.Integer, nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("ended", WORD))
    op.add_column("outbox", sa.Column("other_way", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Drop them; calls that wait end, since as messages they would go to whom never wrote."""
    op.execute(
        "UPDATE outbox SET state = 'STALE' WHERE channel = 'VOICE' AND state IN ('WAITING', 'SENDING', 'CALLING')"
    )
    for column in ("other_way", "ended", "calls", "channel"):
        op.drop_column("outbox", column)
