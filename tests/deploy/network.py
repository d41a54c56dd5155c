"""A network of one's own between this machine and a namespace: it can be cut, and then packets vanish.

Between both stands a switch in a namespace of its own. When it stops, both ends still see their line: nobody is told
that a connection failed, as when a switch or a firewall in a data centre swallows everything.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.databases import absent

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Network:
    """`near` is the address of this machine, `far` that of the namespace, where `within` runs a command."""

    name: str
    near: str
    far: str

    @property
    def within(self) -> list[str]:
        """Return what to put before a command that is to run there."""
        return ["ip", "netns", "exec", f"far-{self.name}"]

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Let every packet vanish meanwhile."""
        self._switch("down")
        try:
            yield
        finally:
            self._switch("up")

    def _switch(self, state: str) -> None:
        _ip(f"-n switch-{self.name} link set switch {state}")


@contextmanager
def own_network() -> Iterator[Network]:
    """Build a network and remove it afterwards; without `ip` or the right to use it skip, on CI fail."""
    if shutil.which("ip") is None:
        absent("ip (Debian's iproute2) is not installed")
    if os.geteuid() != 0:
        absent("only root may build a network namespace")
    name = secrets.token_hex(3)
    subnet = f"10.{200 + secrets.randbelow(50)}.{secrets.randbelow(250)}"
    network = Network(name, f"{subnet}.1", f"{subnet}.2")
    try:
        _build(network)
        yield network
    finally:
        # The ends of the lines go with their namespaces.
        for space in ("far", "switch"):
            command = ["ip", "netns", "del", f"{space}-{name}"]
            subprocess.run(command, check=False, timeout=SECONDS, capture_output=True)


def _build(network: Network) -> None:
    name = network.name
    far, switch = f"far-{name}", f"switch-{name}"
    try:
        _ip(f"netns add {far}")
    except subprocess.CalledProcessError as refusal:
        absent(f"this machine lets nobody build a network namespace: {refusal.stderr.decode().strip()}")
    _ip(f"netns add {switch}")
    _ip(f"-n {switch} link add switch type bridge forward_delay 0")
    _ip(f"link add near-{name} type veth peer name near netns {switch}")
    _ip(f"-n {far} link add line type veth peer name far netns {switch}")
    for port in ("near", "far"):
        _ip(f"-n {switch} link set {port} master switch up")
    _ip(f"-n {switch} link set switch up")
    _ip(f"addr add {network.near}/24 dev near-{name}")
    _ip(f"link set near-{name} up")
    _ip(f"-n {far} addr add {network.far}/24 dev line")
    _ip(f"-n {far} link set line up")
    _ip(f"-n {far} link set lo up")


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, timeout=SECONDS, capture_output=True)
