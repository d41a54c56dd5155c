"""A whole turn of WhatsApp and of the telephone: ours, stock Rasa, Rasa with nothing to do and the hops alone.

All run side by side on the same cores; each step is measured on one after the other in short rounds, so that whatever
else the machine does hits all alike. Who writes and speaks, and who stands in for Twilio, runs on the same cores and is
the same for all.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.carrier import Carrier
from bench.sides import Bare, Floor, Ours, Side, Stock, Talk
from bench.storage import database
from bench.turns import SPOKEN, WRITTEN
from deploy.layout import RASA_ENVIRONMENT, RASA_PYTHON, ROOT

SIDES: tuple[type[Side], ...] = (Ours, Stock, Bare, Floor)
CHANNELS = ("whatsapp", "voice")
CORES = os.cpu_count() or 1
# What is still owed of one measure would be worked on during the next: so long it is waited for at most.
SETTLE_SECONDS, LOOK_SECONDS = 300.0, 0.5


@dataclass(frozen=True)
class Plan:
    """How long and how wide to measure; `reports` are in the database when it begins.

    Stock is trained of all examples, or of so many for each intent.
    """

    clients: tuple[int, ...] = (1, 8, 32)
    rounds: int = 3
    round_s: float = 4.0
    warm_up_s: float = 2.0
    reports: int = 20_000
    conversations: tuple[int, int] = (10, 150)
    examples: int | None = None


# Proves that all of it runs; its figures are too few to tell anything.
SHORT = Plan((1, 4), rounds=1, round_s=2.0, warm_up_s=1.0, reports=1_000, conversations=(3, 12), examples=5)


@dataclass(frozen=True)
class Measured:
    """What so many clients at once got from one side: times in ms, turns a second, failures.

    `held` turns had a holding answer first; by WhatsApp it is that one which was timed, the real one came later. It is
    waited for, and its processor time counts; where some were `still_owed` after `SETTLE_SECONDS` it does not, and the
    next measure is disturbed.
    """

    turns: int
    unanswered: int
    held: int
    still_owed: int
    p50: float
    p95: float
    per_second: float
    per_core_second: float


def run(out: Path, plan: Plan | None = None) -> None:
    """Print the table, write `side_by_side.json` and the plots."""
    plan = plan or Plan()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        carrier = stack.enter_context(Carrier())
        Side.models, Stock.examples = out / "models", plan.examples
        sides = [stack.enter_context(side) for side in _sides(stack, folder, carrier, plan)]
        found: dict[str, Any] = {"cores": CORES, "plan": asdict(plan)}
        found["start_s"] = {side.name: side.start_s for side in sides}
        found["resident_mb_started"] = _resident(sides)
        ours = next(side for side in sides if isinstance(side, Ours))
        found["conversations_p50_ms"] = _among_conversations(ours, plan.conversations)
        found["turns"] = {channel: _channel(sides, channel, plan) for channel in CHANNELS}
        found["resident_mb"] = _resident(sides)
        found["held"] = ours.held()
    found["aims"] = _aims(found["turns"])
    _print(found)
    (out / "side_by_side.json").write_text(json.dumps(found, indent=1) + "\n")
    plot(out)


def plot(out: Path) -> None:
    """Draw what is in `*.json`; Rasa's environment has a library for it."""
    command = [str(RASA_PYTHON), "-m", "bench.plot", str(out)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **RASA_ENVIRONMENT}, check=True, timeout=120)


def _sides(stack: ExitStack, folder: Path, carrier: Carrier, plan: Plan) -> Iterator[Side]:
    for side in SIDES:
        engine = stack.enter_context(database(plan.reports, side.name))
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        yield side(folder / side.name, url, carrier)


def _resident(sides: Sequence[Side]) -> dict[str, float]:
    return {side.name: side.weighed().resident_mb for side in sides}


# -- clients ----------------------------------------------------------------------------------------------------------


