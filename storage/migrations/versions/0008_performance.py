"""What the bot did not understand; indexes for the figures of a span of days."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0008"
down_revision = "0007"

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    """Create the table and the indexes."""
    op.create_table(
        "misunderstandings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("trouble", WORD, nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.Column("folded", Text, nullable=False),
        sa.Column("question", Text),
        sa.Column("guess", Text),
    )
    op.create_index("ix_misunderstandings_at", "misunderstandings", ["at"])
    op.create_index("ix_stages_at", "stages", ["at"])
    op.create_index("ix_tickets_rating_at", "tickets", ["rating_at"])
    op.create_index("ix_desk_hand_overs_created_at", "desk_hand_overs", ["created_at"])


def downgrade() -> None:
    """Drop them; the texts are lost."""
    op.drop_index("ix_desk_hand_overs_created_at", "desk_hand_overs")
    op.drop_index("ix_tickets_rating_at", "tickets")
    op.drop_index("ix_stages_at", "stages")
    op.drop_table("misunderstandings")
