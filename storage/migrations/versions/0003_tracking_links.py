"""The tokens of the customers' tracking page."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table of tokens."""
    op.create_table(
        "tracking_links",
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("token", Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("no_lapor", name="pk_tracking_links"),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name="fk_tracking_links_no_lapor_tickets"),
        sa.UniqueConstraint("token", name="uq_tracking_links_token"),
    )


def downgrade() -> None:
    """Drop it; new addresses are made for the reports later on."""
    op.drop_table("tracking_links")
