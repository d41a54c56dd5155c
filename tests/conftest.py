"""What every test has: no settings from outside, and on demand the whole running system."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.deploy.system import RunningSystem
from tests.side_by_side import ByFile, longest_first, room

ROOT = Path(__file__).parent.parent


def pytest_configure() -> None:
    """Forget the operator's settings: tests mean the defaults, or say what they mean."""
    for name in re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE):
        os.environ.pop(name, None)
    _log_plainly()
    # An example that a busy machine is slow with is no finding.
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")


def _log_plainly() -> None:
    """Show what went wrong without the values of all variables: to print these takes seconds each time."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, plain])


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Share the tests out file by file."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    longest_first(items)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Wait for a place on the machine before any time limit begins to run."""
    with room(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(scope="session")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """The real system, started once for all tests; it takes some 15 s."""
    with RunningSystem(tmp_path_factory.mktemp("system")) as system:
        yield system
