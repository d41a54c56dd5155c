"""Is the power really back? From the notice to the report (CF-1 to CF-3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bootstrap import System, build
from settings import Settings
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt, Json
from tests.journeys.people import Person
from tickets.notices import Notice

pytestmark = pytest.mark.journey
Told = Callable[[Person, Notice], None]
PATIENCE = 60.0


@pytest.fixture
def store(running_system: RunningSystem) -> Iterator[System]:
    """The store of the running system."""
    system = build(Settings.from_env(running_system.environ))
    yield system
    system.engine.dispose()


@pytest.fixture
def told(store: System) -> Told:
    """Wait until a notice that asks went out to someone."""

    def wait(person: Person, notice: Notice) -> None:
        assert person.phone is not None
        end = time.monotonic() + PATIENCE
        while True:
            with store.uow() as uow:
                asked = uow.outbox.last_asked(person.phone)
            if asked and asked[1] is notice:
                return
            assert time.monotonic() < end, asked
            time.sleep(0.2)

    return wait


def reported(person: Person, apkt: Apkt) -> Json:
    """Return the report a customer just made on WhatsApp."""
    talks.report(person)
    [report] = apkt.of_home(person.home)
    return report


@pytest.mark.parametrize("stage", ["NYALA", "SELESAI"])
@pytest.mark.parametrize("said", ["2", "masih padam"])
def test_CF_2_LU_7_belum_makes_the_report_active_again_with_nothing_asked(
    writer: Person, apkt: Apkt, told: Told, stage: str, said: str
) -> None:
    report = reported(writer, apkt)
    apkt.move(report, stage)
    told(writer, Notice(stage.replace("NYALA", "MENYALA")))
    answer = writer.says(said)
    assert answer.says("utter_laporan_aktif_kembali")
    assert not answer.asks("scope", "mcb", "premise", "address", "phone")
    now = apkt.now(report)
    assert (now["status"], now["stage"], now["attention"]) == ("BELUM_SELESAI", "LAPOR", True)
    [repeat] = apkt.repeats(report)
    assert (repeat["rule"], repeat["note"]) == ("LU-7", said)


def test_CF_3_MT_7_ya_leads_to_stars_and_a_comment_in_buku_biru(writer: Person, apkt: Apkt, told: Told) -> None:
    report = reported(writer, apkt)
    apkt.move(report, "SELESAI")
    told(writer, Notice.SELESAI)
    assert writer.says("sudah nyala, terima kasih").says("utter_senang_menyala", "utter_tanya_rating")
    assert writer.says("5, petugasnya ramah").says("utter_rating_tinggi")
    [rated] = [event for event in apkt.history(report) if event["type"] == "RATED"]
    assert rated["new"] == "5"
    assert "petugasnya ramah" in rated["note"]


def test_CF_3_ya_at_nyala_is_asked_for_stars_once_the_report_is_finished(
    writer: Person, apkt: Apkt, told: Told
) -> None:
    report = reported(writer, apkt)
    apkt.move(report, "NYALA")
    told(writer, Notice.MENYALA)
    assert writer.says("1").says("utter_senang_menyala")
    assert "CONFIRMED" in [event["type"] for event in apkt.history(report)]
    apkt.move(report, "SELESAI")
    told(writer, Notice.NILAI)
    assert writer.says("2").says("utter_rating_rendah")
    assert [event["new"] for event in apkt.history(report) if event["type"] == "RATED"] == ["2"]


def test_CF_1_the_answer_works_in_the_middle_of_another_question(writer: Person, apkt: Apkt, told: Told) -> None:
    report = reported(writer, apkt)
    apkt.move(report, "SELESAI")
    writer.says("saya mau lapor bangunan lain, listrik di toko saya padam")
    told(writer, Notice.SELESAI)
    assert writer.says("1").says("utter_senang_menyala")
    assert "CONFIRMED" in [event["type"] for event in apkt.history(report)]
