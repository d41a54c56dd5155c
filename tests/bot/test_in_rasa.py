"""What needs Rasa is tested in Rasa's own environment, with nothing installed there for tests."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "rasa" / "bin" / "python"


@pytest.mark.skipif(not PYTHON.exists(), reason="Rasa's environment is not set up")
@pytest.mark.parametrize("module", ["test_channels", "test_components", "test_lean", "test_measures"])
def test_in_rasas_environment(module: str):
    done = subprocess.run(
        [PYTHON, "-W", "ignore", "-m", "unittest", f"tests.bot.rasa.{module}"],
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "OK" in done.stderr
