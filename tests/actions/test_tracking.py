"""When, where, how far: the answers at both sides of every boundary (rules ETA, TR, PM)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import OFFICER, PHONE, Talk, apkt, finished, given_report, on_the_way, repeated
from tickets.model import Kind, Officer, Stage

WINDOW = timedelta(hours=3)
MOMENT = timedelta(seconds=1)
NOTE = "utter_pln_mobile_catatan"
OFFER = "utter_tawar_lapor_ulang"


class TestEta:
    def test_ETA_3_before_three_hours_the_eta_and_the_note(self, talk: Talk, system: System):
        given_report(system, ago=WINDOW - MOMENT)
        answer = talk.says("tanya_estimasi", "kapan nyala?")
        assert answer.keys == ["utter_estimasi", NOTE]
        assert answer[0].values["jam"] == "pukul 12.00 WIB"

    def test_ETA_5_exactly_three_hours_are_three_hours(self, talk: Talk, system: System):
        given_report(system, ago=WINDOW)
        assert talk.says("tanya_estimasi", "kapan nyala?").keys == [
            "utter_estimasi_lewat",
            "utter_tahap_lapor",
            "utter_posisi_tidak_ada",
            NOTE,
            OFFER,
        ]

    def test_ETA_4_after_three_hours_stage_and_street_are_told(self, talk: Talk, system: System):
        on_the_way(system, given_report(system, ago=WINDOW), seen=timedelta(minutes=5))
        answer = talk.says("tanya_estimasi", "kapan nyala?")
        assert answer.keys == ["utter_estimasi_lewat", "utter_tahap_dalam_perjalanan", "utter_posisi", NOTE, OFFER]

    def test_ETA_3_the_officer_is_added_where_asked_for_never_instead(self, talk: Talk, system: System):
        on_the_way(system, given_report(system), seen=timedelta(minutes=5))
        assert talk.says("tanya_estimasi", "kapan?").keys == ["utter_estimasi", NOTE]
        answer = talk.says("tanya_posisi_petugas", "petugas di mana?")
        assert answer.keys == ["utter_estimasi", "utter_tahap_dalam_perjalanan", "utter_posisi", NOTE]

    def test_ETA_3_both_questions_in_one_message_get_both_answers(self, talk: Talk, system: System):
        on_the_way(system, given_report(system), seen=timedelta(minutes=5))
        answer = talk.says("tanya_estimasi", "kapan selesai dan di mana petugasnya", also="tanya_posisi_petugas")
        assert "utter_posisi" in answer.keys

    def test_ETA_2_the_window_begins_again_at_the_reopening(self, talk: Talk, system: System):
        given = given_report(system, ago=timedelta(hours=8))
        finished(system, given, ago=timedelta(hours=4))
        repeated(system, given, ago=timedelta(hours=2))
        answer = talk.says("tanya_estimasi", "kapan nyala?")
        assert answer.keys == ["utter_estimasi", NOTE]
        assert answer[0].values["jam"] == "pukul 13.00 WIB"

    def test_LU_1_the_offer_taken_up_is_a_lapor_ulang(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        talk.says("tanya_estimasi", "kapan nyala?")
        assert talk.answers("setuju").keys[0] == "utter_lapor_ulang_dicatat"
        assert system.reports.get(given.no_lapor).lapor_ulang_count == 1

    def test_the_offer_declined_records_nothing(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        talk.says("tanya_estimasi", "kapan nyala?")
        assert talk.answers("tolak").keys == ["utter_baik"]
        assert system.reports.get(given.no_lapor).lapor_ulang_count == 0

    def test_PM_2_a_wider_outage_hears_no_note(self, talk: Talk, system: System):
        given_report(system, wider=True)
        assert talk.says("tanya_estimasi", "kapan nyala?").keys == ["utter_estimasi"]


class TestOfficer:
    def test_TR_2_street_plate_number_and_age_are_told(self, talk: Talk, system: System):
        given = on_the_way(system, given_report(system), seen=timedelta(minutes=7))
        told = talk.says("tanya_posisi_petugas", "di mana petugas?").values("utter_posisi")
        assert (told["jalan"], told["plat"], told["umur"]) == ("Jl. Raya Bogor", OFFICER.plate, "7 menit")
        assert told["no_lapor"] == given.no_lapor
        assert told["jalan_lisan"] == "jalan Raya Bogor"
        assert told["plat_lisan"] == "be, satu dua tiga empat, eks ye zet"

    @pytest.mark.parametrize(
        ("age", "key"),
        [
            (timedelta(0), "utter_posisi"),
            (timedelta(minutes=15), "utter_posisi"),
            (timedelta(minutes=15, seconds=1), "utter_posisi_lama"),
            (timedelta(minutes=60), "utter_posisi_lama"),
            (timedelta(minutes=60, seconds=1), "utter_posisi_tidak_ada"),
        ],
    )
    def test_TR_5_an_old_position_is_told_as_old_a_very_old_one_not_at_all(
        self, talk: Talk, system: System, age: timedelta, key: str
    ):
        on_the_way(system, given_report(system, ago=timedelta(hours=2)), seen=age)
        answer = talk.says("tanya_posisi_petugas", "di mana petugas?")
        assert key in answer.keys
        if key == "utter_posisi_tidak_ada":
            assert "Bogor" not in str(answer)

    @pytest.mark.parametrize(("age", "key"), [(5, "utter_posisi_tanpa_plat"), (30, "utter_posisi_lama_tanpa_plat")])
    def test_TR_2_without_a_plate_none_is_spoken_of(self, talk: Talk, system: System, age: int, key: str):
        given = given_report(system)
        on_the_way(system, given, seen=timedelta(minutes=age))
        with_plate = system.reports.get(given.no_lapor).position
        assert with_plate
        system.reports.assign(given.no_lapor, Officer("Agus"), apkt(system))
        system.reports.see_position(given.no_lapor, with_plate)
        assert key in talk.says("tanya_posisi_petugas", "di mana petugas?").keys

    def test_TR_3_no_officer_means_no_position(self, talk: Talk, system: System):
        given_report(system)
        assert talk.says("tanya_posisi_petugas", "di mana petugas?").keys == [
            "utter_estimasi",
            "utter_tahap_lapor",
            "utter_posisi_tidak_ada",
            NOTE,
        ]

    def test_TR_3_without_apkt_mobile_there_is_no_position(self, talk: Talk, system: System):
        given = given_report(system)
        system.reports.assign(given.no_lapor, Officer("Agus", plate="B 1 A", uses_apkt_mobile=False), apkt(system))
        answer = talk.says("tanya_posisi_petugas", "di mana petugas?")
        assert answer.keys[1:3] == ["utter_tahap_penugasan_regu", "utter_posisi_tidak_ada"]

    def test_TR_3_a_position_without_a_street_is_not_made_up(self, talk: Talk, system: System):
        on_the_way(system, given_report(system), seen=timedelta(minutes=1), street=None)
        assert "utter_posisi_tidak_ada" in talk.says("tanya_posisi_petugas", "di mana petugas?").keys

    @pytest.mark.parametrize("stage", [Stage.PENUGASAN_REGU, Stage.DALAM_PERJALANAN, Stage.DALAM_PENGERJAAN])
    def test_TR_2_the_stage_is_told(self, talk: Talk, system: System, stage: Stage):
        given = given_report(system)
        system.reports.advance(given.no_lapor, stage, apkt(system))
        assert f"utter_tahap_{stage.lower()}" in talk.says("tanya_status", "status?").keys

    def test_PV_3_neither_the_officers_name_nor_number_is_told(self, talk: Talk, system: System):
        on_the_way(system, given_report(system), seen=timedelta(minutes=1))
        answer = talk.says("tanya_posisi_petugas", "di mana petugas?")
        assert OFFICER.name not in str(answer)
        assert str(OFFICER.phone) not in str(answer)


class TestPowerIsBack:
    def test_at_the_stage_nyala_it_is_asked_whether_it_is_so(self, talk: Talk, system: System):
        given = given_report(system)
        system.reports.advance(given.no_lapor, Stage.NYALA, apkt(system))
        assert talk.says("tanya_estimasi", "kapan?").keys == ["utter_tahap_nyala", "utter_tanya_menyala"]
        assert talk.says("setuju", "sudah").keys == ["utter_senang_menyala"]

    def test_LU_2_at_the_stage_nyala_a_no_is_a_repeat_contact(self, talk: Talk, system: System):
        given = given_report(system)
        system.reports.advance(given.no_lapor, Stage.NYALA, apkt(system))
        talk.says("tanya_estimasi", "kapan?")
        assert talk.says("tolak", "belum").keys[0] == "utter_keterangan_dicatat"
        assert system.reports.get(given.no_lapor).update_count == 1

    def test_LU_1_at_the_stage_nyala_a_complaint_is_not_questioned(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        system.reports.advance(given.no_lapor, Stage.NYALA, apkt(system))
        answer = talk.says("lapor_ulang", "masih padam")
        assert answer.keys[:2] == ["utter_lapor_ulang_dicatat", "utter_tahap_nyala"]
        assert "utter_tanya_menyala" not in answer.keys

    def test_TR_1_a_finished_report_tells_when_and_no_position(self, talk: Talk, system: System):
        given = on_the_way(system, given_report(system), seen=timedelta(minutes=5))
        finished(system, given, ago=timedelta(0))
        answer = talk.says("tanya_posisi_petugas", "di mana petugas?")
        assert answer.keys == ["utter_status_selesai"]
        assert answer[0].values["jam"] == "pukul 12.00 WIB"

    def test_MT_7_power_back_after_the_end_asks_for_a_rating(self, talk: Talk, system: System):
        finished(system, given_report(system))
        talk.says("tanya_status", "status?")
        assert talk.says("setuju", "sudah").keys == ["utter_senang_menyala", "utter_tanya_rating"]


class TestComplaint:
    def test_TR_1_an_open_complaint_has_neither_eta_nor_position(self, talk: Talk, system: System):
        given_report(system, kind=Kind.K, ago=timedelta(hours=5))
        for intent in ("tanya_estimasi", "tanya_posisi_petugas", "tanya_status"):
            # LU-9: a complaint may be repeated at any time.
            assert talk.says(intent, intent).keys == ["utter_status_keluhan", "utter_tawar_lapor_ulang"]

    def test_a_finished_complaint_asks_whether_it_is_settled(self, talk: Talk, system: System):
        finished(system, given_report(system, kind=Kind.K))
        assert talk.says("tanya_status", "status?").keys == ["utter_keluhan_selesai"]
        assert talk.answers("tolak").keys == ["utter_baik"]


class TestGreeting:
    def test_a_known_number_hears_the_state_of_its_open_report(self, talk: Talk, system: System):
        given_report(system)
        assert talk.says("sapaan", "halo").keys == ["utter_sapaan_kenal", "utter_estimasi", NOTE, "utter_ada_lagi"]

    def test_with_two_open_reports_none_is_preferred(self, talk: Talk, system: System):
        from tests.actions.talk import SHOP

        given_report(system), given_report(system, SHOP)
        assert talk.says("sapaan", "halo").keys == ["utter_sapaan"]

    def test_PV_1_an_unknown_number_hears_of_no_report(self, system: System):
        given_report(system)
        assert Talk(system, caller=None).says("sapaan", "halo").keys == ["utter_sapaan"]
        assert Talk(system, caller=PHONE[:-1] + "9").says("sapaan", "halo").keys == ["utter_sapaan"]
