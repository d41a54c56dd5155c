"""The command that answers a person: `python -m data_subjects`."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

from bootstrap import System
from tests.console.scenes import World
from tests.privacy.lives import left_of, live, words_of

ROOT = Path(__file__).parents[2]


def run(system: System, environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    system.engine.dispose()
    command = [sys.executable, "-m", "data_subjects", *words, "--by", "hana"]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)


def test_DP_1_and_2_by_command(system: System, world: World, environ: dict[str, str]) -> None:
    ticket = live(system, world)
    phone = str(ticket.customer.phone)
    found = run(system, environ, "export", "--phone", "0" + phone.removeprefix("+62"))
    assert [row["name"] for row in json.loads(found.stdout)["tickets"]] == [ticket.customer.name]
    gone = run(system, environ, "erase", "--phone", phone)
    assert json.loads(gone.stdout)["tickets"] == 1
    assert left_of(system.engine, words_of(ticket)) == []
    assert json.loads(run(system, environ, "export", "--phone", phone).stdout) == {}


def test_DP_2_the_dialogue_forgets_the_conversations_too(system: System, world: World, environ: dict[str, str]) -> None:
    if not system.settings.tracker_url.startswith("sqlite"):
        path = None
    else:
        path = Path(system.settings.tracker_url.removeprefix("sqlite:///"))
    conversation = world.writes("halo", "+6281200000001")
    other = world.writes("halo", "+6281200000002")
    rows = [(conversation, "[]", 1.0), (other, "[]", 1.0)]
    make = "CREATE TABLE dialogues (conversation TEXT PRIMARY KEY, events TEXT, changed_at DOUBLE PRECISION)"
    if path is not None:
        with sqlite3.connect(path) as connection:
            connection.execute(make)
            connection.executemany("INSERT INTO dialogues VALUES (?, ?, ?)", rows)
        connection.close()
    else:
        with system.engine.begin() as database:
            database.exec_driver_sql(f"DROP TABLE IF EXISTS dialogues; {make}")
            for row in rows:
                database.exec_driver_sql("INSERT INTO dialogues VALUES (%s, %s, %s)", row)
    done = run(system, environ, "erase", "--phone", "+6281200000001")
    assert json.loads(done.stdout)["dialogues"] == 1
    assert json.loads(run(system, environ, "erase", "--phone", "+6281200000001").stdout)["dialogues"] == 0


def test_DP_2_a_refusal_is_one_line_and_an_exit_code(system: System, world: World, environ: dict[str, str]) -> None:
    ticket = world.report()
    refused = run(system, environ, "erase", "--phone", str(ticket.customer.phone))
    assert refused.returncode == 1
    assert ticket.no_lapor in refused.stderr
    assert "Traceback" not in refused.stderr
    assert run(system, environ, "export", "--phone", "bukan nomor").returncode == 1
    assert run(system, environ, "export").returncode == 1
