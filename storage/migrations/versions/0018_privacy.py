"""The audit log; when a report was taken off a person; what is looked through by age."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0018"
down_revision = "0017"

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)
KEPT = "erased_at IS NULL AND resolution_at IS NOT NULL"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "audit_trail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("who", Text, nullable=False),
        sa.Column("act", WORD, nullable=False),
        sa.Column("page", Text, nullable=False),
        sa.Column("about", Text),
        sa.PrimaryKeyConstraint("id", name="pk_audit_trail"),
    )
    op.create_index("ix_audit_trail_at", "audit_trail", ["at"])
    op.create_index("ix_audit_trail_who", "audit_trail", ["who", "id"])
    op.create_index("ix_audit_trail_about", "audit_trail", ["about", "id"])
    op.add_column("tickets", sa.Column("erased_at", UTC_TIME))
    where = {"postgresql_where": sa.text(KEPT), "sqlite_where": sa.text(KEPT)}
    op.create_index("ix_tickets_resolution_at", "tickets", ["resolution_at"], **where)
    op.create_index("ix_desk_receipts_at", "desk_receipts", ["at"])
    op.create_index("ix_desk_sessions_caller", "desk_sessions", ["caller"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_desk_sessions_caller", "desk_sessions")
    op.drop_index("ix_desk_receipts_at", "desk_receipts")
    op.drop_index("ix_tickets_resolution_at", "tickets")
    op.drop_column("tickets", "erased_at")
    for name in ("about", "who", "at"):
        op.drop_index(f"ix_audit_trail_{name}", "audit_trail")
    op.drop_table("audit_trail")
