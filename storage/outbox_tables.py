"""The tables of the notices: the outbox, the templates, and how each number wants to be told."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table, Text

from storage.columns import UtcTime, word
from storage.tables import metadata
from tickets.model import Channel
from tickets.notices import CallEnd, LetterState, Notice
from tickets.wishes import Saying, Way

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

outbox = Table(
    "outbox",
    metadata,
    # The order in which a person is told.
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("no_lapor", Text, sa.ForeignKey("tickets.no_lapor"), nullable=False),
    Column("notice", word(Notice), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("state", word(LetterState), nullable=False),
    Column("next_try_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("token", Text),
    Column("tries", sa.Integer, nullable=False),
    Column("sending_since", UtcTime),
    Column("body", Text),
    Column("template", Text),
    Column("sid", Text),
    # Of a message the carrier took and could not deliver.
    Column("bounced_sid", Text),
    Column("error", Text),
    Column("sent_at", UtcTime),
    Column("channel", word(Channel), nullable=False, server_default=str(Channel.WHATSAPP)),
    # Calls made, and how the last one ended where it told nobody anything.
    Column("calls", sa.Integer, nullable=False, server_default="0"),
    Column("ended", word(CallEnd)),
    # The first way is closed: this is the other one.
    Column("other_way", sa.Boolean, nullable=False, server_default=sa.false()),
)
Index("ix_outbox_recipient", outbox.c.recipient, outbox.c.id)
Index("ix_outbox_no_lapor", outbox.c.no_lapor, outbox.c.id)
Index("ix_outbox_sid", outbox.c.sid)
Index("ix_outbox_state", outbox.c.state, outbox.c.next_try_at)

templates = Table(
    "notice_templates",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sid", Text, nullable=False),
    # As WhatsApp says it: only `approved` ones may be sent.
    Column("status", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("phone", Text, nullable=False),
    Column("way", word(Way), nullable=False),
    # When, where and how it was said.
    Column("at", UtcTime, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("saying", word(Saying), nullable=False),
    Column("conversation", Text),
)
Index("ix_wishes_phone", wishes.c.phone, wishes.c.id)
