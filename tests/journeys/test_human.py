"""Danger, wishes for a human, and not being understood (IN-7, LU-3, HO-1, HO-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys import talks
from tests.journeys.apkt import Apkt
from tests.journeys.people import Person

pytestmark = pytest.mark.journey
ONE_HOUR, FOUR_HOURS = timedelta(hours=1), timedelta(hours=4)
GIBBERISH = "xqzt blorf wug"


def test_HO_1_who_asks_for_a_human_gets_one(person: Person) -> None:
    assert person.says("saya mau bicara dengan petugas").human


def test_HO_1_the_key_for_a_human_works_at_any_question(caller: Person) -> None:
    talks.begin(caller)
    assert caller.keys("0").human


def test_HO_4_on_whatsapp_a_time_is_promised(writer: Person) -> None:
    told = writer.says("saya mau bicara dengan petugas")
    assert "WIB" in told.value("utter_ke_cso", "jam")


def test_HO_4_in_the_queue_position_and_wait_are_told_and_in_the_end_a_call_back(caller: Person) -> None:
    caller.says("saya mau bicara dengan petugas")
    assert caller.call_state == "queued"
    waiting = caller.hears(caller.call.wait(20, position=2))
    assert waiting.value("utter_antrean", "posisi") == "dua"
    left = caller.hears(caller.call.wait(170))
    assert left.says("utter_antrean_balik")
    assert left.over


def test_IN_7_danger_gets_advice_first_and_a_human(person: Person) -> None:
    told = person.says("ada percikan api di meteran rumah saya")
    assert "utter_darurat_api" in told.said[0].keys
    assert told.human


def test_IN_7_danger_at_a_known_place_becomes_an_urgent_report(person: Person, apkt: Apkt) -> None:
    told = person.says(f"kabel putus menjuntai di depan rumah, idpel {person.home.idpel}")
    assert told.says("utter_darurat_kabel", "utter_darurat_dicatat")
    assert told.human
    [report] = apkt.of_home(person.home)
    assert report["urgent"] is True


def test_LU_3_danger_before_three_hours_is_an_urgent_lapor_ulang_with_a_human(person: Person, apkt: Apkt) -> None:
    report = apkt.report(person.home, person.phone, ago=ONE_HOUR)
    told = person.says("kabelnya keluar api, tolong cepat")
    assert told.human
    now = apkt.now(report)
    assert (now["urgent"], now["lapor_ulang_count"]) == (True, 1)
    assert [repeat["rule"] for repeat in apkt.repeats(report)] == ["LU-3"]


def test_IN_7_danger_in_mid_form_breaks_off_the_form(person: Person, apkt: Apkt) -> None:
    talks.begin(person)
    person.keys(f"{person.home.idpel}#")
    told = person.says("meterannya terbakar!")
    assert told.says("utter_darurat_api")
    assert told.human
    [report] = apkt.of_home(person.home)
    assert report["urgent"] is True


def test_HO_1_two_misunderstandings_in_a_row_lead_to_a_human(person: Person) -> None:
    first = person.says(GIBBERISH)
    assert any(key.startswith("utter_maksud") for key in first.keys)
    assert not first.human
    assert person.says(f"{GIBBERISH} {GIBBERISH}").human


def test_HO_1_an_understood_turn_between_starts_the_count_again(person: Person) -> None:
    person.says(GIBBERISH)
    person.says("terima kasih")
    assert not person.says(GIBBERISH).human


def test_HO_1_in_a_form_the_second_failure_explains_and_the_third_leads_to_a_human(person: Person) -> None:
    person.says("listrik rumah saya padam")
    assert person.says(GIBBERISH).says("utter_tanya_scope")
    assert person.says(GIBBERISH).says("utter_jelaskan_scope")
    assert person.says(GIBBERISH).human


def test_HO_1_after_an_answer_the_failures_of_a_form_count_anew(person: Person) -> None:
    person.says("listrik rumah saya padam")
    person.says(GIBBERISH)
    person.says(GIBBERISH)
    assert person.says("cuma rumah saya, tetangga menyala").asks("mcb")
    assert person.says(GIBBERISH).says("utter_tanya_mcb")


def test_HR_2_a_number_too_short_is_kept_and_completed(person: Person) -> None:
    talks.begin(person)
    first, rest = person.home.idpel[:5], person.home.idpel[5:]
    assert person.keys(f"{first}#").says("utter_nomor_kurang")
    assert person.keys(f"{rest}#").asks("address")


def test_PM_2_other_business_is_offered_a_human(person: Person) -> None:
    asked = person.says("kenapa tagihan listrik saya naik bulan ini?")
    assert asked.says("utter_keluhan_cso")
    assert not asked.says("utter_pln_mobile_catatan")
    assert person.says("ya").human
