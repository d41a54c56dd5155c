"""The outbox of notices; who wants none."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0006"
down_revision = "0005"

UTC_TIME = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(32)


def upgrade() -> None:
    """Create the tables, and an index to find when somebody last wrote."""
    op.create_table(
        "outbox",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("notice", WORD, nullable=False),
        sa.Column("recipient", Text, nullable=False),
        sa.Column("created_at", UTC_TIME, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("next_try_at", UTC_TIME, nullable=False),
        sa.Column("lease_until", UTC_TIME),
        sa.Column("token", Text),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("sending_since", UTC_TIME),
        sa.Column("body", Text),
        sa.Column("sid", Text),
        sa.Column("error", Text),
        sa.Column("sent_at", UTC_TIME),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name="fk_outbox_no_lapor_tickets"),
    )
    op.create_index("ix_outbox_recipient", "outbox", ["recipient", "id"])
    op.create_index("ix_outbox_no_lapor", "outbox", ["no_lapor", "id"])
    op.create_index("ix_outbox_state", "outbox", ["state", "next_try_at"])
    op.create_table(
        "notices_unwanted",
        sa.Column("phone", Text, primary_key=True),
        sa.Column("at", UTC_TIME, nullable=False),
    )
    op.create_index("ix_desk_sessions_address", "desk_sessions", ["address"])


def downgrade() -> None:
    """Drop them; notices that wait are lost."""
    op.drop_index("ix_desk_sessions_address", "desk_sessions")
    op.drop_table("notices_unwanted")
    op.drop_table("outbox")
