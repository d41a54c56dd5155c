"""The templates WhatsApp knows, by the names the project gives them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.outbox_tables import templates
from storage.upsert import put

APPROVED = "approved"


class SqlTemplates:
    """What the carrier said of each template when it was last asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, name: str, sid: str, status: str, at: datetime) -> None:
        """Keep a template's ContentSid and approval status."""
        put(self._connection, templates, {"name": name, "sid": sid, "status": status, "at": at})

    def known(self, name: str) -> str | None:
        """Return the ContentSid of a template whatever WhatsApp said: within 24 hours no approval is needed."""
        sid: str | None = self._connection.scalar(sa.select(templates.c.sid).where(templates.c.name == name))
        return sid

    def approved(self, name: str) -> str | None:
        """Return the ContentSid of a template that may be sent."""
        usable = (templates.c.name == name) & (templates.c.status == APPROVED)
        sid: str | None = self._connection.scalar(sa.select(templates.c.sid).where(usable))
        return sid
