"""What the greeting of a call told and asked, until the dialogue has heard of it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Add the column; calls under way were greeted without."""
    op.add_column("desk_sessions", sa.Column("opened", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    """Remove the column."""
    op.drop_column("desk_sessions", "opened")
