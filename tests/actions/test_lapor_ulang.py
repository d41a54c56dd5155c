"""Repeat contacts through the dialogue (rules LU): the side read from the words, the answer told, the store changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.goal import Goal
from bootstrap import System
from tests.actions.talk import (
    HOME,
    OTHER_PHONE,
    PHONE,
    STRANGER,
    Talk,
    clock_of,
    finished,
    given_report,
    on_the_way,
    repeated,
)
from tickets.model import Channel, Kind, ResolutionCode, Side, Ticket

HOUR = timedelta(hours=1)
WINDOW = timedelta(hours=3)
MOMENT = timedelta(seconds=1)


def now(system: System, ticket: Ticket) -> Ticket:
    return system.reports.get(ticket.no_lapor)


class TestSide:
    @pytest.mark.parametrize("intent", ["lapor_ulang", "padam_lagi", "lapor_padam", "lapor_padam_meluas", "darurat"])
    def test_LU_nothing_done_is_plns_side(self, intent: str):
        assert Goal(intent, meanings=(intent,)).side is Side.PLN

    def test_LU_a_change_of_data_is_the_customers_side(self):
        assert Goal("ubah_data", meanings=("ubah_data",)).side is Side.CUSTOMER
        assert Goal("beri_data", meanings=("beri_data",), changes={"phone": OTHER_PHONE}).side is Side.CUSTOMER

    def test_LU_both_in_one_message_are_both_sides(self):
        assert Goal("lapor_ulang", meanings=("lapor_ulang", "ubah_data")).side is Side.BOTH
        assert Goal("lapor_ulang", meanings=("lapor_ulang",), changes={"phone": OTHER_PHONE}).side is Side.BOTH

    def test_LU_a_question_alone_is_plns_side(self):
        assert Goal("tanya_status", meanings=("tanya_status",)).side is Side.PLN


class TestOpenOutage:
    def test_LU_2_before_three_hours_the_words_go_into_the_note(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW - MOMENT)
        answer = talk.says("lapor_ulang", "petugas belum datang")
        assert answer.keys == ["utter_keterangan_dicatat", "utter_pln_mobile_catatan"]
        assert answer[0].values["jam"] == "pukul 12.00 WIB"
        ticket = now(system, given)
        assert (ticket.update_count, ticket.lapor_ulang_count) == (1, 0)
        assert "petugas belum datang" in [event.note for event in system.reports.history(given.no_lapor)]

    def test_LU_1_from_three_hours_on_it_is_a_lapor_ulang(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        answer = talk.says("lapor_ulang", "petugas belum datang")
        assert answer.keys == [
            "utter_lapor_ulang_dicatat",
            "utter_tahap_lapor",
            "utter_posisi_tidak_ada",
            "utter_pln_mobile_catatan",
        ]
        ticket = now(system, given)
        assert (ticket.update_count, ticket.lapor_ulang_count) == (0, 1)
        assert ticket.repeats[0].note == "petugas belum datang"
        assert (ticket.repeats[0].received_by, ticket.repeats[0].channel) == ("CHATBOT", Channel.WHATSAPP)

    def test_LU_13_by_telephone_the_ivr_receives_it(self, system: System):
        given = given_report(system, ago=WINDOW)
        Talk(system, channel=Channel.VOICE).says("lapor_ulang", "petugas belum datang")
        repeat = now(system, given).repeats[0]
        assert (repeat.received_by, repeat.channel) == ("IVR", Channel.VOICE)

    @pytest.mark.parametrize(
        ("ago", "key", "counts"),
        [
            (WINDOW - MOMENT, "utter_keterangan_dan_data", (1, 0)),
            (WINDOW, "utter_lapor_ulang_dan_data", (1, 1)),
        ],
    )
    def test_LU_5_LU_6_a_complaint_with_a_new_number_is_both(
        self, talk: Talk, system: System, ago: timedelta, key: str, counts: tuple[int, int]
    ):
        given = given_report(system, ago=ago)
        answer = talk.says("lapor_ulang", "belum datang, hubungi nomor ini", phone=OTHER_PHONE)
        assert answer.keys[0] == key
        ticket = now(system, given)
        assert (ticket.update_count, ticket.lapor_ulang_count) == counts
        assert ticket.customer.phone == OTHER_PHONE

    def test_LU_2_the_callers_own_number_is_no_new_data(self, talk: Talk, system: System):
        given_report(system)
        assert talk.says("lapor_ulang", "belum", phone=PHONE).keys[0] == "utter_keterangan_dicatat"

    @pytest.mark.parametrize("ago", [HOUR, 5 * HOUR])
    def test_LU_4_a_change_of_phone_is_an_update_at_any_time(self, talk: Talk, system: System, ago: timedelta):
        given = given_report(system, ago=ago)
        assert talk.says("ubah_data", "ganti nomor HP", phone=OTHER_PHONE).keys == ["utter_data_diperbarui"]
        ticket = now(system, given)
        assert (ticket.customer.phone, ticket.update_count, ticket.lapor_ulang_count) == (OTHER_PHONE, 1, 0)

    def test_IN_6_a_wider_outage_hears_no_pln_mobile_note(self, talk: Talk, system: System):
        given_report(system, wider=True)
        assert talk.says("lapor_ulang", "belum datang").keys == ["utter_keterangan_dicatat"]

    def test_without_a_report_of_ones_own_the_pair_is_asked_and_the_wish_is_served_then(self, system: System):
        given = given_report(system, ago=WINDOW)
        talk = Talk(system, caller=STRANGER)
        talk.says("lapor_ulang", "petugas belum datang")
        answer = talk.says("beri_data", "x", no_lapor=given.no_lapor, idpel=HOME.idpel)
        assert answer.keys[0] == "utter_lapor_ulang_dicatat"
        assert now(system, given).repeats[0].note == "petugas belum datang"


class TestOneContact:
    def test_what_follows_within_15_minutes_is_the_same_contact(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        talk.says("lapor_ulang", "petugas belum datang")
        clock_of(system).forward(timedelta(minutes=15))
        answer = talk.says("lapor_ulang", "sudah 4 jam!!")
        assert answer.keys[0] == "utter_keterangan_tambahan"
        assert now(system, given).lapor_ulang_count == 1
        assert "sudah 4 jam!!" in [event.note for event in system.reports.history(given.no_lapor)]

    def test_after_15_minutes_it_is_another_one(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        talk.says("lapor_ulang", "petugas belum datang")
        clock_of(system).forward(timedelta(minutes=15, seconds=1))
        talk.says("lapor_ulang", "masih belum")
        assert now(system, given).lapor_ulang_count == 2

    def test_LU_13_a_contact_of_another_conversation_counts(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW + HOUR)
        repeated(system, given, ago=timedelta(minutes=5))
        talk.says("lapor_ulang", "petugas belum datang")
        assert now(system, given).lapor_ulang_count == 2

    def test_new_data_is_never_taken_for_the_same_contact(self, talk: Talk, system: System):
        given = given_report(system, ago=WINDOW)
        talk.says("lapor_ulang", "petugas belum datang")
        talk.says("lapor_ulang", "hubungi nomor lain", phone=OTHER_PHONE)
        assert now(system, given).customer.phone == OTHER_PHONE


class TestFinished:
    def test_LU_7_the_report_is_active_again_with_its_mark_and_a_new_window(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR))
        answer = talk.says("padam_lagi", "masih padam")
        assert answer.keys == ["utter_laporan_aktif_kembali", "utter_pln_mobile_catatan"]
        told = answer[0].values
        assert (told["no_lapor"], told["jam"]) == (given.no_lapor + "*", "pukul 15.00 WIB")
        assert "*" not in told["no_lapor_lisan"]
        assert now(system, given).is_open

    def test_LU_8_data_goes_into_the_lapor_ulang(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR))
        answer = talk.says("ubah_data", "nomor saya ganti", phone=OTHER_PHONE)
        assert answer.keys[0] == "utter_laporan_aktif_kembali_data"
        ticket = now(system, given)
        assert (ticket.customer.phone, ticket.update_count, ticket.lapor_ulang_count) == (OTHER_PHONE, 0, 1)

    def test_a_no_to_whether_the_power_is_back_is_a_lapor_ulang(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR))
        assert talk.says("tanya_status", "status").keys == ["utter_status_selesai"]
        assert talk.says("tolak", "belum").keys[0] == "utter_laporan_aktif_kembali"
        assert now(system, given).lapor_ulang_count == 1


class TestIncompleteData:
    """LU-15, both closings."""

    @pytest.mark.parametrize(
        ("code", "told", "question"),
        [
            (ResolutionCode.DATA_TIDAK_LENGKAP, "utter_selesai_data_kurang", "utter_tanya_ubah_data"),
            (ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI, "utter_selesai_sulit_dihubungi", "utter_tanya_ubah_phone"),
        ],
    )
    def test_LU_15_the_closing_is_told_and_what_lacked_is_asked(
        self, talk: Talk, system: System, code: ResolutionCode, told: str, question: str
    ):
        given = finished(system, given_report(system, ago=5 * HOUR), code=code)
        answer = talk.says("lapor_ulang", "masih padam kok selesai")
        assert answer.keys == [told, question]
        assert not now(system, given).is_open, "reopened before the data was there"

    def test_LU_15_the_missing_address_goes_into_the_lapor_ulang(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.DATA_TIDAK_LENGKAP)
        talk.says("lapor_ulang", "masih padam")
        answer = talk.says("beri_data", "Jl. Melati No. 7 depan masjid", address="Jl. Melati No. 7 depan masjid")
        assert answer.keys[0] == "utter_laporan_aktif_kembali_data"
        ticket = now(system, given)
        assert ticket.customer.address == "Jl. Melati No. 7 depan masjid"
        assert "depan masjid" in ticket.repeats[0].note
        assert "masih padam" in ticket.repeats[0].note

    def test_LU_15_a_landmark_alone_is_added_to_the_address(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.DATA_TIDAK_LENGKAP)
        talk.says("lapor_ulang", "masih padam")
        talk.says("nlu_fallback", "pagar hijau depan masjid")
        assert now(system, given).customer.address == f"{HOME.address}, pagar hijau depan masjid"

    def test_LU_15_another_phone_goes_into_the_lapor_ulang(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI)
        talk.says("lapor_ulang", "masih padam")
        answer = talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE)
        assert answer.keys[0] == "utter_laporan_aktif_kembali_data"
        ticket = now(system, given)
        assert (ticket.customer.phone, ticket.is_open) == (OTHER_PHONE, True)

    def test_LU_15_who_has_nothing_to_add_gets_the_lapor_ulang_all_the_same(self, talk: Talk, system: System):
        given = finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.DATA_TIDAK_LENGKAP)
        talk.says("lapor_ulang", "masih padam")
        assert talk.says("tolak", "tidak ada").keys[0] == "utter_laporan_aktif_kembali"
        assert now(system, given).is_open

    def test_LU_15_data_brought_at_once_is_not_asked_for(self, talk: Talk, system: System):
        finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI)
        answer = talk.says("lapor_ulang", "masih padam, telepon nomor ini", phone=OTHER_PHONE)
        assert answer.keys[0] == "utter_laporan_aktif_kembali_data"

    def test_LU_7_a_normal_closing_asks_for_nothing(self, talk: Talk, system: System):
        finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.SELESAI_NORMAL)
        assert talk.says("lapor_ulang", "masih padam").keys[0] == "utter_laporan_aktif_kembali"

    def test_LU_15_a_question_in_between_is_answered_without_a_second_question(self, talk: Talk, system: System):
        finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI)
        talk.says("lapor_ulang", "masih padam")
        answer = talk.says("tanya_status", "statusnya apa?")
        assert answer.keys == ["utter_tahap_selesai", "utter_tanya_ubah_phone"]
        assert talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE).keys[0] == "utter_laporan_aktif_kembali_data"

    def test_HO_1_three_failures_go_to_a_human(self, talk: Talk, system: System):
        finished(system, given_report(system, ago=5 * HOUR), code=ResolutionCode.PELANGGAN_SULIT_DIHUBUNGI)
        talk.says("lapor_ulang", "masih padam")
        assert talk.says("sapaan", "x", sure=0.3).keys == ["utter_tanya_ubah_phone"]
        assert talk.says("sapaan", "x", sure=0.3).keys == ["utter_jelaskan_ubah_phone"]
        assert talk.says("sapaan", "x", sure=0.3).keys == ["utter_ke_cso"]


class TestChangeOfData:
    @pytest.mark.parametrize(
        ("field", "value", "question"),
        [
            ("phone", OTHER_PHONE, "utter_tanya_ubah_phone"),
            ("address", "Jl. Mawar No. 1", "utter_tanya_ubah_address"),
            ("name", "Siti Aminah", "utter_tanya_ubah_name"),
            ("idpel", "512345678909", "utter_tanya_ubah_idpel"),
            ("meter_id", "14012345679", "utter_tanya_ubah_meter_id"),
        ],
    )
    def test_LU_4_the_new_value_is_asked_for_where_it_is_missing(
        self, talk: Talk, system: System, field: str, value: str, question: str
    ):
        given = given_report(system)
        assert talk.says("ubah_data", "mau ganti", field=field).keys == [question]
        assert talk.says("beri_data", value, **{field: value}).keys == ["utter_data_diperbarui"]
        assert getattr(now(system, given).customer, field) == value

    def test_LU_4_which_data_is_asked_first(self, talk: Talk, system: System):
        given_report(system)
        assert talk.says("ubah_data", "mau ubah data").keys == ["utter_tanya_ubah"]
        assert talk.presses("ubah_data", field="name").keys == ["utter_tanya_ubah_name"]
        assert talk.says("nlu_fallback", "Siti Aminah").keys == ["utter_data_diperbarui"]
        assert talk.ticket().customer.name == "Siti Aminah"

    def test_cancelling_changes_nothing(self, talk: Talk, system: System):
        given = given_report(system)
        talk.says("ubah_data", "mau ganti", field="phone")
        assert talk.says("batal", "batal").keys == ["utter_batal"]
        assert now(system, given).update_count == 0


class TestComplaints:
    @pytest.fixture
    def complaint(self, system: System) -> Ticket:
        return given_report(system, kind=Kind.K)

    def test_LU_9_a_complaint_told_not_to_be_seen_to_is_a_repeat_however_it_is_worded(
        self, talk: Talk, system: System, complaint: Ticket
    ):
        answer = talk.says("keluhan_lain", "keluhan saya belum ditindaklanjuti")
        assert answer.keys[0] == "utter_keluhan_lapor_ulang"
        assert system.reports.get(complaint.no_lapor).lapor_ulang_count == 1

    def test_LU_9_a_repeat_needs_no_three_hours(self, talk: Talk, system: System, complaint: Ticket):
        assert talk.says("lapor_ulang", "belum ditangani").keys == ["utter_keluhan_lapor_ulang"]
        assert now(system, complaint).lapor_ulang_count == 1

    def test_LU_10_data_is_an_update(self, talk: Talk, system: System, complaint: Ticket):
        assert talk.says("ubah_data", "ganti nomor", phone=OTHER_PHONE).keys == ["utter_data_diperbarui"]
        assert now(system, complaint).update_count == 1

    def test_LU_11_both_are_both(self, talk: Talk, system: System, complaint: Ticket):
        assert talk.says("lapor_ulang", "belum, ganti nomor", phone=OTHER_PHONE).keys == ["utter_keluhan_lapor_ulang"]
        ticket = now(system, complaint)
        assert (ticket.lapor_ulang_count, ticket.update_count) == (1, 1)

    def test_LU_12_after_the_end_a_linked_new_report_is_told(self, talk: Talk, system: System, complaint: Ticket):
        finished(system, complaint)
        answer = talk.says("lapor_ulang", "masalahnya belum tuntas")
        assert answer.keys == ["utter_keluhan_baru"]
        new = talk.ticket()
        assert answer[0].values["no_lapor"] == new.no_lapor != complaint.no_lapor
        assert new.related_no_lapor == complaint.no_lapor
        assert "masalahnya belum tuntas" in new.description

    @pytest.mark.usefixtures("complaint")
    def test_PM_2_a_complaint_hears_no_pln_mobile_note(self, talk: Talk):
        for intent in ("lapor_ulang", "tanya_status", "tanya_estimasi"):
            assert "utter_pln_mobile_catatan" not in talk.says(intent, intent).keys

    def test_a_finished_complaint_asks_one_question(self, talk: Talk, system: System, complaint: Ticket):
        finished(system, complaint)
        assert talk.says("keluhan_lain", "keluhan saya").keys == ["utter_keluhan_selesai"]
        assert talk.answers("setuju").keys == ["utter_keluhan_baru"]


def test_TR_2_a_lapor_ulang_tells_where_the_officer_is(talk: Talk, system: System):
    on_the_way(system, given_report(system, ago=WINDOW), seen=timedelta(minutes=5))
    answer = talk.says("lapor_ulang", "petugas belum datang")
    assert answer.keys[1:3] == ["utter_tahap_dalam_perjalanan", "utter_posisi"]
