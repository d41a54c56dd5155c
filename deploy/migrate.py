"""Bring the database to the present schema, with a first account; several at once are safe.

`python -m deploy.migrate`
"""

from __future__ import annotations

import sys

import clock
from accounts.service import ADMIN, Accounts
from setting_reader import SettingsError
from settings import Settings
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork


def main() -> None:
    """Migrate the database of the environment."""
    try:
        migrate(Settings.from_env())
    except SettingsError as fault:
        sys.exit(str(fault))


def migrate(settings: Settings) -> None:
    """Upgrade the database the settings name; say once how to log in where nobody chose the password."""
    engine = make_engine(settings.database_url)
    upgrade(engine)
    password = settings.console_admin_password
    founded = Accounts(lambda: SqlUnitOfWork(engine), clock.now).found(password)
    if founded and settings.console_admin_password_is_generated:
        print(f"console: {settings.public_url}/console/ - user {ADMIN}, password {password}", flush=True)
    engine.dispose()


if __name__ == "__main__":
    main()
