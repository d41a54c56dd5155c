"""A backup is a backup once it was restored: on both databases, with the real programs, while somebody writes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bootstrap import System, build
from deploy.backup import BackupError, backup
from deploy.migrate import migrate
from deploy.restore import put_secrets, restore
from settings import Settings
from tests.databases import fresh_postgresql
from tests.storage.builders import add, report, stranger, told
from tickets.events import EventType

REPORTS = 20


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[Settings]:
    """Yield settings of a database without tables."""
    if kind == "sqlite":
        yield Settings.from_env({"VAR_DIR": str(folder)})
        return
    with fresh_postgresql() as url:
        text = url.render_as_string(hide_password=False)
        yield Settings.from_env({"VAR_DIR": str(folder), "DATABASE_URL": text})


def contents(system: System) -> dict[str, list[Any]]:
    """Return every row of every table."""
    found = sa.MetaData()
    with system.engine.connect() as connection:
        found.reflect(connection)
        return {
            name: sorted(map(repr, connection.execute(sa.select(table)).all())) for name, table in found.tables.items()
        }


def _write_one(system: System, at: int) -> None:
    """Write a report and its event in one transaction."""
    ticket = report(at, stranger(at))
    ticket.events.append(told(ticket, EventType.COMMENT, at, "padam"))
    add(system.uow, ticket)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_backed_up_comes_back_whole(kind: str, tmp_path: Path) -> None:
    with empty(kind, tmp_path / "old") as old, empty(kind, tmp_path / "new") as new:
        migrate(old)
        system = build(old)
        for at in range(REPORTS):
            _write_one(system, at)
        known = contents(system)
        copy = backup(old, tmp_path / "copy")
        restore(new, copy)
        again = build(new)
        assert contents(again) == known
        assert len(known["tickets"]) == REPORTS
        migrate(new)
        with pytest.raises(BackupError, match=r"is not empty|is there already"):
            restore(new, copy)
        system.engine.dispose()
        again.engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_while_somebody_writes_is_of_one_moment(kind: str, tmp_path: Path) -> None:
    with empty(kind, tmp_path / "old") as old, empty(kind, tmp_path / "new") as new:
        migrate(old)
        system, over = build(old), threading.Event()

        def write() -> None:
            at = 0
            while not over.is_set():
                at += 1
                _write_one(system, at)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            copy = backup(old, tmp_path / "copy")
        finally:
            over.set()
            writer.join()
        restore(new, copy)
        again = build(new)
        found = contents(again)
        reports = {row.split("'")[1] for row in found["tickets"]}
        assert all(any(f"'{no}'" in row for no in reports) for row in found["events"])
        system.engine.dispose()
        again.engine.dispose()


def test_generated_secrets_come_back_and_replace_no_others(tmp_path: Path) -> None:
    old = Settings.from_env({"VAR_DIR": str(tmp_path / "old")})
    migrate(old)
    copy = backup(old, tmp_path / "copy")
    put_secrets(copy, tmp_path / "new")
    assert Settings.from_env({"VAR_DIR": str(tmp_path / "new")}).secret_key == old.secret_key
    assert (copy.stat().st_mode & 0o777) == 0o700
    other = Settings.from_env({"VAR_DIR": str(tmp_path / "other")})
    with pytest.raises(BackupError, match="is another one"):
        put_secrets(copy, other.var_dir)


def test_what_is_no_backup_and_what_is_there_already_is_refused_in_words(tmp_path: Path) -> None:
    settings = Settings.from_env({"VAR_DIR": str(tmp_path / "var")})
    with pytest.raises(BackupError, match="is no backup"):
        restore(settings, tmp_path)
    with pytest.raises(BackupError, match="is there already"):
        backup(settings, tmp_path)
    with pytest.raises(BackupError, match=r"padam\.db is not there"):
        backup(settings, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
