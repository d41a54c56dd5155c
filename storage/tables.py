"""The tables of the reports, their guards and their indexes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, Text

from storage.columns import UtcTime, word
from tickets.events import EventType
from tickets.model import Alert, Channel, Kind, ResolutionCode, Stage, Status

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

tickets = Table(
    "tickets",
    metadata,
    Column("no_lapor", Text, primary_key=True),
    Column("kind", word(Kind), nullable=False),
    Column("category", Text, nullable=False),
    Column("status", word(Status), nullable=False),
    Column("stage", word(Stage), nullable=False),
    Column("unit_code", Text, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("received_by", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("reported_at", UtcTime, nullable=False),
    Column("window_from", UtcTime, nullable=False),
    Column("urgent", sa.Boolean, nullable=False),
    Column("attention", sa.Boolean, nullable=False),
    Column("wider_outage", sa.Boolean, nullable=False),
    Column("reporter", Text),
    Column("lapor_ulang_count", sa.Integer, nullable=False),
    Column("update_count", sa.Integer, nullable=False),
    Column("related_no_lapor", Text, ForeignKey("tickets.no_lapor")),
    Column("idpel", Text),
    Column("meter_id", Text),
    Column("name", Text),
    Column("phone", Text),
    Column("address", Text),
    Column("lat", sa.Double),
    Column("lon", sa.Double),
    Column("officer_name", Text),
    Column("officer_phone", Text),
    Column("officer_plate", Text),
    Column("officer_uses_apkt_mobile", sa.Boolean),
    Column("position_lat", sa.Double),
    Column("position_lon", sa.Double),
    Column("position_street", Text),
    Column("position_at", UtcTime),
    Column("resolution_code", word(ResolutionCode)),
    Column("resolution_note", Text),
    Column("resolution_at", UtcTime),
    Column("rating_stars", sa.Integer),
    Column("rating_comment", Text),
    Column("rating_via", Text),
    Column("rating_at", UtcTime),
    Column("promise_until", UtcTime),
    Column("promise_reason", Text),
    Column("promise_by", Text),
    Column("promise_at", UtcTime),
    Column("promise_changes", sa.Integer, nullable=False, server_default="0"),
    Column("warned_of", UtcTime),
    Column("eta_kept", sa.Boolean),
    Column("alert", word(Alert)),
    # Folded by `tickets.premises`: what `q` searches (number, name, address), and the street for IN-6.
    Column("search_text", Text, nullable=False),
    Column("street_key", Text),
    # Since when no person is in it any more (DP-2, DP-3).
    Column("erased_at", UtcTime),
    # Counts the writes: a writer whose ticket is not the stored version lost a race.
    Column("version", sa.Integer, nullable=False),
    CheckConstraint("rating_stars BETWEEN 1 AND 5", name="rating_stars"),
)
# Each list is read newest first, so each index ends in the order of the list.
Index("ix_tickets_newest", tickets.c.reported_at, tickets.c.no_lapor)
Index("ix_tickets_kind", tickets.c.kind, tickets.c.reported_at, tickets.c.no_lapor)
Index("ix_tickets_status", tickets.c.status, tickets.c.reported_at, tickets.c.no_lapor)
_ATTENTION = tickets.c.attention.is_(True)
Index(
    "ix_tickets_attention",
    tickets.c.reported_at,
    tickets.c.no_lapor,
    postgresql_where=_ATTENTION,
    sqlite_where=_ATTENTION,
)
Index("ix_tickets_stage", tickets.c.stage, tickets.c.reported_at, tickets.c.no_lapor)
_WIDER = tickets.c.wider_outage.is_(True)
Index(
    "ix_tickets_wider",
    tickets.c.reported_at,
    tickets.c.no_lapor,
    postgresql_where=_WIDER,
    sqlite_where=_WIDER,
)
_ALERT = tickets.c.alert.is_not(None)
Index("ix_tickets_alert", tickets.c.reported_at, tickets.c.no_lapor, postgresql_where=_ALERT, sqlite_where=_ALERT)
# What is promised for soon: a few rows among very many (ETA-7).
_PROMISED = tickets.c.promise_until.is_not(None)
Index("ix_tickets_promise_until", tickets.c.promise_until, postgresql_where=_PROMISED, sqlite_where=_PROMISED)
Index("ix_tickets_window_from", tickets.c.window_from)
# What is finished and still somebody's: looked through for what is past its period (DP-3).
_KEPT = sa.and_(tickets.c.erased_at.is_(None), tickets.c.resolution_at.is_not(None))
Index("ix_tickets_resolution_at", tickets.c.resolution_at, postgresql_where=_KEPT, sqlite_where=_KEPT)
Index("ix_tickets_phone", tickets.c.phone, tickets.c.reported_at)
Index("ix_tickets_reporter", tickets.c.reporter, tickets.c.reported_at)
Index("ix_tickets_idpel", tickets.c.idpel)
Index("ix_tickets_meter_id", tickets.c.meter_id)
Index("ix_tickets_street_key", tickets.c.street_key, tickets.c.reported_at)
Index("ix_tickets_lat", tickets.c.lat, tickets.c.lon)
Index("ix_tickets_rating_at", tickets.c.rating_at)


def _belongs() -> Column[str]:
    return Column("no_lapor", Text, ForeignKey("tickets.no_lapor"), primary_key=True)


def _facts() -> tuple[Column[int], Column[int]]:
    """Return the place in the list and the version of the ticket that brought the fact."""
    return Column("seq", sa.Integer, primary_key=True), Column("version", sa.Integer, nullable=False)


stages = Table(
    "stages",
    metadata,
    _belongs(),
    *_facts(),
    Column("stage", word(Stage), nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("note", Text),
)

repeats = Table(
    "repeats",
    metadata,
    _belongs(),
    *_facts(),
    Column("at", UtcTime, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("received_by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("urgent", sa.Boolean, nullable=False),
    Column("rule", Text, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    _belongs(),
    *_facts(),
    Column("url", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# Buku Biru: appended to, never edited.
events = Table(
    "events",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("no_lapor", Text, ForeignKey("tickets.no_lapor"), nullable=False),
    Column("type", word(EventType), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("note", Text),
    Column("field", Text),
    Column("old", Text),
    Column("new", Text),
    Column("rule", Text),
)
Index("ix_events_history", events.c.no_lapor, events.c.at, events.c.id)

# One row for each key of a building while a G report of it is open: the primary key is the guard of IN-5.
open_premises = Table(
    "open_premises",
    metadata,
    Column("key", Text, primary_key=True),
    Column("no_lapor", Text, ForeignKey("tickets.no_lapor"), nullable=False, index=True),
)

# The last number given for a unit and day (IN-4).
counters = Table(
    "counters",
    metadata,
    Column("unit_code", Text, primary_key=True),
    Column("day", sa.Date, primary_key=True),
    Column("last", sa.Integer, nullable=False),
)

# `caller` is who guessed, or what was guessed at: `no_lapor:…`, `premise:…` (PV-4).
wrong_pairs = Table(
    "wrong_pairs",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("caller", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
)
Index("ix_wrong_pairs_caller", wrong_pairs.c.caller, wrong_pairs.c.at)

# Answers already given, by Idempotency-Key. `status` is NULL while the first call still works.
api_idempotency = Table(
    "api_idempotency",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("begun_at", UtcTime, nullable=False, index=True),
    Column("status", sa.Integer),
    Column("content_type", Text),
    Column("body", sa.LargeBinary),
)

# The page of a report is found by a token alone (TR-6).
tracking_links = Table(
    "tracking_links",
    metadata,
    Column("no_lapor", Text, ForeignKey("tickets.no_lapor"), primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
)
