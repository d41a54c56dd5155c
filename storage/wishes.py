"""The wishes in SQL: appended, the newest row of a number is the one that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.outbox_tables import wishes
from tickets.wishes import Wish

_WISH = [wishes.c[field.name] for field in fields(Wish)]


class SqlWishes:
    """What the numbers said, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, wish: Wish) -> None:
        """Append a wish."""
        self._connection.execute(sa.insert(wishes).values(asdict(wish)))

    def of(self, phone: str) -> Wish | None:
        """Return the wish that holds for a number, None where it never said one."""
        newest = sa.select(*_WISH).where(wishes.c.phone == phone).order_by(wishes.c.id.desc()).limit(1)
        row = self._connection.execute(newest).one_or_none()
        return None if row is None else Wish(**row._mapping)

    def history(self, phone: str) -> Sequence[Wish]:
        """Return all that a number ever said, oldest first."""
        mine = sa.select(*_WISH).where(wishes.c.phone == phone).order_by(wishes.c.id)
        return [Wish(**row._mapping) for row in self._connection.execute(mine)]
