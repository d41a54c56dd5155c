"""Templates of notices, and notices that came back from the carrier."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the templates, the way of each attempt, and indexes to find what could not be delivered."""
    op.add_column("outbox", sa.Column("template", Text))
    op.add_column("outbox", sa.Column("bounced_sid", Text))
    op.create_index("ix_outbox_sid", "outbox", ["sid"])
    op.create_index("ix_desk_receipts_rank", "desk_receipts", ["rank", "at"])
    op.create_table(
        "notice_templates",
        sa.Column("name", Text, primary_key=True),
        sa.Column("sid", Text, nullable=False),
        sa.Column("status", Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("notice_templates")
    op.drop_index("ix_desk_receipts_rank", "desk_receipts")
    op.drop_index("ix_outbox_sid", "outbox")
    op.drop_column("outbox", "bounced_sid")
    op.drop_column("outbox", "template")
