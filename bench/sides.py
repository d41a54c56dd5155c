"""What is measured side by side: ours, stock Rasa, the bare hops. All are started, asked, weighed and ended alike."""

from __future__ import annotations

import os
import re
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import urllib3

from bench.bare.training import ensure_model as ensure_bare_model
from bench.carrier import Carrier
from bench.stock.training import ensure_model as ensure_stock_model
from bench.weight import Weighed
from deploy.layout import APP_PYTHON, RASA_ENVIRONMENT, RASA_PYTHON, ROOT
from simulator.twilio import ACCOUNT, WHATSAPP_NUMBER, Caller, Customer
from tests.deploy.system import RunningSystem
from tests.ports import free_port

TOKEN = "t" * 32
SECONDS, START_SECONDS = 60.0, 300.0
WEB_THREADS = 64

Talk = Callable[[str], list[str]]


class Side(ABC):
    """One of them. `with` starts it and answers a first message; `start_s` is how long that took."""

    name: ClassVar[str]
    # Models of plain Rasa are kept here.
    models: ClassVar[Path]

    def __init__(self, folder: Path, database_url: str, carrier: Carrier) -> None:
        self.folder = folder
        self.database_url = database_url
        self.carrier = carrier
        self.url = ""
        self.start_s = 0.0
        # A request to a server that is overrun waits; it does not fail because there are many.
        self._http = urllib3.PoolManager(maxsize=256, retries=False, timeout=SECONDS)
        self._stack = ExitStack()

    def __enter__(self) -> Side:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.prepare()
        begun = time.perf_counter()
        try:
            self.start()
            self.writer(0)("halo")
        except BaseException:
            self._stack.close()
            raise
        self.start_s = time.perf_counter() - begun
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """Make what the start takes for granted, such as a model; this is not measured."""

    @abstractmethod
    def start(self) -> None:
        """Start every process and wait until they take requests; leave the address in `url`."""

    @abstractmethod
    def weighed(self) -> Weighed:
        """Return processor time and memory of all its processes up to now."""

    def held(self) -> float:
        """Return how many turns had a holding answer first, up to now."""
        return 0.0

    def owed(self) -> float:
        """Return how many real answers are still to come to those who had a holding one."""
        return 0.0

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        """Deliver a webhook."""
        answer = self._http.request("POST", url, fields=dict(form), headers=dict(headers), encode_multipart=False)
        return answer.status, answer.data.decode()

    def writer(self, number: int) -> Talk:
        """Return how somebody writes on WhatsApp; the answers are the texts."""
        return Customer(self.url, TOKEN, f"+62811{number:07d}", post=self.post).write

    def speaker(self, number: int) -> Talk:
        """Return how somebody speaks who has just called."""
        caller = Caller(self.url, TOKEN, f"+62812{number:07d}", post=self.post)
        caller.dial()
        return caller.say

    def run(self, name: str, command: list[str], **environ: str) -> int:
        """Start one process of this side, ended with it; return its id."""
        log = self._stack.enter_context((self.folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **environ}, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        self._stack.callback(_end, process)
        return process.pid

    def wait(self, url: str) -> None:
        """Wait until something answers there. Raises: TimeoutError."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            with suppress(urllib3.exceptions.HTTPError):
                if self._http.request("GET", url).status == 200:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"{self.name}: nothing answers at {url}; see {self.folder}")


class Ours(Side):
    """The whole system as `make run` starts it."""

    name = "ours"

    def start(self) -> None:
        """Start it on its own database; what it sends goes to the stand-in."""
        self._system = RunningSystem(
            self.folder,
            SIMULATOR="0",
            DATABASE_URL=self.database_url,
            WEB_THREADS=str(WEB_THREADS),
            TWILIO_ACCOUNT_SID=ACCOUNT[:-1] + "1",
            TWILIO_AUTH_TOKEN=TOKEN,
            TWILIO_API_BASE=self.carrier.url,
            TWILIO_WHATSAPP_FROM=WHATSAPP_NUMBER,
        )
        self._stack.enter_context(self._system)
        self.url = self._system.base_url

    def weighed(self) -> Weighed:
        """Weigh the launcher and all below it."""
        return Weighed.of(self._system.processes(), self.database_url)

    def held(self) -> float:
        """Return how many turns had a holding answer first."""
        return self._figure("padam_holding_answers_total")

    def owed(self) -> float:
        """Return how many real answers are being worked on or sent."""
        return self._figure("padam_turns_held") + self._figure("padam_late_answers")

    def _figure(self, name: str) -> float:
        """Return what `/metrics` tells under a name, all labels together."""
        lines = self._http.request("GET", f"{self.url}/metrics").data.decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if re.match(rf"{name}[ {{]", line))


class Stock(Side):
    """Rasa with the pipeline, policies and channels it brings, TensorFlow and all; our actions behind it."""

    name = "stock"
    # Trained of all examples, or of so many for each intent.
    examples: ClassVar[int | None] = None

    def prepare(self) -> None:
        """Train it."""
        self._model = str(ensure_stock_model(self.models / f"{self.name}-{self.examples or 'all'}", self.examples))

    def start(self) -> None:
        """Start Rasa and the action server."""
        rasa, actions = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        (self.folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: {actions}/webhook\n")
        (self.folder / "credentials.yml").write_text(
            f'twilio:\n  account_sid: "{ACCOUNT}"\n  auth_token: "{TOKEN}"\n  twilio_number: "{WHATSAPP_NUMBER}"\n'
            'twilio_voice:\n  initial_prompt: "halo"\n  assistant_voice: "woman"\n'
        )
        settings = {"SIMULATOR": "0", "DATABASE_URL": self.database_url, "ACTIONS_URL": actions}
        own = {"VAR_DIR": str(self.folder), "TWILIO_AUTH_TOKEN": TOKEN}
        files = [
            "--endpoints",
            str(self.folder / "endpoints.yml"),
            "--credentials",
            str(self.folder / "credentials.yml"),
        ]
        where = ["--interface", "127.0.0.1", "--port", str(urlsplit(rasa).port)]
        command = [str(RASA_PYTHON), "-m", "bench.stock.launcher", self.carrier.url, "run", "--model", self._model]
        self._pids = {
            self.run("actions", [str(APP_PYTHON), "-m", "actions"], **settings, **own),
            self.run("rasa", [*command, *files, *where], **RASA_ENVIRONMENT),
        }
        self.wait(f"{actions}/health")
        self.wait(f"{rasa}/webhooks/twilio/")
        self.url = rasa

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, str]:
        """Deliver a webhook to Rasa's own channel; what it sent by REST meanwhile is the answer of WhatsApp."""
        written = url.endswith("/whatsapp")
        status, body = super().post(self._address(url), form, headers)
        if written and status < 400:
            texts = self.carrier.take(form["From"])
            body = f"<Response>{''.join(f'<Message>{escape(text)}</Message>' for text in texts)}</Response>"
        return status, body

    def _address(self, url: str) -> str:
        path = {"/whatsapp": "/webhooks/twilio/webhook", "/voice": "/webhooks/twilio_voice/webhook"}
        asked = url.removeprefix(self.url)
        return self.url + path.get(asked, asked)

    def weighed(self) -> Weighed:
        """Weigh Rasa and the action server."""
        return Weighed.of(self._pids, self.database_url)


class Floor(Side):
    """Gunicorn and Flask, sanic, sanic: a request passed on twice, and nothing done."""

    name = "floor"

    def start(self) -> None:
        """Start the three servers."""
        web, dialogue, actions = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
        serve = ["--worker-class", "gthread", "--threads", str(WEB_THREADS), "--keep-alive", "75"]
        app = f"bench.floor.web:create_app({dialogue!r})"
        self._pids = {
            self.run("actions", [str(APP_PYTHON), "-m", "bench.floor.actions", str(urlsplit(actions).port)]),
            self.run("dialogue", self.dialogue(str(urlsplit(dialogue).port), actions), **RASA_ENVIRONMENT),
            self.run("web", [str(APP_PYTHON), "-m", "gunicorn", *serve, "--bind", urlsplit(web).netloc, app]),
        }
        self.wait(f"{actions}/health")
        self.wait(f"{dialogue}/")
        self.url = web
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            with suppress(urllib3.exceptions.HTTPError):
                self._http.request("GET", web)
                return
            time.sleep(0.05)

    def dialogue(self, port: str, actions: str) -> list[str]:
        """Return the command of the server in the middle."""
        return [str(RASA_PYTHON), "-m", "bench.floor.dialogue", port, actions]

    def weighed(self) -> Weighed:
        """Weigh the three servers."""
        return Weighed.of(self._pids)


class Bare(Floor):
    """The floor with Rasa itself in the middle, which has one rule and remembers in memory."""

    name = "bare"

    def prepare(self) -> None:
        """Train the rule."""
        self._model = str(ensure_bare_model(self.models / self.name))

    def dialogue(self, port: str, actions: str) -> list[str]:
        """Return Rasa's own command, with its REST channel and the floor's action server."""
        endpoints, credentials = self.folder / "endpoints.yml", self.folder / "credentials.yml"
        endpoints.write_text(f"action_endpoint:\n  url: {actions}/webhook\n")
        credentials.write_text("rest:\n")
        files = ["--endpoints", str(endpoints), "--credentials", str(credentials), "--model", self._model]
        return [str(RASA_PYTHON), "-m", "rasa", "run", *files, "--interface", "127.0.0.1", "--port", port]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
