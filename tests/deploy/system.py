"""The whole system as it runs: real Rasa, real actions, real database, on ports and in a directory of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import requests
from twilio.request_validator import RequestValidator

from deploy.layout import APP_PYTHON, ROOT
from settings import Settings
from tests.ports import free_port

LAUNCHER = (str(APP_PYTHON), "-m", "deploy.run", "--end-with-parent")
PARTS = ("rasa", "actions", "notify", "web")
# Rasa takes some 12 s of a free core to start; a busy machine takes longer.
START_SECONDS = 150.0


class RunningSystem:
    """A system under a launcher; `with RunningSystem(dir) as system:` starts it and ends it.

    Parts are those of `PARTS`. What a test breaks it mends: use `without` and `paused`, or `wait_ready` after.
    """

    def __init__(self, var_dir: Path, command: Sequence[str] = LAUNCHER, **environ: str) -> None:
        self.var_dir = var_dir
        self.command = command
        defaults = {
            "PORT": str(free_port()),
            "RASA_URL": f"http://127.0.0.1:{free_port()}",
            "ACTIONS_URL": f"http://127.0.0.1:{free_port()}",
            "VAR_DIR": str(var_dir),
            "SIMULATOR": "1",
            # What a test breaks is no storm (ST-1): that would be on for the tests after it.
            "STORM_ENTER": "1",
        }
        self.environ: Mapping[str, str] = {**os.environ, **defaults, **environ}
        self.settings = Settings.from_env(self.environ)
        self.base_url = self.settings.local_url
        self.output = var_dir / "output.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_announced()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- as a whole -------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the launcher in a process group of its own, as a terminal would."""
        self.var_dir.mkdir(parents=True, exist_ok=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def stop(self, seconds: float = 90.0) -> int | None:
        """End the system as an operator would, by force if that does not help; return the exit code."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                raise AssertionError(f"did not end within {seconds} s\n{self.report()}") from None
        return self.process.returncode

    def wait_announced(self, seconds: float = START_SECONDS) -> None:
        """Wait until the launcher says that the system is ready."""
        self._wait(lambda: f"ready: {self.base_url}\n" in self.output.read_text(), seconds, "was not ready")

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until `/readyz` says that every part is there."""
        self._wait(self.is_ready, seconds, "was not ready")

    def is_ready(self) -> bool:
        """Ask `/readyz`."""
        try:
            return requests.get(f"{self.base_url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def processes(self) -> set[int]:
        """Return the ids of the launcher and of all that descend from it."""
        assert self.process is not None
        parents = {pid: parent for pid, (parent, _) in processes().items()}
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found

    # -- part by part -----------------------------------------------------------------------------------------------

    def pid(self, part: str) -> int:
        """Return the process id of a part that was started."""
        return int((self.settings.run_dir / f"{part}.pid").read_text())

    def wait_started(self, seconds: float = START_SECONDS) -> None:
        """Wait until every part has a process; it need not serve yet."""
        files = [self.settings.run_dir / f"{part}.pid" for part in PARTS]
        self._wait(lambda: all(file.exists() and file.read_text() for file in files), seconds, "did not start")

    def kill(self, part: str) -> int:
        """Kill a part by force; the supervisor starts it again. Return its process id."""
        pid = self.pid(part)
        os.kill(pid, signal.SIGKILL)
        self._wait(lambda: pid not in processes(), 60, f"{part} outlived SIGKILL")
        return pid

    @contextmanager
    def paused(self, part: str) -> Iterator[None]:
        """Keep a part from running: it takes connections and answers nothing."""
        pids = [self.pid(part), *(pid for pid, (parent, _) in processes().items() if parent == self.pid(part))]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)
            self.wait_ready()

    @contextmanager
    def without(self, part: str) -> Iterator[None]:
        """Keep a part away: killed, and its supervisor held so that it starts none."""
        supervisor = int((self.settings.run_dir / "supervisor.pid").read_text())
        os.kill(supervisor, signal.SIGSTOP)
        try:
            self.kill(part)
            yield
        finally:
            os.kill(supervisor, signal.SIGCONT)
            self.wait_ready()

    # -- talking to it ----------------------------------------------------------------------------------------------

    def twilio(self, path: str, fields: Mapping[str, str], timeout: float = 16.0) -> requests.Response:
        """Post a webhook, signed as Twilio signs it."""
        url = f"{self.settings.public_url}{path}"
        signature = RequestValidator(self.settings.twilio_auth_token).compute_signature(url, fields)
        headers = {"X-Twilio-Signature": signature}
        return requests.post(f"{self.base_url}{path}", data=fields, headers=headers, timeout=timeout)

    def apkt(self, method: str, path: str, json: object = None) -> requests.Response:
        """Call the APKT interface with its key; `path` begins after `/api/v1`."""
        headers = {"Authorization": f"Bearer {self.settings.api_key}"}
        return requests.request(method, f"{self.base_url}/api/v1{path}", json=json, headers=headers, timeout=15)

    # -- reading along ----------------------------------------------------------------------------------------------

    def log(self, part: str) -> str:
        """Return what a part (or `supervisor`) has logged so far."""
        path = self.settings.log_dir / f"{part}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def report(self) -> str:
        """Return the end of everything it said, for a failing test."""
        said = {"output": self.output.read_text(errors="replace")} | {part: self.log(part) for part in PARTS}
        return "\n".join(f"--- {name}\n{text[-2000:]}" for name, text in said.items())

    def _wait(self, condition: Callable[[], bool], seconds: float, complaint: str) -> None:
        end = time.monotonic() + seconds
        while not condition():
            ended = self.process is not None and self.process.poll() is not None
            if ended or time.monotonic() > end:
                raise AssertionError(f"{complaint} ({'it ended' if ended else f'{seconds} s'})\n{self.report()}")
            time.sleep(0.1)


def processes() -> dict[int, tuple[int, str]]:
    """Return parent and state of every live process on this machine, by process id; zombies do not live."""
    found: dict[int, tuple[int, str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except (OSError, ValueError):
            continue
        if state not in "ZX":
            found[int(stat.parent.name)] = (int(parent), state)
    return found
