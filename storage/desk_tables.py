"""The tables of conversations: sessions, inbound messages, hand-over records, delivery states."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table, Text

from desk.late import LateState
from desk.model import CallState, Delivery, EntryKind, Handling, Reason
from storage.columns import UtcTime, word
from storage.tables import metadata
from tickets.model import Channel

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

sessions = Table(
    "desk_sessions",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("channel", word(Channel), nullable=False),
    Column("caller", Text, index=True),
    Column("address", Text, index=True),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("expect", Text, nullable=False),
    Column("offers", sa.JSON, nullable=False),
    Column("offered", sa.JSON, nullable=False),
    Column("last_said", sa.JSON, nullable=False),
    Column("stumbles", sa.Integer, nullable=False),
    Column("turn", sa.Integer, nullable=False),
    Column("heard", Text),
    Column("opened", sa.JSON(none_as_null=True)),
    Column("silences", sa.Integer, nullable=False, server_default="0"),
)

inbox = Table(
    "desk_inbox",
    metadata,
    # The order of arrival.
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("conversation", Text, nullable=False),
    Column("channel", word(Channel), nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("text", Text),
    Column("attachments", sa.JSON, nullable=False),
    Column("place", sa.JSON),
    Column("handling", word(Handling), nullable=False),
    Column("begun_at", UtcTime, nullable=False),
    Column("answer", Text),
    Column("button", Text),
    # What the dialogue was asked, where its answer is owed.
    Column("asked", sa.JSON),
    Column("next_try_at", UtcTime),
    Column("lease_until", UtcTime),
    Column("token", Text),
    Column("tries", sa.Integer, nullable=False, server_default="0"),
    # What was answered after a holding answer, and when.
    Column("late", Text),
    Column("late_at", UtcTime),
)
Index("ix_desk_inbox_conversation", inbox.c.conversation, inbox.c.id)
IS_OWED = inbox.c.handling.in_([Handling.WORKING, Handling.HELD])
# The few messages whose answer is not given yet, among all that ever came.
Index("ix_desk_inbox_owed", inbox.c.id, postgresql_where=IS_OWED, sqlite_where=IS_OWED)

hand_overs = Table(
    "desk_hand_overs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("channel", word(Channel), nullable=False),
    Column("caller", Text),
    Column("reason", word(Reason), nullable=False),
    Column("no_lapor", Text),
    Column("said", sa.JSON, nullable=False),
    Column("understood", Text),
    Column("urgent", sa.Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("reply_by", UtcTime, nullable=False),
    Column("officer", Text),
    Column("taken_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("call_back", Text),
    Column("call", word(CallState)),
    Column("call_at", UtcTime),
    Column("call_sid", Text),
)
IS_OPEN = hand_overs.c.closed_at.is_(None)
# One open record for a conversation, whoever asks for a human at the same moment.
Index(
    "uq_desk_hand_overs_open",
    hand_overs.c.conversation,
    unique=True,
    postgresql_where=IS_OPEN,
    sqlite_where=IS_OPEN,
)

# One promised call for a report or number, however often and from how many calls it is asked for.
Index(
    "uq_desk_hand_overs_call_back", hand_overs.c.call_back, unique=True, postgresql_where=IS_OPEN, sqlite_where=IS_OPEN
)

duty = Table(
    "desk_duty",
    metadata,
    Column("officer", Text, primary_key=True),
    Column("until", UtcTime, nullable=False),
)

# Real answers on their way to customers who had a holding one, each part of a text a row.
late_answers = Table(
    "desk_late_answers",
    metadata,
    # The order in which a person is told.
    Column("id", _ID, primary_key=True, autoincrement=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("state", word(LateState), nullable=False),
    Column("next_try_at", UtcTime, nullable=False),
    Column("lease_until", UtcTime),
    Column("token", Text),
    Column("tries", sa.Integer, nullable=False),
    Column("sending_since", UtcTime),
    Column("sid", Text),
    Column("error", Text),
)
Index("ix_desk_late_answers_address", late_answers.c.address, late_answers.c.id)
Index("ix_desk_late_answers_state", late_answers.c.state, late_answers.c.next_try_at)

receipts = Table(
    "desk_receipts",
    metadata,
    Column("message", Text, primary_key=True),
    Column("state", word(Delivery), nullable=False),
    Column("rank", sa.Integer, nullable=False),
    Column("error", Text),
    Column("at", UtcTime, nullable=False),
)
Index("ix_desk_receipts_at", receipts.c.at)
Index("ix_desk_receipts_rank", receipts.c.rank, receipts.c.at)

entries = Table(
    "desk_entries",
    metadata,
    Column("seq", _ID, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("conversation", Text, nullable=False),
    Column("kind", word(EntryKind), nullable=False),
    Column("officer", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
    Column("message", Text),
    Column("failed", sa.Boolean, nullable=False),
)
Index("ix_desk_entries_conversation", entries.c.conversation, entries.c.seq)

# Reports left half-finished.
drafts = Table(
    "desk_drafts",
    metadata,
    Column("phone", Text, primary_key=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("channel", word(Channel), nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    Column("answers", sa.JSON, nullable=False),
)
