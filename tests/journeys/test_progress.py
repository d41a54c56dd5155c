"""When, where, how far; PLN Mobile; rating (ETA, TR, PM, MT-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

import spoken
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
ONE_HOUR, FOUR_HOURS = timedelta(hours=1), timedelta(hours=4)


def test_ETA_3_PM_1_asked_before_three_hours_tells_eta_and_pln_mobile(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("kapan listrik saya menyala?")
    assert told.value("utter_estimasi", "jam") == person.clock(report["eta"])
    assert told.value("utter_estimasi", "no_lapor") == person.number(report)
    assert told.says("utter_pln_mobile_catatan")
    assert apkt.now(report)["update_count"] == 0


def test_ETA_4_asked_after_three_hours_tells_stage_and_street(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.assign(report)
    apkt.move(report, "DALAM_PERJALANAN")
    apkt.see(report, "Jl. Asia Afrika")
    told = person.says("kapan listrik saya menyala?")
    assert told.says("utter_estimasi_lewat", "utter_tahap_dalam_perjalanan", "utter_pln_mobile_catatan")
    assert "Asia Afrika" in told.value("utter_posisi", "jalan")
    assert told.says("utter_tawar_lapor_ulang")


def test_LU_1_the_offered_lapor_ulang_is_recorded_when_taken(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    person.says("kapan listrik saya menyala?")
    assert person.says("ya").says("utter_lapor_ulang_dicatat")
    assert apkt.now(report)["lapor_ulang_count"] == 1


def test_the_offered_lapor_ulang_is_left_alone_when_refused(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    person.says("kapan listrik saya menyala?")
    assert person.says("tidak").says("utter_baik")
    assert apkt.now(report)["lapor_ulang_count"] == 0


def test_TR_2_asked_for_the_officer_tells_stage_street_plate_and_age(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    apkt.assign(report, plate="D 9123 PLN")
    apkt.move(report, "DALAM_PERJALANAN")
    apkt.see(report, "Jl. Asia Afrika", ago=timedelta(minutes=4, seconds=20))
    told = person.says("petugasnya sekarang di mana?")
    assert told.says("utter_estimasi", "utter_tahap_dalam_perjalanan")
    age, plate = {"whatsapp": ("4 menit", "D 9123 PLN"), "voice": ("empat menit", spoken.plate_said("D 9123 PLN"))}[
        person.channel
    ]
    assert told.value("utter_posisi", "umur") == age
    assert told.value("utter_posisi", "plat") == plate


def test_TR_3_no_position_yet_is_said_so(person: Person, apkt: Apkt) -> None:
    apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("petugasnya sekarang di mana?")
    assert told.says("utter_tahap_lapor", "utter_posisi_tidak_ada")


def test_TR_5_a_position_older_than_15_minutes_is_told_as_old(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    apkt.assign(report)
    apkt.see(report, "Jl. Asia Afrika", ago=timedelta(minutes=20, seconds=20))
    told = person.says("petugasnya sekarang di mana?")
    assert "Asia Afrika" in told.value("utter_posisi_lama", "jalan")


def test_TR_5_a_position_older_than_60_minutes_is_not_told(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=timedelta(hours=2))
    apkt.assign(report)
    apkt.see(report, "Jl. Asia Afrika", ago=timedelta(minutes=61))
    told = person.says("petugasnya sekarang di mana?")
    assert told.says("utter_posisi_tidak_ada")
    assert "Asia Afrika" not in told.text


def test_a_known_number_that_greets_hears_of_its_report(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("selamat sore")
    assert told.value("utter_sapaan_kenal", "no_lapor") == person.number(report)
    assert told.says("utter_estimasi")


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("bagaimana cara memasang PLN Mobile di android?", "pasang_android"),
        ("cara install pln mobile di iphone", "pasang_ios"),
        ("cara login pln mobile bagaimana", "masuk"),
        ("bagaimana melihat posisi petugas di pln mobile", "lacak"),
        ("cara membuat pengaduan di aplikasi pln mobile", "lapor"),
        ("di mana melihat nomor laporan di pln mobile", "nomor"),
    ],
)
def test_PM_3_pln_mobile_is_explained_step_by_step(person: Person, question: str, topic: str) -> None:
    assert person.says(question).says(f"utter_pln_mobile_{topic}", "utter_pln_mobile_lagi")


def test_PM_3_the_topics_can_be_chosen(person: Person) -> None:
    assert person.says("bantuan aplikasi pln mobile").says("utter_pln_mobile_menu")
    assert person.keys("2").says("utter_pln_mobile_masuk")
    assert person.says("tidak").says("utter_baik")


def test_MT_7_the_finished_report_is_rated(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.finish(report)
    assert person.says("bagaimana status laporan saya?").says("utter_status_selesai")
    assert person.says("sudah").says("utter_senang_menyala", "utter_tanya_rating")
    assert person.keys("4").says("utter_rating_tinggi")
    [rating] = apkt.history(report, "rating")
    assert rating["new"] == "4"


def test_MT_7_a_low_rating_is_regretted(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.finish(report)
    assert person.says("saya kasih bintang 1, lambat sekali").says("utter_rating_rendah")
    [rating] = apkt.history(report, "rating")
    assert rating["new"] == "1"


def test_MT_7_an_open_report_cannot_be_rated_yet(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    assert person.says("saya kasih bintang 5").says("utter_rating_belum")
    assert apkt.history(report, "rating") == []
