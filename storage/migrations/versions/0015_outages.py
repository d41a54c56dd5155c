"""Wider outages: the groups, the places of reports in them, what happened, and the row whoever groups holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0015"
down_revision = "0014"

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "outages",
        sa.Column("no", Text, nullable=False),
        sa.Column("unit_code", Text, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("since", UTC_TIME, nullable=False),
        sa.Column("area", Text),
        sa.Column("until", UTC_TIME),
        sa.Column("cause", Text),
        sa.Column("reason", Text),
        sa.Column("eta_changes", sa.Integer, nullable=False),
        sa.Column("needs_decision", sa.Boolean, nullable=False),
        sa.Column("confirmed_at", UTC_TIME),
        sa.Column("closed_at", UTC_TIME),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("no", name="pk_outages"),
    )
    op.create_index("ix_outages_state", "outages", ["state", "since", "no"])
    op.create_table(
        "outage_reports",
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("outage", Text),
        sa.Column("apart", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("no_lapor", name="pk_outage_reports"),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name="fk_outage_reports_no_lapor_tickets"),
        sa.ForeignKeyConstraint(["outage"], ["outages.no"], name="fk_outage_reports_outage_outages"),
    )
    op.create_index("ix_outage_reports_outage", "outage_reports", ["outage"])
    op.create_table(
        "outage_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("outage", Text, nullable=False),
        sa.Column("type", WORD, nullable=False),
        sa.Column("at", UTC_TIME, nullable=False),
        sa.Column("actor", Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("rule", Text),
        sa.Column("report", Text),
        sa.Column("note", Text),
        sa.Column("old", Text),
        sa.Column("new", Text),
        sa.PrimaryKeyConstraint("id", name="pk_outage_events"),
        sa.ForeignKeyConstraint(["outage"], ["outages.no"], name="fk_outage_events_outage_outages"),
    )
    op.create_index("ix_outage_events_outage", "outage_events", ["outage", "id"])
    op.create_table(
        "outage_lock",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_outage_lock"),
    )


def downgrade() -> None:
    """Drop them: reports keep their mark of a possible wider outage."""
    for table in ("outage_lock", "outage_events", "outage_reports", "outages"):
        op.drop_table(table)
