"""We call whoever wishes calls, and a key answers whether the power is really back (OC, CF-1 to CF-3)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from simulator.twilio import Caller
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt, Json
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey
PATIENCE = 150.0


@pytest.fixture(scope="module")
def by_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSystem]:
    """A system where it is noon, whenever the test runs: nobody is called at night."""
    noon = datetime.now(UTC).hour - 12
    with RunningSystem(tmp_path_factory.mktemp("calls"), TIMEZONE=f"Etc/GMT{noon:+d}") as system:
        yield system


@pytest.fixture
def works(by_day: RunningSystem) -> Apkt:
    return Apkt(by_day)


@pytest.fixture
def called(by_day: RunningSystem) -> Person:
    """Somebody who reported by telephone and wishes to be told by telephone."""
    person = Person(by_day, "voice", a_phone(), a_home())
    talks.report(person)
    assert person.says("kabari lewat telepon saja").says("utter_kabar_lewat_telepon")
    person.hangs_up()
    return person


def reported(person: Person, works: Apkt) -> Json:
    """Return the report the customer just made."""
    [report] = works.of_home(person.home)
    return report


def ringing(person: Person) -> dict[str, Any]:
    """Wait until the carrier rings at somebody's; return what the page knows of the call."""
    end = time.monotonic() + PATIENCE
    while True:
        seen = requests.get(f"{person.system.base_url}/simulator/api/changes", timeout=60).json()["things"]
        calls = [it for it in seen if it["kind"] == "call" and it["number"] == person.phone and not it["inbound"]]
        if calls:
            assert [it["status"] for it in calls] == ["ringing"]
            return dict(calls[0])
        assert time.monotonic() < end, person.system.log("notify")[-2000:]
        time.sleep(0.2)


def lifts(person: Person, ring: dict[str, Any]) -> Answer:
    """Lift the receiver."""
    system = person.system
    call = Caller(system.base_url, system.settings.twilio_auth_token, person.phone, call=ring["id"], outgoing=True)
    person._call = call
    return person.hears(call.answers(ring["address"]))


@pytest.mark.parametrize("stage", ["NYALA", "SELESAI"])
def test_OC_1_CF_2_LU_7_two_makes_the_report_active_again_with_nothing_asked(
    called: Person, works: Apkt, stage: str
) -> None:
    report = reported(called, works)
    works.move(report, stage)
    heard = lifts(called, ringing(called))
    assert heard.says("utter_telepon_salam", f"utter_kabar_{stage.lower().replace('nyala', 'menyala')}")
    answer = called.keys("2")
    assert answer.says("utter_laporan_aktif_kembali"), answer.text
    assert not answer.asks("scope", "mcb", "premise", "address", "phone")
    now = works.now(report)
    assert (now["status"], now["stage"], now["attention"]) == ("BELUM_SELESAI", "LAPOR", True)
    assert [repeat["rule"] for repeat in works.repeats(report)] == ["LU-7"]


def test_OC_1_CF_3_one_confirms_and_nobody_is_called_again(called: Person, works: Apkt) -> None:
    report = reported(called, works)
    works.move(report, "NYALA")
    ring = ringing(called)
    lifts(called, ring)
    assert called.keys("1").says("utter_senang_menyala")
    assert [event["type"] for event in works.history(report)].count("CONFIRMED") == 1
    ended = requests.post(f"{called.system.base_url}/simulator/api/calls/{ring['id']}/end", json={}, timeout=60)
    assert ended.ok
    time.sleep(5)
    seen = requests.get(f"{called.system.base_url}/simulator/api/changes", timeout=60).json()["things"]
    assert len([it for it in seen if it["kind"] == "call" and it["number"] == called.phone]) == 1
