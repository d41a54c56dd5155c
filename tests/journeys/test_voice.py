"""The telephone: keys, spoken digits, silence, the end of a call."""

from __future__ import annotations

from datetime import timedelta

import pytest

import spoken
from tests.deploy.system import RunningSystem
from tests.journeys import talks
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person, a_phone

pytestmark = pytest.mark.journey
_WORDS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def in_words(number: str) -> str:
    """Say a number digit by digit."""
    return " ".join(_WORDS[int(digit)] for digit in number)


def test_the_whole_report_goes_by_keys_but_for_the_address(caller: Person, apkt: Apkt) -> None:
    caller.dials()
    caller.says("listrik rumah saya padam")
    assert caller.keys("1").asks("mcb")
    assert caller.keys("1").asks("premise")
    assert caller.keys(f"{caller.home.idpel}#").asks("address")
    assert caller.says(caller.address).says("utter_konfirmasi_idpel")
    assert caller.keys("1").says("utter_laporan_dibuat")
    [report] = apkt.of_home(caller.home)
    assert (report["channel"], report["received_by"]) == ("VOICE", "IVR")


def test_spoken_digits_are_read_back_in_groups(caller: Person) -> None:
    talks.begin(caller)
    caller.says(f"nomornya {in_words(caller.home.idpel)}")
    asked = caller.says(caller.address)
    assert asked.value("utter_konfirmasi_idpel", "nomor") == spoken.apart(caller.home.idpel)


def test_a_meter_number_may_be_spoken(caller: Person, apkt: Apkt) -> None:
    talks.begin(caller)
    caller.says(f"nomor meternya {in_words(caller.home.meter_id)}")
    asked = caller.says(caller.address)
    assert asked.value("utter_konfirmasi_meter", "nomor") == spoken.apart(caller.home.meter_id)


def test_silence_is_asked_again_then_keys_only_then_a_human(caller: Person) -> None:
    caller.says("listrik rumah saya padam")
    assert caller.is_silent().says("utter_tidak_mendengar", "utter_tanya_scope")
    again = caller.is_silent()
    assert again.says("utter_lagi_tombol")
    assert caller.call.gather is not None
    assert caller.call.gather.option("input") == "dtmf"
    assert caller.is_silent().human


def test_after_an_answer_the_silence_is_counted_anew(caller: Person) -> None:
    caller.says("listrik rumah saya padam")
    caller.is_silent()
    caller.is_silent()
    assert caller.keys("1").asks("mcb")
    assert caller.is_silent().says("utter_tidak_mendengar")


def test_the_star_says_it_again(caller: Person) -> None:
    asked = caller.says("listrik rumah saya padam")
    assert caller.keys("*").text == asked.text


def test_the_nine_is_the_menu(caller: Person) -> None:
    caller.dials()
    assert caller.keys("9").says("utter_menu")
    assert caller.keys("1").asks("scope")


def test_a_session_is_a_call(caller: Person) -> None:
    caller.says("listrik rumah saya padam")
    caller.hangs_up()
    # What was left half-finished is offered, not gone on with by itself.
    assert caller.dials().says("utter_salam_lanjut")
    assert caller.says("ya").asks("scope")


def test_a_guess_of_the_recogniser_is_not_acted_upon(caller: Person) -> None:
    talks.read_back(caller)
    unsure = caller.hears(caller.call.say("ya", confidence=0.1))
    assert unsure.says("utter_kurang_jelas_tombol", "utter_konfirmasi_idpel")


def test_thanks_and_goodbye_end_the_call(caller: Person) -> None:
    caller.dials()
    told = caller.says("sudah itu saja, sampai jumpa")
    assert told.says("utter_sampai_jumpa")
    assert told.over


def test_the_fallback_answers_without_the_dialogue(caller: Person, running_system: RunningSystem) -> None:
    form = {"CallSid": caller.call.call, "From": str(caller.phone), "CallStatus": "in-progress", "ErrorCode": "11200"}
    answer = running_system.twilio("/voice/fallback", form)
    assert answer.status_code == 200
    assert "<Say" in answer.text
    assert "<Gather" not in answer.text


def test_SA_2_a_known_number_hears_the_eta_before_it_says_anything(caller: Person, apkt: Apkt) -> None:
    report = apkt.report(caller.home, caller.phone)
    greeted = caller.dials()
    assert greeted.says("utter_salam_estimasi", "utter_ada_lagi")
    assert greeted.value("utter_salam_estimasi", "akhir") == spoken.ending_said(report["no_lapor"])
    told = caller.clock(report["eta"])
    assert told.startswith(greeted.value("utter_salam_estimasi", "jam"))
    assert caller.says("petugasnya di mana").value("utter_estimasi", "no_lapor") == caller.number(report)


def test_SA_1_PV_1_another_number_hears_nothing_of_it(
    caller: Person, apkt: Apkt, running_system: RunningSystem
) -> None:
    apkt.report(caller.home, caller.phone)
    for stranger in (a_phone(), None):
        assert Person(running_system, "voice", stranger, caller.home).dials().says("utter_salam_suara")


def test_SA_3_LU_1_after_three_hours_the_greeting_answers_and_one_turn_is_a_lapor_ulang(
    caller: Person, apkt: Apkt
) -> None:
    report = apkt.report(caller.home, caller.phone, ago=timedelta(hours=4))
    greeted = caller.dials()
    assert greeted.says("utter_salam_lewat", "utter_tahap_lapor", "utter_salam_lapor_ulang")
    recorded = caller.says("belum datang juga")
    assert recorded.value("utter_lapor_ulang_dicatat", "no_lapor") == caller.number(report)
    assert len(apkt.repeats(report)) == 1


def test_SA_4_CF_2_a_no_to_is_it_back_makes_the_report_active_again(caller: Person, apkt: Apkt) -> None:
    report = apkt.report(caller.home, caller.phone)
    apkt.finish(report)
    assert caller.dials().says("utter_salam_selesai")
    assert caller.keys("2").says("utter_laporan_aktif_kembali")
    assert apkt.now(report)["status"] == "BELUM_SELESAI"
