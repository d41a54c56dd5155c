"""The table of what the bot did not understand: masked, without conversation or number."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Table, Text

from performance.model import Trouble
from storage.columns import UtcTime, word
from storage.tables import metadata
from tickets.model import Channel

misunderstandings = Table(
    "misunderstandings",
    metadata,
    Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("channel", word(Channel), nullable=False),
    Column("trouble", word(Trouble), nullable=False),
    Column("text", Text, nullable=False),
    # The text in small letters: what is counted as the same.
    Column("folded", Text, nullable=False),
    Column("question", Text),
    Column("guess", Text),
)
