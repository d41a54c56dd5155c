"""Twilio's messages, calls and templates over real HTTP: keeps what it accepted, and can be told to fail."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections import Counter, deque
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class FakeTwilio(ThreadingHTTPServer):
    """A server on a free port. `plan` holds what happens to the next messages, one word each:

    `429` and `500` refuse, `21211` refuses for good, `lose` accepts and drops the connection, `stall` neither accepts
    nor answers for a while, `accept_and_stall` accepts but does not answer for a while.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.accepted: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []
        self.contents: dict[str, dict[str, Any]] = {}
        self.approval = "approved"
        self.plan: deque[str] = deque()
        self.reached: deque[str] = deque()
        self.latency = 0.0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that were killed."""

    def accept(self, form: dict[str, str]) -> dict[str, Any]:
        """Keep a message as Twilio shows it."""
        message = {
            "sid": f"SM{uuid.uuid4().hex}",
            "to": form["To"],
            "from": form["From"],
            "body": self.said(form),
            "content": form.get("ContentSid"),
            "status": "queued",
            "direction": "outbound-api",
            "at": time.time(),
            "date_created": format_datetime(datetime.now(UTC)),
        }
        with self.lock:
            self.accepted.append(message)
        return message

    def ring(self, form: dict[str, str]) -> dict[str, Any]:
        """Keep a call as Twilio shows it; it rings until a test ends it."""
        call = {
            "sid": f"CA{uuid.uuid4().hex}",
            "to": form["To"],
            "from": form["From"],
            "direction": "outbound-api",
            "status": "ringing",
            "date_created": format_datetime(datetime.now(UTC)),
            "asked": form,
        }
        with self.lock:
            self.calls.append(call)
        return call

    def said(self, form: dict[str, str]) -> str:
        """Return the text of a message, that of a template with its values put in."""
        if "Body" in form:
            return form["Body"]
        [kind] = self.contents[form["ContentSid"]]["types"].values()
        text: str = kind["body"]
        for place, value in json.loads(form["ContentVariables"]).items():
            text = text.replace(f"{{{{{place}}}}}", value)
        return text

    def bodies(self) -> Counter[tuple[str, str]]:
        """Return how often each text went to each number."""
        with self.lock:
            return Counter((message["to"], message["body"]) for message in self.accepted)


class _Handler(BaseHTTPRequestHandler):
    server: FakeTwilio

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_POST(self) -> None:
        accept = self.server.ring if self.path.endswith("/Calls.json") else self.server.accept
        if self.path.startswith("/v1/Content"):
            self._content(json.loads(self._read()))
            return
        form = {name: values[0] for name, values in parse_qs(self._read()).items()}
        with self.server.lock:
            step = self.server.plan.popleft() if self.server.plan else "accept"
        pauses = [self.server.latency * random.random() for _ in range(2)]
        time.sleep(pauses[0])
        if step.isdigit():
            self._answer(int(step) if len(step) == 3 else 400, {"code": int(step), "message": "no", "status": 400})
        elif step == "stall":
            self.server.reached.append(step)
            time.sleep(2)
            self.close_connection = True
        else:
            message = accept(form)
            if step == "accept":
                time.sleep(pauses[1])
                self._answer(201, message)
                return
            self.server.reached.append(step)
            if step == "accept_and_stall":
                time.sleep(2)
            self.close_connection = True
            self.connection.close()

    def _content(self, document: dict[str, Any]) -> None:
        parts = self.path.split("/")
        if parts[-1] == "whatsapp":
            self.server.contents[parts[3]]["approval_requests"] = {"status": self.server.approval}
            self._answer(201, document | {"status": self.server.approval})
            return
        # Twilio refuses a document with other kinds beside the one that is meant.
        if len(document["types"]) != 1 or None in document["types"].values():
            self._answer(400, {"code": 21655, "message": "no", "status": 400})
            return
        sid = f"HX{uuid.uuid4().hex}"
        self.server.contents[sid] = document | {"sid": sid, "approval_requests": {"status": "unsubmitted"}}
        self._answer(201, self.server.contents[sid])

    def do_GET(self) -> None:
        if self.path.startswith("/v1/ContentAndApprovals"):
            listed = list(self.server.contents.values())
            self._answer(200, {"contents": listed, "meta": {"key": "contents", "next_page_url": None}})
            return
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        kind, listed = ("calls", self.server.calls) if "/Calls" in self.path else ("messages", self.server.accepted)
        with self.server.lock:
            found = [it for it in reversed(listed) if it["to"] == asked.get("To", it["to"])]
            one = [it for it in found if f"/{it['sid']}.json" in self.path]
        self._answer(200, one[0] if one else {kind: found, "next_page_uri": None, "page_size": 50})

    def _read(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
