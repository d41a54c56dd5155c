"""Reports, their guards and their history."""

import logging

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text

revision = "0001"
down_revision = None

UTC_TIME = sa.DateTime(timezone=True)
WORD = sa.String(32)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create every table of the reports."""
    _tickets()
    _lists()
    _guards()
    if op.get_bind().dialect.name == "postgresql":
        _trigrams()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "api_idempotency", "wrong_pairs", "counters", "open_premises", "events",
        "attachments", "repeats", "stages", "tickets",
    ):  # fmt: skip
        op.drop_table(table)


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("category", Text, nullable=False),
        sa.Column("status", WORD, nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("unit_code", Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("received_by", Text, nullable=False),
        sa.Column("description", Text, nullable=False),
        sa.Column("reported_at", UTC_TIME, nullable=False),
        sa.Column("window_from", UTC_TIME, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("attention", sa.Boolean, nullable=False),
        sa.Column("wider_outage", sa.Boolean, nullable=False),
        sa.Column("reporter", Text),
        sa.Column("lapor_ulang_count", sa.Integer, nullable=False),
        sa.Column("update_count", sa.Integer, nullable=False),
        sa.Column("related_no_lapor", Text),
        sa.Column("idpel", Text),
        sa.Column("meter_id", Text),
        sa.Column("name", Text),
        sa.Column("phone", Text),
        sa.Column("address", Text),
        sa.Column("lat", sa.Double),
        sa.Column("lon", sa.Double),
        sa.Column("officer_name", Text),
        sa.Column("officer_phone", Text),
        sa.Column("officer_plate", Text),
        sa.Column("officer_uses_apkt_mobile", sa.Boolean),
        sa.Column("position_lat", sa.Double),
        sa.Column("position_lon", sa.Double),
        sa.Column("position_street", Text),
        sa.Column("position_at", UTC_TIME),
        sa.Column("resolution_code", WORD),
        sa.Column("resolution_note", Text),
        sa.Column("resolution_at", UTC_TIME),
        sa.Column("rating_stars", sa.Integer),
        sa.Column("rating_comment", Text),
        sa.Column("rating_via", Text),
        sa.Column("rating_at", UTC_TIME),
        sa.Column("search_text", Text, nullable=False),
        sa.Column("street_key", Text),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("no_lapor", name="pk_tickets"),
        sa.ForeignKeyConstraint(["related_no_lapor"], ["tickets.no_lapor"], name="fk_tickets_related_no_lapor_tickets"),
        sa.CheckConstraint("rating_stars BETWEEN 1 AND 5", name=op.f("ck_tickets_rating_stars")),
    )
    newest = ["reported_at", "no_lapor"]
    op.create_index("ix_tickets_newest", "tickets", newest)
    op.create_index("ix_tickets_kind", "tickets", ["kind", *newest])
    op.create_index("ix_tickets_status", "tickets", ["status", *newest])
    marked = sa.column("attention", sa.Boolean).is_(True)
    op.create_index("ix_tickets_attention", "tickets", newest, postgresql_where=marked, sqlite_where=marked)
    op.create_index("ix_tickets_phone", "tickets", ["phone", "reported_at"])
    op.create_index("ix_tickets_reporter", "tickets", ["reporter", "reported_at"])
    op.create_index("ix_tickets_idpel", "tickets", ["idpel"])
    op.create_index("ix_tickets_meter_id", "tickets", ["meter_id"])
    op.create_index("ix_tickets_street_key", "tickets", ["street_key", "reported_at"])
    op.create_index("ix_tickets_lat", "tickets", ["lat", "lon"])


def _lists() -> None:
    """Create what a report has several of."""
    _of_ticket("stages", sa.Column("stage", WORD, nullable=False), _at(), sa.Column("note", Text))
    _of_ticket(
        "repeats",
        _at(),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("received_by", Text, nullable=False),
        sa.Column("note", Text, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("rule", Text, nullable=False),
    )
    _of_ticket(
        "attachments",
        sa.Column("url", Text, nullable=False),
        sa.Column("content_type", Text, nullable=False),
        _at(),
    )
    op.create_table(
        "events",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("type", WORD, nullable=False),
        _at(),
        sa.Column("actor", Text, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("note", Text),
        sa.Column("field", Text),
        sa.Column("old", Text),
        sa.Column("new", Text),
        sa.Column("rule", Text),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name="fk_events_no_lapor_tickets"),
    )
    op.create_index("ix_events_history", "events", ["no_lapor", "at", "id"])


def _guards() -> None:
    """Create what keeps numbers, premises, callers and calls apart."""
    op.create_table(
        "open_premises",
        sa.Column("key", Text, nullable=False),
        sa.Column("no_lapor", Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_open_premises"),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name="fk_open_premises_no_lapor_tickets"),
    )
    op.create_index("ix_open_premises_no_lapor", "open_premises", ["no_lapor"])
    op.create_table(
        "counters",
        sa.Column("unit_code", Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("unit_code", "day", name="pk_counters"),
    )
    op.create_table(
        "wrong_pairs",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("caller", Text, nullable=False),
        _at(),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_pairs"),
    )
    op.create_index("ix_wrong_pairs_at", "wrong_pairs", ["at"])
    op.create_index("ix_wrong_pairs_caller", "wrong_pairs", ["caller", "at"])
    op.create_table(
        "api_idempotency",
        sa.Column("key", Text, nullable=False),
        sa.Column("fingerprint", Text, nullable=False),
        sa.Column("begun_at", UTC_TIME, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("content_type", Text),
        sa.Column("body", sa.LargeBinary),
        sa.PrimaryKeyConstraint("key", name="pk_api_idempotency"),
    )
    op.create_index("ix_api_idempotency_begun_at", "api_idempotency", ["begun_at"])


def _of_ticket(table: str, *columns: sa.Column) -> None:
    op.create_table(
        table,
        sa.Column("no_lapor", Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("no_lapor", "seq", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["no_lapor"], ["tickets.no_lapor"], name=f"fk_{table}_no_lapor_tickets"),
    )


def _at() -> sa.Column:
    return sa.Column("at", UTC_TIME, nullable=False)


def _trigrams() -> None:
    """Index the searched text by its trigrams, where this role may create the extension.

    Without it the search finds the same, reading every row. An administrator can add both statements later.
    """
    connection = op.get_bind()
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.DBAPIError:
        logging.getLogger("storage.migrations").warning("pg_trgm cannot be created: searching by words will be slow")
        return
    connection.execute(sa.text("CREATE INDEX ix_tickets_search_text ON tickets USING gin (search_text gin_trgm_ops)"))
