"""The use cases of the accounts: one call, one transaction; passwords are hashed outside of it."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import (
    BadNameError,
    ClosedAccountError,
    LastAdminError,
    NameTakenError,
    NoSuchAccountError,
    TooManyAttemptsError,
    WeakPasswordError,
    WrongLoginError,
)
from accounts.model import Account, Login, Role
from accounts.ports import AccountsUnitOfWork, AccountsUnitOfWorkFactory
from tickets.ports import Clock

ADMIN = "admin"
# A shift and its overtime.
LOGIN_LASTS = timedelta(hours=12)
ATTEMPTS_WINDOW = timedelta(minutes=15)
# From one desk, and from everywhere: who guesses from many machines is slowed down too.
ATTEMPTS_LIMIT = 5
ATTEMPTS_LIMIT_ANYWHERE = 30
PASSWORD_LENGTH = range(10, 201)
_NAME = re.compile(r"[a-z][a-z0-9.]{1,31}")
_hasher = PasswordHasher()
# Checked where there is no such account: a wrong name must take as long as a wrong password.
_NOBODY = _hasher.hash(secrets.token_hex(16))


class Accounts:
    """All use cases around accounts."""

    def __init__(self, uow: AccountsUnitOfWorkFactory, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock

    # -- logging in -------------------------------------------------------------------------------------------------

    def log_in(self, name: str, password: str, address: str) -> str:
        """Return the token of a new log-in. Raises: TooManyAttemptsError, WrongLoginError."""
        name, now = _folded(name), self._clock()
        with self._uow() as uow:
            since = now - ATTEMPTS_WINDOW
            here = uow.attempts.count(since, name=name, address=address)
            if here >= ATTEMPTS_LIMIT or uow.attempts.count(since, name=name) >= ATTEMPTS_LIMIT_ANYWHERE:
                raise TooManyAttemptsError("too many wrong passwords lately")
            # Counted before the password is looked at: many at once are not let through.
            uow.attempts.remove_before(since)
            uow.attempts.add(name, address, now)
            account = uow.accounts.get(name)
            uow.commit()
        if not _matches(account.password if account else _NOBODY, password) or account is None or not account.active:
            raise WrongLoginError("name and password do not belong together")
        with self._uow() as uow:
            uow.attempts.forget(name, address)
            token = self._begin(uow, name)
            uow.commit()
        return token

    def admit(self, subject: str, wanted: str, role: Role) -> str:
        """Return the token of a new log-in of whom an identity provider vouches for.

        `subject` is the provider's lasting id, `role` what it says of them today; the first time an account is opened,
        named as `wanted` as far as that is free: nobody gets at another's account because names are alike.
        Raises: ClosedAccountError.
        """
        with self._uow() as uow:
            known = uow.accounts.of_subject(subject)
        account = known or self._welcome(subject, wanted, role)
        if not account.active:
            raise ClosedAccountError("the account was closed")
        if account.role is not role:
            # The last admin stays one, whatever the provider says: somebody has to manage the accounts.
            with suppress(LastAdminError):
                self.change(account.name, role=role)
        with self._uow() as uow:
            token = self._begin(uow, account.name)
            uow.commit()
        return token

    def _welcome(self, subject: str, wanted: str, role: Role) -> Account:
        base = re.sub(r"[^a-z0-9.]", "", _folded(wanted)).lstrip("0123456789.")[:24]
        base = base if len(base) > 1 else "petugas"
        # Nobody knows this password: the provider alone lets them in.
        account = Account(base, role, _hasher.hash(secrets.token_hex(16)), True, self._clock(), subject)
        for number in count(2):
            with self._uow() as uow:
                if uow.accounts.add(account):
                    uow.commit()
                    return account
                # The same person in two windows, or another person of that name.
                if (known := uow.accounts.of_subject(subject)) is not None:
                    return known
            account = replace(account, name=f"{base}{number}")
        raise AssertionError("unreachable")

    def _begin(self, uow: AccountsUnitOfWork, name: str) -> str:
        now, token = self._clock(), secrets.token_urlsafe(32)
        uow.logins.remove_expired(now)
        uow.logins.add(Login(_key(token), name, now + LOGIN_LASTS))
        return token

    def whose(self, token: str) -> Account | None:
        """Return the active account a token belongs to, None where it is over."""
        with self._uow() as uow:
            login = uow.logins.get(_key(token))
            account = uow.accounts.get(login.account) if login and login.expires_at > self._clock() else None
        return account if account and account.active else None

    def log_out(self, token: str) -> None:
        """End a log-in; unknown ones are none."""
        with self._uow() as uow:
            uow.logins.remove(_key(token))
            uow.commit()

    # -- accounts ---------------------------------------------------------------------------------------------------

    def found(self, password: str) -> bool:
        """Make the first account, `admin`, where there is none at all; tell whether this call made it."""
        with self._uow() as uow:
            if uow.accounts.all():
                return False
        return self._add(ADMIN, Role.ADMIN, password)

    def all(self) -> Sequence[Account]:
        """Return all accounts by name."""
        with self._uow() as uow:
            return uow.accounts.all()

    def create(self, name: str, role: Role, password: str) -> None:
        """Open an account. Raises: BadNameError, WeakPasswordError, NameTakenError."""
        name = _folded(name)
        if not _NAME.fullmatch(name):
            raise BadNameError("a name is 2 to 32 letters, digits and dots, beginning with a letter")
        _check_password(name, password)
        if not self._add(name, role, password):
            raise NameTakenError("an account of that name exists")

    def change(self, name: str, *, role: Role | None = None, active: bool | None = None) -> None:
        """Give another role, close or open an account; a closed one is logged out everywhere.

        Raises: NoSuchAccountError; LastAdminError where nobody would be left to do this.
        """

        def changed(account: Account) -> Account:
            new_active = account.active if active is None else active
            return replace(account, role=role or account.role, active=new_active)

        self._change(name, changed)

    def set_password(self, name: str, password: str) -> None:
        """Give a new password; whoever is logged in with the old one is out.

        Raises: NoSuchAccountError, WeakPasswordError.
        """
        _check_password(_folded(name), password)
        hashed = _hasher.hash(password)
        self._change(name, lambda account: replace(account, password=hashed))

    def change_own_password(self, name: str, old: str, new: str, address: str) -> str:
        """Change a password by its owner, who stays logged in by the token returned.

        Raises: TooManyAttemptsError, WrongLoginError, WeakPasswordError.
        """
        _check_password(name, new)
        self.log_in(name, old, address)
        self.set_password(name, new)
        return self.log_in(name, new, address)

    def _add(self, name: str, role: Role, password: str) -> bool:
        account = Account(name, role, _hasher.hash(password), active=True, created_at=self._clock())
        with self._uow() as uow:
            added = uow.accounts.add(account)
            uow.commit()
        return added

    def _change(self, name: str, change: Callable[[Account], Account]) -> None:
        with self._uow() as uow:
            # All of them held: two admins may close each other only one after the other.
            book = {account.name: account for account in uow.accounts.all(lock=True)}
            if _folded(name) not in book:
                raise NoSuchAccountError("there is no such account")
            old = book[_folded(name)]
            book[old.name] = new = change(old)
            if not any(account.active and account.role is Role.ADMIN for account in book.values()):
                raise LastAdminError("the last admin stays admin")
            _save(uow, old, new)
            uow.commit()


def _save(uow: AccountsUnitOfWork, old: Account, new: Account) -> None:
    uow.accounts.save(new)
    if not new.active or new.password != old.password:
        uow.logins.remove_of(new.name)


def _check_password(name: str, password: str) -> None:
    if len(password) not in PASSWORD_LENGTH or password.lower() == name:
        raise WeakPasswordError("a password has 10 to 200 characters and is not the name")


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _folded(name: str) -> str:
    return name.strip().lower()


def _key(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
