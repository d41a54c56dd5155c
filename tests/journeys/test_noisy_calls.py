"""Callers on bad lines: no call loops or ends in nothing, and nine of ten are served without a human."""

from __future__ import annotations

import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from bootstrap import System, build
from tests.deploy.system import RunningSystem
from tests.journeys import customers
from tests.journeys.customers import Talk
from tests.journeys.noise import OnABadLine
from tests.journeys.people import Home, Person

pytestmark = pytest.mark.journey
# `CALLS=300` is the measure; what runs with every test is enough to see a change for the worse.
CALLS = int(os.environ.get("CALLS", "80"))
# Another number gives every caller another line.
SEED = int(os.environ.get("SEED", "0")) * 10_000
# Of so few the share is off by some hundredths by chance. What is neither right nor a human's must be next to nothing.
LEAST = 0.95 if CALLS >= 200 else 0.9
MOST_WRONG = 0.01 if CALLS >= 200 else 0.03
RIGHT, WRONG, LOOP, DEAD_END, WITHOUT_RECORD = "right", "wrong", "loop", "dead end", "human without record"
NEVER = {LOOP, DEAD_END, WITHOUT_RECORD}
# Nothing is said in the same words so often in a row (HR-6).
SAME_WORDS = 3


@dataclass(frozen=True, slots=True)
class Call:
    """A call with what came of it."""

    talk: Talk
    line: OnABadLine
    outcome: str

    def transcript(self) -> str:
        """Return everything of it."""
        return "\n".join([self.outcome, self.talk.row(), *self.line.log, *self.talk.lines])


def test_HR_6_callers_on_bad_lines_are_served_or_reach_a_human_with_their_record(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    records = sorted(customers.load(), key=lambda record: bool(record["channel"] != "voice"))
    calls: list[Call] = []
    # The customers of a round are one person each: another round calls another system.
    for first in range(0, CALLS, len(records)):
        some = list(enumerate(records[: CALLS - first], first))
        with RunningSystem(tmp_path_factory.mktemp("line")) as running:
            system = build(running.settings)
            with ThreadPoolExecutor(4) as pool:
                calls += pool.map(lambda it: _call(*it, running, system), some)  # noqa: B023 - done within the round
            system.engine.dispose()
    counts = Counter(call.outcome for call in calls)
    wanted = [call for call in calls if not call.talk.record["expected"]["human"]]
    right = sum(call.outcome == RIGHT for call in wanted) / len(wanted)
    with capsys.disabled():
        sys.stdout.write(f"\n{CALLS} calls on bad lines: {dict(counts)}; {right:.1%} right without a human\n")
    never = [call.transcript() for call in calls if call.outcome in NEVER]
    assert not never, "\n\n".join(never)
    wrong = [call.transcript() for call in calls if call.outcome == WRONG]
    assert len(wrong) <= MOST_WRONG * CALLS, "\n\n".join(wrong)
    assert right >= LEAST, "\n\n".join(call.transcript() for call in wanted if call.outcome != RIGHT)


def _call(number: int, record: dict[str, Any], running: RunningSystem, system: System) -> Call:
    lines: list[OnABadLine] = []

    def on_a_bad_line(_: RunningSystem, __: str, phone: str | None, home: Home) -> Person:
        lines.append(OnABadLine(running, "voice", phone, home, seed=SEED + number))
        return lines[0]

    talk = customers.run(record | {"channel": "voice"}, running, on_a_bad_line)
    return Call(talk, lines[0], _outcome(talk, lines[0], system))


def _outcome(talk: Talk, line: OnABadLine, system: System) -> str:
    if talk.human and (line.last_call is None or system.desk.open_record(line.last_call) is None):
        return WITHOUT_RECORD
    if _repeats_itself(line):
        return LOOP
    if not talk.faults:
        return RIGHT
    if talk.human:
        return "human"
    if any("again and again" in fault for fault in talk.faults) or len(talk.answers) >= customers.MOST_TURNS:
        return LOOP
    # Hung up on, or left with nothing more to answer, without what was wanted.
    return WRONG if talk.answers and talk.answers[-1].said else DEAD_END


def _repeats_itself(line: OnABadLine) -> bool:
    """Tell whether the last sentence was the same question so often in a row; "anything else?" ends each answer."""
    last = [answer.said[-1] for answer in line.heard if answer.said]
    runs = (last[at : at + SAME_WORDS] for at in range(len(last) - SAME_WORDS + 1))
    return any(len({said.text for said in run}) == 1 and "utter_ada_lagi" not in run[0].keys for run in runs)
