"""A new report, from the first words to the ticket (IN-1 to IN-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

import spoken
from tests.journeys import talks
from tests.journeys.apkt import Apkt
from tests.journeys.conftest import Someone
from tests.journeys.people import Person, a_home, a_phone

pytestmark = pytest.mark.journey
LONG_AGO = timedelta(days=40)


def test_IN_1_asks_for_neighbours_and_mcb_before_anything_else(person: Person, apkt: Apkt) -> None:
    assert person.says("listrik rumah saya padam").asks("scope")
    assert person.says("cuma rumah saya, tetangga menyala").asks("mcb")
    assert person.says("sudah naik").asks("premise")
    assert apkt.of_home(person.home) == []


def test_IN_2_reads_back_and_creates_only_after_the_confirmation(person: Person, apkt: Apkt) -> None:
    asked = talks.read_back(person)
    assert asked.value("utter_konfirmasi_idpel", "nomor") == person.digits(person.home.idpel)
    assert apkt.of_home(person.home) == []
    person.says("ya")
    [report] = apkt.of_home(person.home)
    assert (report["kind"], report["status"], report["stage"]) == ("G", "BELUM_SELESAI", "LAPOR")
    assert report["customer"]["phone"] == person.phone
    assert person.home.street.lower() in report["customer"]["address"].lower()
    assert "listrik rumah saya padam" in report["description"]


def test_IN_3_tells_number_eta_and_pln_mobile(person: Person, apkt: Apkt) -> None:
    told = talks.report(person)
    [report] = apkt.of_home(person.home)
    assert told.value("utter_laporan_dibuat", "no_lapor") == person.whole_number(report)
    assert told.value("utter_laporan_dibuat", "jam") == person.clock(report["eta"])
    assert told.says("utter_pln_mobile_catatan")
    window = datetime.fromisoformat(report["eta"]) - datetime.fromisoformat(report["reported_at"])
    assert window == timedelta(hours=3)


def test_IN_2_a_meter_number_does_as_well(person: Person, apkt: Apkt) -> None:
    talks.begin(person)
    assert person.keys(f"{person.home.meter_id}#").asks("address")
    assert person.says(person.address).says("utter_konfirmasi_meter")
    person.says("ya")
    [report] = apkt.of_phone(str(person.phone))
    assert report["customer"]["meter_id"] == person.home.meter_id


def test_IN_2_without_any_number_name_and_address_do(person: Person, apkt: Apkt) -> None:
    talks.begin(person)
    assert person.says("tidak tahu").asks("name")
    assert person.says(f"atas nama {person.home.name}").asks("address")
    assert person.says(person.address).says("utter_konfirmasi_nama")
    assert person.says("benar").says("utter_laporan_dibuat")
    [report] = apkt.of_phone(str(person.phone))
    assert report["customer"]["name"] == person.home.name


def test_IN_2_everything_in_one_message_needs_only_the_confirmation(writer: Person, apkt: Apkt) -> None:
    asked = writer.says(
        f"Selamat siang, listrik rumah saya saja yang padam, tetangga menyala, MCB sudah naik. "
        f"IDPEL {writer.home.idpel}, alamat {writer.home.address}"
    )
    assert asked.says("utter_konfirmasi_idpel")
    assert writer.says("ya").says("utter_laporan_dibuat")
    [report] = apkt.of_home(writer.home)
    assert report["customer"]["address"] == writer.home.address


def test_IN_2_a_known_number_needs_no_data(person: Person, apkt: Apkt) -> None:
    apkt.finish(apkt.report(person.home, person.phone, ago=LONG_AGO), at=apkt.at(LONG_AGO - timedelta(hours=2)))
    person.says("listrik rumah saya padam")
    person.says("cuma rumah saya, tetangga menyala")
    asked = person.says("sudah naik")
    own = spoken.ending(person.home.idpel) if person.channel == "voice" else person.home.idpel
    assert asked.value("utter_konfirmasi_idpel", "nomor") == own
    person.says("ya")
    new = apkt.of_home(person.home)[0]
    assert new["status"] == "BELUM_SELESAI"
    assert new["customer"]["address"] == person.home.address


def test_IN_1_the_mcb_was_down_and_up_the_light_is_back(person: Person, apkt: Apkt) -> None:
    person.says("listrik rumah saya padam")
    person.says("cuma rumah saya, tetangga menyala")
    assert person.says("mcbnya turun").asks("mcb_retry")
    assert person.says("sudah menyala").says("utter_sudah_menyala")
    assert apkt.of_phone(str(person.phone)) == []


def test_IN_2_a_correction_in_mid_form_counts(person: Person, apkt: Apkt) -> None:
    right = a_home()
    talks.begin(person)
    person.keys(f"{person.home.idpel}#")
    assert person.says(f"eh salah, idpelnya {right.idpel}").asks("address")
    asked = person.says(person.address)
    assert asked.value("utter_konfirmasi_idpel", "nomor") == person.digits(right.idpel)
    person.says("ya")
    assert apkt.of_home(person.home) == []
    assert len(apkt.of_home(right)) == 1


def test_IN_2_a_correction_at_the_read_back_is_read_back_again(writer: Person, apkt: Apkt) -> None:
    right = a_home()
    talks.read_back(writer)
    asked = writer.says(f"bukan, alamatnya {right.address}")
    assert asked.value("utter_konfirmasi_idpel", "alamat") == right.address
    writer.says("ya")
    [report] = apkt.of_home(writer.home)
    assert report["customer"]["address"] == right.address


def test_IN_2_who_says_no_to_the_read_back_is_asked_what_is_wrong(person: Person, apkt: Apkt) -> None:
    talks.read_back(person)
    assert person.says("tidak").asks("correct")
    other = a_phone()
    asked = person.says(f"nomor teleponnya {other.replace('+62', '0')}")
    if person.channel == "voice":
        # Two numbers and a place are too much for one question.
        assert asked.says("utter_konfirmasi_identitas_alamat")
        told = person.says("ya")
        assert told.value("utter_konfirmasi_telepon", "telepon") == person.digits(other.replace("+62", "0"))
    else:
        assert asked.says("utter_konfirmasi_idpel")
    person.says("ya")
    [report] = apkt.of_home(person.home)
    assert report["customer"]["phone"] == other


def test_ETA_1_a_question_for_the_eta_in_mid_form_is_answered_and_leads_back(person: Person, apkt: Apkt) -> None:
    talks.begin(person)
    told = person.says("kapan kira-kira nyala?")
    assert told.says("utter_estimasi_setelah_lapor")
    assert told.asks("premise")
    assert person.keys(f"{person.home.idpel}#").asks("address")


def test_IN_1_bare_words_answer_the_question_asked(person: Person) -> None:
    person.says("listrik rumah saya padam")
    assert person.says("sendirian").asks("mcb")
    assert person.says("turun").asks("mcb_retry")


def test_IN_2_cancelled_means_no_report(person: Person, apkt: Apkt) -> None:
    talks.read_back(person)
    assert person.says("batal").says("utter_batal")
    assert apkt.of_home(person.home) == []


def test_IN_5_a_second_report_of_the_building_by_its_number_is_a_repeat(person: Person, apkt: Apkt) -> None:
    talks.report(person)
    told = person.says("listrik rumah saya padam")
    assert told.says("utter_sudah_ada_laporan")
    [report] = apkt.of_home(person.home)
    assert (report["update_count"], report["lapor_ulang_count"]) == (1, 0)


def test_IN_5_PV_2_a_second_report_by_another_number_joins_the_first_and_hears_nothing(
    someone: Someone, apkt: Apkt
) -> None:
    first, second = someone(), someone()
    talks.report(first)
    second.home = first.home
    told = talks.report(second)
    assert told.says("utter_keterangan_diteruskan")
    [report] = apkt.of_home(first.home)
    assert report["no_lapor"] not in told.text
    assert report["update_count"] == 1


def test_IN_6_neighbours_out_too_marks_a_wider_outage_without_pln_mobile(person: Person, apkt: Apkt) -> None:
    person.says("listrik rumah saya padam")
    assert person.says("tetangga juga padam semua").asks("premise")
    person.keys(f"{person.home.idpel}#")
    person.says(person.address)
    told = person.says("ya")
    assert told.says("utter_laporan_dibuat_meluas")
    assert not told.says("utter_pln_mobile_catatan")
    [report] = apkt.of_home(person.home)
    assert report["wider_outage"] is True


def test_IN_6_PM_2_the_third_report_of_a_street_is_marked_a_wider_outage(writer: Person, apkt: Apkt) -> None:
    for _ in range(2):
        neighbour = replace(a_home(), street=writer.home.street)
        assert apkt.report(neighbour, a_phone())["wider_outage"] is False
    told = talks.report(writer)
    assert not told.says("utter_pln_mobile_catatan")
    [report] = apkt.of_home(writer.home)
    assert report["wider_outage"] is True


def test_another_building_of_the_same_number_gets_its_own_report(person: Person, apkt: Apkt) -> None:
    apkt.report(a_home(), person.phone)
    person.says("listrik di rumah saya yang lain padam")
    person.says("cuma rumah itu, tetangga menyala")
    person.says("sudah naik")
    person.keys(f"{person.home.idpel}#")
    person.says(person.address)
    assert person.says("ya").says("utter_laporan_dibuat")
    assert len(apkt.of_home(person.home)) == 1
