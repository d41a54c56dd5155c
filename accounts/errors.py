"""What the accounts refuse; `code` is stable, pages put it into words."""

from __future__ import annotations


class AccountError(Exception):
    """Say what is refused and why."""

    code = "account-error"


class WrongLoginError(AccountError):
    """Name and password do not belong together, or the account is closed; which of it is not told."""

    code = "wrong-login"


class TooManyAttemptsError(AccountError):
    """Too many wrong passwords lately."""

    code = "too-many-attempts"


class NoSuchAccountError(AccountError):
    """There is no such account."""

    code = "no-such-account"


class NameTakenError(AccountError):
    """An account of that name exists."""

    code = "name-taken"


class BadNameError(AccountError):
    """A name is 2 to 32 letters, digits and dots, beginning with a letter."""

    code = "bad-name"


class WeakPasswordError(AccountError):
    """A password has 10 to 200 characters and is not the name."""

    code = "weak-password"


class LastAdminError(AccountError):
    """Without an admin nobody could open accounts any more."""

    code = "last-admin"


class ClosedAccountError(AccountError):
    """The account was closed."""

    code = "closed-account"
