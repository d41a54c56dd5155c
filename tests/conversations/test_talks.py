"""The conversation tests of `test_talks.yml`, run by Rasa on the trained model."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from deploy.layout import MODEL, RASA_ENVIRONMENT, RASA_PYTHON, ROOT

TALKS = Path(__file__).with_suffix(".yml")


@pytest.mark.journey
def test_every_talk_is_predicted_as_written(tmp_path: Path):
    command = ["-W", "ignore", "-m", "bot", "test", "core", "--model", MODEL, "--stories", TALKS, "--out", tmp_path]
    done = subprocess.run(
        [RASA_PYTHON, *command, "--fail-on-prediction-errors"],
        cwd=ROOT,
        env={**os.environ, **RASA_ENVIRONMENT, "ACTIONS_URL": "http://127.0.0.1:9", "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    assert "7 / 7" in done.stdout + done.stderr
