"""Storm mode: one row says whether it is on, since when and by whom."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add the table; its row is written at the first look."""
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "desk_storm",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(32), nullable=False),
        sa.Column("by", Text),
        sa.Column("since", instant),
        sa.Column("changed_at", instant, nullable=False),
        sa.Column("looked_at", instant, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_desk_storm"),
    )


def downgrade() -> None:
    """Drop it; what was answered in a storm counts as answered."""
    op.execute("UPDATE desk_inbox SET handling = 'ANSWERED' WHERE handling = 'STORM'")
    op.drop_table("desk_storm")
