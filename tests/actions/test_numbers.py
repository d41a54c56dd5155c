"""Numbers in parts, corrected by group, heard badly, or not told at all: what is kept, asked, and where it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from actions import digit_groups
from actions.number_entry import Asked, completed
from actions.turn import Turn
from bootstrap import System
from spoken import apart, groups
from tests.actions.talk import IDPEL, METER, PHONE, Talk
from tests.actions.test_lapor_padam import ADDRESS, EVERYTHING, all_reports, read_back
from tickets.model import Channel

UNSURE, UNKNOWN = "unsure", "unknown"
PARTS = groups(IDPEL)
WRONG = "512345678910"
digits_of = st.text("0123456789", min_size=8, max_size=13)


@pytest.fixture
def call(system: System) -> Talk:
    return Talk(system, channel=Channel.VOICE)


def said(**found: str) -> Turn:
    entities = {name: (value,) for name, value in found.items()}
    return Turn("beri_data", 0.9, (), "", entities, {}, {}, None, True, "c", None)  # type: ignore[arg-type]


class TestParts:
    @pytest.fixture
    def asked(self, call: Talk) -> Talk:
        call.says("lapor_padam", "padam", scope="single", mcb="on", address=ADDRESS)
        assert call.question == "premise"
        return call

    def gives(self, talk: Talk, digits: str) -> list[str]:
        return talk.says("beri_data", digits, number_fragment=digits).keys

    def test_HR_2_too_few_are_counted_told_and_kept(self, asked: Talk):
        told = asked.says("beri_data", IDPEL[:8], number_fragment=IDPEL[:8])
        assert told.keys == ["utter_nomor_kurang"]
        values = told.values("utter_nomor_kurang")
        assert (values["jumlah"], values["jumlah_lisan"]) == (8, "delapan")
        assert values["nomor_lisan"] == apart(IDPEL[:8])
        assert self.gives(asked, IDPEL[8:]) == ["utter_konfirmasi_idpel"]

    def test_the_number_anew_replaces_the_part(self, asked: Talk):
        self.gives(asked, "5129")
        told = asked.says("beri_data", IDPEL, idpel=IDPEL)
        assert told.values("utter_konfirmasi_idpel")["nomor"] == IDPEL

    def test_HR_2_three_parts_make_a_number_without_a_failure(self, asked: Talk):
        for part in PARTS[:-1]:
            assert self.gives(asked, part) == ["utter_nomor_kurang"]
        assert self.gives(asked, PARTS[-1]) == ["utter_konfirmasi_idpel"]

    def test_too_many_are_told_and_one_group_corrects_them(self, asked: Talk):
        told = asked.says("beri_data", "5123456789012", number_fragment="5123456789012")
        assert told.keys == ["utter_nomor_lebih"]
        right = asked.says("beri_data", "yang terakhir 01", group="last", right_digits="01")
        assert right.values("utter_konfirmasi_idpel")["nomor"] == "512345678901"

    def test_begun_anew_the_first_part_is_forgotten(self, asked: Talk):
        self.gives(asked, IDPEL[:9])
        told = asked.says("beri_data", IDPEL[:10], number_fragment=IDPEL[:10])
        assert told.values("utter_nomor_kurang")["jumlah"] == 10

    def test_HR_2_parts_of_a_telephone_number_make_one(self, system: System):
        call = Talk(system, caller=None, channel=Channel.VOICE)
        call.says("lapor_padam", "padam", **EVERYTHING)
        assert call.says("beri_data", "081234", number_fragment="081234").keys == ["utter_telepon_kurang"]
        told = call.says("beri_data", "567890", number_fragment="567890")
        assert told.values("utter_konfirmasi_identitas_alamat")["telepon"] == PHONE

    def test_TR_4_parts_of_a_report_number_make_one(self, system: System):
        call = Talk(system, caller=None, channel=Channel.VOICE)
        call.says("tanya_status", "laporan saya")
        assert call.says("beri_data", "542611", number_fragment="542611").keys == ["utter_no_lapor_kurang"]
        assert call.says("beri_data", "2300001", number_fragment="2300001").keys == ["utter_tanya_pasangan_idpel"]

    @given(st.from_regex(r"[1-5][1-9][0-9]{10}", fullmatch=True), st.lists(st.integers(1, 11), max_size=4, unique=True))
    def test_HR_2_any_parts_make_the_number(self, number: str, cuts: list[int]):
        # Eleven digits are a meter number, and a part that begins like the number begins it anew.
        ends = [0, *sorted(cut for cut in cuts if cut < 11), 12]
        parts = [number[begin:end] for begin, end in pairwise(ends)]
        kept, turn = "", said()
        for part in parts:
            slots = {"angka": {"asked": "nomor", "digits": kept}}
            earlier, turn = kept, said(number_fragment=part)
            turn = Turn(**{name: getattr(turn, name) for name in turn.__dataclass_fields__} | {"slots": slots})
            turn, kept = completed(turn, Asked.PREMISE)
            if earlier and part[:3] == earlier[:3]:
                return
        assert (turn.one("idpel"), kept) == (number, "")


class TestOneGroup:
    def test_HR_3_said_by_its_digits(self, call: Talk):
        read_back(call, idpel=WRONG)
        told = call.says("tolak", "bukan 8910 tapi 8901", wrong_digits="8910", right_digits="8901")
        assert told.keys == ["utter_konfirmasi_perbaikan"]
        assert told.values("utter_konfirmasi_perbaikan")["nomor_lisan"] == apart(IDPEL)
        call.answers("setuju")
        assert call.ticket().customer.idpel == IDPEL

    def test_HR_3_said_by_its_place_the_digits_are_asked(self, call: Talk):
        read_back(call, idpel=WRONG)
        asked = call.says("ubah_data", "kelompok ketiga salah", group="3")
        assert asked.keys == ["utter_tanya_angka_kelompok"]
        assert asked.values("utter_tanya_angka_kelompok")["kelompok"] == "8910"
        assert call.says("beri_data", "8901", number_fragment="8901").keys == ["utter_konfirmasi_perbaikan"]
        call.answers("setuju")
        assert call.ticket().customer.idpel == IDPEL

    def test_HR_3_by_keys_alone(self, call: Talk):
        read_back(call, idpel=WRONG)
        assert call.presses("tolak").keys == ["utter_tanya_correct"]
        asked = call.presses("ubah_data", field="idpel")
        assert asked.keys == ["utter_tanya_kelompok"]
        assert asked.values("utter_tanya_kelompok")["kelompok"] == "1. 5123\n2. 4567\n3. 8910"
        assert call.says("beri_data", "3", choice=3).keys == ["utter_tanya_angka_kelompok"]
        assert call.says("beri_data", "8901", number_fragment="8901").keys == ["utter_konfirmasi_perbaikan"]
        call.presses("setuju")
        assert call.ticket().customer.idpel == IDPEL

    def test_a_group_of_another_length_is_asked_again(self, call: Talk):
        read_back(call, idpel=WRONG)
        call.says("ubah_data", "kelompok ketiga salah", group="3")
        assert call.says("beri_data", "890", number_fragment="890").keys == ["utter_jelaskan_angka_kelompok"]

    def test_eight_begins_the_number_anew(self, call: Talk):
        read_back(call, idpel=WRONG)
        call.answers("tolak")
        call.presses("ubah_data", field="idpel")
        assert call.says("beri_data", "8", choice=8).keys == ["utter_tanya_premise"]

    def test_of_the_telephone_number(self, call: Talk):
        read_back(call, phone="+6281234567809")
        told = call.says("tolak", "bukan 7809 tapi 7890", wrong_digits="7809", right_digits="7890")
        call.answers("setuju")
        assert told.keys == ["utter_konfirmasi_perbaikan"]
        assert call.ticket().customer.phone == PHONE

    def test_what_fits_no_group_changes_nothing(self, call: Talk, system: System):
        read_back(call)
        call.says("tolak", "bukan 000 tapi 111", wrong_digits="000", right_digits="111")
        assert all_reports(system) == []
        assert call.question in {"correct", "confirm"}

    @given(digits_of, st.data())
    def test_HR_3_only_the_group_named_changes(self, digits: str, data: st.DataObject):
        parts = groups(digits)
        place = data.draw(st.integers(1, len(parts)))
        right = data.draw(st.text("0123456789", min_size=len(parts[place - 1]), max_size=len(parts[place - 1])))
        fixed = digit_groups.corrected(digits, said(group=str(place), right_digits=right))
        assert fixed is not None
        assert [part for at, part in enumerate(groups(fixed), 1) if at != place] == [
            part for at, part in enumerate(parts, 1) if at != place
        ]
        assert groups(fixed)[place - 1] == right

    @given(digits_of, st.data(), st.text("0123456789", min_size=3, max_size=4))
    def test_digits_that_stand_there_once_are_replaced_where_they_stand(
        self, digits: str, data: st.DataObject, right: str
    ):
        at = data.draw(st.integers(0, len(digits) - 4))
        wrong = digits[at : at + 4]
        assume(sum(digits.startswith(wrong, place) for place in range(len(digits))) == 1)
        fixed = digit_groups.corrected(digits, said(wrong_digits=wrong, right_digits=right))
        assert fixed == digits[:at] + right + digits[at + 4 :]


class TestWaysOut:
    @pytest.fixture
    def lost(self, call: Talk) -> Talk:
        call.says("lapor_padam", "padam", scope="single", mcb="on")
        for _ in range(2):
            assert call.says("nlu_fallback", "krsk", sure=0.2).keys == ["utter_jelaskan_premise"]
        assert call.says("nlu_fallback", "krsk", sure=0.2).keys == ["utter_jalan_nomor"]
        return call

    def test_HR_4_IN_2_by_name_and_address(self, lost: Talk):
        assert lost.presses("beri_data", choice="1").keys == ["utter_tanya_name"]
        lost.says("nlu_fallback", "Siti Aminah")
        lost.says("beri_data", ADDRESS, address=ADDRESS)
        lost.answers("setuju")
        assert lost.ticket().customer.name == "Siti Aminah"

    def test_HR_4_HO_4_without_a_number_somebody_calls_back(self, lost: Talk, system: System):
        assert lost.presses("beri_data", choice="2").keys == ["utter_keterangan_diteruskan"]
        (record,) = system.desk.waiting()
        assert (record.caller, record.reason) == (PHONE, "rule")
        assert all_reports(system) == []

    def test_HR_4_a_human(self, lost: Talk):
        assert lost.presses("minta_cso").keys[-1].startswith("utter_ke_cso")

    @pytest.mark.parametrize(
        ("words", "key"), [("nama dan alamat saja", "utter_tanya_name"), ("tanpa nomor", "utter_keterangan_diteruskan")]
    )
    def test_ways_may_be_said(self, lost: Talk, words: str, key: str):
        assert lost.says("beri_data", words).keys == [key]

    def test_the_number_may_still_come(self, lost: Talk):
        assert lost.says("beri_data", IDPEL, idpel=IDPEL).keys == ["utter_tanya_address"]

    def test_HO_1_the_ways_end_at_a_human(self, lost: Talk):
        assert lost.says("nlu_fallback", "krsk", sure=0.2).keys == ["utter_jalan_nomor"]
        assert lost.says("nlu_fallback", "krsk", sure=0.2).keys[-1].startswith("utter_ke_cso")

    def test_a_withheld_number_is_promised_no_call(self, system: System):
        call = Talk(system, caller=None, channel=Channel.VOICE)
        call.says("lapor_padam", "padam", scope="single", mcb="on")
        for _ in range(3):
            told = call.says("nlu_fallback", "krsk", sure=0.2)
        assert told.keys == ["utter_jalan_nomor_tanpa_telepon"]


class TestHeardBadly:
    def says(self, talk: Talk, intent: str, words: str, heard: str | None = UNSURE, **found: str) -> list[str]:
        return talk.says(intent, words, heard=heard, **found).keys

    def test_HR_1_a_number_is_read_back_at_once(self, call: Talk):
        call.says("lapor_padam", "padam", scope="single", mcb="on")
        asked = call.says("beri_data", "idpel", heard=UNSURE, idpel=IDPEL)
        assert asked.values("utter_pasti_nomor")["nomor_lisan"] == apart(IDPEL)
        assert call.answers("setuju").keys == ["utter_tanya_address"]

    def test_denied_one_group_is_asked_for(self, call: Talk):
        call.says("lapor_padam", "padam", scope="single", mcb="on")
        self.says(call, "beri_data", "idpel", idpel=WRONG)
        assert call.answers("tolak").keys == ["utter_tanya_kelompok"]

    def test_the_same_number_heard_twice_is_taken(self, call: Talk):
        call.says("lapor_padam", "padam", scope="single", mcb="on")
        self.says(call, "beri_data", "idpel", idpel=IDPEL)
        assert self.says(call, "beri_data", "idpel", idpel=IDPEL) == ["utter_tanya_address"]

    @pytest.mark.parametrize(("heard", "sure"), [(UNSURE, 0.95), (UNKNOWN, 0.5)])
    def test_HR_1_a_yes_makes_no_report_until_it_is_said_again(
        self, call: Talk, system: System, heard: str, sure: float
    ):
        read_back(call)
        assert call.says("setuju", "ya", heard=heard, sure=sure).keys == ["utter_pasti_laporan"]
        assert all_reports(system) == []
        assert "utter_laporan_dibuat" in call.says("setuju", "ya", heard=heard, sure=sure).keys

    @pytest.mark.parametrize(("heard", "sure"), [(None, 0.95), (UNKNOWN, 0.95), ("sure", 0.95)])
    def test_a_clear_yes_makes_it(self, call: Talk, heard: str | None, sure: float):
        read_back(call)
        assert "utter_laporan_dibuat" in call.says("setuju", "ya", heard=heard, sure=sure).keys

    def test_HR_1_a_cancel_is_asked_first(self, call: Talk):
        read_back(call)
        assert self.says(call, "batal", "batal") == ["utter_tanya_cancel"]
        assert call.answers("tolak").keys == ["utter_konfirmasi_idpel"]
        self.says(call, "batal", "batal")
        assert call.answers("setuju").keys == ["utter_batal"]
        assert not call.slots.get("draft")

    def test_HR_1_what_does_no_harm_is_acted_upon(self, call: Talk):
        call.says("lapor_padam", "padam", heard=UNSURE)
        assert self.says(call, "setuju", "ya") == ["utter_tanya_mcb"]

    def test_HR_1_IN_7_danger_is_never_asked_about(self, call: Talk):
        told = self.says(call, "darurat", "kebakaran")
        assert told[0].startswith("utter_darurat")

    def test_HR_1_PV_2_a_pair_is_not_tried_before_it_is_sure(self, system: System):
        call = Talk(system, caller=None, channel=Channel.VOICE)
        call.says("tanya_status", "laporan saya")
        assert self.says(call, "beri_data", "nomor", no_lapor="5426112300001") == ["utter_pasti_nomor"]
        assert call.answers("setuju").keys == ["utter_tanya_pasangan_idpel"]
        assert self.says(call, "beri_data", "meter", meter_id=METER) == ["utter_pasti_nomor"]
        assert call.answers("tolak").keys == ["utter_jelaskan_pasangan_idpel"]

    def test_HR_1_a_new_telephone_number_is_asked_first(self, call: Talk):
        read_back(call)
        call.answers("setuju")
        call.says("ubah_data", "ganti nomor telepon", field="phone")
        told = call.says("beri_data", "nomor", heard=UNSURE, phone="+6281298765432")
        assert told.keys == ["utter_pasti_nomor"]
        assert call.ticket().customer.phone == PHONE
        call.answers("setuju")
        assert call.ticket().customer.phone == "+6281298765432"

    def test_HR_1_a_repeat_contact_is_asked_first(self, call: Talk):
        read_back(call)
        call.answers("setuju")
        assert self.says(call, "lapor_ulang", "belum datang") == ["utter_pasti_lapor_ulang"]
        assert call.ticket().update_count == 0
        call.answers("setuju")
        assert call.ticket().update_count + call.ticket().lapor_ulang_count == 1
