"""Which report is meant and who may hear of it (rules PV-1, PV-2, TR-4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import (
    HOME,
    IDPEL,
    METER,
    OTHER_IDPEL,
    OTHER_PHONE,
    SHOP,
    STRANGER,
    Talk,
    clock_of,
    finished,
    given_report,
)
from tickets.model import Channel, Kind

SECRETS = ("Budi", "Melati", "8123")


@pytest.fixture
def stranger(system: System) -> Talk:
    return Talk(system, caller=STRANGER)


class TestOwnNumber:
    def test_PV_1_the_number_that_reported_hears_at_once(self, talk: Talk, system: System):
        given = given_report(system)
        answer = talk.says("tanya_status", "laporan saya bagaimana")
        assert answer.values("utter_estimasi")["no_lapor"] == given.no_lapor

    def test_PV_1_the_number_on_file_hears_at_once(self, system: System):
        given_report(system, HOME, reporter=OTHER_PHONE)
        assert "utter_estimasi" in Talk(system).says("tanya_status", "status?").keys

    def test_PV_1_of_several_reports_the_customer_chooses(self, talk: Talk, system: System):
        first, second = given_report(system, HOME), given_report(system, SHOP)
        answer = talk.says("tanya_estimasi", "kapan nyala")
        assert answer.keys == ["utter_pilihan_awal", "utter_pilihan", "utter_pilihan", "utter_pilihan_akhir"]
        assert answer.values("utter_pilihan_awal")["jumlah"] == 2
        offered = {said.values["no_lapor"]: said.values["jalan"] for said in answer if said.key == "utter_pilihan"}
        assert offered == {first.no_lapor: "Jl. Melati", second.no_lapor: "Jl. Kenanga"}
        assert "No. 7" not in str(answer), "more of the address than its street"

    @pytest.mark.parametrize(
        "choice", [{"choice": 2}, {"no_lapor": "542611230000{n}"}, {"idpel": IDPEL}, {"address": "Jl. Melati"}]
    )
    def test_PV_1_chosen_by_position_number_idpel_or_street(self, talk: Talk, system: System, choice: dict[str, str]):
        meant = given_report(system, HOME, ago=timedelta(hours=2))
        given_report(system, SHOP)
        talk.says("tanya_estimasi", "kapan nyala")
        found = {
            name: value.replace("{n}", meant.no_lapor[-1]) if isinstance(value, str) else value
            for name, value in choice.items()
        }
        answer = talk.says("beri_data", "itu", **found)
        assert answer.values("utter_estimasi")["no_lapor"] == meant.no_lapor

    def test_a_choice_that_was_not_offered_is_asked_again(self, talk: Talk, system: System):
        given_report(system, HOME), given_report(system, SHOP)
        talk.says("tanya_estimasi", "kapan nyala")
        assert talk.says("beri_data", "7", choice=7).keys[0] == "utter_pilihan_awal"

    def test_a_building_named_in_the_question_needs_no_choice(self, talk: Talk, system: System):
        given_report(system, HOME)
        shop = given_report(system, SHOP)
        answer = talk.says("tanya_estimasi", "kapan nyala", idpel=OTHER_IDPEL)
        assert answer.values("utter_estimasi")["no_lapor"] == shop.no_lapor

    @pytest.mark.parametrize(("ago", "found"), [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)])
    def test_a_finished_report_is_meant_for_seven_days(self, talk: Talk, system: System, ago: timedelta, found: bool):
        finished(system, given_report(system, ago=timedelta(days=20)), ago=ago)
        keys = talk.says("tanya_status", "status laporan").keys
        assert keys == (["utter_status_selesai"] if found else ["utter_tanya_pasangan"])

    def test_an_open_report_is_meant_before_a_finished_one(self, talk: Talk, system: System):
        finished(system, given_report(system, SHOP, ago=timedelta(days=2)), ago=timedelta(hours=1))
        running = given_report(system, HOME)
        answer = talk.says("tanya_status", "status laporan")
        assert answer.values("utter_estimasi")["no_lapor"] == running.no_lapor

    def test_LU_14_the_number_is_found_however_it_is_typed(self, talk: Talk, system: System):
        given_report(system, HOME)
        shop = given_report(system, SHOP)
        answer = talk.says("beri_data", "laporan", no_lapor=shop.no_lapor[1:])
        assert answer.values("utter_estimasi")["no_lapor"] == shop.no_lapor


class TestPair:
    @pytest.mark.parametrize("premise", [{"idpel": IDPEL}, {"meter_id": METER}])
    @pytest.mark.parametrize("intent", ["tanya_status", "tanya_posisi_petugas", "lapor_ulang"])
    def test_PV_2_the_pair_in_one_message_opens_the_report(
        self, stranger: Talk, system: System, intent: str, premise: dict[str, str]
    ):
        given = given_report(system)
        answer = stranger.says(intent, "laporan ini", no_lapor=given.no_lapor, **premise)
        assert answer[0].values["no_lapor"] == given.no_lapor

    @pytest.mark.parametrize("intent", ["tanya_status", "tanya_estimasi", "lapor_ulang", "beri_rating", "beri_data"])
    def test_PV_2_the_number_given_first_is_not_asked_again(self, stranger: Talk, system: System, intent: str):
        given = given_report(system)
        assert stranger.says(intent, "laporan", no_lapor=given.no_lapor).keys == ["utter_tanya_pasangan_idpel"]
        assert stranger.says("beri_data", IDPEL, idpel=IDPEL)[0].values["no_lapor"] == given.no_lapor

    @pytest.mark.parametrize("intent", ["tanya_status", "lapor_ulang"])
    def test_PV_2_the_idpel_given_first_is_not_asked_again(self, stranger: Talk, system: System, intent: str):
        given = given_report(system)
        assert stranger.says(intent, "laporan", idpel=IDPEL).keys == ["utter_tanya_pasangan_no"]
        answer = stranger.says("beri_data", given.no_lapor, no_lapor=given.no_lapor)
        assert answer[0].values["no_lapor"] == given.no_lapor

    def test_PV_2_one_of_the_two_alone_tells_nothing_not_even_whether_it_exists(self, system: System):
        given = given_report(system)
        real = Talk(system, caller=STRANGER).says("tanya_status", "laporan", no_lapor=given.no_lapor)
        none = Talk(system, caller=STRANGER, conversation="c-2").says("tanya_status", "x", no_lapor="G5426112399999")
        assert real.keys == none.keys == ["utter_tanya_pasangan_idpel"]
        assert not any(secret in str(real) for secret in SECRETS)

    def test_PV_2_a_wrong_pair_is_asked_for_anew(self, stranger: Talk, system: System):
        given = given_report(system)
        answer = stranger.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL)
        assert answer.keys == ["utter_pasangan_salah", "utter_tanya_pasangan"]
        assert not any(secret in str(answer) for secret in SECRETS)

    @pytest.mark.parametrize("intent", ["tanya_status", "lapor_ulang", "beri_rating", "beri_data"])
    def test_PV_2_the_fifth_wrong_pair_in_an_hour_goes_to_a_human(self, stranger: Talk, system: System, intent: str):
        given = given_report(system)
        for at in range(4):
            Talk(system, caller=STRANGER, conversation=f"c-{at + 2}").says(
                "lapor_ulang", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL
            )
        answer = stranger.says(intent, "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL)
        assert answer.keys == ["utter_ke_cso"]
        assert [str(record.reason) for record in system.desk.waiting()] == ["wrong_pairs"]
        right = Talk(system, caller=STRANGER, conversation="c-9")
        assert right.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=IDPEL).keys == ["utter_ke_cso"]

    def test_PV_2_in_the_form_too_the_fifth_wrong_pair_goes_to_a_human(self, stranger: Talk, system: System):
        given = given_report(system)
        stranger.says("tanya_status", "status")
        for _ in range(4):
            assert stranger.says("beri_data", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL).keys == [
                "utter_pasangan_salah",
                "utter_tanya_pasangan",
            ]
        assert stranger.says("beri_data", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL).keys == ["utter_ke_cso"]
        assert stranger.loop is None

    def test_PV_2_an_hour_later_the_count_is_forgotten(self, system: System):
        given = given_report(system)
        for at in range(5):
            Talk(system, caller=STRANGER, conversation=f"c-{at}").says(
                "tanya_status", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL
            )
        clock_of(system).forward(timedelta(hours=1, seconds=1))
        later = Talk(system, caller=STRANGER, conversation="c-9")
        answer = later.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=IDPEL)
        assert "utter_estimasi" in answer.keys

    def test_PV_2_withheld_callers_are_strangers_to_each_other(self, system: System):
        given = given_report(system)
        for _ in range(6):
            guesser = Talk(system, caller=None, channel=Channel.VOICE, conversation="CA1")
            guesser.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=OTHER_IDPEL)
        other = Talk(system, caller=None, channel=Channel.VOICE, conversation="CA2")
        assert "utter_estimasi" in other.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=IDPEL).keys

    def test_PV_2_once_verified_the_conversation_need_not_give_the_pair_again(self, stranger: Talk, system: System):
        given = given_report(system)
        stranger.says("tanya_status", "x", no_lapor=given.no_lapor, idpel=IDPEL)
        answer = stranger.says("lapor_ulang", "petugas belum datang")
        assert answer[0].values["no_lapor"] == given.no_lapor
        assert Talk(system, caller=STRANGER, conversation="c-2").says("lapor_ulang", "x").keys == [
            "utter_tanya_pasangan"
        ]


class TestWithoutNumber:
    @pytest.mark.parametrize("intent", ["nlu_fallback", "tolak"])
    def test_who_has_no_number_is_offered_two_ways_out(self, stranger: Talk, intent: str):
        stranger.says("tanya_status", "laporan saya")
        assert stranger.says(intent, "tidak punya").keys == ["utter_tanya_tanpa_nomor"]

    def test_HO_4_one_way_out_is_a_new_report(self, stranger: Talk):
        stranger.says("tanya_status", "laporan saya")
        stranger.says("nlu_fallback", "tidak punya")
        assert stranger.presses("lapor_padam").keys == ["utter_tanya_scope"]

    @pytest.mark.parametrize("intent", ["tolak", "minta_cso"])
    def test_HO_4_the_other_is_a_human(self, stranger: Talk, intent: str):
        stranger.says("tanya_status", "laporan saya")
        stranger.says("nlu_fallback", "tidak punya")
        assert stranger.says(intent, "petugas saja").keys == ["utter_ke_cso"]

    def test_a_number_found_after_all_is_taken(self, stranger: Talk, system: System):
        given = given_report(system)
        stranger.says("tanya_status", "laporan saya")
        stranger.says("nlu_fallback", "tidak punya")
        answer = stranger.says("beri_data", "eh ada", no_lapor=given.no_lapor, idpel=IDPEL)
        assert answer.values("utter_estimasi")["no_lapor"] == given.no_lapor

    def test_HO_1_failures_explain_then_offer_ways_on_then_hand_over(self, stranger: Talk, system: System):
        stranger.says("tanya_status", "laporan saya")
        assert stranger.says("nlu_fallback", "asdf").keys == ["utter_jelaskan_pasangan"]
        assert stranger.says("nlu_fallback", "asdf").keys == ["utter_jelaskan_pasangan"]
        for _ in range(2):
            assert stranger.says("nlu_fallback", "asdf").keys == ["utter_tanya_tanpa_nomor"]
        assert stranger.says("nlu_fallback", "asdf").keys == ["utter_ke_cso"]
        assert [str(record.reason) for record in system.desk.waiting()] == ["misunderstood"]

    @pytest.mark.parametrize(
        ("intent", "key"),
        [
            ("ulangi", "utter_tanya_pasangan"),
            ("bantuan", "utter_bantuan"),
            ("sapaan", "utter_sapaan_singkat"),
            ("keluhan_lain", "utter_keluhan_nanti"),
        ],
    )
    def test_interruptions_lead_back(self, stranger: Talk, system: System, intent: str, key: str):
        given = given_report(system)
        stranger.says("tanya_status", "laporan saya")
        answer = stranger.says(intent, intent)
        assert (answer.keys[0], answer.keys[-1]) == (key, "utter_tanya_pasangan")
        assert "utter_estimasi" in stranger.says("beri_data", "x", no_lapor=given.no_lapor, idpel=IDPEL).keys


PHOTO = {"url": "https://x/1.jpg", "content_type": "image/jpeg"}


class TestNoReportYet:
    @pytest.mark.parametrize(
        "words", ["belum pernah lapor sih", "blm lapor", "lapor baru", "baru mau lapor pak", "saya belum ada laporan"]
    )
    def test_who_has_not_reported_yet_begins_a_report(self, stranger: Talk, words: str):
        stranger.says("lapor_ulang", "kok belum ada petugas")
        assert stranger.says("tolak", words).keys[0] == "utter_tanya_scope"
        assert stranger.loop == "lapor_padam_form"

    def test_who_tells_of_the_neighbours_begins_a_report(self, stranger: Talk):
        stranger.says("lapor_ulang", "kok belum ada petugas")
        assert stranger.says("setuju", "iya cuma rumah saya", scope="single").keys == [
            "utter_prihatin",
            "utter_tanya_mcb",
        ]

    @pytest.mark.parametrize("words", ["mau lapor ulang", "sudah lapor tadi pagi", "tidak ada nomor laporannya"])
    def test_who_reported_before_does_not(self, stranger: Talk, words: str):
        stranger.says("lapor_ulang", "kok belum ada petugas")
        stranger.says("lapor_ulang", words)
        assert stranger.loop == "identitas_form"


class TestDataOutOfTheBlue:
    def test_a_photo_is_put_onto_the_open_report(self, talk: Talk, system: System):
        given = given_report(system)
        assert talk.presses("beri_data", attachments=[PHOTO]).keys == ["utter_media_ditambahkan"]
        assert len(system.reports.get(given.no_lapor).attachments) == 1

    def test_a_place_is_put_onto_the_open_report(self, talk: Talk, system: System):
        given = given_report(system)
        answer = talk.presses("beri_data", location={"lat": -6.1, "lon": 106.7, "address": None, "label": None})
        assert answer.keys[0] == "utter_data_diperbarui"
        assert system.reports.get(given.no_lapor).customer.lat == -6.1

    def test_without_a_report_a_photo_is_kept_for_the_report_to_come(self, talk: Talk):
        assert talk.presses("beri_data", attachments=[PHOTO]).keys == ["utter_media_diterima"]
        talk.presses("lapor_padam")
        assert talk.slots["draft"]["attachments"]

    def test_a_bare_number_is_kept_and_asked_what_it_is_for(self, talk: Talk):
        assert talk.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_data_untuk"]
        talk.presses("lapor_padam")
        assert talk.slots["draft"]["idpel"] == IDPEL

    def test_a_bare_number_of_ones_own_report_tells_how_it_stands(self, talk: Talk, system: System):
        given = given_report(system)
        assert talk.says("beri_data", given.no_lapor, no_lapor=given.no_lapor).keys[0] == "utter_estimasi"

    def test_LU_4_a_new_number_of_ones_own_report_needs_a_yes_only(self, talk: Talk, system: System):
        given = given_report(system)
        assert talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE).keys == ["utter_tanya_ubah_dengan_ini"]
        assert talk.says("setuju", "ya").keys[0] == "utter_data_diperbarui"
        assert system.reports.get(given.no_lapor).customer.phone == OTHER_PHONE

    def test_LU_4_without_the_yes_nothing_changes(self, talk: Talk, system: System):
        given = given_report(system)
        talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE)
        assert talk.says("tolak", "tidak").keys == ["utter_baik"]
        assert system.reports.get(given.no_lapor).customer.phone == given.customer.phone

    def test_words_that_speak_of_an_outage_begin_a_report(self, talk: Talk):
        assert talk.says("beri_data", "tetangga nyala, mcb naik", scope="single", mcb="on").keys == [
            "utter_prihatin",
            "utter_tanya_premise",
        ]

    def test_a_complaint_and_an_outage_of_one_number_are_told_apart_by_choice(self, talk: Talk, system: System):
        given_report(system, HOME)
        complaint = given_report(system, SHOP, kind=Kind.K)
        talk.says("tanya_status", "status laporan")
        chosen = 1 + talk.slots["pilihan"].index(complaint.no_lapor)
        assert talk.says("beri_data", str(chosen), choice=chosen).keys == [
            "utter_status_keluhan",
            "utter_tawar_lapor_ulang",
        ]
