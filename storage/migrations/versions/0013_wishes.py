"""How a number wants to be told; who said STOP is part of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0013"
down_revision = "0012"

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    """Create the wishes, and take over who wants no notices."""
    op.create_table(
        "wishes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("phone", Text, nullable=False),
        sa.Column("way", WORD, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("saying", WORD, nullable=False),
        sa.Column("conversation", Text),
        sa.PrimaryKeyConstraint("id", name="pk_wishes"),
    )
    op.create_index("ix_wishes_phone", "wishes", ["phone", "id"])
    op.execute(
        "INSERT INTO wishes (phone, way, at, channel, saying)"
        " SELECT phone, 'NONE', at, 'WHATSAPP', 'STOP' FROM notices_unwanted ORDER BY at"
    )
    op.drop_table("notices_unwanted")


def downgrade() -> None:
    """Keep only who wants no notices."""
    op.create_table(
        "notices_unwanted",
        sa.Column("phone", Text, primary_key=True),
        sa.Column("at", UTC_TIME, nullable=False),
    )
    op.execute(
        "INSERT INTO notices_unwanted (phone, at) SELECT phone, at FROM wishes"
        " WHERE way = 'NONE' AND id IN (SELECT max(id) FROM wishes GROUP BY phone)"
    )
    op.drop_index("ix_wishes_phone", "wishes")
    op.drop_table("wishes")
