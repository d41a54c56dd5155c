"""The parts of a system several times each, as on several machines: nothing shared but PostgreSQL and Redis."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import requests

from deploy.layout import APP_PYTHON, MODEL, ROOT
from settings import Settings
from tests.deploy.network import Network
from tests.ports import free_port

PUBLIC_URL = "https://padam.example"
HERE = "127.0.0.1"
COUNT = 2
START_SECONDS = 240.0
# What the carrier grants a webhook.
CARRIER_SECONDS = 15.0


class ManySystem:
    """Two of every part on one PostgreSQL and one Redis, and the carrier in front: `post` goes to any web process.

    As with `#rp=ct,rt` a webhook whose connection fails is delivered once more, to whoever is there. With a network
    the Rasa processes are at its far end.
    """

    def __init__(
        self, folder: Path, database_url: str, redis_url: str, twilio_url: str, network: Network | None = None
    ) -> None:
        self._folder = folder
        self._network = network
        hosts = {"rasa": network.far, "actions": network.near} if network else dict.fromkeys(("rasa", "actions"), HERE)
        urls = {part: [f"http://{host}:{free_port()}" for _ in range(COUNT)] for part, host in hosts.items()}
        shared = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PUBLIC_URL": PUBLIC_URL,
            "TWILIO_API_BASE": twilio_url,
            "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
            "TWILIO_AUTH_TOKEN": "t" * 32,
            "TWILIO_WHATSAPP_FROM": "whatsapp:+622150001230",
            "API_KEY": "k" * 32,
            "SECRET_KEY": "s" * 32,
            "CONSOLE_ADMIN_PASSWORD": "rahasia-sekali",
            "RASA_URL": ",".join(urls["rasa"]),
            "ACTIONS_URL": ",".join(urls["actions"]),
        }
        self.settings = Settings.from_env({"VAR_DIR": str(folder / "shared"), **shared})
        self.base_url = PUBLIC_URL
        self._webs = [f"http://{HERE}:{free_port()}" for _ in range(COUNT)]
        self._environ: dict[str, Mapping[str, str]] = {}
        for at in range(COUNT):
            mine = {
                "PORT": self._webs[at].rpartition(":")[2],
                "RASA_LISTEN": urls["rasa"][at].removeprefix("http://"),
                "ACTIONS_LISTEN": urls["actions"][at].removeprefix("http://"),
            }
            for part in ("rasa", "actions", "notify", "web"):
                own = {"VAR_DIR": str(folder / f"{part}-{at}")}
                self._environ[f"{part}-{at}"] = {**os.environ, **shared, **mine, **own}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._next = itertools.count()
        self._sessions = threading.local()
        self.again = 0
        # When each webhook was answered, and how many seconds after its last delivery.
        self.waits: list[tuple[float, float]] = []

    def __enter__(self) -> Self:
        try:
            assert MODEL.exists(), "make train comes first"
            self._run("deploy.migrate", "web-0").wait(60)
            for name in self._environ:
                self.start(name)
            self.wait_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str) -> None:
        """Start a part, `web-0`."""
        part = name.partition("-")[0]
        within = self._network.within if self._network and part == "rasa" else []
        self._running[name] = self._run("deploy.part", name, part, within=within)

    def kill(self, name: str) -> None:
        """Kill a part with all it started, as a machine that loses its power."""
        with suppress(ProcessLookupError):  # it may have ended by itself
            os.killpg(self._running[name].pid, signal.SIGKILL)
        self._running.pop(name).wait()

    @property
    def names(self) -> Sequence[str]:
        """Return what all its processes are called."""
        return list(self._environ)

    @contextmanager
    def paused(self, part: str) -> Iterator[None]:
        """Let all processes of a part stand still, as a machine that swaps."""
        groups = [process.pid for name, process in self._running.items() if name.startswith(part)]
        for group in groups:
            os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            for group in groups:
                os.killpg(group, signal.SIGCONT)

    def memory(self) -> Mapping[str, int]:
        """Return what each part holds in memory, its processes together, in KiB; pages they share count once."""
        held = dict.fromkeys(self._running, 0)
        groups = {process.pid: name for name, process in self._running.items()}
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                if name := groups.get(os.getpgid(int(entry.name))):
                    lines = (entry / "smaps_rollup").read_text().splitlines()
                    held[name] += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return held

    def stop(self) -> None:
        """End all of it."""
        for name in list(self._running):
            self.kill(name)

    def wait_ready(self) -> None:
        """Wait until every web process finds every part, and every Rasa listens."""
        looks = [f"{url}/readyz" for url in self._webs] + [*self.settings.rasa_urls]
        looks += [f"{url}/health" for url in self.settings.actions_urls]
        end = time.monotonic() + START_SECONDS
        while not all(map(_answers, looks)):
            ended = [name for name, process in self._running.items() if process.poll() is not None]
            assert not ended, f"{ended} ended\n{self.log(ended[0])[-3000:]}"
            assert time.monotonic() < end, "was not ready in time"
            time.sleep(0.5)

    def log(self, name: str) -> str:
        """Return what a part said."""
        path = self._folder / f"{name}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        """Deliver a webhook as the carrier does: to any of the web processes, once more where the connection fails."""
        path = url.removeprefix(PUBLIC_URL)
        first = next(self._next)
        for attempt in range(2 * COUNT):
            base = self._webs[(first + attempt) % COUNT]
            begun = time.monotonic()
            try:
                answer = self._session().post(base + path, data=form, headers=dict(headers), timeout=CARRIER_SECONDS)
            except requests.ConnectionError:
                if attempt:
                    time.sleep(0.05)
                self.again += 1
                continue
            self.waits.append((time.time(), time.monotonic() - begun))
            return answer.status_code, answer.text
        return 502, ""

    def apkt(self, method: str, path: str, json: object = None) -> requests.Response:
        """Call the APKT interface of whoever is there."""
        headers = {"Authorization": f"Bearer {self.settings.api_key}"}
        living = next(base for base in self._webs if _answers(f"{base}/healthz"))
        return requests.request(method, f"{living}/api/v1{path}", json=json, headers=headers, timeout=15)

    def _session(self) -> requests.Session:
        if not hasattr(self._sessions, "value"):
            self._sessions.value = requests.Session()
        session: requests.Session = self._sessions.value
        return session

    def _run(self, module: str, name: str, *words: str, within: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        with (self._folder / f"{name}.log").open("ab") as log:
            command = [*within, str(APP_PYTHON), "-m", module, *words]
            return subprocess.Popen(command, cwd=ROOT, env=self._environ[name], stdout=log, stderr=log, process_group=0)


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=3).ok
    except requests.RequestException:
        return False
