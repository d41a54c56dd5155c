"""The worker as a process of its own, forked from one that has read the program already: it starts at once.

`python -m notify` reads it for some seconds each time, and these tests start and kill the worker some hundred times.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from notify.__main__ import main

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "notify.__main__", __name__])
SECONDS = 60


class Forked:
    """A running worker; `log` takes what it prints."""

    def __init__(self, arguments: list[str], environ: Mapping[str, str], log: Path) -> None:
        log.touch()
        self._process = _CONTEXT.Process(target=_work, args=(arguments, dict(environ), str(log)), daemon=True)
        self._process.start()

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self._process.exitcode is not None

    def end(self, number: int = signal.SIGKILL) -> int:
        """Send it a signal; return its exit code. Raises: TimeoutError."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)
        return self.wait()

    def wait(self) -> int:
        """Return its exit code once it has ended. Raises: TimeoutError."""
        self._process.join(SECONDS)
        if self._process.exitcode is None:
            raise TimeoutError("the worker does not end")
        return self._process.exitcode


def _work(arguments: list[str], environ: Mapping[str, str], log: str) -> None:
    os.environ.clear()
    os.environ.update(environ)
    with open(log, "ab", buffering=0) as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    sys.argv = ["notify", *arguments]
    main()
