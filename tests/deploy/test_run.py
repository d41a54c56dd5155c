"""`make run`: one command starts everything, one signal ends everything, what dies comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
import requests

from deploy import run
from deploy.layout import ROOT
from settings import Settings
from tests.deploy.system import LAUNCHER, PARTS, RunningSystem, processes
from tests.ports import free_port

pytestmark = pytest.mark.journey


def gone(pids: set[int], seconds: float) -> bool:
    """Wait until none of the processes lives."""
    end = time.monotonic() + seconds
    while pids & set(processes()):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def test_it_says_once_where_it_is_ready(running_system: RunningSystem) -> None:
    lines = running_system.output.read_text().splitlines()
    assert [line for line in lines if line.startswith("ready")] == [f"ready: {running_system.base_url}"]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_dies_is_started_again(running_system: RunningSystem, part: str) -> None:
    dead = running_system.kill(part)
    running_system.wait_ready()
    # Readiness does not wait for the worker of the notices.
    end = time.monotonic() + 120
    while running_system.pid(part) == dead and time.monotonic() < end:
        time.sleep(0.1)
    assert running_system.pid(part) != dead
    assert running_system.pid(part) in processes()


def test_a_web_worker_that_dies_is_started_again(running_system: RunningSystem) -> None:
    workers = [pid for pid, (parent, _) in processes().items() if parent == running_system.pid("web")]
    os.kill(workers[0], signal.SIGKILL)
    assert gone({workers[0]}, 60)
    running_system.wait_ready()


@pytest.mark.parametrize("part", ["rasa", "actions"])
def test_readiness_names_the_part_that_does_not_answer(running_system: RunningSystem, part: str) -> None:
    # It hangs for as long as the test asks; whoever asks is told before.
    with running_system.paused(part):
        assert unready(running_system).keys() == {part}


def test_readiness_names_the_part_that_is_away(running_system: RunningSystem) -> None:
    with running_system.without("actions"):
        assert unready(running_system) == {"actions": "ConnectionError"}


def unready(system: RunningSystem) -> dict[str, str]:
    """Return the parts `/readyz` complains of; where a busy machine made others late, ask again."""
    end = time.monotonic() + 60
    while True:
        answer = requests.get(f"{system.base_url}/readyz", timeout=15)
        found = {name: state for name, state in answer.json()["parts"].items() if state != "ok"}
        if len(found) == 1 or time.monotonic() > end:
            assert answer.status_code == 503
            return found
        time.sleep(0.5)


def test_the_port_of_a_running_system_is_refused_in_words(running_system: RunningSystem, tmp_path: Path) -> None:
    environ = running_system.environ | {"VAR_DIR": str(tmp_path)}
    second = subprocess.run(LAUNCHER, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False)
    assert second.returncode == 1
    assert f"port {running_system.settings.port} on 127.0.0.1 is taken" in second.stderr
    assert "Traceback" not in second.stderr


def test_the_directory_of_a_running_system_is_refused_in_words(running_system: RunningSystem) -> None:
    others = {name: value for name, value in running_system.environ.items() if name not in {"RASA_URL", "ACTIONS_URL"}}
    environ = others | {"PORT": str(free_port())}
    second = subprocess.run(LAUNCHER, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False)
    assert second.returncode == 1
    assert f"a system runs in {running_system.var_dir} already" in second.stderr


def test_settings_that_make_no_sense_are_refused_in_words(tmp_path: Path) -> None:
    environ = {**os.environ, "VAR_DIR": str(tmp_path), "TIMEZONE": "Mars"}
    refused = subprocess.run(LAUNCHER, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False)
    assert refused.returncode == 1
    assert refused.stderr == "TIMEZONE: must be a time zone like Asia/Jakarta, is 'Mars'\n"


def test_a_second_system_takes_other_ports_inside(tmp_path: Path) -> None:
    settings = Settings.from_env({"VAR_DIR": str(tmp_path), "PORT": str(free_port())})
    second = run.with_free_ports(settings)
    assert len({second.port, second.rasa_address[1], second.actions_address[1], 5005, 5055}) == 5
    assert second.port == settings.port


def test_an_inner_port_that_was_asked_for_is_kept_or_refused(running_system: RunningSystem, tmp_path: Path) -> None:
    asked = f"http://127.0.0.1:{free_port()}"
    environ = {"VAR_DIR": str(tmp_path), "PORT": str(free_port()), "RASA_URL": asked}
    assert run.with_free_ports(Settings.from_env(environ)).rasa_url == asked
    taken = environ | {"RASA_URL": running_system.settings.rasa_url}
    with pytest.raises(run.StartError, match="change RASA_URL"):
        run.with_free_ports(Settings.from_env(taken))


def test_make_run_ends_with_sigterm_and_leaves_nothing(tmp_path: Path) -> None:
    system = RunningSystem(tmp_path, ["make", "--silent", "run"])
    with system:
        assert f"ready: {system.base_url}\n" in system.output.read_text()
        running = system.processes()
        assert len(running) >= 2 + len(PARTS)
        system.stop(60)
    assert gone(running, 10)
    # Free at once for the next one.
    assert run.is_free("127.0.0.1", system.settings.port)


def test_ctrl_c_ends_it_and_leaves_nothing(tmp_path: Path) -> None:
    # A shell's background jobs, this test perhaps among them, ignore Ctrl-C; what a terminal starts does not.
    system = RunningSystem(tmp_path, ["env", "--default-signal=INT", "make", "--silent", "run"])
    system.start()
    assert system.process is not None
    system.wait_started()
    running = system.processes()
    os.killpg(system.process.pid, signal.SIGINT)  # as a terminal does: to everyone in front
    assert system.process.wait(60) != 0
    assert gone(running, 10)
    assert "Traceback" not in system.output.read_text()


@pytest.mark.parametrize("command", [LAUNCHER, ["make", "--silent", "run"]], ids=["launcher", "make"])
def test_killed_by_force_it_leaves_nothing(tmp_path: Path, command: list[str]) -> None:
    system = RunningSystem(tmp_path, command)
    system.start()
    assert system.process is not None
    system.wait_started()
    running = system.processes()
    os.kill(system.process.pid, signal.SIGKILL)
    system.process.wait()
    assert gone(running, 60)
