"""What the recogniser heard, how far it is trusted, and what it is told to expect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bootstrap import System
from ivr import hints
from ivr.hearing import GUESS_BELOW, SURE_FROM, Heard, Trust, trust_in
from ivr.reply import EXPECTATIONS
from simulator.twilio import Caller
from tests.ivr.conftest import Says
from tests.ivr.fake_rasa import FakeRasa, text
from tests.ivr.test_voice import YES_NO, YES_OR_NO


def asked(caller: Caller, rasa: FakeRasa, question: str, expect: str, *offers: tuple[str, str]) -> Caller:
    """Bring the caller to a question."""
    rasa.says(text(question, *offers, expect=expect))
    caller.say("halo pak", 0.9)
    return caller


@pytest.mark.parametrize(
    ("confidence", "trust"),
    [
        (None, "unknown"),
        (0.0, "unknown"),
        (GUESS_BELOW, "unsure"),
        (0.59, "unsure"),
        (SURE_FROM, "sure"),
        (1.0, "sure"),
    ],
)
def test_the_dialogue_is_told_how_well_it_was_heard(
    caller: Caller, rasa: FakeRasa, confidence: float | None, trust: str
):
    caller.say("listrik padam", confidence)
    assert rasa.last["metadata"]["heard"] == trust


def test_keys_are_no_matter_of_hearing(caller: Caller, rasa: FakeRasa):
    asked(caller, rasa, "Ketik nomornya.", "number")
    caller.press("512012345678#")
    assert rasa.last["metadata"]["heard"] == "keyed"


def test_an_offer_taken_up_by_a_doubtful_word_is_doubtful(caller: Caller, rasa: FakeRasa):
    asked(caller, rasa, "Sudah benar?", "confirm", *YES_NO)
    caller.say("Ya.", 0.45)
    assert (rasa.last["payload"], rasa.last["metadata"]["heard"]) == ("/setuju", "unsure")


@pytest.mark.parametrize(
    ("expect", "key", "repeats"),
    [
        ("free", "bebas", False),
        ("number", "angka", False),
        ("phone", "angka", False),
        ("name", "nama", False),
        ("address", "alamat", False),
        ("yes_no", "tombol", True),
        ("confirm", "tombol", True),
        ("group", "tombol", True),
        ("scope", "tombol", True),
    ],
)
def test_a_guess_is_asked_again_in_another_way(
    caller: Caller, rasa: FakeRasa, voice_says: Says, expect: str, key: str, repeats: bool
):
    asked(caller, rasa, "Lalu?", expect)
    heard = caller.say("krsk krsk brr", 0.1)
    assert heard == [voice_says(f"utter_kurang_jelas_{key}"), *(["Lalu?"] if repeats else [])]
    assert len(rasa.asked) == 1


def test_HR_6_the_second_guess_is_asked_for_by_key_the_third_leads_to_a_human(
    caller: Caller, rasa: FakeRasa, system: System, voice_says: Says
):
    asked(caller, rasa, "Nomor?", "number")
    caller.say("krsk krsk", 0.1)
    assert caller.say("krsk krsk", 0.1) == [voice_says("utter_lagi_angka")]
    # Whoever speaks goes on speaking as a rule: keys are told, words still heard.
    assert caller.gather.option("input") == "dtmf speech"
    caller.silent()
    assert [record.reason for record in system.desk.waiting()] == ["silence"]


@pytest.mark.parametrize(("expect", "key"), [("address", "alamat"), ("text", "alamat"), ("name", "nama")])
def test_HR_6_who_cannot_say_an_address_or_name_is_shown_the_way_to_a_human(
    caller: Caller, rasa: FakeRasa, voice_says: Says, expect: str, key: str
):
    asked(caller, rasa, "Di mana?", expect)
    caller.say("krsk krsk", 0.1)
    assert caller.say("krsk krsk", 0.1) == [voice_says(f"utter_lagi_{key}")]
    assert caller.gather.option("input") == "dtmf speech"


def test_HR_6_a_clear_word_after_a_guess_and_a_silence_is_heard(caller: Caller, rasa: FakeRasa, voice_says: Says):
    asked(caller, rasa, "Sudah benar?", "yes_no", *YES_NO)
    caller.say("krsk", 0.1)
    assert caller.silent() == [voice_says("utter_lagi_tombol", pilihan_lisan=YES_OR_NO)]
    caller.say("ya", 0.9)
    assert rasa.last["payload"] == "/setuju"


def test_HR_6_the_dialogue_goes_on_from_the_count_of_the_telephone(caller: Caller, rasa: FakeRasa):
    asked(caller, rasa, "Sudah benar?", "yes_no", *YES_NO)
    caller.say("krsk", 0.1)
    caller.say("anu begitu", 0.9)
    assert rasa.last["metadata"]["vain"] == 1


def test_HR_6_the_telephone_goes_on_from_the_count_of_the_dialogue(
    caller: Caller, rasa: FakeRasa, system: System, voice_says: Says
):
    asked(caller, rasa, "Sudah benar?", "yes_no", *YES_NO)
    rasa.says(text("Ya atau tidak?", *YES_NO, expect="yes_no"), {"text": None, "buttons": [], "custom": {"vain": 1}})
    caller.say("anu begitu", 0.9)
    assert caller.say("krsk", 0.1) == [voice_says("utter_lagi_tombol", pilihan_lisan=YES_OR_NO)]
    assert caller.say("krsk", 0.1) == [voice_says("utter_ke_cso_suara")]
    assert [record.reason for record in system.desk.waiting()] == ["misunderstood"]


def test_HR_6_an_answer_ends_the_count(caller: Caller, rasa: FakeRasa):
    asked(caller, rasa, "Sudah benar?", "yes_no", *YES_NO)
    caller.say("krsk", 0.1)
    caller.say("ya", 0.9)
    caller.say("ya", 0.9)
    assert rasa.last["metadata"]["vain"] == 0


@pytest.mark.parametrize("noise", ["hmm", "eh", "ah", "Mmm.", "h", "oh", "ng", "anu", "ha"])
def test_a_noise_is_no_answer(caller: Caller, rasa: FakeRasa, voice_says: Says, noise: str):
    asked(caller, rasa, "Sudah benar?", "yes_no", *YES_NO)
    assert caller.say(noise, 0.9) == [voice_says("utter_tidak_mendengar"), "Sudah benar?"]
    assert len(rasa.asked) == 1


def test_a_noise_after_the_end_lets_the_caller_go(caller: Caller, rasa: FakeRasa, voice_says: Says):
    rasa.says(text("Sudah kami catat.", expect="more"))
    caller.say("belum datang juga", 0.9)
    caller.say("hmm", 0.9)
    assert caller.say("hmm", 0.9) == [voice_says("utter_sampai_jumpa")]


@pytest.mark.parametrize("word", ["ya", "iya", "nol", "hp", "pln", "om ya", "mau", "apa", "api", "asap", "no", "lupa"])
def test_a_short_word_is_no_noise(word: str):
    assert trust_in(word, 0.9) is Trust.SURE


@given(st.text(max_size=30), st.floats(allow_nan=True, allow_infinity=True))
def test_every_turn_has_a_trust(words: str, confidence: float):
    heard = Heard.of(keys="", words=words, confidence=confidence)
    assert heard.is_clear == (heard.trust in {Trust.SURE, Trust.UNSURE, Trust.UNKNOWN})


def test_a_monologue_is_heard_to_its_end(caller: Caller, rasa: FakeRasa):
    story = "rumah saya padam dari tadi sore pak saya sudah cek semuanya tetangga menyala " * 20
    caller.say(f"{story} dan sekarang ada percikan api di meteran", 0.8)
    assert rasa.last["text"].endswith("percikan api di meteran")


class TestHints:
    @pytest.mark.parametrize("expect", sorted(EXPECTATIONS))
    def test_the_carrier_takes_them(self, expect: str):
        words = hints.hints_for(expect).split(",")
        assert 20 <= len(words) <= 500
        assert all(0 < len(word) <= 100 for word in words)
        assert len(set(words)) == len(words)

    @pytest.mark.parametrize(
        ("expect", "words"),
        [
            ("free", {"listrik padam", "mati lampu", "padam lagi"}),
            ("yes_no", {"ya", "tidak", "betul", "sudah"}),
            ("number", {"nol", "lima", "kosong", "dobel", "tidak punya"}),
            ("confirm", {"ya", "salah", "lima"}),
            ("address", {"jalan", "kelurahan", "gang", "jalan mawar"}),
            ("name", {"nama saya", "agus", "dewi"}),
            ("stars", {"bintang lima", "lima"}),
        ],
    )
    def test_they_are_what_is_answered(self, expect: str, words: set[str]):
        assert words <= set(hints.hints_for(expect).split(","))

    def test_they_come_from_the_examples(self, caller: Caller, rasa: FakeRasa):
        asked(caller, rasa, "Alamat?", "address")
        assert caller.gather.option("hints") == hints.hints_for("address")

    @pytest.mark.parametrize("place", ["jalan ini", "gang kami", "desa padam", "jalan terus"])
    def test_common_words_are_no_places(self, place: str):
        assert place not in hints.hints_for("address").split(",")
