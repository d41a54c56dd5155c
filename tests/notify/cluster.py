"""A PostgreSQL server of one's own, so that a test may restart it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import absent
from tests.ports import free_port

SECONDS = 60


@dataclass(frozen=True)
class Cluster:
    """A running server with one empty database, `postgres`."""

    programs: Path
    data: Path
    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        """Return its address."""
        return f"postgresql+psycopg://postgres@{self.host}:{self.port}/postgres"

    def control(self, *words: str) -> None:
        """Run pg_ctl and wait for it: `start`, `stop`, `restart`, with `-m fast` or `-m immediate`."""
        where = f"-p {self.port} -c listen_addresses={self.host} -k {self.data}"
        log = str(self.data / "server.log")
        _run(self.programs / "pg_ctl", "-D", str(self.data), "-w", "-l", log, "-o", where, *words)


@contextmanager
def own_postgresql(host: str = "127.0.0.1") -> Iterator[Cluster]:
    """Start a new server at an address of this machine and remove it afterwards.

    Where PostgreSQL is not installed skip, on CI fail.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3]))
    on_path = shutil.which("initdb")
    initdb = found[-1] if found else Path(on_path) if on_path else None
    if initdb is None:
        absent("PostgreSQL's initdb is not installed")
    folder = Path(tempfile.mkdtemp(prefix="padam-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(initdb.parent, folder / "data", free_port(), host)
        _run(initdb, "-D", str(cluster.data), "-U", "postgres", "-A", "trust", "--no-sync")
        with (cluster.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {host}/24 trust\n")
        cluster.control("start")
        try:
            yield cluster
        finally:
            cluster.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: Path | str) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    words = [*who, *map(str, command)]
    subprocess.run(words, check=True, timeout=SECONDS, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
