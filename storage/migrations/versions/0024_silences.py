"""How often in a row a caller was silent: whoever spoke may go on speaking."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the count; calls under way begin it anew."""
    op.add_column("desk_sessions", sa.Column("silences", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("desk_sessions", "silences")
