"""Real servers for tests: a PostgreSQL database of one's own, a migrated SQLite file, a Redis."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
import sqlalchemy as sa
from sqlalchemy import URL

from storage.engine import make_engine

SERVER = os.environ.get("TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


@contextmanager
def fresh_postgresql() -> Iterator[URL]:
    """Create an empty PostgreSQL database and drop it afterwards; without a server skip, on CI fail."""
    server = make_engine(SERVER).execution_options(isolation_level="AUTOCOMMIT")
    name = f"padam_test_{uuid.uuid4().hex[:12]}"
    try:
        with server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
    except sa.exc.OperationalError as error:
        absent(f"no PostgreSQL at {server.url}: {error.orig}")
    try:
        yield server.url.set(database=name)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


@contextmanager
def fresh_redis() -> Iterator[str]:
    """Start an empty Redis and yield its address; where it is not installed skip, on CI fail."""
    program = shutil.which("redis-server")
    if program is None:
        absent("redis-server is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", ""]
        process = subprocess.Popen([program, *where], stdout=subprocess.DEVNULL)
        try:
            _wait_for("127.0.0.1", port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(10)


def absent(reason: str) -> NoReturn:
    """Skip a test whose server is not here; on CI, where it must be, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _wait_for(host: str, port: int, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((host, port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
