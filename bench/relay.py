"""ConversationRelay: from what the caller said to the first token of the answer; how many calls the limit lets in."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from simulator.relay import RelayCaller
from tests.deploy.system import RunningSystem

TALK = ("listrik rumah saya padam", "cuma rumah saya, tetangga menyala", "sudah naik", "petugas di mana")
ROUNDS = 20
# Under the limit, so that a call that has just ended never sends the next one to Gather.
AT_ONCE = (1, 8, 12)
AIM_MS = 100


def run(out: Path) -> None:
    """Print first-token times in ms at so many calls at once, and which calls the limit sent to Gather."""
    with (
        tempfile.TemporaryDirectory() as folder,
        RunningSystem(Path(folder), VOICE_PATH="relay", WEB_THREADS="32") as system,
    ):
        table = {calls: _measure(system, calls) for calls in AT_ONCE}
        over = _over_the_limit(system, 20)
    print(f"{'first token, ms':<24}{'n':>6}{'p50':>9}{'p95':>9}")
    for calls, times in table.items():
        cuts = statistics.quantiles(times, n=20)
        print(f"{f'{calls} calls at once':<24}{len(times):>6}{statistics.median(times):>9.1f}{cuts[18]:>9.1f}")
    print(f"aim: p50 at most {AIM_MS} ms")
    print(f"20 calls at once, 32 web threads: {over['relay']} over the relay, {over['gather']} by Gather")
    figures = {"first_token_ms": {str(calls): times for calls, times in table.items()}, "over_the_limit": over}
    (out / "relay.json").write_text(json.dumps(figures, indent=1))


def _caller(system: RunningSystem, number: int) -> RelayCaller:
    caller = RelayCaller(system.base_url, system.settings.twilio_auth_token, f"+62815{number:07d}")
    caller.dial()
    return caller


def _measure(system: RunningSystem, calls: int) -> list[float]:
    """Return the times of so many callers who talk at once; the first talk warms up and does not count."""
    with ThreadPoolExecutor(calls) as pool:
        rounds = max(2, ROUNDS // calls)
        talks = pool.map(lambda n: [_talk(system, n * 100 + at) for at in range(rounds)], range(calls))
        return [time for rounds_of_one in talks for talk in rounds_of_one[1:] for time in talk]


def _talk(system: RunningSystem, number: int) -> list[float]:
    caller = _caller(system, number)
    if caller.socket is None:
        raise RuntimeError("the call went by Gather: there is nothing to measure")
    times = []
    for words in TALK:
        begun = time.perf_counter()
        caller.say(words)
        times.append((caller.first_token_at - begun) * 1000)
    caller.hang_up()
    return times


def _over_the_limit(system: RunningSystem, calls: int) -> dict[str, int]:
    time.sleep(1)
    callers = [_caller(system, 5000 + number) for number in range(calls)]
    relay = sum(caller.socket is not None for caller in callers)
    for caller in callers:
        caller.hang_up()
    return {"relay": relay, "gather": calls - relay}
