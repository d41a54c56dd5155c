"""The web application around its edges: health, figures, errors, headers, logs."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from flask import Flask

import app as application
import logs
from bootstrap import System, build
from settings import Settings
from storage.migrate import upgrade
from tests.ports import free_port
from tickets.errors import StoreUnavailableError

NOBODY = f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """Return a system of which only the database is there."""
    system = build(Settings.from_env({"VAR_DIR": str(tmp_path), "RASA_URL": NOBODY, "ACTIONS_URL": NOBODY}))
    upgrade(system.engine)
    yield system
    system.engine.dispose()


@pytest.fixture
def app(system: System) -> Flask:
    """Return its application, with one address that fails and one where the store is gone."""
    app = application.create_app(system)

    @app.get("/fails/<name>")
    def fails(name: str) -> str:
        raise ValueError(f"invalid literal: {name} 081234567890")

    @app.get("/storeless")
    def storeless() -> str:
        raise StoreUnavailableError("the store does not answer")

    return app


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what is logged, as it would stand in the file."""
    root = logging.getLogger()
    before, structure = (root.handlers[:], root.level), structlog.get_config()
    logs.configure()
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.configure(**structure)


def test_alive_is_not_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    parts = {"database": "ok", "rasa": "ConnectionError", "actions": "ConnectionError"}
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "parts": parts})


def test_a_database_without_the_present_schema_is_not_ready(tmp_path: Path) -> None:
    bare = build(Settings.from_env({"VAR_DIR": str(tmp_path), "RASA_URL": NOBODY, "ACTIONS_URL": NOBODY}))
    answer = application.create_app(bare).test_client().get("/readyz")
    assert answer.get_json()["parts"]["database"] == "NotReadyError"


def test_requests_are_counted_by_route_and_not_by_address(app: Flask) -> None:
    client = app.test_client()
    client.get("/fails/budi")
    figures = client.get("/metrics").get_data(as_text=True)
    assert "padam_outbox_age_seconds 0.0" in figures
    assert 'padam_http_requests_total{method="GET",route="/fails/<name>",status="500"}' in figures
    assert "budi" not in figures


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing-here", 404),
        ("POST", "/healthz", 405),
        ("GET", "/fails/budi", 500),
        ("GET", "/storeless", 503),
        ("GET", "/api/v1/nothing-here", 404),
    ],
)
def test_every_error_is_a_problem_document(app: Flask, method: str, path: str, status: int) -> None:
    answer = app.test_client().open(path, method=method)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert answer.get_json(force=True)["status"] == status
    assert "081234567890" not in answer.get_data(as_text=True)


def test_a_wrong_method_is_told_the_right_ones(app: Flask) -> None:
    assert "GET" in app.test_client().post("/healthz").headers["Allow"]


def test_a_body_too_large_is_refused(app: Flask) -> None:
    answer = app.test_client().post("/whatsapp", data={"Body": "x" * (application.MAX_BODY + 1)})
    assert answer.status_code in {403, 413}


def test_every_answer_carries_the_security_headers(app: Flask) -> None:
    for path in ("/healthz", "/nothing-here", "/fails/budi", "/api/v1/tickets"):
        headers = app.test_client().get(path).headers
        assert {name: headers.get(name) for name in application.HEADERS} == application.HEADERS, path
        assert "Strict-Transport-Security" not in headers


def test_behind_https_browsers_are_told_to_stay_there(tmp_path: Path) -> None:
    system = build(Settings.from_env({"VAR_DIR": str(tmp_path), "PUBLIC_URL": "https://ivr.example.id"}))
    assert "Strict-Transport-Security" in application.create_app(system).test_client().get("/healthz").headers


def test_an_error_is_logged_with_its_place_and_without_its_words(app: Flask, written: io.StringIO) -> None:
    app.test_client().get("/fails/budi?phone=081234567890")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    failure = next(line for line in lines if line["event"] == "failed")
    assert (failure["error"], failure["route"]) == ("ValueError", "/fails/<name>")
    assert failure["at"][-1].endswith(" fails")
    assert "081234567890" not in written.getvalue()
    assert "budi" not in written.getvalue()


def test_personal_values_are_withheld_from_the_log(written: io.StringIO) -> None:
    structlog.get_logger("test").info("turn", conversation="wa-1", phone="+6281234567890", address="Jl. Melati 5")
    logging.getLogger("library").warning("plain line")
    first, second = (json.loads(line) for line in written.getvalue().splitlines())
    assert (first["conversation"], first["phone"], first["address"]) == ("wa-1", "[withheld]", "[withheld]")
    assert (second["event"], second["logger"]) == ("plain line", "library")
