"""The tokens of the tracking page in SQL, as `tickets.links.TrackingLinks` wants them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import tracking_links as links
from storage.upsert import add_new

# With most answers about a report: put together once.
_TOKEN_OF = sa.select(links.c.token).where(links.c.no_lapor == sa.bindparam("of"))


class SqlLinks:
    """The tokens within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def token_of(self, no_lapor: str) -> str | None:
        """Return the token of a report."""
        return self._connection.scalar(_TOKEN_OF, {"of": no_lapor})

    def add(self, no_lapor: str, token: str, at: datetime) -> str:
        """Keep a token unless the report has one; return the one it has."""
        row = {"no_lapor": no_lapor, "token": token, "created_at": at}
        kept = add_new(self._connection, links, row, links.c.token).scalar()
        return kept or self.token_of(no_lapor) or token

    def report_of(self, token: str) -> str | None:
        """Return the number of the report a token belongs to."""
        return self._connection.scalar(sa.select(links.c.no_lapor).where(links.c.token == token))
