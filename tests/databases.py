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
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", folder, "--save", ""]
        process = subprocess.Popen([program, *where], stdout=subprocess.DEVNULL)
        try:
            _wait_for("127.0.0.1", port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(10)


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
        self._program, self._port = program, _free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}/%2F"
        places = {"MNESIA_BASE": "data", "LOG_BASE": "log", "PID_FILE": "pid", "GENERATED_CONFIG_DIR": "config"}
        self._environ = {
            **os.environ,
            **{f"RABBITMQ_{name}": str(folder / place) for name, place in places.items()},
            "RABBITMQ_NODENAME": f"padam{self._port}@localhost",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(_free_port()),
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
        _wait_for("127.0.0.1", self._port, 90)

    def stop(self) -> None:
        """Stop the node; its queues stay on disk."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
