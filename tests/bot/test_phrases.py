"""What a recogniser makes of letters and words is read as what was said."""

from __future__ import annotations

import pytest

from bot.nlu.lexicon import read_tokens
from bot.nlu.phrases import phrases
from bot.nlu.reading import read


def canonical(text: str) -> str:
    return " ".join(token.word for token in read_tokens(text))


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ("halo pe el en", "halo pln"),
        ("p l n rumah saya padam", "pln rumah saya padam"),
        ("em ce be turun", "mcb turun"),
        ("ai di pel saya", "id pelanggan saya"),
        ("ide pel saya", "id pelanggan saya"),
        ("ka we ha meter", "kwh meter"),
        ("mati lambu", "mati lampu"),
        ("sepeda listrik nyala", "sampai listrik nyala"),
        ("isi tukang listrik", "isi token listrik"),
        ("ha pe saya", "hp saya"),
    ],
)
def test_misheard_phrases(heard: str, said: str):
    assert canonical(heard) == said


@pytest.mark.parametrize(
    "text", ["sepeda listrik saya", "tukang listrik datang", "tangga sebelah kiri", "listrik pada mati", "id saya"]
)
def test_what_people_mean_as_it_stands_stays(text: str):
    assert canonical(text) == text


def test_rt_and_rw_run_together_are_part_of_the_address():
    (found,) = [each for each in read("jalan melati nomor tujuh erte dua erwe lima").findings if each.kind == "address"]
    assert found.value == "jalan melati nomor 7 RT 2 RW 5"


def test_a_place_is_kept_for_each_word():
    text = "halo pe el en tolong"
    (pln,) = [token for token in read_tokens(text) if token.word == "pln"]
    assert text[pln.start : pln.end] == "pe el en"


def test_no_phrase_is_its_own_meaning_or_leads_on():
    for heard, said in phrases().items():
        assert heard != said
        assert said not in phrases()
