"""What officers write in conversations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "desk_entries",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("id", Text, nullable=False),
        sa.Column("conversation", Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("officer", Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", Text, nullable=False),
        sa.Column("message", Text),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.UniqueConstraint("id", name="uq_desk_entries_id"),
    )
    op.create_index("ix_desk_entries_conversation", "desk_entries", ["conversation", "seq"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("desk_entries")
