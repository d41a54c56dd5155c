"""Nothing a stranger sends makes the gateway fail, or the understanding read what is not there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import absent
from tests.fuzz.properties import PROPERTIES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PROPERTIES)
def test_it_holds_whatever_comes(name: str) -> None:
    examples = 300 if name in {"understanding", "telephone"} else 60
    slowly = settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    tried: Callable[[], None] = slowly(PROPERTIES[name])
    tried()


@pytest.mark.parametrize("name", ["understanding", "whatsapp"])
def test_it_holds_guided_by_coverage(name: str, tmp_path: Path) -> None:
    """The long form of it, for a few seconds: that it runs, and counts what it covers."""
    if not _has_atheris():
        absent("atheris is not installed: it is made for Linux on x86_64")
    command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", "8", "--corpus", str(tmp_path)]
    # A busy machine may try next to nothing in that time; it goes on from what it has.
    for _ in range(8):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=200, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        assert "cov:" in done.stderr
        if len(list(tmp_path.iterdir())) > 1:
            break
    assert len(list(tmp_path.iterdir())) > 1, "nothing new was covered"
    shutil.rmtree(tmp_path)


def _has_atheris() -> bool:
    probe = [sys.executable, "-c", "import atheris"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
