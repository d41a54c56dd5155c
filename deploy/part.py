"""Become one part of the system: `python -m deploy.part rasa|actions|notify|web [--parent PID]`.

The same commands serve one machine, where a supervisor starts them, and containers, where each stands alone.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from deploy.layout import APP_PYTHON, MODEL, RASA_ENVIRONMENT, RASA_PYTHON, ROOT
from deploy.tied import tie
from settings import Settings


def rasa(settings: Settings) -> Sequence[str | Path]:
    """Return the command of the dialogue; its HTTP interface is our channels alone, never public."""
    settings.export(TRACKER_URL=settings.tracker_url, LOCK_URL=settings.redis_url or "", **RASA_ENVIRONMENT)
    settings.export(AMQP_URL=settings.amqp_url or "", EVENT_KEY=settings.event_key)
    served = ["--model", str(MODEL), "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    host, port = settings.rasa_address
    where = ["--interface", host, "--port", str(port)]
    return [RASA_PYTHON, "-m", "bot", "run", *served, *where]


def actions(settings: Settings) -> Sequence[str | Path]:
    """Return the command of the action server."""
    settings.export()
    return [APP_PYTHON, "-m", "actions"]


def notify(settings: Settings) -> Sequence[str | Path]:
    """Return the command of the worker that sends the notices."""
    settings.export()
    return [APP_PYTHON, "-m", "notify"]


def web(settings: Settings) -> Sequence[str | Path]:
    """Return the command of the web process; the figures of an earlier one are dropped."""
    shutil.rmtree(settings.metrics_dir, ignore_errors=True)
    settings.metrics_dir.mkdir(parents=True)
    settings.export(PROMETHEUS_MULTIPROC_DIR=str(settings.metrics_dir))
    return [APP_PYTHON, "-m", "gunicorn", "--config", "python:deploy.gunicorn_config", "app:serve()"]


# Where all share the cores and there is more to do than can be done, whoever answers customers, if only to hold,
# comes first: what they wait for anyway may take longer.
NICE = {"rasa": 10, "actions": 10, "notify": 10}
PARTS = {"rasa": rasa, "actions": actions, "notify": notify, "web": web}


def main() -> None:
    """Leave the process id in `VAR_DIR/run/<part>.pid` and become the part."""
    arguments = argparse.ArgumentParser(prog="deploy.part")
    arguments.add_argument("part", choices=PARTS)
    arguments.add_argument("--parent", type=int, help="end when this process, the parent, has ended")
    given = arguments.parse_args()
    if given.parent:
        tie(given.parent)
    os.chdir(ROOT)
    settings = Settings.from_env()
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    (settings.run_dir / f"{given.part}.pid").write_text(f"{os.getpid()}\n")
    os.nice(NICE.get(given.part, 0))
    command = [str(word) for word in PARTS[given.part](settings)]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
