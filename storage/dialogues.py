"""What the dialogue remembers of a conversation, taken out (`bot.trackers` writes it)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from storage.engine import make_engine
from storage.failures import translated

_TABLES = [sa.table(name, sa.column("conversation", sa.String)) for name in ("dialogues", "dialogue_messages")]
CHUNK = 400


def forget(url: str, conversations: Sequence[str]) -> int:
    """Delete these conversations of the dialogue and its answers in them; return how many rows that were."""
    if not conversations:
        return 0
    engine = make_engine(url)
    count = 0
    with translated(), engine.begin() as connection:
        for table in _TABLES:
            if not sa.inspect(connection).has_table(table.name):
                continue
            for at in range(0, len(conversations), CHUNK):
                mine = table.c.conversation.in_(conversations[at : at + CHUNK])
                count += connection.execute(sa.delete(table).where(mine)).rowcount
    engine.dispose()
    return count
