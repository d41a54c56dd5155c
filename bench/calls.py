"""How long a call takes for who calls, and how quick a turn is while twenty call: real Rasa, SQLite, one machine."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from simulator.twilio import Caller
from tests.deploy.system import RunningSystem
from tests.journeys import customers
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import Home, Person, a_home, a_phone

# A voice speaks so fast, and people answer so: a word at a time, keys one by one, a breath before.
WORDS_A_MINUTE = 150
BREATH_SECONDS, KEY_SECONDS = 1.0, 0.5
MOST_TURNS = 15
# A prompt of some eight seconds and an answer of two lie between two turns of a call; half of it is enough.
CONCURRENT, ROUNDS, THINK_SECONDS = 20, 2, 5.0
LIMIT_MS = 150
STREET = "Jl. Soekarno Hatta"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a kind of call may take."""

    turns: int
    seconds: int | None


AIMS = {"repeat, 3 hours or more": Aim(1, None), "new, number known": Aim(7, 60), "new, number unknown": Aim(10, 90)}


def run(out: Path) -> None:
    """Print turns and seconds of each kind of call, and p50 and p95 of a turn; write `calls.json`."""
    with tempfile.TemporaryDirectory() as folder, RunningSystem(Path(folder)) as system:
        apkt = Apkt(system)
        told = {
            "repeat, 3 hours or more": _repeat(system, apkt),
            "new, number known": _new(system, apkt, known=True),
            "new, number unknown": _new(system, apkt, known=False),
        }
        times = _at_once(system)
    _print(told, times)
    figures = {"calls": {name: {"turns": turns, "seconds": seconds} for name, (turns, seconds) in told.items()}}
    (out / "calls.json").write_text(json.dumps(figures | {"turn_ms": times}, indent=1))


def _new(system: RunningSystem, apkt: Apkt, *, known: bool) -> tuple[int, float]:
    """Let somebody report by telephone who answers what is asked; return turns and seconds until the number is told."""
    home, phone = a_home(), a_phone()
    if known:
        old = apkt.report(home, None, ago=customers.ON_FILE, customer=_on_file(home, phone))
        apkt.finish(old, at=apkt.at(customers.ON_FILE - timedelta(hours=2)))
    person = Person(system, "voice", phone, home)
    record = _record(home, phone)
    heard = person.dials()
    words: str | None = str(record["opening"])
    seconds, turns = _spoken(heard), 0
    while words is not None and turns < MOST_TURNS:
        turns += 1
        answer = person.keys(f"{home.idpel}#") if words == home.idpel else person.says(words)
        seconds += (BREATH_SECONDS + KEY_SECONDS * 13 if words == home.idpel else _saying(words)) + _spoken(answer)
        if any(key.startswith("utter_laporan_dibuat") for key in answer.keys):
            person.hangs_up()
            return turns, seconds
        words = customers.reply(record, answer)
    raise AssertionError(f"no report after {turns} turns")


def _repeat(system: RunningSystem, apkt: Apkt) -> tuple[int, float]:
    """Let somebody call whose officer is on the way since hours; return turns and seconds until the street is told."""
    home, phone = a_home(), a_phone()
    report = apkt.report(home, phone, ago=timedelta(hours=4))
    apkt.assign(report)
    apkt.move(report, "DALAM_PERJALANAN")
    apkt.see(report, STREET)
    person = Person(system, "voice", phone, home)
    heard = person.dials()
    if "soekarno hatta" in heard.text.lower():
        return 0, _spoken(heard)
    answer = person.says("petugasnya di mana")
    if "soekarno hatta" not in answer.text.lower():
        raise AssertionError(f"the street was not told: {answer.text}")
    person.hangs_up()
    return 1, _spoken(heard) + _saying("petugasnya di mana") + _spoken(answer)


def _on_file(home: Home, phone: str) -> dict[str, str]:
    known = {"idpel": home.idpel, "meter_id": home.meter_id, "name": home.name, "address": home.address}
    return known | {"phone": phone}


def _record(home: Home, phone: str) -> dict[str, Any]:
    """Return what a cooperative caller knows and says, in the form of the scripted customers."""
    said = {
        "number": home.idpel,
        "name": home.name,
        "address": home.address,
        "phone": "nomor ini",
        "scope": "hanya rumah saya",
        "mcb": "sudah naik",
        "confirm": "ya",
        "more": "tidak",
        "choice": "lapor listrik padam",
    }
    facts = {"idpel": home.idpel, "meter_id": home.meter_id, "address": home.address, "caller": phone, "contact": phone}
    return {
        "opening": "listrik rumah saya padam",
        "answers": said,
        "facts": facts,
        "expected": {"outcome": "new_report", "human": False},
    }


def _spoken(answer: Answer) -> float:
    return len(answer.text.split()) / WORDS_A_MINUTE * 60


def _saying(words: str) -> float:
    return BREATH_SECONDS + len(words.split()) / WORDS_A_MINUTE * 60


def _at_once(system: RunningSystem) -> dict[str, float]:
    """Return p50, p95 and p99 of a turn in ms, while so many call and think before they answer."""
    token = system.settings.twilio_auth_token

    def call(number: int) -> list[float]:
        times: list[float] = []
        caller = Caller(system.base_url, token, f"+62813{number:07d}")
        time.sleep(THINK_SECONDS * (number % CONCURRENT) / CONCURRENT)
        idpel = f"513{number:09d}"
        asked: list[Callable[[], object]] = [
            caller.dial,
            lambda: caller.say("listrik rumah saya padam"),
            lambda: caller.say("hanya rumah saya"),
            lambda: caller.say("sudah naik"),
            lambda: caller.press(f"{idpel}#"),
            lambda: caller.say(f"jalan melati nomor {number % 90 + 1}"),
        ]
        for turn in asked:
            begun = time.perf_counter()
            turn()
            times.append((time.perf_counter() - begun) * 1000)
            time.sleep(THINK_SECONDS)
        caller.hang_up()
        return times

    with ThreadPoolExecutor(CONCURRENT) as pool:
        # The first round warms the processes up.
        list(pool.map(call, range(CONCURRENT)))
        measured = [ms for times in pool.map(call, range(CONCURRENT, CONCURRENT * (ROUNDS + 1))) for ms in times]
    cuts = statistics.quantiles(measured, n=100)
    return {"n": len(measured), "p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def _print(told: dict[str, tuple[int, float]], times: dict[str, float]) -> None:
    print(f"{'a call':<26}{'turns':>7}{'aim':>6}{'seconds':>9}{'aim':>6}")
    for name, (turns, seconds) in told.items():
        aim = AIMS[name]
        print(f"{name:<26}{turns:>7}{aim.turns:>6}{seconds:>9.0f}{aim.seconds or '-':>6}")
    print(f"seconds: prompts at {WORDS_A_MINUTE} words a minute, and the answers")
    print(
        f"a turn, {CONCURRENT} calls at once: p50 {times['p50']} ms, p95 {times['p95']} ms (aim: at most {LIMIT_MS} ms)"
    )
