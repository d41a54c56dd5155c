"""A dialogue at our own port: a small HTTP server that answers what a test wants, and remembers what it was asked."""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = list[dict[str, Any]]
# Whoever waits in a test waits for what must come; a machine that stands still for a while fails nothing.
PATIENCE = 60.0


def text(words: str, *buttons: tuple[str, str], **custom: object) -> dict[str, Any]:
    """Return one message of the dialogue."""
    return {
        "text": words,
        "buttons": [{"title": title, "payload": payload} for title, payload in buttons],
        "custom": {"expect": "free"} | custom,
    }


class FakeRasa:
    """Answers each turn by `answer(request)`; by default it echoes.

    While it is held it answers nobody: whoever must not wait for it is seen not to, however slow the machine is.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.connections = 0
        self.status = 200
        self.raw: bytes | None = None
        self._answers_from = 1.0
        self._times: Counter[str] = Counter()
        self._changed = threading.Condition()
        self.answer: Callable[[dict[str, Any]], Answer] = lambda asked: [text(f"dengar: {asked['text']}")]
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def says(self, *messages: dict[str, Any]) -> None:
        """Answer this from now on."""
        self.answer = lambda _asked: list(messages)

    def hold(self, until_asked: float = math.inf) -> None:
        """Answer nobody from now on; or a message once it was put so often, as one does that had begun with it."""
        self._answer_from(until_asked)

    def release(self) -> None:
        """Answer at once from now on, those who wait first."""
        self._answer_from(1.0)

    def heard(self, turns: int) -> bool:
        """Wait until so many turns were put; tell whether they were."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.asked) >= turns, PATIENCE)

    def _answer_from(self, times: float) -> None:
        with self._changed:
            self._answers_from = times
            self._changed.notify_all()

    def take(self, asked: dict[str, Any]) -> None:
        """Remember what was asked, and return when it may be answered."""
        message = str((asked.get("metadata") or {}).get("message"))
        with self._changed:
            self.asked.append(asked)
            self._times[message] += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._times[message] >= self._answers_from, PATIENCE)

    @property
    def last(self) -> dict[str, Any]:
        """Return the last request."""
        return self.asked[-1]

    def stop(self) -> None:
        """Refuse connections from now on."""
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    request_queue_size = 64
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: gateways that give up break connections."""


def _handler(rasa: FakeRasa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def setup(self) -> None:
            rasa.connections += 1
            super().setup()

        def do_POST(self) -> None:
            rasa.take(asked := json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path})
            body = rasa.raw if rasa.raw is not None else json.dumps({"messages": rasa.answer(asked)}).encode()
            self.send_response(rasa.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            """Keep the test output clean."""

    return Handler
