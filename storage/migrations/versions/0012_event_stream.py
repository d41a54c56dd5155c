"""The event stream: what waits for the broker, and who publishes it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0012"
down_revision = "0011"

UTC_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "event_stream",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event", Text, nullable=False),
        sa.Column("topic", Text, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_stream"),
    )
    op.create_table(
        "event_publisher",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("holder", Text, nullable=False),
        sa.Column("until", UTC_TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event_publisher"),
    )


def downgrade() -> None:
    """Drop them; events that wait are lost to the stream, not to the reports."""
    op.drop_table("event_publisher")
    op.drop_table("event_stream")
