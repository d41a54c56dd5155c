"""Several test processes on one machine: who gets which file, and what has the machine to itself.

Without `pytest -n` none of it does anything.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from xdist.scheduler import LoadScopeScheduling

RUN = "PYTEST_XDIST_TESTRUNUID"
# Whose files share what is dear to start, and go to one process.
TOGETHER = ("tests/bot", "tests/conversations")
# These take longest: whoever begins with them is not waited for in the end.
LONGEST = ("tests/bench", "tests/journeys", "tests/browser", "tests/notify")


class ByFile(LoadScopeScheduling):
    """Give each file to one process, as a whole, in the order in which they are collected."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if path.startswith(f"{folder}/")), path)


def longest_first(items: list[pytest.Item]) -> None:
    """Put what takes longest at the beginning."""

    def place(item: pytest.Item) -> int:
        path = item.nodeid
        return next((at for at, folder in enumerate(LONGEST) if path.startswith(f"{folder}/")), len(LONGEST))

    items.sort(key=place)


@contextmanager
def room(*, alone: bool) -> Iterator[None]:
    """Wait for a place on the machine, shared with the other test processes or alone, and keep it meanwhile.

    Who waits to be alone holds the door: nobody enters any more, so that the room becomes empty.
    """
    run = os.environ.get(RUN)
    if run is None:
        yield
        return
    with _file(run, "room") as inside:
        with _file(run, "door") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(inside, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield


def _file(run: str, name: str) -> IO[str]:
    """Open a file of this run; a lock on it ends when it is closed."""
    return (Path(tempfile.gettempdir()) / f"padam-tests-{run}.{name}").open("w")
