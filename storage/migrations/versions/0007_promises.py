"""The promised end: what took the place of the 3 hours, what was warned of, what was kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0007"
down_revision = "0006"

UTC_TIME = sa.DateTime(timezone=True)
COLUMNS: dict[str, sa.types.TypeEngine[object] | type[sa.types.TypeEngine[object]]] = {
    "promise_until": UTC_TIME,
    "promise_reason": Text,
    "promise_by": Text,
    "promise_at": UTC_TIME,
    "warned_of": UTC_TIME,
    "eta_kept": sa.Boolean,
    "alert": sa.String(32),
}


def upgrade() -> None:
    """Add the columns, and the ways to what is due and what an officer has to see to."""
    for name, kind in COLUMNS.items():
        op.add_column("tickets", sa.Column(name, kind))
    op.add_column("tickets", sa.Column("promise_changes", sa.Integer, nullable=False, server_default="0"))
    alert, promised = sa.text("alert IS NOT NULL"), sa.text("promise_until IS NOT NULL")
    found = ["reported_at", "no_lapor"]
    op.create_index("ix_tickets_alert", "tickets", found, postgresql_where=alert, sqlite_where=alert)
    until = ["promise_until"]
    op.create_index("ix_tickets_promise_until", "tickets", until, postgresql_where=promised, sqlite_where=promised)
    op.create_index("ix_tickets_window_from", "tickets", ["window_from"])


def downgrade() -> None:
    """Drop them: the 3 hours hold again."""
    for index in ("ix_tickets_window_from", "ix_tickets_promise_until", "ix_tickets_alert"):
        op.drop_index(index, "tickets")
    for name in ("promise_changes", *COLUMNS):
        op.drop_column("tickets", name)
