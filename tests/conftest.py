"""What every test has: no settings from outside, and on demand the whole running system."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.system import RunningSystem

ROOT = Path(__file__).parent.parent


def pytest_configure() -> None:
    """Forget the operator's settings: tests mean the defaults, or say what they mean."""
    for name in re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The real system, started once for all tests; it takes some 15 s."""
    with RunningSystem(tmp_path_factory.mktemp("system")) as system:
        yield system