class Client:
    """Somebody who has one talk after the other and goes on, in the next round, where the last one ended."""

    _numbers = itertools.count(1)

    def __init__(self, side: Side, channel: str) -> None:
        self._begin: Callable[[int], Talk] = side.writer if channel == "whatsapp" else side.speaker
        self._lines, self._prefix = (WRITTEN, 511) if channel == "whatsapp" else (SPOKEN, 512)
        self._turns = self._talks()

    def turn(self) -> float | None:
        """Say the next thing; return ms until the whole answer was there, None where none came."""
        try:
            return next(self._turns)
        except (RuntimeError, OSError):  # an error status, a call that ended, a time limit
            self._turns = self._talks()
            return None

    def _talks(self) -> Iterator[float | None]:
        while True:
            number = next(self._numbers)
            speak = self._begin(number)
            for line in self._lines:
                text = line.format(idpel=f"{self._prefix}{number:09d}", n=number)
                begun = time.perf_counter()
                answered = speak(text)
                yield (time.perf_counter() - begun) * 1000 if answered else None


def _together(clients: Sequence[Client], seconds: float) -> list[float | None]:
    """Let all of them talk for so long; return what each turn took."""
    times: list[list[float | None]] = [[] for _ in clients]
    end = time.perf_counter() + seconds

    def talk(client: Client, mine: list[float | None]) -> None:
        while time.perf_counter() < end:
            mine.append(client.turn())

    threads = [threading.Thread(target=talk, args=pair) for pair in zip(clients, times, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(itertools.chain.from_iterable(times))


def _channel(sides: Sequence[Side], channel: str, plan: Plan) -> dict[str, dict[str, dict[str, float]]]:
    found: dict[str, dict[str, dict[str, float]]] = {side.name: {} for side in sides}
    for count in plan.clients:
        for name, measured in _at_once(sides, channel, count, plan).items():
            found[name][str(count)] = asdict(measured)
            print(f"{channel:<10}{count:>4} clients  {name:<7}{measured.p50:>9.1f} ms p50", flush=True)
    return found


def _settled(side: Side) -> float:
    """Wait until nobody waits for a real answer any more; return how many still do when it took too long."""
    end = time.monotonic() + SETTLE_SECONDS
    while (owed := side.owed()) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
    return owed


def _at_once(sides: Sequence[Side], channel: str, count: int, plan: Plan) -> dict[str, Measured]:
    clients = {side.name: [Client(side, channel) for _ in range(count)] for side in sides}
    times: dict[str, list[float | None]] = {side.name: [] for side in sides}
    took = dict.fromkeys(times, 0.0)
    cpu = dict.fromkeys(times, 0.0)
    held = dict.fromkeys(times, 0.0)
    owed = dict.fromkeys(times, 0.0)
    for side in sides:
        _together(clients[side.name], plan.warm_up_s)
        _settled(side)
    for _ in range(plan.rounds):
        for side in sides:
            held[side.name] -= side.held()
            used, begun = side.weighed().cpu_s, time.perf_counter()
            times[side.name] += _together(clients[side.name], plan.round_s)
            took[side.name] += time.perf_counter() - begun
            owed[side.name] = max(owed[side.name], _settled(side))
            cpu[side.name] += side.weighed().cpu_s - used
            held[side.name] += side.held()
    counts = {name: (round(held[name]), round(owed[name])) for name in times}
    return {name: _measured(times[name], *counts[name], took[name], cpu[name]) for name in times}


def _measured(times: list[float | None], held: int, still_owed: int, seconds: float, cpu_s: float) -> Measured:
    answered = [time for time in times if time is not None]
    if len(answered) < 2:
        raise RuntimeError(f"{len(times)} turns, {len(answered)} answers: there is nothing to measure")
    cuts = statistics.quantiles(answered, n=20)
    return Measured(
        turns=len(times),
        unanswered=len(times) - len(answered),
        held=held,
        still_owed=still_owed,
        p50=statistics.median(answered),
        p95=cuts[18],
        per_second=len(answered) / seconds,
        per_core_second=len(answered) / max(cpu_s, 0.01),
    )


def _among_conversations(ours: Side, counts: tuple[int, int]) -> dict[str, float]:
    """Return the median turn, in ms, with few and with many conversations open, who speak one after the other."""
    found = {}
    for count in counts:
        talks = [ours.writer(9_000_000 + count * 1000 + number) for number in range(count)]
        for speak in talks:
            speak("listrik rumah saya padam")
        times = []
        # As many turns for few as for many.
        for speak in itertools.islice(itertools.cycle(talks), counts[1]):
            begun = time.perf_counter()
            speak("petugas di mana")
            times.append((time.perf_counter() - begun) * 1000)
        found[str(count)] = statistics.median(times)
    return found


# -- what it comes to -------------------------------------------------------------------------------------------------

# Of stock: turns a second at least, the slowest twentieth at most; of the floor: the middle at most.
FASTER, SOONER, ABOVE_FLOOR = 5.0, 0.25, 3.0


def _aims(turns: dict[str, Any]) -> dict[str, dict[str, dict[str, float]]]:
    """Return the ratios the aims are about, by channel and clients."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for channel, sides in turns.items():
        ours, stock, bare, floor = (sides[side.name] for side in SIDES)
        found[channel] = {
            count: {
                "turns_s_of_stock": ours[count]["per_second"] / stock[count]["per_second"],
                "turns_core_s_of_stock": ours[count]["per_core_second"] / stock[count]["per_core_second"],
                "p95_of_stock": ours[count]["p95"] / stock[count]["p95"],
                "p50_of_floor": ours[count]["p50"] / floor[count]["p50"],
                "p50_of_bare": ours[count]["p50"] / bare[count]["p50"],
                "bare_p50_of_floor": bare[count]["p50"] / floor[count]["p50"],
            }
            for count in ours
        }
    return found


def _print(found: dict[str, Any]) -> None:
    print(
        f"\n{'':<22}{'turns':>7}{'none':>6}{'held':>6}{'owed':>6}"
        f"{'p50 ms':>9}{'p95 ms':>9}{'turns/s':>9}{'/s/core':>9}{'/core s':>9}"
    )
    for channel, sides in found["turns"].items():
        for count in found["plan"]["clients"]:
            for name in (side.name for side in SIDES):
                row = sides[name][str(count)]
                numbers = (row["p50"], row["p95"], row["per_second"], row["per_second"] / found["cores"])
                told = "".join(f"{number:>9.1f}" for number in (*numbers, row["per_core_second"]))
                counts = "".join(f"{row[key]:>6}" for key in ("unanswered", "held", "still_owed"))
                print(f"{channel:<10}{count:>4} {name:<7}{row['turns']:>7}{counts}{told}")
    print(f"owed: real answers that had not come {SETTLE_SECONDS:.0f} s later; they disturb the row after them")
    told = f"{'turns/s of stock':>18}{'p95 of stock':>15}{'p50 of floor':>15}{'p50 of bare':>14}{'bare of floor':>16}"
    print(f"\n{'ours':<15}{told}")
    print(f"{'aim':<15}{f'≥ {FASTER:g}':>18}{f'≤ {SOONER:g}':>15}{f'≤ {ABOVE_FLOOR:g}':>15}")
    for channel, counts in found["aims"].items():
        for count, row in counts.items():
            aimed = (
                (row["turns_s_of_stock"], row["turns_s_of_stock"] >= FASTER, 18),
                (row["p95_of_stock"], row["p95_of_stock"] <= SOONER, 15),
                (row["p50_of_floor"], row["p50_of_floor"] <= ABOVE_FLOOR, 15),
            )
            told = "".join(f"{f'{ratio:.2f}' + ('' if met else ' missed'):>{width}}" for ratio, met, width in aimed)
            beside = f"{row['p50_of_bare']:>14.2f}{row['bare_p50_of_floor']:>16.2f}"
            print(f"{channel:<10}{count:>4} {told}{beside}")
    print(f"\n{'':<22}{'s to the first answer':>23}{'MB resident, started':>22}{'MB, at the end':>16}")
    for side in SIDES:
        rows = (found["start_s"], found["resident_mb_started"], found["resident_mb"])
        start, before, after = (row[side.name] for row in rows)
        print(f"{side.name:<22}{start:>23.1f}{before:>22.0f}{after:>16.0f}")
    few, many = found["conversations_p50_ms"].items()
    print(f"\nours, a turn among {few[0]} open conversations {few[1]:.1f} ms, among {many[0]} {many[1]:.1f} ms (p50)")
    print(f"ours, turns that had a holding answer first: {found['held']:.0f}")
