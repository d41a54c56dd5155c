"""Failed pairs of IDPEL and No Lapor in SQL, as `tickets.ports.WrongPairs` wants them."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import wrong_pairs

# Only the last hour counts (PV-2); a day is enough to look into a complaint, more would be a list of callers.
KEPT = timedelta(days=1)


class SqlWrongPairs:
    """The failed pairs within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, caller: str, at: datetime) -> None:
        """Remember a wrong pair, forget those of other days."""
        self._connection.execute(wrong_pairs.delete().where(wrong_pairs.c.at < at - KEPT))
        self._connection.execute(wrong_pairs.insert().values(caller=caller, at=at))

    def count(self, caller: str, since: datetime) -> int:
        """Count the wrong pairs since then; nobody else counts this caller's until the transaction ends."""
        self._hold(caller)
        mine = (wrong_pairs.c.caller == caller) & (wrong_pairs.c.at >= since)
        return self._connection.scalar(sa.select(sa.func.count()).select_from(wrong_pairs).where(mine)) or 0

    def _hold(self, caller: str) -> None:
        """Let no guesses of one caller run side by side: each would find the count of before."""
        if self._connection.dialect.name == "sqlite":
            # What asks for a lock begins as the one writer (`storage.engine`).
            self._connection.execute(sa.select(wrong_pairs.c.id).limit(1).with_for_update())
            return
        lock = sa.func.hashtextextended(f"wrong_pairs:{caller}", 0)
        self._connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
