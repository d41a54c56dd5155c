"""Who is read a number to, and who is only spoken to: what is no part of a number is answered at once."""

from __future__ import annotations

import pytest

from bot.nlu import digits
from ivr import reading
from ivr.reading import is_reading


@pytest.mark.parametrize(
    "words",
    [
        "lima satu dua",
        "5 1 2",
        "lima puluh empat",
        "dobel tiga",
        "ge lima empat",
        "ge",
        "k e",
        "tidak hafal semuanya, depannya lima satu dua",
        "limo ampek",
        "ya, nomor pelanggannya",
        "nomornya adalah",
        "id meter saya",
        "LIMA, satu.",
    ],
)
def test_who_reads_a_number_may_go_on_reading(words: str):
    assert is_reading(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "tidak tahu",
        "tidak punya nomornya",
        "petugas di mana",
        "nama saya Budi",
        "nomor ini",
        "nomor ini saja",
        "saya mau bicara dengan petugas",
        "lupa",
        "bagaimana cara melihat nomor meter",
        "ya",
        "saya",
    ],
)
def test_who_says_something_else_has_finished(words: str):
    assert not is_reading(words)


def test_every_word_the_dialogue_takes_for_digits_is_one():
    known = {*digits.DIGITS, *digits._TEENS, *digits._MULTIPLIERS, *digits._ONE, *digits._REPEATS}
    assert known | digits._COUNTED_ZERO <= reading._DIGITS
