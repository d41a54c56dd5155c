"""The address of a report's own page: whoever has it sees that one report and nothing of a person (Source: TR-6)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from tickets import rules
from tickets.model import Ticket
from tickets.ports import Clock, Tickets
from tickets.transactions import Transaction

# 144 bits: nobody guesses it, and it fits into a line of a message.
TOKEN_BYTES = 18


class TrackingLinks(Protocol):
    """The tokens of the reports, one each."""

    def token_of(self, no_lapor: str) -> str | None:
        """Return the token of a report."""
        ...

    def add(self, no_lapor: str, token: str, at: datetime) -> str:
        """Keep a token unless the report has one; return the one it has."""
        ...

    def report_of(self, token: str) -> str | None:
        """Return the number of the report a token belongs to."""
        ...


class LinkUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def tickets(self) -> Tickets:
        """Return the reports."""
        ...

    @property
    def links(self) -> TrackingLinks:
        """Return the tokens."""
        ...


class Links:
    """Make and follow the addresses of the tracking page. `base` is the public address of the system."""

    def __init__(self, uow: Callable[[], LinkUnitOfWork], clock: Clock, base: str) -> None:
        self._uow = uow
        self._clock = clock
        self._base = base.rstrip("/")

    def address(self, ticket: Ticket) -> str:
        """Return the address of the report's page; it is made at the first call and stays the same."""
        with self._uow() as uow:
            token = uow.links.token_of(ticket.no_lapor)
            if token is None:
                token = uow.links.add(ticket.no_lapor, secrets.token_urlsafe(TOKEN_BYTES), self._clock())
                uow.commit()
        return f"{self._base}/lacak/{token}"

    def follow(self, token: str) -> Ticket | None:
        """Return the report, None for a token that is unknown or no longer valid: nobody learns which (TR-6)."""
        with self._uow() as uow:
            no_lapor = uow.links.report_of(token)
            ticket = uow.tickets.get(no_lapor) if no_lapor else None
        return None if ticket is None or rules.link_expired(ticket, self._clock()) else ticket
