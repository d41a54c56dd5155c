"""The use cases on the in-memory store, with a clock set by hand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from tests.fakes import FakeStore, HandSetClock
from tickets.service import Reports


@pytest.fixture
def clock() -> HandSetClock:
    """Return a clock at Monday noon in Jakarta."""
    return HandSetClock()


@pytest.fixture
def reports(clock: HandSetClock) -> Reports:
    """Return the use cases on an empty store."""
    return Reports(FakeStore(), clock, unit_code="54", zone=ZoneInfo("Asia/Jakarta"))
