"""Whether the system can serve: its parts looked at from the web process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import requests
import structlog
from flask import Flask, Response, jsonify

from bootstrap import System
from storage.migrate import is_served

log = structlog.get_logger(__name__)

# Probes give up after a second or two; so do we.
PROBE_SECONDS = 1.5

Check = Callable[[], None]


class NotReadyError(Exception):
    """A part answers, but not as it should."""


def register(app: Flask, system: System) -> None:
    """Mount `/healthz` and `/readyz`."""
    checks = checks_of(system)

    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        faults = failing(checks)
        parts = {name: faults.get(name, "ok") for name in checks}
        return jsonify(status="not ready" if faults else "ready", parts=parts), 503 if faults else 200


def checks_of(system: System) -> Mapping[str, Check]:
    """Return what must work: the database with the present schema, Rasa with its model, the action server."""
    settings = system.settings

    def database() -> None:
        with system.engine.connect() as connection:
            if not is_served(connection):
                raise NotReadyError("schema is older than the program")

    return {
        "database": database,
        # Rasa listens only once its model is loaded, so that any answer means that it can talk.
        "rasa": lambda: _one_answers(settings.rasa_urls),
        "actions": lambda: _one_answers([f"{url}/health" for url in settings.actions_urls]),
    }


def failing(checks: Mapping[str, Check]) -> dict[str, str]:
    """Run all checks at once; return the name and kind of fault of those that fail."""
    with ThreadPoolExecutor(len(checks)) as pool:
        running = {name: pool.submit(check) for name, check in checks.items()}
        faults = {name: future.exception() for name, future in running.items()}
    for name, fault in faults.items():
        if fault:
            log.warning("not ready", part=name, error=type(fault).__name__)
    return {name: type(fault).__name__ for name, fault in faults.items() if fault}


def _one_answers(urls: Sequence[str]) -> None:
    """Look whether one of several is there: the others' work goes to it."""
    with ThreadPoolExecutor(len(urls)) as pool:
        faults = [future.exception() for future in [pool.submit(_answers, url) for url in urls]]
    if all(faults):
        raise faults[0] or NotReadyError


def _answers(url: str) -> None:
    answer = requests.get(url, timeout=PROBE_SECONDS)
    if not answer.ok:
        raise NotReadyError(f"{url} answered {answer.status_code}")
