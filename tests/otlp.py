"""A collector of traces at our own port: takes OTLP over HTTP and keeps the spans."""

from __future__ import annotations

import gzip
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class Seen:
    """A span as it came."""

    service: str
    name: str
    trace: str
    span: str
    parent: str
    attributes: dict[str, Any]


class Collector(ThreadingHTTPServer):
    """`spans` are those that came so far."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Seen] = []
        self.raw = b""
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def trace(self, trace: str) -> list[Seen]:
        """Return the spans of a trace."""
        return [span for span in self.spans if span.trace == trace]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that were killed."""


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert self.path == "/v1/traces"
        self.server.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            service = _attributes(resource.resource.attributes)["service.name"]
            for scope in resource.scope_spans:
                self.server.spans += [
                    Seen(
                        service,
                        span.name,
                        span.trace_id.hex(),
                        span.span_id.hex(),
                        span.parent_span_id.hex(),
                        _attributes(span.attributes),
                    )
                    for span in scope.spans
                ]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _attributes(pairs: Any) -> dict[str, Any]:  # noqa: ANN401 - protobuf's own containers
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in pairs}
