"""Put a copy of `deploy.backup` back: `python -m deploy.restore DIRECTORY`, into an empty database, nothing running."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

from deploy.backup import (
    ABOUT,
    DATABASE,
    DUMP,
    SECRETS,
    TRACKERS,
    BackupError,
    copy_sqlite,
    is_postgresql,
    run_postgresql,
    sqlite_file,
)
from setting_reader import SettingsError
from settings import Settings

_TABLES = "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema()"


def main() -> None:
    """Put back the copy the command line names."""
    arguments = argparse.ArgumentParser(prog="deploy.restore")
    arguments.add_argument("directory", type=Path, help="what deploy.backup wrote")
    try:
        directory = arguments.parse_args().directory
        # Before the settings make secrets of their own.
        put_secrets(directory, Settings.var_dir_from_env())
        restore(Settings.from_env(), directory)
    except (SettingsError, BackupError) as fault:
        sys.exit(str(fault))
    print(f"{directory} is back; now migrate, then start")


def put_secrets(directory: Path, var_dir: Path) -> None:
    """Put generated secrets back where there are none. Raises: BackupError for others in their place."""
    kept, place = directory / SECRETS, var_dir / SECRETS
    if not kept.exists():
        return
    for secret in kept.iterdir():
        if (place / secret.name).exists() and (place / secret.name).read_bytes() != secret.read_bytes():
            raise BackupError(f"{place / secret.name} is another one: move it away")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for secret in kept.iterdir():
        shutil.copy2(secret, place / secret.name)


def restore(settings: Settings, directory: Path) -> None:
    """Fill the empty database of the settings. Raises: BackupError, for one that is not empty among others."""
    try:
        kind = json.loads((directory / ABOUT).read_text())["kind"]
    except (OSError, ValueError, KeyError):
        raise BackupError(f"{directory} is no backup") from None
    if (kind == "postgresql") != is_postgresql(settings):
        raise BackupError(f"the backup is of {kind}, DATABASE_URL names another database")
    if is_postgresql(settings):
        if run_postgresql(settings, "psql", "--no-psqlrc", "--tuples-only", f"--command={_TABLES}").strip() != "0":
            raise BackupError("the database is not empty")
        words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(directory / DUMP)]
        run_postgresql(settings, "pg_restore", *words)
        return
    file = sqlite_file(settings)
    for source, target in ((DATABASE, file), (TRACKERS, settings.var_dir / TRACKERS)):
        if target.exists():
            raise BackupError(f"{target} is there already")
        if (directory / source).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_sqlite(directory / source, target)


if __name__ == "__main__":
    main()
