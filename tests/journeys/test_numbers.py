"""Numbers by telephone: in parts, one group put right, heard badly, or never told (docs/voice-style.md)."""

from __future__ import annotations

import pytest

import spoken
from tests.journeys import talks
from tests.journeys.answers import Answer
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person
from tests.journeys.test_voice import in_words

pytestmark = pytest.mark.journey


def hears(caller: Person, words: str, confidence: float) -> Answer:
    """Let the recogniser hear words with so much confidence."""
    return caller.hears(caller.call.say(words, confidence))


def misread(number: str) -> tuple[str, str, str]:
    """Return the number with two digits of its second group exchanged, that group, and the right one."""
    first, right, last = spoken.groups(number)
    wrong = right[0] + str((int(right[1]) + 1) % 10) + right[2:]
    return f"{first}{wrong}{last}", wrong, right


def test_too_few_keys_are_counted_and_the_rest_completes_them(caller: Person, apkt: Apkt) -> None:
    talks.begin(caller)
    told = caller.keys(f"{caller.home.idpel[:8]}#")
    assert told.value("utter_nomor_kurang", "jumlah") == "delapan"
    assert told.value("utter_nomor_kurang", "nomor") == spoken.apart(caller.home.idpel[:8])
    assert caller.keys(f"{caller.home.idpel[8:]}#").asks("address")
    assert caller.says(caller.address).says("utter_konfirmasi_idpel")
    caller.keys("1")
    [report] = apkt.of_home(caller.home)
    assert report["customer"]["idpel"] == caller.home.idpel


def test_a_number_may_be_spoken_in_two_turns(caller: Person) -> None:
    talks.begin(caller)
    assert caller.says(in_words(caller.home.idpel[:7])).says("utter_nomor_kurang")
    assert caller.says(f"sisanya {in_words(caller.home.idpel[7:])}").asks("address")


def test_too_many_keys_are_told_so(caller: Person) -> None:
    talks.begin(caller)
    assert caller.keys(f"99{caller.home.idpel}#").says("utter_nomor_lebih")
    assert caller.keys(f"{caller.home.idpel}#").asks("address")


def test_one_group_is_put_right_by_voice(caller: Person, apkt: Apkt) -> None:
    talks.begin(caller)
    heard, wrong, right = misread(caller.home.idpel)
    caller.keys(f"{heard}#")
    caller.says(caller.address)
    told = caller.says(f"bukan {in_words(wrong)} tapi {in_words(right)}")
    assert told.value("utter_konfirmasi_perbaikan", "nomor") == spoken.apart(caller.home.idpel)
    assert caller.says("ya betul").says("utter_laporan_dibuat")
    assert len(apkt.of_home(caller.home)) == 1


def test_one_group_is_put_right_by_its_place(caller: Person) -> None:
    talks.begin(caller)
    heard, _, right = misread(caller.home.idpel)
    caller.keys(f"{heard}#")
    caller.says(caller.address)
    assert caller.says("kelompok kedua salah").says("utter_tanya_angka_kelompok")
    assert caller.says(in_words(right)).says("utter_konfirmasi_perbaikan")


def test_one_group_is_put_right_by_keys(caller: Person, apkt: Apkt) -> None:
    talks.begin(caller)
    heard, _, right = misread(caller.home.idpel)
    caller.keys(f"{heard}#")
    caller.says(caller.address)
    assert caller.keys("2").says("utter_tanya_correct")
    assert caller.keys("1").says("utter_tanya_kelompok")
    assert caller.keys("2").says("utter_tanya_angka_kelompok")
    assert caller.keys(f"{right}#").says("utter_konfirmasi_perbaikan")
    assert caller.keys("1").says("utter_laporan_dibuat")
    assert len(apkt.of_home(caller.home)) == 1


def test_three_failures_open_three_ways(caller: Person, apkt: Apkt) -> None:
    talks.begin(caller)
    for _ in range(2):
        caller.says("blablabla wek wek krompyang")
    assert caller.says("blablabla wek wek krompyang").says("utter_jalan_nomor")
    assert caller.keys("1").asks("name")
    caller.says(caller.home.name)
    assert caller.says(caller.address).says("utter_konfirmasi_nama")
    assert caller.keys("1").says("utter_laporan_dibuat")


def test_without_a_number_somebody_calls_back(caller: Person) -> None:
    talks.begin(caller)
    for _ in range(3):
        caller.says("blablabla wek wek krompyang")
    assert caller.keys("2").says("utter_keterangan_diteruskan")


def test_a_report_number_takes_its_letter_by_key(caller: Person, apkt: Apkt) -> None:
    report = apkt.report(caller.home, None)
    caller.says("mau tanya laporan saya")
    assert caller.keys(f"4{report['no_lapor'][1:]}#").says("utter_tanya_pasangan_idpel")
    told = caller.keys(f"{caller.home.idpel}#")
    assert not told.says("utter_pasangan_salah")


def test_HR_1_a_number_heard_badly_is_asked_about(caller: Person) -> None:
    talks.begin(caller)
    asked = hears(caller, in_words(caller.home.idpel), 0.45)
    assert asked.value("utter_pasti_nomor", "nomor") == spoken.apart(caller.home.idpel)
    assert caller.keys("1").asks("address")


def test_HR_1_a_yes_heard_badly_makes_no_report_before_it_is_said_again(caller: Person, apkt: Apkt) -> None:
    talks.read_back(caller)
    assert hears(caller, "ya", 0.45).says("utter_pasti_laporan")
    assert apkt.of_home(caller.home) == []
    assert hears(caller, "iya betul", 0.45).says("utter_laporan_dibuat")
    assert len(apkt.of_home(caller.home)) == 1


def test_HR_1_a_cancel_heard_badly_is_asked_about(caller: Person) -> None:
    talks.read_back(caller)
    assert hears(caller, "batalkan saja", 0.45).asks("cancel")
    assert caller.keys("2").says("utter_konfirmasi_idpel")


def test_a_guess_is_asked_in_another_way_then_by_keys(caller: Person) -> None:
    talks.begin(caller)
    assert hears(caller, "lima krsk", 0.1).says("utter_kurang_jelas_angka")
    assert hears(caller, "lima krsk", 0.1).says("utter_lagi_angka")
    assert caller.keys(f"{caller.home.idpel}#").asks("address")


def test_IN_7_the_danger_at_the_end_of_a_monologue_comes_first(caller: Person) -> None:
    caller.dials()
    story = "jadi begini pak rumah saya padam dari tadi sore tetangga menyala semua em ce be sudah saya naikkan " * 12
    told = caller.says(f"{story} terus sekarang ada percikan api di meteran")
    assert told.human


def test_a_long_talker_is_not_asked_again_what_is_answered(caller: Person) -> None:
    caller.dials()
    told = caller.says(
        "halo pe el en jadi begini pak rumah saya padam dari tadi sore tetangga menyala semua cuma rumah saya saja "
        "em ce be sudah saya naikkan tetap mati nomor pelanggannya " + in_words(caller.home.idpel)
    )
    assert told.asks("address")
