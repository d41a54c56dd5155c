"""Short forms, slips and doubled words become the words they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.lexicon import lexicon, read_tokens
from bot.nlu.typos import corrected, one_slip


def canonical(text: str) -> str:
    return " ".join(token.word for token in read_tokens(text))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yg blm dtg", "yang belum datang"),
        ("gak ga gk tdk", "tidak tidak tidak tidak"),
        ("udah sdh udh", "sudah sudah sudah"),
        ("ptgs blm dtg", "petugas belum datang"),
        ("matlis dr mlm", "mati listrik dari malam"),
        ("oadam lg", "padam lagi"),
        ("listik mti", "listrik mati"),
        ("udah lapor 3x", "sudah lapor 3 kali"),
        ("lamaaaa bangettt", "lama banget"),
        ("tiba2 mati", "tiba tiba mati"),
        ('ber jam" nunggu', "ber jam jam menunggu"),
        ("gabisa", "tidak bisa"),
        ("pk 24.00", "pukul 24 . 00"),
        ("pk. 07.00", "pukul . 07 . 00"),
        ("pk Budi", "pak budi"),
        ("oetugas", "petugas"),
        ("listirk", "listrik"),
        ("ma'af", "maaf"),
        ("limapuluh", "lima puluh"),
        # Vowels left out, letters doubled.
        ("sndiri pk", "sendiri pak"),
        ("ttngga mti", "tetangga mati"),
        ("tetngga nyala", "tetangga nyala"),
        ("mtti lampuu", "mtti lampu"),
        ("matti", "mati"),
        ("gk pnya metrn", "tidak punya meteran"),
        ("klihatan", "kelihatan"),
        ("br lapor", "baru lapor"),
        ("di Br. Kaja", "di banjar . kaja"),
        # Words of their own.
        ("tangga", "tangga"),
        ("jl veteran", "jalan veteran"),
        ("minggu tunggu tinggi", "minggu tunggu tinggi"),
    ],
)
def test_short_forms_are_spelt_out(written: str, meant: str):
    assert canonical(written) == meant


@pytest.mark.parametrize("text", ["rt2", "blok2", "no2", "jam2"])
def test_a_figure_behind_a_counted_word_is_a_number(text: str):
    assert [token.kind for token in read_tokens(text)] == ["w", "d"]


@pytest.mark.parametrize(
    "word", ["salam", "masih", "puasa", "perubahan", "pengajuan", "komplen", "semarang", "menyalahkan", "siangnya"]
)
def test_real_words_one_letter_away_stay(word: str):
    assert corrected(word) == word


def test_g_before_a_number_is_no_negation():
    assert canonical("g 54 261123") == "g 54 261123"
    assert canonical("g ada") == "tidak ada"


def test_the_lexicon_is_sound():
    for short, full in lexicon().items():
        assert short == short.lower()
        assert full
        assert (short,) != full
        # what a form stands for is final: no full form is itself a short form of something else
        assert all(lexicon().get(word, (word,)) == (word,) for word in full), short


@pytest.mark.parametrize(
    ("word", "other", "alike"),
    [
        ("satu", "saru", True),
        ("satu", "sat", True),
        ("satu", "saut", True),
        ("satu", "sapi", False),
        ("dua", "duaaa", False),
    ],
)
def test_one_slip(word: str, other: str, alike: bool):
    assert one_slip(word, other) is alike


@given(st.text(max_size=120))
def test_canonical_tokens_never_leave_the_text(text: str):
    assert all(0 <= token.start < token.end <= len(text) and token.word for token in read_tokens(text))
