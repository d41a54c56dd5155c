"""What was done once already, by key: a turn that is begun again acts no second time."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "acts",
        sa.Column("key", Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_acts"),
    )
    op.create_index("ix_acts_at", "acts", ["at"])


def downgrade() -> None:
    """Drop it; a turn begun again right now may act twice."""
    op.drop_index("ix_acts_at", "acts")
    op.drop_table("acts")
