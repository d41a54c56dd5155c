"""More customers than the dialogue can answer: the state of a report at once without it, all else afterwards (ST)."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from deploy.layout import APP_PYTHON, ROOT
from tests.deploy.system import RunningSystem
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import Channel, Person, a_home, a_phone
from tests.notify.fake_twilio import FakeTwilio

pytestmark = pytest.mark.journey
# What a customer sees (WT-1), with room for a busy machine: who waits for the dialogue hears after 8 s that it failed.
IN_TIME = 7.5
WINDOW, STAY = 15, 5
HOURS = timedelta(hours=1)


@pytest.fixture(scope="module")
def twilio() -> Iterator[FakeTwilio]:
    server = FakeTwilio()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, twilio: FakeTwilio) -> Iterator[RunningSystem]:
    given = {"TWILIO_API_BASE": twilio.url, "TWILIO_WHATSAPP_FROM": "+6221500123"}
    given |= {"STORM_ENTER": "0.3", "STORM_WINDOW": str(WINDOW), "STORM_STAY": str(STAY)}
    with RunningSystem(tmp_path_factory.mktemp("storm"), **given) as running:
        yield running


@pytest.fixture(scope="module")
def apkt(system: RunningSystem) -> Apkt:
    return Apkt(system)


@pytest.fixture
def by_hand(system: RunningSystem) -> Iterator[None]:
    """Switch it on from another process, and give it back afterwards."""
    switch(system, "on")
    yield
    switch(system, "automatic")
    wait_until(system, is_on=False)


def switch(system: RunningSystem, what: str) -> None:
    command = [str(APP_PYTHON), "-m", "storm", what, "--by", "sari"]
    subprocess.run(command, cwd=ROOT, env=dict(system.environ), check=True, capture_output=True)
    # Every process knows within a second.
    time.sleep(1.5)


def wait_until(system: RunningSystem, *, is_on: bool, seconds: float = 150.0) -> None:
    end = time.monotonic() + seconds
    while figure(system, "padam_storm") != float(is_on):
        assert time.monotonic() < end, f"share {figure(system, 'padam_storm_share')}"
        time.sleep(0.5)
    time.sleep(1.5)


def figure(system: RunningSystem, name: str) -> float:
    text = requests.get(f"{system.base_url}/metrics", timeout=60).text
    return sum(float(value) for value in re.findall(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE))


def someone(system: RunningSystem, channel: Channel = "whatsapp") -> Person:
    return Person(system, channel, a_phone(), a_home())


def in_time(person: Person, words: str) -> Answer:
    """Say something and see that the answer comes in time."""
    begun = time.monotonic()
    told = person.is_told(words)
    assert time.monotonic() - begun < IN_TIME, told.text
    return told


def late(twilio: FakeTwilio, person: Person, count: int, seconds: float = 150.0) -> list[str]:
    """Wait for what follows holding answers."""
    end = time.monotonic() + seconds
    while True:
        with twilio.lock:
            found = [str(it["body"]) for it in twilio.accepted if it["to"] == f"whatsapp:{person.phone}"]
        if len(found) >= count:
            return found
        assert time.monotonic() < end, found
        time.sleep(0.2)


@pytest.mark.usefixtures("by_hand")
def test_ST_2_with_the_dialogue_stopped_whoever_has_a_report_hears_how_it_stands_and_nobody_else_does(
    system: RunningSystem, apkt: Apkt, twilio: FakeTwilio
) -> None:
    writer, caller, old = someone(system), someone(system, "voice"), someone(system)
    stranger, caller_unknown, endangered = someone(system), someone(system, "voice"), someone(system)
    reports = {who.phone: apkt.report(who.home, who.phone, ago=ago) for who, ago in _ages(writer, caller, old)}
    with system.paused("rasa"):
        told = in_time(writer, "kapan nyala ya?")
        assert told.says("utter_estimasi", "utter_lonjakan_lain")
        assert told.value("utter_estimasi", "no_lapor") == reports[writer.phone]["display_no"]
        assert in_time(writer, "kok masih padam").says("utter_keterangan_tambahan", "utter_lonjakan_petugas")
        assert in_time(old, "petugas belum datang juga").says("utter_estimasi_lewat", "utter_tawar_lapor_ulang")

        assert caller.dials().says("utter_salam_estimasi")
        assert in_time(caller, "jam berapa nyalanya").says("utter_estimasi", "utter_lonjakan_petugas")

        told = in_time(stranger, "kapan nyala ya?")
        assert told.says("utter_mohon_tunggu")
        assert caller_unknown.dials().says("utter_salam_suara")
        told_of_call = caller_unknown.says("kapan nyala ya")
        assert told_of_call.says("utter_mohon_tunggu")
        for answer in (told, told_of_call):
            assert not [it for it in reports.values() if it["no_lapor"] in answer.text]
        assert in_time(endangered, "tolong ada kabel putus di depan rumah").says("utter_darurat_kabel")
    # The real answers, and what was offered meanwhile.
    assert stranger.reads(late(twilio, stranger, 1)).asks("pasangan")
    assert old.says("1").says("utter_lapor_ulang_dicatat")
    assert len(apkt.repeats(reports[old.phone])) == 1
    history = apkt.history(reports[writer.phone])
    assert [event["rule"] for event in history if event["note"] == "kok masih padam"] == ["LU-2"]
    # The dialogue goes on with the report that was told of, without its number.
    assert writer.says("posisi petugasnya di mana, saya belum lihat").value("utter_tahap_lapor", "no_lapor")
    assert figure(system, 'padam_turns_total{channel="WHATSAPP",handling="STORM"}') == 3
    caller.hangs_up()


def _ages(writer: Person, caller: Person, old: Person) -> list[tuple[Person, timedelta]]:
    return [(writer, HOURS), (caller, HOURS), (old, 4 * HOURS)]


def test_ST_1_it_begins_by_itself_answers_and_ends_by_itself(
    system: RunningSystem, apkt: Apkt, twilio: FakeTwilio
) -> None:
    assert figure(system, "padam_storm") == 0
    known, crowd = someone(system), [someone(system) for _ in range(24)]
    report = apkt.report(known.home, known.phone, ago=HOURS)
    with system.paused("rasa"):
        with ThreadPoolExecutor(12) as pool:
            answers = list(pool.map(lambda person: in_time(person, "listrik di rumah saya padam"), crowd))
        assert all(answer.says("utter_mohon_tunggu") for answer in answers)
        wait_until(system, is_on=True)
        told = in_time(known, "halo, kapan nyala?")
        assert told.value("utter_estimasi", "no_lapor") == report["display_no"]
        caller = Person(system, "voice", known.phone, known.home)
        assert caller.dials().says("utter_salam_estimasi")
        assert in_time(caller, "kapan nyala").says("utter_estimasi")
        caller.hangs_up()
    for person in crowd:
        assert person.reads(late(twilio, person, 1)).asks("scope")
    wait_until(system, is_on=False)
    # As ever: before 3 hours the dialogue keeps the words with the report.
    assert known.says("petugas belum datang juga").says("utter_keterangan_dicatat")
    log = system.log("web")
    assert log.count('"storm_began"') == log.count('"storm_ended"') == 2
