"""Column types both databases read and write alike."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Dialect
from sqlalchemy.types import TypeDecorator

from tickets.model import Word


class UtcTime(TypeDecorator[datetime]):
    """Keep aware UTC times; SQLite, which knows no zones, stores them naive in a form that sorts."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times, store the others as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a time without a zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(kind: type[Word]) -> sa.Enum:
    """Return a text column of the words of an enumeration; a new word needs no migration."""
    return sa.Enum(kind, native_enum=False, create_constraint=False, length=32, values_callable=_values)


def _values(kind: type[Word]) -> list[str]:
    return [str(member) for member in kind]
