"""How much of the last question a caller heard who broke in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column."""
    op.add_column("desk_sessions", sa.Column("heard", Text))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("desk_sessions", "heard")
