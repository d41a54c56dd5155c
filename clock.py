"""The only place that asks for the time; everything else is told it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """Return now as aware UTC. Satisfies `tickets.ports.Clock`."""
    return datetime.now(UTC)
