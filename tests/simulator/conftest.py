"""A gateway that listens on a real port, in front of a dialogue the test plays."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.ivr.conftest import (
    TOKEN,
    app,
    clock,
    environ,
    fresh_database,
    rasa,
    rasa_timeout,
    system,
    unhurried,
    wording,
)

__all__ = [
    "app", "clock", "environ", "fresh_database", "rasa", "rasa_timeout", "system", "unhurried", "wording",
]  # fmt: skip


@pytest.fixture
def url(app: Flask, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of the gateway; the terminal programs find its token and public address as operators' do."""
    monkeypatch.setenv("VAR_DIR", environ["VAR_DIR"])
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("PUBLIC_URL", environ["PUBLIC_URL"])
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
