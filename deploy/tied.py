"""Tie a process to its parent: when the parent is gone, also by force, the process goes too."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(parent: int, with_signal: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for `with_signal` when `parent`, the present parent, ends. It outlives an exec.

    Linux only; elsewhere a launcher that is killed by force leaves its parts to be ended by hand.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, with_signal, 0, 0, 0)
    # The parent may have gone before the kernel was asked.
    if os.getppid() != parent:
        os.kill(os.getpid(), with_signal)
