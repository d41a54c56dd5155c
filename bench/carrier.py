"""Twilio's REST API as far as a message needs it: takes each at once, and remembers it for whoever waits for it."""

from __future__ import annotations

import json
import secrets
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs


class Carrier:
    """A server on a free port of this machine; `with Carrier() as carrier:` starts and ends it."""

    def __init__(self) -> None:
        self._sent: dict[str, list[str]] = defaultdict(list)
        self._lock = threading.Lock()
        carrier = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                carrier.keep(form.get("To", [""])[0], form.get("Body", [""])[0])
                body = json.dumps({"sid": f"SM{secrets.token_hex(16)}", "status": "queued"}).encode()
                self.send_response(201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="carrier", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def keep(self, recipient: str, text: str) -> None:
        """Remember a message."""
        with self._lock:
            self._sent[recipient].append(text)

    def take(self, recipient: str) -> list[str]:
        """Return what was sent to someone since they were asked for last."""
        with self._lock:
            return self._sent.pop(recipient, [])
