"""What is read back before a report is made: never longer than people listen, all of it, each part put right alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import spoken
from actions.draft import Draft
from actions.read_back import read_back
from actions.reply import Reply
from actions.turn import Turn
from bootstrap import DOMAIN, System
from tests.actions.talk import IDPEL, METER, OTHER_PHONE, PHONE, Talk
from tickets.model import Channel
from wording import Wording

WORDING = Wording.load(DOMAIN)
SECONDS, WORDS_A_MINUTE = 12, 150
NOW = datetime(2026, 11, 23, 5, 35, tzinfo=UTC)
SHORT = "Jl. Melati No. 7"
USUAL = "Jl. Melati No. 7 RT 02 RW 05"
LONG = "Perumahan Griya Asri Permai Blok C3 No. 12 RT 012/RW 003 Kel. Karang Tengah Kec. Gunung Puyuh"
# Of everything somebody may put into an address.
_PIECES = (
    *("Jl. Jend. Sudirman", "Gg. H. Mawar IV", "No. 127/A", "Kav. 21", "Blok C3", "RT 012/RW 003", "Kel. Sukamaju"),
    *("Kec. Cibeunying Kidul", "Kab. Bandung Barat", "Kota Tangerang Selatan", "Perum. Griya Asri Permai", "40123"),
    *(
        "dekat masjid Al Ikhlas",
        "seberang warung Bu Tini",
        "patokan pos ronda, cat hijau",
        "lantai 3",
        "S.Pd.",
        "KM 27,5",
    ),
)
addresses = st.one_of(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=24).map(", ".join),
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=24).map(" ".join),
    st.text(min_size=1, max_size=300),
).map(lambda text: text[:300])
names = st.one_of(st.text(min_size=1, max_size=80), st.sampled_from(["Siti", "dr. Hj. SITI RAHAYU, S.Pd., M.Kes."]))
phones = st.one_of(st.none(), st.from_regex(r"\+628[0-9]{8,10}", fullmatch=True), st.just("+886912345678901"))
numbers = st.sampled_from([{"idpel": IDPEL}, {"idpel": IDPEL, "on_file": IDPEL}, {"meter_id": METER}, {}])


def seconds(text: str) -> float:
    return len(re.findall(r"[^\W_]+(?:['-][^\W_]+)*", text)) * 60 / WORDS_A_MINUTE


def asked(draft: Draft, caller: str | None, channel: Channel = Channel.VOICE) -> tuple[Draft, str, str]:
    """Return the draft after a read-back, its key, and how it is heard."""
    metadata = {"channel": channel.value, "caller": caller}
    turn = Turn("setuju", 0.9, (), "ya", {}, metadata, {}, None, True, "c", NOW)
    reply = Reply(NOW, ZoneInfo("Asia/Jakarta"))
    after = read_back(draft, turn, reply, WORDING)
    ((key, values),) = reply.said
    return after, key, WORDING.say(key, "voice", **values)


@settings(max_examples=300, deadline=None)
@given(numbers, names, addresses, phones, st.sampled_from([None, PHONE]))
def test_IN_2_no_question_of_a_read_back_lasts_longer_than_people_listen_and_all_is_read(
    number: dict[str, str], name: str, address: str, phone: str | None, caller: str | None
):
    draft = Draft(name=name, address=address, phone=phone, **number)  # type: ignore[arg-type]
    parts = set(draft.unread(caller).values())
    questions = 0
    while not draft.confirmed:
        draft, key, heard = asked(draft, caller)
        assert seconds(heard) <= SECONDS, heard
        assert draft.reading, key
        draft = draft.accepted(caller)
        questions += 1
        assert questions <= len(parts)
    assert set(draft.read) == parts


@pytest.mark.parametrize(
    ("address", "phone", "keys"),
    [
        # What is usual stays one question.
        (SHORT, None, ["idpel"]),
        ("Jl. Anggrek Asri Barat No. 57", None, ["idpel"]),
        # The place first, then the numbers; what fits beside the number of the building is read with it.
        (LONG, None, ["alamat", "identitas_telepon"]),
        (SHORT, OTHER_PHONE, ["identitas_alamat", "telepon"]),
        (LONG, OTHER_PHONE, ["alamat", "identitas", "telepon"]),
    ],
)
def test_IN_2_what_does_not_fit_is_read_in_as_few_questions_as_can_be(address: str, phone: str | None, keys: list[str]):
    draft, heard = Draft(idpel=IDPEL, address=address, phone=phone), []
    while not draft.confirmed:
        draft, key, _ = asked(draft, PHONE)
        heard.append(key.removeprefix("utter_konfirmasi_"))
        draft = draft.accepted(PHONE)
    assert heard == keys


def test_IN_2_in_writing_all_of_it_is_read_at_once():
    draft = Draft(idpel=IDPEL, address=LONG, phone=OTHER_PHONE)
    draft, key, _ = asked(draft, PHONE, Channel.WHATSAPP)
    assert key == "utter_konfirmasi_idpel"
    assert draft.accepted(PHONE).confirmed


class TestInParts:
    """A call with a long address and another telephone number."""

    @pytest.fixture
    def call(self, system: System) -> Talk:
        call = Talk(system, channel=Channel.VOICE)
        told = call.says("lapor_padam", "padam", scope="single", mcb="on", idpel=IDPEL, address=LONG, phone=OTHER_PHONE)
        assert told.keys[-1] == "utter_konfirmasi_alamat"
        return call

    def test_IN_2_three_yeses_make_the_report_with_the_whole_address(self, call: Talk):
        assert call.says("setuju", "ya").keys == ["utter_konfirmasi_identitas"]
        assert call.says("setuju", "ya").keys == ["utter_konfirmasi_telepon"]
        assert "utter_laporan_dibuat" in call.says("setuju", "ya").keys
        customer = call.ticket().customer
        assert (customer.idpel, customer.address, customer.phone) == (IDPEL, LONG, OTHER_PHONE)

    def test_a_no_to_one_part_asks_for_that_part(self, call: Talk):
        assert call.says("tolak", "bukan").keys == ["utter_tanya_address"]
        assert call.says("beri_data", SHORT, address=SHORT).keys == ["utter_konfirmasi_identitas_alamat"]
        assert call.says("setuju", "ya").keys == ["utter_konfirmasi_telepon"]
        assert call.says("tolak", "bukan").keys == ["utter_tanya_kelompok"]

    def test_HR_3_a_group_put_right_leaves_what_was_not_read_to_be_read(self, call: Talk):
        call.says("setuju", "ya")
        right = call.says("tolak", "bukan 8901 tapi 8910", wrong_digits="8901", right_digits="8910")
        assert right.keys == ["utter_konfirmasi_perbaikan"]
        assert call.says("setuju", "ya").keys == ["utter_konfirmasi_telepon"]
        call.answers("setuju")
        assert call.ticket().customer.idpel == "512345678910"

    def test_an_address_put_right_later_is_read_again(self, call: Talk):
        call.says("setuju", "ya")
        told = call.says("ubah_data", f"alamatnya {SHORT}", address=SHORT)
        assert told.keys == ["utter_konfirmasi_identitas_alamat"]

    def test_HR_1_a_yes_heard_badly_to_the_first_part_is_asked_about_and_makes_no_report(self, call: Talk):
        assert call.says("setuju", "ya", heard="unsure").keys == ["utter_pasti_data"]
        assert call.says("setuju", "ya", heard="unsure").keys == ["utter_konfirmasi_identitas"]
        assert call.says("setuju", "ya", heard="unsure").keys == ["utter_pasti_data"]
        assert call.says("setuju", "ya").keys == ["utter_konfirmasi_telepon"]
        assert call.says("setuju", "ya", heard="unsure").keys == ["utter_pasti_laporan"]
        assert "utter_laporan_dibuat" in call.says("setuju", "ya", heard="unsure").keys

    def test_HR_6_who_does_not_answer_a_part_reaches_a_human(self, call: Talk):
        said = [call.says("nlu_fallback", "krsk").keys for _ in range(3)]
        assert said == [["utter_konfirmasi_alamat"], ["utter_pasti_data"], ["utter_ke_cso_suara"]]

    def test_HR_6_who_refuses_a_part_without_end_reaches_a_human(self, call: Talk):
        asked: list[str] = []
        while "utter_ke_cso_suara" not in asked:
            asked += call.says("tolak", "bukan").keys
            if asked[-1] == "utter_tanya_address":
                asked += call.says("beri_data", LONG, address=LONG).keys
            assert len(asked) < 16, asked


@pytest.mark.parametrize(("most", "said"), [(23, 22), (12, 10), (3, 3)])
def test_of_a_long_address_the_parts_that_find_the_building_are_kept(most: int, said: int):
    heard = spoken.essential(
        "Jl. Jend. Sudirman Kav. 21 No. 7/A RT 012/RW 003 Kel. Sukamaju Kec. Cibeunying Kidul "
        "Kota Bandung 40123 dekat jalan raya seberang warung Bu Tini",
        most,
    )
    assert heard.startswith("jalan jenderal Sudirman")
    assert "warung" not in heard
    assert len(heard.split()) == said
