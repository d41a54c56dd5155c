"""Storm mode from the command line: shown, switched, and kept who did (ST-1)."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bootstrap import build
from deploy.layout import APP_PYTHON, ROOT
from privacy.model import Act
from settings import Settings
from storage.migrate import upgrade


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    given = {"VAR_DIR": str(tmp_path)}
    system = build(Settings.from_env(given))
    upgrade(system.engine)
    system.engine.dispose()
    return given


def run(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(APP_PYTHON), "-m", "storm", *words], cwd=ROOT, env=environ, text=True, capture_output=True, check=False
    )


def test_ST_1_it_is_switched_and_kept_by_whom(environ: dict[str, str]) -> None:
    assert run(environ, "show").stdout.startswith("off (automatic)")
    assert run(environ, "on", "--by", "sari").returncode == 0
    assert "(on, by sari)" in run(environ, "show").stdout
    system = build(Settings.from_env(environ))
    assert system.storms.state().is_on
    assert [(line.who, line.act, line.about) for _, line in system.privacy.trail()] == [("sari", Act.SWITCHED, "ON")]
    system.engine.dispose()


def test_nobody_switches_it_without_a_name(environ: dict[str, str]) -> None:
    refused = run(environ, "on")
    assert refused.returncode == 2
    assert "--by" in refused.stderr
    assert run(environ, "show").stdout.startswith("off")


def test_a_store_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    refused = run({"VAR_DIR": str(tmp_path), "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "show")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert refused.stderr.strip()
