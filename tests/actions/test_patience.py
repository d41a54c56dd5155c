"""Nobody is asked in vain without end: other words, then keys, then a human with what was gathered (rule HR-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bootstrap import System
from tests.actions.talk import IDPEL, METER, OTHER_PHONE, PHONE, STRANGER, Talk, given_report
from tests.actions.test_lapor_padam import ADDRESS, EVERYTHING, all_reports, read_back
from tickets.model import Channel

OTHER_ADDRESS = "Jl. Kenanga No. 3"


@pytest.fixture
def call(system: System) -> Talk:
    return Talk(system, channel=Channel.VOICE)


def handed_over(system: System) -> str:
    """Return what was understood of the one conversation that waits for a human."""
    (record,) = system.desk.waiting()
    assert record.reason == "misunderstood"
    return record.understood or ""


class TestAnswersInVain:
    def test_HR_6_the_third_in_a_row_leads_to_a_human(self, call: Talk, system: System):
        call.says("lapor_padam", "padam")
        assert call.says("nlu_fallback", "qwer").keys == ["utter_tanya_scope"]
        assert call.says("nlu_fallback", "qwer").keys == ["utter_jelaskan_scope"]
        assert call.says("nlu_fallback", "qwer").keys == ["utter_ke_cso_suara"]
        handed_over(system)

    def test_HR_6_what_the_telephone_did_not_understand_counts_too(self, call: Talk, system: System):
        call.says("lapor_padam", "padam")
        assert call.says("nlu_fallback", "qwer", vain=1).keys == ["utter_jelaskan_scope"]
        assert call.says("nlu_fallback", "qwer", vain=2).keys == ["utter_ke_cso_suara"]
        handed_over(system)

    def test_HR_6_an_answer_ends_the_count(self, call: Talk):
        call.says("lapor_padam", "padam")
        call.says("nlu_fallback", "qwer", vain=1)
        assert call.says("setuju", "ya").keys == ["utter_tanya_mcb"]
        assert call.says("nlu_fallback", "qwer").keys == ["utter_tanya_mcb"]

    def test_HR_6_the_same_half_of_a_number_again_and_again_opens_the_ways_on(self, call: Talk):
        call.says("lapor_padam", "padam", scope="single", mcb="on", address=ADDRESS)
        part = METER[:9]
        assert call.says("beri_data", part, number_fragment=part).keys == ["utter_nomor_kurang"]
        assert call.says("beri_data", part, number_fragment=part).keys == ["utter_nomor_kurang"]
        assert call.says("beri_data", part, number_fragment=part).keys == ["utter_jalan_nomor"]


class TestRefusedReadBacks:
    def test_HR_6_a_bare_no_three_times_leads_to_a_human_with_what_was_gathered(self, talk: Talk, system: System):
        read_back(talk)
        assert talk.says("tolak", "tidak").keys == ["utter_tanya_correct"]
        assert talk.says("beri_data", OTHER_ADDRESS, address=OTHER_ADDRESS).keys == ["utter_konfirmasi_idpel"]
        assert talk.says("tolak", "tidak").keys == ["utter_jelaskan_correct"]
        assert talk.says("beri_data", OTHER_PHONE, phone=OTHER_PHONE).keys == ["utter_konfirmasi_idpel"]
        assert talk.says("tolak", "tidak").keys == ["utter_ke_cso"]
        understood = handed_over(system)
        assert IDPEL in understood
        assert OTHER_ADDRESS in understood
        assert all_reports(system) == []

    def test_HR_6_a_correction_that_changes_nothing_is_asked_for_by_part_then_by_a_human(
        self, talk: Talk, system: System
    ):
        read_back(talk)
        assert talk.says("tolak", "bukan, itu salah").keys == ["utter_tanya_correct"]
        assert talk.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_tanya_correct"]
        assert talk.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_jelaskan_correct"]
        assert talk.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_ke_cso"]
        assert IDPEL in handed_over(system)

    def test_HR_6_each_part_is_put_right_once_for_nothing(self, talk: Talk):
        read_back(talk)
        for found in ({"phone": OTHER_PHONE}, {"address": OTHER_ADDRESS}, {"idpel": "512345678909"}):
            assert talk.says("beri_data", "bukan, …", **found).keys == ["utter_konfirmasi_idpel"]
        assert talk.says("setuju", "ya").keys[0] == "utter_laporan_dibuat"

    def test_HR_6_the_same_part_again_and_again_leads_to_a_human(self, talk: Talk, system: System):
        read_back(talk)
        heard = (OTHER_PHONE, PHONE, OTHER_PHONE, PHONE)
        said = [talk.says("beri_data", f"bukan, {phone}", phone=phone).keys for phone in heard]
        assert said == [*[["utter_konfirmasi_idpel"]] * 3, ["utter_ke_cso"]]
        handed_over(system)

    def test_HR_6_a_read_back_is_read_out_twice_at_most(self, call: Talk, system: System):
        read_back(call)
        assert call.says("nlu_fallback", "krsk").keys == ["utter_konfirmasi_idpel"]
        assert call.says("nlu_fallback", "krsk").keys == ["utter_pasti_laporan"]
        assert call.says("nlu_fallback", "krsk").keys == ["utter_ke_cso_suara"]
        assert all_reports(system) == []


class TestTheRightValueAtOnce:
    @pytest.fixture
    def asked(self, talk: Talk) -> Talk:
        read_back(talk)
        talk.says("tolak", "tidak")
        assert talk.question == "correct"
        return talk

    @pytest.mark.parametrize(
        "found", [{"idpel": "512345678909"}, {"meter_id": METER}, {"address": OTHER_ADDRESS}, {"phone": OTHER_PHONE}]
    )
    def test_HR_6_asked_which_part_the_value_is_enough(self, asked: Talk, found: dict[str, str]):
        assert asked.says("beri_data", next(iter(found.values())), **found).keys[0].startswith("utter_konfirmasi_")

    def test_HR_6_part_and_value_in_one_go(self, talk: Talk):
        read_back(talk)
        words = f"alamatnya salah, yang benar {OTHER_ADDRESS}"
        told = talk.says("ubah_data", words, field="address", address=OTHER_ADDRESS)
        assert told.values("utter_konfirmasi_idpel")["alamat"] == OTHER_ADDRESS

    @pytest.mark.parametrize("words", ["bukan, saya tidak punya nomornya", "tdk ad nomr nya"])
    def test_HR_6_who_has_no_such_number_goes_on_by_name(self, talk: Talk, words: str):
        read_back(talk)
        assert talk.says("tolak", words).keys == ["utter_tanya_name"]

    def test_HR_6_a_mobile_number_without_its_zero_is_asked_about(self, talk: Talk):
        read_back(talk)
        told = talk.says("tolak", "bukan, 85711112222", number_fragment=STRANGER.removeprefix("+62"))
        assert told.values("utter_pasti_nomor")["apa"] == "nomor telepon"
        assert talk.says("setuju", "ya").values("utter_konfirmasi_idpel")["telepon"] == STRANGER

    def test_HR_3_after_a_no_to_one_number_its_groups_are_asked(self, talk: Talk):
        read_back(talk)
        talk.says("tolak", "bukan 5123 tapi 5132", wrong_digits="5123", right_digits="5132")
        assert talk.says("tolak", "tidak").keys == ["utter_tanya_kelompok"]


class TestChangesOfAReport:
    @pytest.fixture
    def changing(self, call: Talk, system: System) -> Talk:
        given_report(system)
        return call

    @pytest.mark.parametrize(
        ("field", "value", "key"),
        [("address", OTHER_ADDRESS, "utter_pasti_alamat"), ("name", "Siti Aminah", "utter_pasti_nama")],
    )
    def test_HR_5_what_was_heard_is_said_back_before_it_changes_a_report(
        self, changing: Talk, field: str, value: str, key: str
    ):
        told = changing.says("ubah_data", f"yang benar {value}", field=field, **{field: value})
        assert told.keys == [key]
        assert getattr(changing.ticket().customer, field) != value
        assert changing.says("setuju", "ya").keys[0] == "utter_data_diperbarui"
        assert getattr(changing.ticket().customer, field) == value

    def test_HR_5_two_changes_are_said_back_one_after_the_other(self, changing: Talk):
        both = {"phone": OTHER_PHONE, "address": OTHER_ADDRESS}
        assert changing.says("ubah_data", "ganti alamat dan nomor", **both).keys == ["utter_pasti_nomor"]
        assert changing.says("setuju", "ya").keys == ["utter_pasti_alamat"]
        assert changing.says("setuju", "ya").keys[0] == "utter_data_diperbarui"
        assert changing.ticket().customer.phone == OTHER_PHONE

    def test_HR_6_a_value_refused_three_times_leads_to_a_human_and_changes_nothing(
        self, changing: Talk, system: System
    ):
        changing.says("ubah_data", "alamat salah", field="address", address=OTHER_ADDRESS)
        assert changing.says("tolak", "bukan", address=ADDRESS).keys == ["utter_pasti_alamat"]
        assert changing.says("tolak", "bukan").keys == ["utter_tanya_ubah_address"]
        assert changing.says("beri_data", OTHER_ADDRESS, address=OTHER_ADDRESS).keys == ["utter_pasti_alamat"]
        assert changing.says("tolak", "bukan").keys == ["utter_ke_cso_suara"]
        handed_over(system)
        assert changing.ticket().customer.address == "Jl. Melati No. 7 RT 02 RW 05"

    def test_by_writing_nothing_is_said_back(self, talk: Talk, system: System):
        given_report(system)
        told = talk.says("ubah_data", "alamat yang benar", field="address", address=OTHER_ADDRESS)
        assert told.keys[0] == "utter_data_diperbarui"


class TestWhatMustNotGetLost:
    @pytest.mark.parametrize(("hours", "offered"), [(1, False), (4, True)])
    def test_LU_1_a_late_report_whose_data_were_changed_by_telephone_is_offered_as_a_repeat(
        self, call: Talk, system: System, hours: int, offered: bool
    ):
        given_report(system, ago=timedelta(hours=hours))
        call.says("ubah_data", "nomor saya ganti", phone=OTHER_PHONE)
        told = call.says("setuju", "ya")
        assert told.keys[0] == "utter_data_diperbarui"
        assert ("utter_tawar_lapor_ulang" in told.keys) == offered
        assert ("utter_lapor_ulang_dicatat" in call.says("setuju", "ya").keys) == offered

    @pytest.mark.parametrize("dark", ["lampu mati", "lampuu matti", "listrk pdm"])
    def test_IN_1_a_dark_house_is_a_report_however_many_words_say_no(self, call: Talk, dark: str):
        words = f"{dark} pak, tidak punya nomor idpel, meternya tidak kelihatan"
        assert call.says("tolak", words, sure=0.5).keys == ["utter_tanya_scope"]

    @pytest.mark.parametrize(("sure", "wider"), [(0.65, False), (0.95, True)])
    def test_IN_6_a_doubtful_wider_outage_is_asked_about(self, call: Talk, sure: float, wider: bool):
        told = call.says("lapor_padam_meluas", "lapor padam satu sejak jam empat", sure=sure)
        assert ("utter_tanya_scope" in told.keys) != wider

    def test_IN_2_digits_beside_an_unknown_number_are_the_other_one(self, call: Talk):
        call.says("lapor_padam", "padam", **{name: EVERYTHING[name] for name in ("scope", "mcb", "address")})
        words = "id pelanggan tidak tahu kalau meteran 3285195738"
        assert call.says("beri_data", words, number_fragment="3285195738").keys == ["utter_nomor_kurang"]
