"""The customer contacts again: the LU table from the words to the ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey
ONE_HOUR, FOUR_HOURS = timedelta(hours=1), timedelta(hours=4)


def new_address(person: Person, told: Answer) -> Answer:
    """Go on after a new address, likewise (HR-5)."""
    assert told.says("utter_pasti_alamat") == (person.channel == "voice"), told.text
    return person.says("ya") if person.channel == "voice" else told


def new_number(person: Person, told: Answer) -> Answer:
    """Go on after a new telephone number: said back by telephone, it changes nothing before the yes (HR-5)."""
    assert told.says("utter_pasti_nomor") == (person.channel == "voice"), told.text
    return person.says("ya") if person.channel == "voice" else told


def counts(report: dict[str, object]) -> tuple[object, object]:
    """Return how many Lapor Ulang and Update Laporan a report has."""
    return report["lapor_ulang_count"], report["update_count"]


def local(phone: str) -> str:
    """Return a number as dialled at home."""
    return phone.replace("+62", "0")


def test_LU_1_after_three_hours_it_is_a_lapor_ulang(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    told = person.says("petugas belum datang juga")
    assert told.value("utter_lapor_ulang_dicatat", "no_lapor") == person.number(report)
    assert counts(apkt.now(report)) == (1, 0)


def test_LU_2_before_three_hours_it_is_an_update_with_the_eta(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("petugas belum datang juga")
    assert told.value("utter_keterangan_dicatat", "jam") == person.clock(report["eta"])
    assert told.says("utter_pln_mobile_catatan")
    assert counts(apkt.now(report)) == (0, 1)
    assert "petugas belum datang juga" in [event["note"] for event in apkt.history(report)]


def test_LU_13_the_lapor_ulang_keeps_words_channel_and_receiver(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    person.says("sudah 4 jam petugas belum datang")
    [repeat] = apkt.repeats(report)
    receiver = {"whatsapp": ("WHATSAPP", "CHATBOT"), "voice": ("VOICE", "IVR")}[person.channel]
    assert (repeat["channel"], repeat["received_by"]) == receiver
    assert repeat["note"] == "sudah 4 jam petugas belum datang"


def test_LU_1_TR_2_with_tracking_the_officer_is_told(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.assign(report)
    apkt.move(report, "DALAM_PERJALANAN")
    apkt.see(report, "Jl. Soekarno Hatta")
    told = person.says("petugas belum datang juga")
    assert told.says("utter_lapor_ulang_dicatat", "utter_tahap_dalam_perjalanan", "utter_pln_mobile_catatan")
    assert "Soekarno Hatta" in told.value("utter_posisi", "jalan")


def test_LU_1_TR_3_without_tracking_nothing_is_invented(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.assign(report, uses_apkt_mobile=False)
    told = person.says("petugas belum datang juga")
    assert told.says("utter_lapor_ulang_dicatat", "utter_tahap_penugasan_regu", "utter_posisi_tidak_ada")


def test_LU_1_the_same_words_again_do_not_count_twice(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    person.says("petugas belum datang juga")
    told = person.says("sudah 4 jam belum ada petugas")
    assert told.says("utter_keterangan_tambahan")
    assert counts(apkt.now(report)) == (1, 0)
    assert "sudah 4 jam belum ada petugas" in [event["note"] for event in apkt.history(report, "comments")]


def test_LU_4_a_new_phone_number_is_an_update(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=FOUR_HOURS), a_phone()
    told = new_number(person, person.says(f"mau ganti nomor hp jadi {local(other)}"))
    assert told.says("utter_data_diperbarui")
    now = apkt.now(report)
    assert counts(now) == (0, 1)
    assert now["customer"]["phone"] == other
    [change] = apkt.history(report, "changes")
    assert (change["field"], change["old"], change["new"]) == ("phone", person.phone, other)


def test_LU_4_who_wants_a_change_is_asked_for_the_new_value(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=ONE_HOUR), a_phone()
    assert person.says("mau ganti nomor hp").asks("ubah_phone")
    assert new_number(person, person.keys(f"{local(other)}#")).says("utter_data_diperbarui")
    assert apkt.now(report)["customer"]["phone"] == other


def test_LU_4_a_new_address_is_an_update(person: Person, apkt: Apkt) -> None:
    report, right = apkt.report(person.home, person.phone, ago=ONE_HOUR), a_home()
    assert person.says("alamat di laporan saya salah").asks("ubah_address")
    person.home = right
    assert new_address(person, person.says(person.address)).says("utter_data_diperbarui")
    now = apkt.now(report)
    assert counts(now) == (0, 1)
    assert right.street.lower() in now["customer"]["address"].lower()


def test_PV_1_after_the_change_of_phone_the_old_number_still_hears(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=ONE_HOUR), a_phone()
    new_number(person, person.says(f"mau ganti nomor hp jadi {local(other)}"))
    person.hangs_up()
    told = person.says("kapan nyala?")
    assert told.value("utter_estimasi", "no_lapor") == person.number(report)


def test_LU_5_both_sides_after_three_hours_are_lapor_ulang_and_update(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=FOUR_HOURS), a_phone()
    told = new_number(person, person.says(f"petugas belum datang, sekalian ganti nomor hp saya jadi {local(other)}"))
    assert told.says("utter_lapor_ulang_dan_data")
    now = apkt.now(report)
    assert counts(now) == (1, 1)
    assert now["customer"]["phone"] == other


def test_LU_6_both_sides_before_three_hours_are_an_update(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=ONE_HOUR), a_phone()
    told = new_number(person, person.says(f"petugas belum datang, sekalian ganti nomor hp saya jadi {local(other)}"))
    assert told.says("utter_keterangan_dan_data")
    now = apkt.now(report)
    assert counts(now) == (0, 1)
    assert now["customer"]["phone"] == other


def test_LU_7_LU_14_finished_and_dark_is_active_again_with_the_asterisk(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.finish(report)
    told = person.says("katanya sudah selesai tapi masih padam")
    now = apkt.now(report)
    assert told.value("utter_laporan_aktif_kembali", "no_lapor") == person.number(now)
    assert told.value("utter_laporan_aktif_kembali", "jam") == person.clock(now["eta"])
    assert now["display_no"] == f"{report['no_lapor']}*"
    assert (now["status"], now["stage"], counts(now)) == ("BELUM_SELESAI", "LAPOR", (1, 0))


def test_LU_7_asked_whether_it_is_back_and_told_no_it_is_active_again(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.finish(report)
    assert person.says("bagaimana status laporan saya?").says("utter_status_selesai")
    assert person.says("belum").says("utter_laporan_aktif_kembali")
    assert apkt.now(report)["status"] == "BELUM_SELESAI"


def test_LU_8_finished_with_new_data_takes_the_data_into_the_lapor_ulang(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=FOUR_HOURS), a_phone()
    apkt.finish(report)
    told = new_number(
        person, person.says(f"laporan sudah selesai tapi masih padam, nomor hp saya ganti {local(other)}")
    )
    assert told.says("utter_laporan_aktif_kembali_data")
    [repeat] = apkt.repeats(report)
    assert (repeat["rule"], other in repeat["note"]) == ("LU-8", True)


def test_LU_15_incomplete_data_are_asked_for_and_go_into_the_lapor_ulang(person: Person, apkt: Apkt) -> None:
    report, right = apkt.report(person.home, person.phone, ago=FOUR_HOURS), a_home()
    apkt.finish(report, "DATA_TIDAK_LENGKAP", note="alamat tidak lengkap")
    told = person.says("katanya sudah selesai tapi masih padam")
    assert told.says("utter_selesai_data_kurang")
    assert told.asks("ubah_data")
    assert apkt.now(report)["status"] == "SELESAI"
    person.home = right
    assert new_address(person, person.says(person.address)).says("utter_laporan_aktif_kembali_data")
    [repeat] = apkt.repeats(report)
    assert right.street.lower() in repeat["note"].lower()


def test_LU_15_an_unreachable_customer_is_asked_for_another_phone(person: Person, apkt: Apkt) -> None:
    report, other = apkt.report(person.home, person.phone, ago=FOUR_HOURS), a_phone()
    apkt.finish(report, "PELANGGAN_SULIT_DIHUBUNGI")
    told = person.says("katanya sudah selesai tapi masih padam")
    assert told.says("utter_selesai_sulit_dihubungi")
    assert told.asks("ubah_phone")
    assert new_number(person, person.keys(f"{local(other)}#")).says("utter_laporan_aktif_kembali_data")
    now = apkt.now(report)
    assert (now["status"], now["customer"]["phone"]) == ("BELUM_SELESAI", other)


def test_LU_15_nothing_to_add_and_it_is_active_again_all_the_same(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS)
    apkt.finish(report, "DATA_TIDAK_LENGKAP")
    person.says("katanya sudah selesai tapi masih padam")
    assert person.says("tidak ada").says("utter_laporan_aktif_kembali")
    assert counts(apkt.now(report)) == (1, 0)


def test_LU_9_PM_2_a_complaint_is_repeated_without_waiting_and_without_pln_mobile(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR, kind="K")
    told = person.says("keluhan saya belum ditindaklanjuti")
    assert told.value("utter_keluhan_lapor_ulang", "no_lapor") == person.number(report)
    assert not told.says("utter_pln_mobile_catatan")
    assert counts(apkt.now(report)) == (1, 0)


def test_LU_12_a_finished_complaint_becomes_a_new_one_linked_to_it(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=FOUR_HOURS, kind="K")
    apkt.finish(report)
    assert person.says("bagaimana status keluhan saya?").says("utter_keluhan_selesai")
    assert person.says("ya").says("utter_keluhan_baru")
    new = apkt.of_home(person.home)[0]
    assert (new["kind"], new["related_no_lapor"]) == ("K", report["no_lapor"])
    assert f"Nomor Laporan Terkait K: {report['no_lapor']}" in new["description"]
    assert apkt.now(report)["related_no_lapor"] == new["no_lapor"]


def test_IN_5_several_buildings_of_one_number_are_offered_for_choice(person: Person, apkt: Apkt) -> None:
    older = apkt.report(a_home(), person.phone, ago=timedelta(hours=6))
    newer = apkt.report(a_home(), person.phone, ago=FOUR_HOURS)
    asked = person.says("petugas belum datang juga")
    assert asked.says("utter_pilihan_awal", "utter_pilihan_akhir")
    assert person.keys("2").says("utter_lapor_ulang_dicatat")
    assert counts(apkt.now(older)) == (1, 0)
    assert counts(apkt.now(newer)) == (0, 0)


def test_LU_10_data_of_an_open_complaint_is_an_update(person: Person, apkt: Apkt) -> None:
    complaint = apkt.report(person.home, person.phone, ago=ONE_HOUR, kind="K")
    other = a_phone()
    new_number(person, person.says(f"nomor telepon saya ganti jadi {local(other)}"))
    now = apkt.now(complaint)
    assert counts(now) == (0, 1)
    assert now["customer"]["phone"] == other


def test_LU_11_data_and_a_complaint_at_once_are_both(person: Person, apkt: Apkt) -> None:
    complaint = apkt.report(person.home, person.phone, ago=ONE_HOUR, kind="K")
    other = a_phone()
    new_number(
        person, person.says(f"keluhan saya belum ditindaklanjuti, dan nomor telepon saya ganti jadi {local(other)}")
    )
    now = apkt.now(complaint)
    assert counts(now) == (1, 1)
    assert now["customer"]["phone"] == other
