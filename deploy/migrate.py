"""Bring the database to the present schema: `python -m deploy.migrate`; safe with several at once."""

from __future__ import annotations

import sys

from settings import Settings, SettingsError
from storage.engine import make_engine
from storage.migrate import upgrade


def main() -> None:
    """Migrate the database of the environment."""
    try:
        migrate(Settings.from_env())
    except SettingsError as fault:
        sys.exit(str(fault))


def migrate(settings: Settings) -> None:
    """Upgrade the database the settings name."""
    engine = make_engine(settings.database_url)
    upgrade(engine)
    engine.dispose()


if __name__ == "__main__":
    main()
