"""Our share of a turn: from the signed webhook in to the answer out, real Rasa, SQLite, one client."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from simulator.twilio import Caller, Customer
from tests.deploy.system import RunningSystem

ROUNDS = 40
LIMIT_MS = 150
FIRST_ANSWER_LIMIT_SECONDS = 40
WRITTEN = (
    "listrik rumah saya padam",
    "iya cuma rumah saya",
    "sudah naik",
    "{idpel}",
    "Jl. Mawar No. {n}",
    "ya",
    "kapan nyala",
)
# A turn is some ten events: the last is far beyond the five hundredth.
LONG_TALK = 100
ASKED = ("kapan nyala", "petugas di mana")
SPOKEN = ("listrik rumah saya padam", "ya", "ya", "{idpel}", "jalan melati nomor {n}", "ya", "petugas di mana")


def run(out: Path) -> None:
    """Print p50 and p95 in ms for both channels, write `turns.json`."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with RunningSystem(Path(folder)) as system:
            settings = system.settings
            first = Customer(system.base_url, settings.twilio_auth_token, "+628110000000")
            first.write("halo")
            first_answer = time.perf_counter() - begun

            def writer(n: int) -> Callable[[str], object]:
                return Customer(system.base_url, settings.twilio_auth_token, f"+62811{n:07d}").write

            def speaker(n: int) -> Callable[[str], object]:
                caller = Caller(system.base_url, settings.twilio_auth_token, f"+62812{n:07d}")
                caller.dial()
                return caller.say

            long_talk = _long_talk(Customer(system.base_url, settings.twilio_auth_token, "+628139999999").write)
            floor = _times(lambda: requests.get(f"{system.base_url}/healthz", timeout=5), 200)
            measured = {
                "whatsapp": _talks(writer, WRITTEN, 511),
                "voice": _talks(speaker, SPOKEN, 512),
                "one bare request": floor,
            }
    table = {name: _summary(times) for name, times in measured.items()}
    _print(table, first_answer)
    print(
        f"the last of {LONG_TALK} turns of a conversation against the first (p50): {long_talk:.2f} (aim: at most 1.5)"
    )
    figures = {"first_answer_s": first_answer, "turns_ms": table, "long_talk_ratio": long_talk}
    (out / "turns.json").write_text(json.dumps(figures, indent=1))


def _long_talk(speak: Callable[[str], object]) -> float:
    """Return how much slower one goes on after hundreds of events: the last turns against the first."""
    for line in WRITTEN:
        speak(line.format(idpel="513000000001", n=1))
    times = []
    for n in range(LONG_TALK):
        started = time.perf_counter()
        speak(ASKED[n % len(ASKED)])
        times.append(time.perf_counter() - started)
    return statistics.median(times[-20:]) / statistics.median(times[:20])


def _talks(begin: Callable[[int], Callable[[str], object]], lines: tuple[str, ...], prefix: int) -> list[float]:
    times: list[float] = []
    for n in range(ROUNDS):
        speak = begin(n)
        for line in lines:
            text = line.format(idpel=f"{prefix}{n:09d}", n=n + 1)
            started = time.perf_counter()
            speak(text)
            # The first talks warm the processes up.
            if n >= 3:
                times.append((time.perf_counter() - started) * 1000)
    return times


def _times(work: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    return times


def _summary(times: list[float]) -> dict[str, Any]:
    cuts = statistics.quantiles(times, n=100)
    return {"n": len(times), "p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def _print(table: dict[str, dict[str, Any]], first_answer: float) -> None:
    print(f"{'ms a turn, one client':<24}{'n':>6}{'p50':>9}{'p95':>9}{'p99':>9}")
    for name, row in table.items():
        print(f"{name:<24}{row['n']:>6}{row['p50']:>9}{row['p95']:>9}{row['p99']:>9}")
    print(f"aim: p95 at most {LIMIT_MS} ms")
    print(f"first answer after the start, trained: {first_answer:.1f} s (aim: {FIRST_ANSWER_LIMIT_SECONDS} s)")
