"""The templates WhatsApp knows, by the names the project gives them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.outbox_tables import templates
from storage.upsert import insert

APPROVED = "approved"


class SqlTemplates:
    """What the carrier said of each template when it was last asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, name: str, sid: str, status: str, at: datetime) -> None:
        """Keep a template's ContentSid and approval status."""
        row = {"sid": sid, "status": status, "at": at}
        kept = insert(self._connection, templates).values(name=name, **row)
        self._connection.execute(kept.on_conflict_do_update(index_elements=[templates.c.name], set_=row))

    def approved(self, name: str) -> str | None:
        """Return the ContentSid of a template that may be sent."""
        usable = (templates.c.name == name) & (templates.c.status == APPROVED)
        sid: str | None = self._connection.scalar(sa.select(templates.c.sid).where(usable))
        return sid
