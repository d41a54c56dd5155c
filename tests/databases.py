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
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa
from sqlalchemy import URL

from storage.engine import make_engine
from storage.migrate import upgrade
from tests.ports import free_port

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
            # On a busy machine it waits for the disk.
            connection.execute(sa.text("SET statement_timeout = 0"))
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()


def migrated_sqlite(path: Path) -> Path:
    """Make a SQLite file with the present schema, to be copied; return its path."""
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@contextmanager
def fresh_redis() -> Iterator[str]:
    """Start an empty Redis and yield its address; where it is not installed skip, on CI fail."""
    with own_redis() as server:
        yield server.url


@contextmanager
def own_redis(host: str = "127.0.0.1") -> Iterator[RedisServer]:
    """Start an empty Redis that can be restarted, at an address of this machine; skip or fail as above."""
    program = shutil.which("redis-server")
    if program is None:
        absent("redis-server is not installed")
    with tempfile.TemporaryDirectory() as folder:
        server = RedisServer(program, host, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


class RedisServer:
    """A Redis that keeps nothing on disk; `url` is its address."""

    def __init__(self, program: str, host: str, folder: str) -> None:
        self._host, self._port = host, free_port()
        where = ["--bind", host, "--port", str(self._port), "--dir", folder, "--save", "", "--protected-mode", "no"]
        self._command = [program, *where]
        self.url = f"redis://{host}:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        _wait_for(self._host, self._port)

    def stop(self) -> None:
        """Stop it; what it held is gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None


@contextmanager
def fresh_rabbitmq(folder: Path) -> Iterator[Broker]:
    """Start a RabbitMQ node of one's own; where it is not installed skip, on CI fail."""
    program = shutil.which("rabbitmq-server", path=f"/usr/lib/rabbitmq/bin:{os.environ['PATH']}")
    if program is None:
        absent("rabbitmq-server is not installed")
    broker = Broker(program, folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


class Broker:
    """A RabbitMQ node that can be stopped and started; `url` is its address."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._port = program, free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}/%2F"
        places = {"MNESIA_BASE": "data", "LOG_BASE": "log", "PID_FILE": "pid", "GENERATED_CONFIG_DIR": "config"}
        self._environ = {
            **os.environ,
            **{f"RABBITMQ_{name}": str(folder / place) for name, place in places.items()},
            "RABBITMQ_NODENAME": f"padam{self._port}@localhost",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            # Not the machine's own: it may name the port of the node that runs there.
            "RABBITMQ_CONFIG_FILE": str(folder / "node"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced"),
            "HOME": str(folder),
        }
        (folder / "plugins").write_text("[].")
        (folder / "node.conf").write_text(f"listeners.tcp.default = 127.0.0.1:{self._port}\n")
        (folder / "advanced.config").write_text("[].")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the node and wait until it listens."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen([self._program], env=self._environ, stdout=quiet, stderr=quiet)
        _wait_for("127.0.0.1", self._port)

    def stop(self) -> None:
        """Stop the node; its queues stay on disk."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None


def absent(reason: str) -> NoReturn:
    """Skip a test whose server is not here; on CI, where it must be, fail."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _wait_for(host: str, port: int, seconds: float = 90.0) -> None:
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
