"""Is the power really back? From the notice to the report (CF-1 to CF-3)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bootstrap import System, build
from settings import Settings
from storage.outbox_tables import outbox
from storage.tables import events
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt, Json
from tests.journeys.people import Person, a_home, a_phone
from tickets.notices import LetterState, Notice

pytestmark = pytest.mark.journey
Told = Callable[[Person, Notice], None]
PATIENCE = 150.0
# Several looks of the worker.
A_WHILE = 20.0


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


@pytest.mark.parametrize(
    "words", ["min udah nyala nih", "batalkan saja laporannya, listrik sudah menyala", "alhamdulillah sudah hidup lagi"]
)
def test_CF_5_who_says_unasked_that_the_power_is_back_is_heard(writer: Person, apkt: Apkt, words: str) -> None:
    report = reported(writer, apkt)
    assert writer.says(words).says("utter_menyala_dicatat")
    [told] = [event for event in apkt.history(report) if event["type"] == "CONFIRMED"]
    assert (told["rule"], told["note"]) == ("CF-5", words)
    assert apkt.repeats(report) == []
    assert writer.says("eh padam lagi").says("utter_keterangan_dicatat")


def test_CF_5_in_the_middle_of_a_report_nothing_is_reported(writer: Person, apkt: Apkt) -> None:
    writer.says("lampu mati di rumah saya saja, mcb sudah naik")
    assert writer.says("eh udah nyala pak, ga jadi").says("utter_sudah_menyala")
    assert apkt.of_home(writer.home) == []


def test_CF_1_the_answer_works_in_the_middle_of_another_question(writer: Person, apkt: Apkt, told: Told) -> None:
    report = reported(writer, apkt)
    apkt.move(report, "SELESAI")
    writer.says("saya mau lapor bangunan lain, listrik di toko saya padam")
    told(writer, Notice.SELESAI)
    assert writer.says("1").says("utter_senang_menyala")
    assert "CONFIRMED" in [event["type"] for event in apkt.history(report)]


def test_CF_4_silence_is_asked_about_once_more_then_it_is_quiet(tmp_path: Path) -> None:
    # By day wherever and whenever the test runs.
    noon = datetime.now(UTC).hour - 12
    with RunningSystem(tmp_path, TIMEZONE=f"Etc/GMT{noon:+d}") as running:
        store = build(Settings.from_env(running.environ))
        writer = Person(running, "whatsapp", a_phone(), a_home())
        apkt = Apkt(running)
        report = reported(writer, apkt)
        apkt.move(report, "NYALA")
        wait(lambda: sent(store, Notice.MENYALA) == 1)
        for _ in range(2):
            make_older(store, timedelta(hours=3))
            wait(lambda: sent(store, Notice.INGATKAN) == 1)
        time.sleep(A_WHILE)
        assert sent(store, Notice.INGATKAN) == 1
        assert [event["type"] for event in apkt.history(report)].count("REMINDED") == 1
        # The answer still counts.
        assert writer.says("belum").says("utter_laporan_aktif_kembali")
        store.engine.dispose()


def wait(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < end
        time.sleep(0.2)


def sent(store: System, notice: Notice) -> int:
    """Return how many notices of a kind went out."""
    found = sa.select(sa.func.count()).where(outbox.c.notice == notice, outbox.c.state == LetterState.SENT)
    with store.engine.connect() as connection:
        return int(connection.execute(found).scalar_one())


def make_older(store: System, by: timedelta) -> None:
    """Let everything have happened that much earlier."""
    with store.engine.begin() as connection:
        for table, names in ((outbox, ("created_at", "next_try_at", "sent_at")), (events, ("at",))):
            for row in connection.execute(sa.select(table)).mappings().all():
                older = {name: row[name] - by for name in names if row[name] is not None}
                connection.execute(table.update().where(table.c.id == row["id"]).values(older))
