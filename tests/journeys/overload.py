"""Twice as much as the system can do, however long the customers are kept waiting: they do not wait for each other."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.journeys.crowd import SPOKEN, WRITTEN, Crowd, Fate, Talk
from tests.journeys.people import a_home, a_phone
from tests.journeys.stand import Outcome, Stand, outcome, quantiles
from tests.journeys.stillness import Stillness

# So many at once keep everything busy, but have a place each.
BUSY = 8
TIMES, MOST_TRIES = 2.0, 3
# Of ten customers so many call; the second message of the others follows so much later, whatever came of the first.
CALLS_OF_TEN, NEXT_SECONDS = 2, 3.0
THREADS = 256
SETTLE_SECONDS = 600.0
SAMPLE_SECONDS = 5.0
# By then the customer is to have an answer (Source: procedure.md WT-1, with the carrier's way).
LIMIT_SECONDS = 5.0
# Each thread keeps what its first requests took: all have had some before anything is weighed.
WARM_UP_SECONDS = 8.0


def run(stand: Stand, measured: float, seconds: float) -> Outcome:
    """Measure what the system can do, then offer twice of it for so long."""
    capacity = _capacity(stand, measured)
    _warm_up(stand, capacity * TIMES)
    before = stand.system.memory()
    held: list[Mapping[str, int]] = []
    for rate in (capacity * TIMES**at for at in range(1, MOST_TRIES + 1)):
        crowd, begun = stand.crowd(), time.monotonic()
        with Stillness() as still, ThreadPoolExecutor(THREADS) as pool:
            turns = _offer(crowd, pool, rate, seconds, lambda: held.append(stand.system.memory()))
            offered = turns / (time.monotonic() - begun)
        if any(talk.owed for talk in crowd.talks):
            break
        # Something else kept the machine busy while it was measured: it can do more.
    found = outcome(stand, crowd, settle=SETTLE_SECONDS)
    after = stand.system.memory()
    waits = [(sum(m.requests[:1]), m) for talk in crowd.talks for m in talk.messages]
    late = sum(
        seconds - still.within(begun, begun + seconds) >= LIMIT_SECONDS
        for _, message in waits
        for begun, seconds in zip(message.begun, message.requests, strict=True)
    )
    found.figures.update(
        capacity_turns_s=round(capacity, 1),
        offered_turns_s=round(offered, 1),
        first_answer_s=quantiles([seconds for seconds, _ in waits]),
        later_than_the_limit=late,
        until_all_answered_s=round(max(_last_answers(crowd)) - crowd.talks[0].messages[0].at, 1),
        memory_mb=_memory(before, held, after),
    )
    return found


def growth(figures: Mapping[str, Any]) -> dict[str, float]:
    """Return how much larger each part is after it than before, as a share."""
    return {name: row["after"] / row["before"] - 1 for name, row in figures["memory_mb"].items()}


def _warm_up(stand: Stand, rate: float) -> None:
    """Let every thread work, and wait until nothing is owed."""
    crowd = stand.crowd()
    with ThreadPoolExecutor(THREADS) as pool:
        _offer(crowd, pool, rate, WARM_UP_SECONDS, lambda: None)
    for talk in crowd.talks:
        crowd.wait(talk)


def _capacity(stand: Stand, seconds: float) -> float:
    """Return the turns a second that a few customers get answered, each writing on as soon as they are."""
    crowd = stand.crowd()
    end = time.monotonic() + seconds

    def write(_: int) -> int:
        done = 0
        while time.monotonic() < end:
            talk = _someone(crowd, "whatsapp")
            for words, topic in WRITTEN[:2]:
                done += crowd.write(talk, words, topic).fate is Fate.ANSWERED and time.monotonic() < end
        return done

    with ThreadPoolExecutor(BUSY) as pool:
        answered = sum(pool.map(write, range(BUSY)))
    for talk in crowd.talks:
        crowd.wait(talk)
    return answered / seconds


def _offer(crowd: Crowd, pool: ThreadPoolExecutor, rate: float, seconds: float, sample: Callable[[], None]) -> int:
    """Let customers come at a rate of turns a second, whatever the system makes of it; return how many turns."""
    begun = time.monotonic()
    sampled, turns = begun, 0
    for at in itertools.count():
        if (now := time.monotonic()) - begun >= seconds:
            return turns
        if now - sampled >= SAMPLE_SECONDS:
            sampled = now
            pool.submit(sample)
        calls = at % 10 < CALLS_OF_TEN
        work = _calls if calls else _writes
        pool.submit(work, crowd, _someone(crowd, "voice" if calls else "whatsapp"))
        turns += 1 if calls else 2
        time.sleep(max(0.0, begun + turns / rate - time.monotonic()))
    raise AssertionError("it never ends by itself")


def _someone(crowd: Crowd, channel: Any) -> Talk:  # noqa: ANN401 - a literal
    talk = Talk(channel, a_phone(), a_home())
    crowd.talks.append(talk)
    return talk


def _writes(crowd: Crowd, talk: Talk) -> None:
    begun = time.monotonic()
    for at, (words, topic) in enumerate(WRITTEN[:2]):
        time.sleep(max(0.0, begun + at * NEXT_SECONDS - time.monotonic()))
        crowd.write(talk, words, topic)


def _calls(crowd: Crowd, talk: Talk) -> None:
    crowd.calls(talk, SPOKEN[:1])


def _last_answers(crowd: Crowd) -> list[float]:
    """Return when each customer had everything."""
    return [
        max([message.answered_at for message in talk.messages] + [at for at, _ in talk.late]) for talk in crowd.talks
    ]


def _memory(
    before: Mapping[str, int], during: list[Mapping[str, int]], after: Mapping[str, int]
) -> dict[str, dict[str, float]]:
    """Return each part's MB before, at most, and after."""
    return {
        name: {
            "before": round(kib / 1024, 1),
            "most": round(max(sample.get(name, 0) for sample in [before, *during, after]) / 1024, 1),
            "after": round(after[name] / 1024, 1),
        }
        for name, kib in before.items()
    }
