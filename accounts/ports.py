"""What the accounts need from a store; `storage.accounts` implements it on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from accounts.model import Account, Login
from tickets.transactions import Transaction


class AccountBook(Protocol):
    """The accounts."""

    def add(self, account: Account) -> bool:
        """Store a new account; False if the name is taken."""
        ...

    def save(self, account: Account) -> None:
        """Write a changed account."""
        ...

    def of_subject(self, subject: str) -> Account | None:
        """Return the account of whom an identity provider vouches for."""
        ...

    def get(self, name: str) -> Account | None:
        """Return an account."""
        ...

    def all(self, *, lock: bool = False) -> Sequence[Account]:
        """Return all by name; `lock` holds them until the unit of work ends."""
        ...


class Logins(Protocol):
    """The browsers logged in."""

    def add(self, login: Login) -> None:
        """Store a new one."""
        ...

    def get(self, key: str) -> Login | None:
        """Return one."""
        ...

    def remove(self, key: str) -> None:
        """Forget one."""
        ...

    def remove_of(self, account: str) -> None:
        """Forget all of an account."""
        ...

    def remove_expired(self, now: datetime) -> None:
        """Forget those whose time is over."""
        ...


class Attempts(Protocol):
    """Log-ins tried and not yet known to be right."""

    def add(self, name: str, address: str, at: datetime) -> None:
        """Remember one."""
        ...

    def count(self, since: datetime, *, name: str, address: str | None = None) -> int:
        """Count those since then, from one address or from anywhere."""
        ...

    def forget(self, name: str, address: str) -> None:
        """Forget those of a name from an address."""
        ...

    def remove_before(self, at: datetime) -> None:
        """Forget the old ones."""
        ...


class AccountsUnitOfWork(Transaction, Protocol):
    """One use case, one transaction: leaves without `commit` roll back."""

    @property
    def accounts(self) -> AccountBook:
        """Return the accounts."""
        ...

    @property
    def logins(self) -> Logins:
        """Return the browsers logged in."""
        ...

    @property
    def attempts(self) -> Attempts:
        """Return the attempts."""
        ...


AccountsUnitOfWorkFactory = Callable[[], AccountsUnitOfWork]
