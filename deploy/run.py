"""Start everything on this machine: `make run`.

Trains and migrates what is missing, then becomes the supervisor of the parts. Ends with Ctrl-C or SIGTERM,
and takes all of them along however it ends (`deploy.tied`).
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from io import TextIOWrapper

from supervisor import supervisord

from deploy import train
from deploy.layout import ROOT
from deploy.migrate import migrate
from deploy.tied import tie
from setting_reader import SettingsError
from settings import DEFAULT_ACTIONS_URL, DEFAULT_PORT, DEFAULT_RASA_URL, Settings


class StartError(Exception):
    """The system cannot be started; the message tells the operator why."""


def main() -> None:
    """Start the system and stay until it ends."""
    arguments = argparse.ArgumentParser(prog="deploy.run")
    arguments.add_argument("--end-with-parent", action="store_true", help="end when the starting process has ended")
    if arguments.parse_args().end_with_parent:
        tie(os.getppid(), signal.SIGTERM)
    os.chdir(ROOT)
    try:
        settings = with_free_ports(Settings.from_env())
        lock = hold(settings)
        prepare(settings)
    except (SettingsError, StartError, train.TrainingError) as fault:
        sys.exit(str(fault))
    print(f"starting; logs: {settings.log_dir}", flush=True)
    supervise(settings)
    lock.close()


def with_free_ports(settings: Settings) -> Settings:
    """Check the addresses; where Rasa and the actions were not told theirs, find free ones.

    Raises: StartError for an address that was asked for and is taken.
    """
    if not is_free(settings.host, settings.port):
        raise StartError(f"port {settings.port} on {settings.host} is taken: stop what listens there, or set PORT")
    # A second system on this machine goes out of the way of the first, also when both start at once.
    first = settings.port == DEFAULT_PORT
    return replace(
        settings,
        rasa_url=_free_url("RASA_URL", settings.rasa_url, settings.rasa_address, first),
        actions_url=_free_url("ACTIONS_URL", settings.actions_url, settings.actions_address, first),
    )


def is_free(host: str, port: int) -> bool:
    """Tell whether this machine can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As the servers do: connections that linger from an earlier run do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError:
            return False
    return True


def _free_url(name: str, url: str, address: tuple[str, int], first: bool) -> str:
    host, port = address
    by_default = url in {DEFAULT_RASA_URL, DEFAULT_ACTIONS_URL}
    if (first or not by_default) and is_free(host, port):
        return url
    if not by_default:
        raise StartError(f"port {port} on {host} is taken: stop what listens there, or change {name}")
    with socket.socket() as probe:
        probe.bind((host, 0))
        return f"http://{host}:{probe.getsockname()[1]}"


def hold(settings: Settings) -> TextIOWrapper:
    """Take the directory for this system as long as it runs. Raises: StartError when another has it."""
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    lock = (settings.run_dir / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError(f"a system runs in {settings.var_dir} already: stop it, or set VAR_DIR") from None
    return lock


def prepare(settings: Settings) -> None:
    """Bring model and database to the present state."""
    train.ensure_model(settings.log_dir / "train.log")
    migrate(settings)


def supervise(settings: Settings) -> None:
    """Become the supervisor; returns when every part has ended."""
    me = str(os.getpid())
    settings.export(LAUNCHER_PID=me)
    # In its own process group: Ctrl-C is for the supervisor, which ends the parts in order.
    subprocess.Popen([sys.executable, "-m", "deploy.announce", "--parent", me], process_group=0)
    supervisord.main(["--configuration", str(ROOT / "deploy" / "supervisord.conf")])


if __name__ == "__main__":
    main()
