"""What processes have used of the processor and hold of the memory, read from `/proc`; Linux only."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from tests.deploy.system import processes

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Weighed:
    """Processor seconds since they began, and MB resident, pages they share counted once.

    PostgreSQL's work for the database counts as processor time; its memory is the server's own and does not.
    """

    cpu_s: float
    resident_mb: float

    @classmethod
    def of(cls, roots: Collection[int], database_url: str | None = None) -> Self:
        """Weigh processes with all that descend from them."""
        pids = _with_children(roots)
        backends = _backends(database_url) if database_url else set()
        return cls(sum(map(_cpu, pids | backends)), sum(map(_resident, pids)))


def _with_children(roots: Collection[int]) -> set[int]:
    parents = {pid: parent for pid, (parent, _) in processes().items()}
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _backends(database_url: str) -> set[int]:
    """Return PostgreSQL's processes for a database, which carry its name in their title."""
    name = sa.make_url(database_url).database or ""
    found = set()
    for title in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = title.read_bytes().decode(errors="replace").split()
            if words[:1] == ["postgres:"] and name in words:
                found.add(int(title.parent.name))
    return found


def _cpu(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
