"""Issue of the whole: at least 95 of 100 scripted customers reach what they want in the store, without a human."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys import customers

pytestmark = pytest.mark.journey
LEAST = 0.95


def test_the_scripted_customers_reach_the_right_outcome(
    running_system: RunningSystem, capsys: pytest.CaptureFixture[str]
) -> None:
    records = customers.load()
    with ThreadPoolExecutor(4) as pool:
        talks = list(pool.map(lambda record: customers.run(record, running_system), records))
    failed = [talk for talk in talks if talk.faults]
    share = 1 - len(failed) / len(talks)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(talks)} customers, {share:.1%} with the right outcome\n")
        sys.stdout.writelines(f"{talk.row()}\n" for talk in failed)
    transcripts = "\n\n".join("\n".join([talk.row(), *talk.lines]) for talk in failed)
    assert share >= LEAST, transcripts
