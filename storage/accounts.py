"""Accounts in SQL, as `accounts.ports` wants them. Each class works within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from accounts.model import Account, Login
from storage.account_tables import accounts, attempts, logins
from storage.upsert import add_new


class SqlAccountBook:
    """The accounts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, account: Account) -> bool:
        """Store a new account; False if the name is taken."""
        return add_new(self._connection, accounts, asdict(account), accounts.c.name).scalar() is not None

    def save(self, account: Account) -> None:
        """Write a changed account."""
        self._connection.execute(accounts.update().where(accounts.c.name == account.name).values(asdict(account)))

    def get(self, name: str) -> Account | None:
        """Return an account."""
        row = self._connection.execute(sa.select(accounts).where(accounts.c.name == name)).one_or_none()
        return None if row is None else Account(**row._mapping)

    def of_subject(self, subject: str) -> Account | None:
        """Return the account of whom an identity provider vouches for."""
        row = self._connection.execute(sa.select(accounts).where(accounts.c.subject == subject)).one_or_none()
        return None if row is None else Account(**row._mapping)

    def all(self, *, lock: bool = False) -> Sequence[Account]:
        """Return all by name; `lock` holds them until the transaction ends."""
        query = sa.select(accounts).order_by(accounts.c.name)
        rows = self._connection.execute(query.with_for_update() if lock else query)
        return [Account(**row._mapping) for row in rows]


class SqlLogins:
    """The browsers logged in."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, login: Login) -> None:
        """Store a new one."""
        self._connection.execute(logins.insert().values(asdict(login)))

    def get(self, key: str) -> Login | None:
        """Return one."""
        row = self._connection.execute(sa.select(logins).where(logins.c.key == key)).one_or_none()
        return None if row is None else Login(**row._mapping)

    def remove(self, key: str) -> None:
        """Forget one."""
        self._connection.execute(logins.delete().where(logins.c.key == key))

    def remove_of(self, account: str) -> None:
        """Forget all of an account."""
        self._connection.execute(logins.delete().where(logins.c.account == account))

    def remove_expired(self, now: datetime) -> None:
        """Forget those whose time is over."""
        self._connection.execute(logins.delete().where(logins.c.expires_at <= now))


class SqlAttempts:
    """Log-ins tried and not yet known to be right."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, name: str, address: str, at: datetime) -> None:
        """Remember one."""
        self._connection.execute(attempts.insert().values(name=name, address=address, at=at))

    def count(self, since: datetime, *, name: str, address: str | None = None) -> int:
        """Count those since then, from one address or from anywhere."""
        tried = sa.select(sa.func.count()).where(attempts.c.name == name, attempts.c.at > since)
        if address is not None:
            tried = tried.where(attempts.c.address == address)
        return int(self._connection.execute(tried).scalar_one())

    def forget(self, name: str, address: str) -> None:
        """Forget those of a name from an address."""
        mine = (attempts.c.name == name) & (attempts.c.address == address)
        self._connection.execute(attempts.delete().where(mine))

    def remove_before(self, at: datetime) -> None:
        """Forget the old ones."""
        self._connection.execute(attempts.delete().where(attempts.c.at <= at))
