"""A new report from the first word to the store: what is asked, what never twice, what stands there afterwards."""

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
    PHONE,
    SHOP,
    STRANGER,
    Talk,
    clock_of,
    finished,
    given_report,
)
from tickets.model import Channel, Kind, Ticket
from tickets.ports import TicketQuery

ADDRESS = "Jl. Melati No. 7"
EVERYTHING = {"scope": "single", "mcb": "on", "idpel": IDPEL, "address": ADDRESS}


def all_reports(system: System) -> list[Ticket]:
    return list(system.reports.search(TicketQuery()).items)


def read_back(talk: Talk, **more: object) -> str:
    """Bring a report as far as its read-back; return the key."""
    keys = talk.says("lapor_padam", "rumah saya padam", **EVERYTHING | more).keys
    assert keys[0] == "utter_prihatin"
    assert len(keys) == 2
    return keys[1]


class TestFromTheFirstWordToTheNumber:
    def test_IN_3_the_number_the_eta_and_the_pln_mobile_note_are_told(self, talk: Talk):
        read_back(talk)
        answer = talk.says("setuju", "ya")
        assert answer.keys == ["utter_laporan_dibuat", "utter_pln_mobile_catatan"]
        told = answer.values("utter_laporan_dibuat")
        assert (told["no_lapor"], told["jam"]) == ("G5426112300001", "pukul 15.00 WIB")

    def test_IN_2_the_report_holds_what_was_said(self, talk: Talk):
        talk.says("lapor_padam", "rumah saya padam sejak tadi, tetangga nyala", scope="single", since="12:00")
        talk.answers("setuju")
        talk.says("beri_data", f"idpel {IDPEL}", idpel=IDPEL)
        talk.says("beri_data", ADDRESS, address=ADDRESS)
        talk.says("setuju", "betul")
        ticket = talk.ticket()
        assert (ticket.customer.idpel, ticket.customer.address) == (IDPEL, ADDRESS)
        assert (ticket.customer.phone, ticket.reporter) == (PHONE, PHONE)
        assert ticket.description.startswith("rumah saya padam sejak tadi, tetangga nyala")
        assert "12:00" in ticket.description

    def test_IN_2_nothing_is_created_before_the_read_back_is_confirmed(self, talk: Talk, system: System):
        assert read_back(talk) == "utter_konfirmasi_idpel"
        assert all_reports(system) == []

    @pytest.mark.parametrize(
        ("number", "key"),
        [({"idpel": IDPEL}, "utter_konfirmasi_idpel"), ({"meter_id": METER}, "utter_konfirmasi_meter")],
    )
    def test_IN_2_the_number_given_is_the_one_read_back(self, talk: Talk, number: dict[str, str], key: str):
        answer = talk.says("lapor_padam", "padam", scope="single", mcb="on", address=ADDRESS, **number)
        assert answer.keys == ["utter_prihatin", key]
        assert answer[1].values["nomor"] == next(iter(number.values()))

    def test_IN_2_without_a_number_name_and_address_are_enough(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on")
        assert talk.says("tolak", "tidak tahu").keys == ["utter_tanya_name"]
        assert talk.says("nlu_fallback", "Siti Aminah").keys == ["utter_tanya_address"]
        answer = talk.says("nlu_fallback", "jalan mawar nomor satu dekat masjid")
        assert answer.keys == ["utter_konfirmasi_nama"]
        talk.says("setuju", "ya")
        customer = talk.ticket().customer
        assert (customer.name, customer.address) == ("Siti Aminah", "jalan mawar nomor satu dekat masjid")

    def test_IN_2_who_says_at_once_not_to_know_the_number_is_not_asked_for_it(self, talk: Talk):
        words = "rumah padam, nama saya Dewi, idpel gak hafal"
        assert talk.says("lapor_padam", words, scope="single", mcb="on", name="Dewi").keys[-1] == "utter_tanya_address"

    @pytest.mark.parametrize("intent", ["tolak", "ulangi", "nlu_fallback", "di_luar_topik"])
    @pytest.mark.parametrize("words", ["teu terang kang", "mboten ngertos", "embuh", "kagak tau", "au ah", "indak tau"])
    def test_IN_2_who_does_not_know_the_number_goes_on_by_name_in_any_language(
        self, talk: Talk, words: str, intent: str
    ):
        talk.says("lapor_padam", "padam", scope="single", mcb="on")
        assert talk.says(intent, words).keys == ["utter_tanya_name"]
        # Nor are these words a name, or an address.
        assert talk.says("nlu_fallback", words, sure=0.2).keys == ["utter_tanya_name"]
        assert talk.says("nlu_fallback", "Siti Aminah").keys == ["utter_tanya_address"]
        assert talk.says("nlu_fallback", f"{words} alamate", sure=0.2).keys == ["utter_tanya_address"]

    @pytest.mark.parametrize("words", ["tidak tahu id pelanggan, adanya nomor meter", "idpel lupa, cuma ada no meter"])
    def test_IN_2_who_has_the_meter_number_at_hand_is_asked_for_it(self, talk: Talk, words: str):
        talk.says("lapor_padam", f"rumah saya padam {words}", scope="single", mcb="on")
        assert talk.question == "premise"

    def test_a_location_pin_is_the_place_and_photos_are_kept(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=IDPEL)
        photo = {"url": "https://x/1.jpg", "content_type": "image/jpeg"}
        pin = {"lat": -6.2, "lon": 106.8, "address": ADDRESS, "label": None}
        told = talk.presses("beri_data", attachments=[photo], location=pin)
        assert told.keys == ["utter_media_disimpan", "utter_konfirmasi_idpel"]
        talk.says("setuju", "ya")
        ticket = talk.ticket()
        assert (ticket.customer.lat, ticket.customer.address) == (-6.2, ADDRESS)
        assert [attachment.url for attachment in ticket.attachments] == ["https://x/1.jpg"]

    def test_everything_in_one_message_leaves_only_the_read_back(self, talk: Talk):
        assert read_back(talk) == "utter_konfirmasi_idpel"

    def test_a_building_on_file_is_not_asked_for_again(self, talk: Talk, system: System):
        old = given_report(system, HOME, ago=timedelta(days=30))
        finished(system, old, ago=timedelta(days=29))
        assert talk.says("lapor_padam", "padam", scope="single", mcb="on").keys == [
            "utter_prihatin",
            "utter_konfirmasi_idpel",
        ]

    def test_which_of_two_buildings_on_file_is_not_guessed(self, talk: Talk, system: System):
        for customer in (HOME, SHOP):
            finished(system, given_report(system, customer, ago=timedelta(days=30)), ago=timedelta(days=29))
        assert talk.says("lapor_padam", "padam", scope="single", mcb="on").keys == [
            "utter_prihatin",
            "utter_tanya_premise",
        ]

    @pytest.mark.parametrize("channel", list(Channel)[:2])
    def test_LU_13_the_receiver_is_the_channel_that_took_it(self, system: System, channel: Channel):
        talk = Talk(system, channel=channel)
        read_back(talk)
        talk.answers("setuju")
        assert talk.ticket().received_by == ("IVR" if channel is Channel.VOICE else "CHATBOT")


class TestProbing:
    def test_IN_1_the_order_of_the_questions(self, talk: Talk):
        assert talk.says("lapor_padam", "listrik padam").keys == ["utter_tanya_scope"]
        assert talk.answers("setuju").keys == ["utter_tanya_mcb"]
        assert talk.answers("setuju").keys == ["utter_tanya_premise"]

    def test_IN_6_neighbours_out_too_is_flagged_and_pln_mobile_is_not_promoted(self, talk: Talk):
        talk.says("lapor_padam", "listrik padam", idpel=IDPEL, address=ADDRESS)
        talk.says("tolak", "tidak, tetangga juga")
        assert talk.answers("setuju").keys == ["utter_laporan_dibuat_meluas"]
        assert talk.ticket().wider_outage

    def test_IN_6_an_outage_reported_as_wider_is_not_asked_about(self, talk: Talk):
        answer = talk.says("lapor_padam_meluas", "satu komplek mati", idpel=IDPEL, address=ADDRESS)
        assert answer.keys == ["utter_prihatin", "utter_konfirmasi_idpel"]

    def test_IN_1_IN_6_who_says_both_is_asked_whatever_the_intent(self, talk: Talk):
        # "satu gang mati semua, [bukan] rumah saya saja": the line lost the word that decides.
        both = "satu gang mati semua rumah saya saja"
        assert talk.says("lapor_padam_meluas", both, scope="unclear").keys == ["utter_tanya_scope"]
        assert talk.says("lapor_padam_meluas", both, scope="unclear").keys == ["utter_jelaskan_scope"]
        assert talk.says("lapor_padam_meluas", "satu gang mati", scope="wider").keys == ["utter_tanya_premise"]

    def test_IN_1_HR_6_who_contradicts_oneself_without_end_reaches_a_human(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        asked = [talk.says("lapor_padam", "satu gang semua rumah saya saja", scope="unclear").keys for _ in range(3)]
        assert asked == [["utter_jelaskan_scope"], ["utter_jelaskan_scope"], ["utter_ke_cso"]]

    def test_IN_1_an_mcb_that_holds_ends_it_without_a_report(self, talk: Talk, system: System):
        talk.says("lapor_padam", "listrik padam", scope="single")
        assert talk.answers("tolak").keys == ["utter_tanya_mcb_retry"]
        assert talk.says("setuju", "sudah nyala").keys == ["utter_sudah_menyala"]
        assert all_reports(system) == []

    def test_IN_1_an_mcb_that_trips_again_goes_on_and_is_not_asked_again(self, talk: Talk):
        talk.says("lapor_padam", "listrik padam", scope="single")
        talk.answers("tolak")
        assert talk.says("tolak", "turun lagi", mcb="tripped").keys == ["utter_tanya_premise"]

    def test_IN_1_who_does_not_know_the_mcb_is_not_asked_again(self, talk: Talk):
        talk.says("lapor_padam", "listrik padam", scope="single")
        assert talk.says("tolak", "tidak tahu").keys == ["utter_tanya_premise"]

    def test_IN_1_a_meter_message_with_the_power_on_is_no_outage_but_a_human_can_help(self, talk: Talk, system: System):
        assert talk.says("masalah_meter", "meteran bunyi terus").keys == ["utter_tanya_dark"]
        assert talk.answers("tolak").keys == ["utter_keluhan_cso"]
        assert talk.answers("setuju").keys == ["utter_ke_cso"]
        assert all_reports(system) == []

    def test_IN_1_a_meter_message_in_the_dark_is_an_outage(self, talk: Talk):
        talk.says("masalah_meter", "token tidak masuk")
        assert talk.answers("setuju").keys == ["utter_tanya_scope"]

    def test_a_number_that_may_be_idpel_or_meter_is_asked_with_the_number(self, talk: Talk):
        answer = talk.says("lapor_padam", "padam", scope="single", mcb="on", ambiguous_number=IDPEL)
        assert answer.keys == ["utter_prihatin", "utter_tanya_which_number"]
        assert answer[1].values["nomor"] == IDPEL
        talk.answers("setuju")
        assert talk.slots["draft"]["idpel"] == IDPEL


class TestCorrections:
    def test_a_number_corrected_in_mid_form_replaces_the_first(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=OTHER_IDPEL)
        talk.says("ubah_data", f"eh salah, nomornya {IDPEL}", idpel=IDPEL)
        assert talk.slots["draft"]["idpel"] == IDPEL

    def test_of_two_numbers_in_one_breath_the_last_counts(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=[OTHER_IDPEL, IDPEL])
        assert talk.slots["draft"]["idpel"] == IDPEL

    def test_new_data_at_the_read_back_is_read_back_again(self, talk: Talk):
        read_back(talk)
        answer = talk.says("ubah_data", "alamatnya Jl. Mawar 1", address="Jl. Mawar 1")
        assert answer.keys == ["utter_konfirmasi_idpel"]
        assert answer[0].values["alamat"] == "Jl. Mawar 1"

    def test_a_wish_to_change_at_the_read_back_asks_what_is_wrong(self, talk: Talk):
        read_back(talk)
        assert talk.says("ubah_data", "mau ubah data").keys == ["utter_tanya_correct"]

    def test_a_no_to_the_read_back_asks_what_is_wrong(self, talk: Talk):
        read_back(talk)
        assert talk.answers("tolak").keys == ["utter_tanya_correct"]
        assert talk.says("ubah_data", "alamat", field="address").keys == ["utter_tanya_address"]
        assert talk.says("beri_data", "Jl. Mawar 1", address="Jl. Mawar 1").keys == ["utter_konfirmasi_idpel"]

    def test_the_callers_own_number_can_be_called_wrong(self, talk: Talk):
        read_back(talk)
        talk.answers("tolak")
        assert talk.says("ubah_data", "nomor telepon", field="phone").keys == ["utter_tanya_phone"]
        answer = talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE)
        assert answer.keys == ["utter_konfirmasi_idpel"]
        assert answer[0].values["telepon"] == OTHER_PHONE

    def test_asked_for_another_phone_this_number_is_an_answer(self, talk: Talk):
        read_back(talk)
        talk.says("ubah_data", "nomor telepon salah", field="phone")
        answer = talk.says("nlu_fallback", "nomor ini saja", sure=0.3)
        assert answer.keys == ["utter_konfirmasi_idpel"]
        assert answer[0].values["telepon"] == PHONE

    def test_a_number_called_wrong_at_another_question_is_no_answer_to_that(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=OTHER_IDPEL)
        assert talk.question == "address"
        assert talk.says("ubah_data", "eh idpelnya salah", field="idpel").keys == ["utter_tanya_premise"]
        assert "address" not in talk.slots["draft"]

    def test_cancelled_means_nothing_is_kept(self, talk: Talk, system: System):
        read_back(talk)
        assert talk.says("batal", "batal").keys == ["utter_batal"]
        assert (talk.loop, talk.slots["draft"], all_reports(system)) == (None, None, [])


class TestFailures:
    def test_HO_1_the_second_failure_explains_the_third_hands_over(self, talk: Talk, system: System):
        talk.says("lapor_padam", "padam")
        assert talk.says("nlu_fallback", "asdf").keys == ["utter_tanya_scope"]
        assert talk.says("nlu_fallback", "qwer").keys == ["utter_jelaskan_scope"]
        assert talk.says("nlu_fallback", "zxcv").keys == ["utter_ke_cso"]
        (record,) = system.desk.waiting()
        assert str(record.reason) == "misunderstood"
        assert talk.loop is None

    def test_an_answer_in_between_starts_the_count_again(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        talk.answers("nlu_fallback", "nlu_fallback", "setuju")
        assert talk.says("nlu_fallback", "zxcv").keys == ["utter_tanya_mcb"]

    def test_of_a_number_of_the_wrong_length_it_is_told_how_many_digits_came(self, talk: Talk):
        talk.says("lapor_padam", "padam", scope="single", mcb="on")
        told = talk.says("beri_data", "51234", number_fragment="51234")
        assert told.keys == ["utter_nomor_kurang"]
        assert told.values("utter_nomor_kurang")["jumlah"] == 5

    def test_IN_1_who_only_says_again_that_it_is_dark_has_one_building(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        assert talk.says("lapor_padam", "rumah saya padam pak").keys == ["utter_tanya_scope"]
        assert talk.says("lapor_padam", "ya rumah saya padam").keys == ["utter_tanya_mcb"]

    def test_a_short_word_at_a_yes_or_no_is_taken_for_the_likelier(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        assert talk.says("nlu_fallback", "inggih", ranking=("setuju",)).keys == ["utter_tanya_mcb"]

    def test_IN_2_only_a_clear_yes_makes_a_report_and_only_a_clear_no_a_correction(self, talk: Talk, system: System):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=IDPEL, address="Jl. Melati No. 7")
        # Read out once more, then asked for a clear word alone (HR-6).
        for intent, key in (("nlu_fallback", "utter_konfirmasi_idpel"), ("tolak", "utter_pasti_laporan")):
            assert talk.says(intent, "bnr", sure=0.45, ranking=("setuju",)).keys == [key]
        assert list(system.reports.of_caller(PHONE)) == []

    def test_an_interruption_is_no_failure(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        for _ in range(4):
            assert talk.says("tanya_estimasi", "kapan nyala?").keys[-1] == "utter_tanya_scope"
        assert not talk.slots["failures"]


class TestInterruptions:
    def test_the_eta_in_mid_form_is_that_of_the_report_being_made(self, talk: Talk, system: System):
        finished(system, given_report(system, SHOP, ago=timedelta(days=2)), ago=timedelta(days=1, hours=12))
        talk.says("lapor_padam", "padam", idpel=IDPEL, address=ADDRESS)
        answer = talk.says("tanya_estimasi", "kapan nyala?")
        assert answer.keys == ["utter_estimasi_setelah_lapor", "utter_tanya_scope"]

    @pytest.mark.parametrize(
        ("intent", "words", "key"),
        [
            ("bantuan", "bantuan", "utter_bantuan"),
            ("sapaan", "halo", "utter_sapaan_singkat"),
            ("terima_kasih", "makasih", "utter_terima_kasih"),
            ("keluhan_lain", "tagihan saya", "utter_keluhan_nanti"),
            ("beri_rating", "bintang lima", "utter_keluhan_nanti"),
            ("bantuan_pln_mobile", "cara instal pln mobile", "utter_pln_mobile_pasang"),
            ("bantuan_pln_mobile", "pln mobile", "utter_keluhan_nanti"),
        ],
    )
    def test_every_interruption_leads_back_to_the_question(self, talk: Talk, intent: str, words: str, key: str):
        talk.says("lapor_padam", "padam")
        assert talk.says(intent, words).keys == [key, "utter_tanya_scope"]
        assert talk.answers("setuju").keys == ["utter_tanya_mcb"], "the form did not take the answer"

    def test_asked_to_repeat_the_form_asks_again_and_takes_the_answer(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        assert talk.says("ulangi", "ulangi").keys == ["utter_tanya_scope"]
        assert talk.answers("setuju").keys == ["utter_tanya_mcb"]

    def test_asked_to_repeat_what_came_before_the_question_is_said_too(self, talk: Talk):
        talk.says("lapor_padam", "padam")
        told = talk.says("bantuan", "bantuan")
        again = talk.says("ulangi", "ulangi")
        assert again.keys == ["(again)", "utter_tanya_scope"]
        assert again[0].values["text"] == talk.system.wording.say(told[0].key, "whatsapp")

    def test_who_says_goodbye_is_asked_nothing_more_and_can_go_on_later(self, talk: Talk):
        talk.says("lapor_padam", "padam", idpel=IDPEL)
        assert talk.says("selamat_tinggal", "dadah").keys == ["utter_sampai_jumpa"]
        assert talk.loop is None
        talk.says("lapor_padam", "mau lanjut lapor padam", scope="single", mcb="on")
        assert talk.question == "address"

    def test_what_may_be_a_goodbye_is_asked_again_first(self, talk: Talk):
        talk.says("lapor_padam", "padam", idpel=IDPEL)
        assert talk.says("selamat_tinggal", "sampun", sure=0.8).keys == ["utter_tanya_scope"]
        assert talk.says("selamat_tinggal", "sampun nggih", sure=0.8).keys == ["utter_sampai_jumpa"]
        assert talk.loop is None

    def test_hours_later_the_answers_of_an_older_outage_are_not_taken(self, talk: Talk, system: System):
        talk.says("lapor_padam", "padam", scope="single", mcb="on", idpel=IDPEL)
        talk.says("selamat_tinggal", "dadah")
        clock_of(system).forward(timedelta(days=1))
        assert talk.says("lapor_padam", "padam").keys == ["utter_tanya_scope"]


class TestOpenReportOfTheBuilding:
    def test_IN_5_the_own_number_makes_a_repeat_contact_at_once(self, talk: Talk, system: System):
        given = given_report(system)
        answer = talk.says("lapor_padam", "rumah saya padam")
        assert answer.keys[:2] == ["utter_sudah_ada_laporan", "utter_keterangan_dicatat"]
        assert system.reports.get(given.no_lapor).update_count == 1
        assert len(all_reports(system)) == 1

    def test_IN_5_another_building_of_the_same_number_gets_its_own_report(self, talk: Talk, system: System):
        given_report(system)
        talk.says(
            "lapor_padam", "toko saya padam", scope="single", mcb="on", idpel=OTHER_IDPEL, address="Jl. Kenanga 3"
        )
        talk.answers("setuju")
        assert len(all_reports(system)) == 2

    @pytest.mark.parametrize("intent", ["beri_data", "nlu_fallback", "tolak", "lapor_padam"])
    def test_IN_5_who_then_says_another_building_can_report_it(self, talk: Talk, system: System, intent: str):
        given_report(system)
        talk.says("lapor_padam", "listrik padam")
        assert talk.says(intent, "bangunan lain").keys == ["utter_tanya_scope"]

    def test_IN_5_with_several_dark_buildings_it_is_asked_which(self, talk: Talk, system: System):
        given_report(system, HOME)
        second = given_report(system, SHOP)
        answer = talk.says("lapor_padam", "masih padam")
        assert answer.keys[0] == "utter_pilihan_awal"
        chosen = 1 + talk.slots["pilihan"].index(second.no_lapor)
        assert talk.says("beri_data", str(chosen), choice=chosen).keys[0] == "utter_keterangan_dicatat"
        assert system.reports.get(second.no_lapor).update_count == 1

    def test_IN_5_a_stranger_at_a_reported_building_hears_nothing_of_it(self, system: System):
        given = given_report(system)
        talk = Talk(system, caller=STRANGER)
        read_back(talk)
        answer = talk.says("setuju", "ya")
        assert answer.keys == ["utter_keterangan_diteruskan"]
        assert given.no_lapor not in str(answer)
        (record,) = system.desk.waiting()
        assert (record.no_lapor, record.caller) == (given.no_lapor, STRANGER)
        assert len(all_reports(system)) == 1
        assert talk.slots.get("tiket") is None, "the stranger could ask on"

    def test_IN_5_a_complaint_does_not_keep_a_building_from_an_outage_report(self, talk: Talk, system: System):
        given_report(system, kind=Kind.K)
        assert talk.says("lapor_padam", "rumah padam").keys == ["utter_tanya_scope"]


class TestFinishedJustNow:
    def test_LU_7_within_24_hours_it_is_asked_whether_it_is_the_same_outage(self, talk: Talk, system: System):
        old = finished(system, given_report(system, ago=timedelta(hours=4)), ago=timedelta(hours=1))
        assert talk.says("lapor_padam", "padam lagi nih, baru nyala sejam").keys == ["utter_tanya_same"]
        answer = talk.answers("setuju")
        assert answer.keys[0] == "utter_laporan_aktif_kembali"
        reopened = system.reports.get(old.no_lapor)
        assert reopened.is_open
        assert reopened.display_no.endswith("*")
        assert reopened.repeats[-1].note == "padam lagi nih, baru nyala sejam"

    def test_another_outage_becomes_a_report_of_its_own(self, talk: Talk, system: System):
        finished(system, given_report(system, ago=timedelta(hours=4)), ago=timedelta(hours=1))
        talk.says("lapor_padam", "padam", scope="single", mcb="on")
        assert talk.says("tolak", "bukan").keys == ["utter_konfirmasi_idpel"]
        talk.answers("setuju")
        assert len(all_reports(system)) == 2

    @pytest.mark.parametrize(("ago", "asked"), [(timedelta(hours=24), True), (timedelta(hours=24, seconds=1), False)])
    def test_the_question_ends_with_the_24th_hour(self, talk: Talk, system: System, ago: timedelta, asked: bool):
        finished(system, given_report(system, ago=timedelta(days=2)), ago=ago)
        assert (talk.says("lapor_padam", "padam").keys == ["utter_tanya_same"]) is asked


class TestFailureOfTheStore:
    def test_a_form_that_fails_says_so_and_creates_nothing(
        self, talk: Talk, system: System, monkeypatch: pytest.MonkeyPatch
    ):
        read_back(talk)
        form = talk._actions["validate_lapor_padam_form"]

        def fails(*_: object) -> None:
            raise RuntimeError("the store is away")

        with monkeypatch.context() as patch:
            patch.setattr(form, "take", fails)
            assert talk.says("setuju", "ya").keys == ["utter_gangguan_ke_petugas"]
        assert (talk.loop, all_reports(system)) == (None, [])
        # What was said is still there.
        assert talk.says("lapor_padam", "lapor padam lagi").keys == ["utter_prihatin", "utter_konfirmasi_idpel"]
