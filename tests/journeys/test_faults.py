"""Each process killed, the servers restarted, the network cut: nobody unanswered, nothing lost or done twice (WT)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.journeys import breaking
from tests.journeys.stand import stand

# The whole measure has 1,000 (`MESSAGES=1000`).
MESSAGES = int(os.environ.get("MESSAGES", "180"))

pytestmark = [pytest.mark.journey, pytest.mark.timeout(1800)]


def test_WT_2_every_message_is_answered_whatever_is_away(tmp_path: Path) -> None:
    with stand(tmp_path) as standing:
        found = breaking.run(standing, MESSAGES)
    assert found.faults == [], json.dumps(found.figures, indent=1)
    assert found.figures["messages"] >= MESSAGES
