"""The reports left half-finished, by the number they can be gone on with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "desk_drafts",
        sa.Column("phone", Text, nullable=False),
        sa.Column("conversation", Text, nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("phone", name="pk_desk_drafts"),
    )
    op.create_index("ix_desk_drafts_conversation", "desk_drafts", ["conversation"])
    op.create_index("ix_desk_drafts_at", "desk_drafts", ["at"])


def downgrade() -> None:
    """Forget them."""
    op.drop_table("desk_drafts")
