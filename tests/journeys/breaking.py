"""Everything that can be away is, one after the other, while customers write and call."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.journeys.crowd import Fate
from tests.journeys.people import Channel
from tests.journeys.stand import Outcome, Stand, eventually, outcome

CHANNELS: list[Channel] = ["whatsapp", "whatsapp", "whatsapp", "whatsapp", "whatsapp", "voice", "voice"]
# A supervisor starts anew what ended.
SUPERVISOR_SECONDS = 1.0
CUT_SECONDS, SWAP_SECONDS = 10.0, 4.0
# All that was promised is there by then.
SETTLE_SECONDS = 240.0


def run(stand: Stand, messages: int) -> Outcome:
    """Break one thing after the other, with an equal share of the messages around each."""
    crowd = stand.crowd()
    kinds = breaks(stand)
    spans: dict[str, tuple[float, float]] = {}
    with ThreadPoolExecutor(len(CHANNELS)) as pool:
        people = [pool.submit(crowd.customer, it, patient=at % 2 == 0) for at, it in enumerate(CHANNELS)]
        try:
            for at, (name, broken) in enumerate(kinds.items()):
                goal = messages * (at + 1) // (len(kinds) + 1)
                eventually(lambda goal=goal: crowd.count >= goal, f"message {goal}", 300)  # type: ignore[misc]
                begun = time.time()
                broken()
                spans[name] = begun, time.time()
            eventually(lambda: crowd.count >= messages, f"message {messages}", 300)
        finally:
            crowd.over.set()
        for person in people:
            person.result()
    found = outcome(stand, crowd, settle=SETTLE_SECONDS)
    found.figures["not_answered_by"] = _blamed(crowd.talks, spans)
    found.figures["slowest_by"] = _slowest(stand.system.waits, spans)
    return found


def breaks(stand: Stand) -> Mapping[str, Callable[[], None]]:
    """Return each thing that is broken, and mended before the next."""
    system, cluster = stand.system, stand.cluster
    found: dict[str, Callable[[], None]] = {}
    for name in sorted(system.names, key=lambda it: (it.startswith("notify"), it)):
        found[name] = lambda name=name: _kill(stand, name)  # type: ignore[misc]
    found["database restarted"] = lambda: cluster.control("restart", "-m", "fast")
    found["database crashed"] = lambda: cluster.control("restart", "-m", "immediate")
    found["redis restarted"] = lambda: _restart_redis(stand)
    found["network cut"] = lambda: _cut(stand)
    return found


def _kill(stand: Stand, name: str) -> None:
    """Kill a process in the middle of its work."""
    if name.startswith("notify"):
        # It has work when the dialogue was slow.
        sent = len(stand.twilio.accepted)
        with stand.system.paused("rasa"):
            time.sleep(SWAP_SECONDS)
        eventually(lambda: len(stand.twilio.accepted) > sent, "a late answer on its way", 180)
    stand.system.kill(name)
    time.sleep(SUPERVISOR_SECONDS)
    stand.system.start(name)
    stand.system.wait_ready()


def _restart_redis(stand: Stand) -> None:
    stand.redis.stop()
    stand.redis.start()


def _cut(stand: Stand) -> None:
    with stand.network.cut():
        time.sleep(CUT_SECONDS)


def _slowest(waits: Sequence[tuple[float, float]], spans: Mapping[str, tuple[float, float]]) -> dict[str, float]:
    """Return the longest wait of a webhook from its last delivery, by what was broken last before its answer."""
    found: dict[str, float] = {}
    for at, seconds in waits:
        name = next((name for name, (begin, _) in reversed(spans.items()) if begin <= at), "nothing")
        found[name] = max(found.get(name, 0.0), round(seconds, 2))
    return found


def _blamed(talks: list[Any], spans: Mapping[str, tuple[float, float]]) -> dict[str, dict[str, int]]:
    """Return what came of messages that were not simply answered, by what was broken last before their answer."""
    found: dict[str, dict[str, int]] = {}
    for message in (message for talk in talks for message in talk.messages):
        if message.fate is not Fate.ANSWERED:
            begun = [name for name, (begin, _) in spans.items() if begin <= message.answered_at]
            counts = found.setdefault(begun[-1] if begun else "nothing", {})
            counts[str(message.fate)] = counts.get(str(message.fate), 0) + 1
    return found
