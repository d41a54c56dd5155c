"""Ports for servers of a test."""

from __future__ import annotations

import random
import socket

# Below every system's range for outgoing connections: what listens later must not find such a connection on its port.
_RANGE = range(15_000, 32_000)
_given: set[int] = set()


def free_port() -> int:
    """Return a port of this machine nobody listens on, each once in a run."""
    while True:
        port = random.choice(_RANGE)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
