"""Copy what must not be lost into a new directory: `python -m deploy.backup DIRECTORY`. The system runs on."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import clock
from setting_reader import SettingsError
from settings import Settings

DUMP, DATABASE, TRACKERS, SECRETS, ABOUT = "padam.dump", "padam.db", "tracker.db", "secrets", "about.json"


class BackupError(Exception):
    """A copy could not be made or put back; the message tells the operator why."""


def main() -> None:
    """Make the copy the command line asks for."""
    arguments = argparse.ArgumentParser(prog="deploy.backup")
    arguments.add_argument("directory", type=Path, help="a directory that is not there yet")
    try:
        made = backup(Settings.from_env(), arguments.parse_args().directory)
    except (SettingsError, BackupError) as fault:
        sys.exit(str(fault))
    print(f"{made}: " + ", ".join(sorted(path.name for path in made.iterdir())))


def backup(settings: Settings, directory: Path) -> Path:
    """Write the copy; it is there whole under its name, or not at all. Raises: BackupError."""
    if directory.exists():
        raise BackupError(f"{directory} is there already")
    draft = directory.with_name(f".{directory.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    # Nobody but the owner: it holds everything.
    draft.mkdir(mode=0o700, parents=True)
    if is_postgresql(settings):
        run_postgresql(settings, "pg_dump", "--format=custom", f"--file={draft / DUMP}")
    else:
        copy_sqlite(sqlite_file(settings), draft / DATABASE)
        if (settings.var_dir / TRACKERS).exists():
            copy_sqlite(settings.var_dir / TRACKERS, draft / TRACKERS)
    if (settings.var_dir / SECRETS).exists():
        shutil.copytree(settings.var_dir / SECRETS, draft / SECRETS)
    kind = "postgresql" if is_postgresql(settings) else "sqlite"
    (draft / ABOUT).write_text(json.dumps({"kind": kind, "at": clock.now().isoformat()}) + "\n")
    draft.replace(directory)
    return directory


def is_postgresql(settings: Settings) -> bool:
    """Tell which of the two databases the settings name."""
    return settings.database_url.startswith("postgresql")


def sqlite_file(settings: Settings) -> Path:
    """Return the file of the SQLite database."""
    return Path(settings.database_url.removeprefix("sqlite:///").partition("?")[0])


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database by SQLite's own backup, while others write to it. Raises: BackupError."""
    if not source.exists():
        raise BackupError(f"{source} is not there")
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            read.backup(written)
    except sqlite3.Error as fault:
        raise BackupError(f"{source} could not be copied: {fault}") from fault


def run_postgresql(settings: Settings, program: str, *words: str) -> str:
    """Run a program of PostgreSQL on the database; the password stays out of the list of processes.

    Raises: BackupError with what the program said.
    """
    parts = urlsplit(settings.database_url)
    secret = {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    place = parts.hostname or ""
    place = f"[{place}]" if ":" in place else place
    place = f"{place}:{parts.port}" if parts.port else place
    place = f"{parts.username}@{place}" if parts.username else place
    where = urlunsplit(("postgresql", place, parts.path, parts.query, ""))
    command = [program, f"--dbname={where}", *words]
    try:
        done = subprocess.run(command, env=Settings.environment(**secret), capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise BackupError(f"{program} is not installed") from None
    if done.returncode:
        raise BackupError(f"{program} failed:\n{done.stderr.strip()}")
    return done.stdout


if __name__ == "__main__":
    main()
