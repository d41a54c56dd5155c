"""Rasa or the actions away, or too slow: the customer hears an honest sentence in time, and goes on afterwards."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import PATIENCE, Person

pytestmark = pytest.mark.journey
# Twilio gives up after 15 s, the network on both ways included.
IN_TIME = 12.0
Trouble = Callable[[RunningSystem], AbstractContextManager[None]]
TROUBLES: dict[str, Trouble] = {
    "actions killed": lambda system: system.without("actions"),
    "actions stopped": lambda system: system.paused("actions"),
    "rasa killed": lambda system: system.without("rasa"),
    "rasa stopped": lambda system: system.paused("rasa"),
}


@contextmanager
def in_time() -> Iterator[None]:
    """Fail if what is done takes longer than the carrier waits."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < IN_TIME


def in_trouble(person: Person, words: str) -> Answer:
    """Say something while a part is away."""
    with in_time():
        return person.is_told(words)


def late_answer(person: Person, known: int) -> Answer:
    """Wait for the answer that follows a holding one, behind so many letters known before."""
    end = time.monotonic() + PATIENCE
    while not (late := person.late()[known:]):
        assert time.monotonic() < end, "no answer followed"
        time.sleep(0.2)
    return person.reads(late[:1])


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_HO_1_the_customer_is_told_and_afterwards_goes_on(
    person: Person, running_system: RunningSystem, apkt: Apkt, trouble: Trouble
) -> None:
    talks.begin(person)
    known = len(person.late())
    with trouble(running_system):
        told = in_trouble(person, f"idpelnya {person.home.idpel}")
    if person.channel == "voice":
        assert told.says("utter_gangguan_ke_petugas")
        assert told.human
        person.hangs_up()
        talks.begin(person)
    elif told.says("utter_mohon_tunggu"):
        # The real answer comes by itself (WT-2).
        assert late_answer(person, known).asks("address")
    else:
        assert told.says("utter_gangguan_sistem")
    if not told.says("utter_mohon_tunggu") or person.channel == "voice":
        assert person.keys(f"{person.home.idpel}#").asks("address")
    person.says(person.address)
    assert person.says("ya").says("utter_laporan_dibuat")
    assert len(apkt.of_home(person.home)) == 1


def test_a_confirmation_given_while_the_actions_hang_makes_one_report(
    writer: Person, running_system: RunningSystem, apkt: Apkt
) -> None:
    talks.read_back(writer)
    known = len(writer.late())
    with running_system.paused("actions"):
        assert in_trouble(writer, "ya").says("utter_mohon_tunggu")
    assert late_answer(writer, known).says("utter_laporan_dibuat")
    assert len(apkt.of_home(writer.home)) == 1


def test_the_telephone_greets_without_the_dialogue(caller: Person, running_system: RunningSystem) -> None:
    with running_system.paused("rasa"), in_time():
        assert caller.dials().says("utter_salam_suara")


def test_what_went_wrong_stands_in_the_log_of_the_dialogue_as_data(
    person: Person, running_system: RunningSystem
) -> None:
    def told() -> list[dict[str, object]]:
        return [json.loads(line) for line in running_system.log("rasa").splitlines() if line]

    before = len(told())
    with running_system.without("actions"):
        in_trouble(person, "listrik rumah saya padam")
    new = told()[before:]
    assert any(line["level"] == "error" and line.get("conversation") for line in new)
