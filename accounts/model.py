"""Accounts as types. Standard library and the words of `tickets` only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tickets.model import Word


class Role(Word):
    """What somebody may do; each role may all that the ones before it may."""

    OFFICER = "OFFICER"
    SUPERVISOR = "SUPERVISOR"
    ADMIN = "ADMIN"

    def includes(self, other: Role) -> bool:
        """Tell whether this role may what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who works here. `name` is lower case; `password` the hash of one.

    `subject` is the lasting id of whom an identity provider vouches for, None of who has a password here.
    """

    name: str
    role: Role
    password: str
    active: bool
    created_at: datetime
    subject: str | None = None

    def signature(self, unit_code: str) -> str:
        """Return the name as it stands in reports: `CC.54.HANA` (Source: procedure.md LU-12)."""
        return f"CC.{unit_code}.{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class Login:
    """A browser logged in; `key` is the hash of what its cookie holds."""

    key: str
    account: str
    expires_at: datetime
