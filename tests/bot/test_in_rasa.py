"""What needs Rasa is tested in Rasa's own environment, with nothing installed there for tests."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.databases import fresh_postgresql, fresh_redis

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "rasa" / "bin" / "python"


pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="Rasa's environment is not set up")
MODULES = [
    "test_action_calls",
    "test_action_results",
    "test_action_servers",
    "test_channels",
    "test_components",
    "test_events",
    "test_graph",
    "test_heard",
    "test_lean",
    "test_lighter",
    "test_locks",
    "test_measures",
    "test_trackers",
]


@pytest.mark.parametrize("module", MODULES)
def test_in_rasas_environment(module: str):
    run(module)


def test_conversations_on_postgresql():
    with fresh_postgresql() as url:
        for module in ("test_trackers", "test_heard"):
            run(module, TEST_TRACKER_URL=url.render_as_string(hide_password=False))


def test_locks_in_redis():
    with fresh_redis() as url:
        run("test_locks", TEST_REDIS_URL=url)


def run(module: str, **environ: str) -> None:
    """Run a module of tests in Rasa's environment."""
    done = subprocess.run(
        [PYTHON, "-W", "ignore", "-m", "unittest", f"tests.bot.rasa.{module}"],
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", **environ},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "OK" in done.stderr
